/** One turn: from a journalled event to an answer that stands finished on its platform. */
import {
  type ChatAdapter,
  conversationKey,
  privately,
  type ReplyView,
  sentenceFor,
  UserError,
} from '../chat/index.ts';
import type { Logger } from '../ops/index.ts';
import { composer, deliver, emptyView, type Pacer, type TurnEvent } from '../reply/index.ts';
import type { JsonSchema } from '../schema/index.ts';
import { type Answer, personKey, type Store, type Terms, type Turn, type TurnCost } from '../store/index.ts';
import { accessFault, type AccessRules } from './access.ts';
import { THINKING } from './answer/answer.ts';
import { amountOf, costOf } from './answer/cost.ts';
import { LIMITS } from './limits.ts';
import type { Manner } from './asking/manner.ts';
import { type Plan, planOf, type PlanParts } from './asking/plan.ts';
import { planFor } from './request/prepare.ts';
import { type Amount, createPurse, NOTHING, type Purse, type PurseParts } from './budget/purse.ts';
import { unknownOption } from './asking/unknown-option.ts';
import type { AnswerParts } from './request/request.ts';
import { resumed } from './resumed.ts';
import type { TurnResult } from './running.ts';
import type { SettleParts } from './asking/settle.ts';
import { TASKS } from './tasks.ts';

export interface TurnParts extends AnswerParts, PlanParts, SettleParts, PurseParts {
  readonly store: Store;
  readonly pacer: Pacer;
  readonly access: AccessRules;
  /** The shapes that data can be extracted to, by their names. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly log: Logger;
}

export interface TurnSignals {
  /** The person wants this answer to stop: what is there stays and the turn is over. */
  readonly stop: AbortSignal;
  /** The process ends: leave everything as it is, the turn is taken up again at the next start. */
  readonly shutdown: AbortSignal;
  /** Something else is asked now: leave everything as it is, the turn is run again. */
  readonly revised: AbortSignal;
}

export interface TurnContext {
  /** Why the turn is not to be answered, told in place of an answer. */
  readonly refusal: UserError | undefined;
  /** Called when there is nothing more to come: what is left is to write it. */
  readonly onAnswered: (result: TurnResult) => void;
  /** Called when all of the text is written: from then on nothing else can be asked, and nothing be stopped. */
  readonly onOver: () => void;
}

/** How a run of a turn ended: over, or left, with the messages it is in so far. */
export type TurnEnd =
  { readonly isOver: true } | { readonly isOver: false; readonly pages: readonly string[] };

/** Runs a turn to its end, or until it is left. Never rejects: what goes wrong is told to the reader and logged. */
export async function runTurn(
  turn: Turn,
  adapter: ChatAdapter,
  parts: TurnParts,
  { stop, shutdown, revised }: TurnSignals,
  { refusal, onAnswered, onOver }: TurnContext,
): Promise<TurnEnd> {
  const { store, pacer } = parts;
  const log = parts.log.child({ turn: turn.id, platform: adapter.platform });
  const deadline = AbortSignal.timeout(LIMITS.turnMs);
  const leave = AbortSignal.any([shutdown, revised]);
  /** Ends what is still under way (media, the model) when the answer cannot be delivered. */
  const over = new AbortController();
  const pages = [...turn.pages];
  let view: ReplyView | undefined;
  let cost: TurnCost | undefined;
  let kept: Omit<Answer, 'text'> = { reasoning: '', sources: [] };
  let terms: Terms = { settled: undefined, askedUsd: undefined };
  let delivered = true;
  const purse = createPurse(turn, parts);
  /** Resolves when nothing is worked on any more. */
  let work = Promise.resolve();

  async function* events(plan: Plan): AsyncGenerator<TurnEvent, void, undefined> {
    const { promise, resolve } = Promise.withResolvers<void>();
    work = promise;
    try {
      if (refusal) throw refusal;
      const signal = AbortSignal.any([stop, leave, deadline, over.signal]);
      signal.throwIfAborted();
      for await (const event of ask(turn, plan, { adapter, purse }, parts, signal)) {
        if (event.type === 'spent') cost = costOf(event);
        if (event.type === 'settled') terms = { ...terms, settled: event.options };
        if (event.type === 'asks') terms = { ...terms, askedUsd: event.usd };
        kept = withEvent(kept, event, plan.manner);
        yield event;
      }
    } catch (error) {
      if (leave.aborted) throw error;
      if (stop.aborted) {
        yield { type: 'stopped' };
        return;
      }
      // Sentences for people may quote what they typed.
      if (error instanceof UserError) log.info({ code: error.code, err: error.cause }, 'turn failed');
      else log.error({ err: error }, 'turn failed');
      yield { type: 'failed', sentence: deadline.aborted ? tookTooLong : sentenceFor(error) };
    } finally {
      resolve();
    }
  }

  async function* views(plan: Plan): AsyncGenerator<ReplyView, void, undefined> {
    const compose = composer(plan.frame);
    // The first page says what the last one before the answer would say: a page that need not change costs no write.
    const first = [THINKING, ...(refusal ? [] : planFor(plan.asked.message))];
    yield (view = first.reduce(compose, emptyView(plan.frame)));
    for await (const event of events(plan)) yield (view = compose(view, event));
    onAnswered({ state: OUTCOMES[view.phase], cost, ...terms });
  }

  const journal = (note: Promise<void>) =>
    note.catch((error: unknown) => log.error({ err: error }, 'the journal could not be written'));
  /** Work that was broken off still tells what it took; undefined where that takes too long. */
  const took = async (): Promise<Amount | undefined> => {
    const isOver = await endsWithin(work, LIMITS.breakOffMs);
    return cost ? amountOf(cost) : isOver ? NOTHING : undefined;
  };
  const left = async (): Promise<TurnEnd> => {
    await took();
    if (cost) await journal(purse.leave(amountOf(cost)));
    await journal(store.release(turn.id, cost));
    return { isOver: false, pages };
  };

  try {
    await store.begin(turn.id);
    const plan = await planOf(turn, parts);
    const surface = resumed(adapter.surface(turn.event.target), turn.pages, plan.frame);
    await deliver(views(plan), surface, pacer, {
      signal: leave,
      async onPage(page) {
        if (pages.includes(page)) return;
        pages.push(page);
        await store.addPage(turn.id, page);
      },
      onWritten: onOver,
      leftOver: () => surface.leftOver(),
      onFault: (error) => log.warn({ err: error }, 'something beside the answer could not be written'),
    });
  } catch (error) {
    if (leave.aborted) return await left();
    delivered = false;
    log.error({ err: error }, 'the answer could not be delivered');
  } finally {
    over.abort();
  }
  onOver();
  const outcome = delivered && view ? OUTCOMES[view.phase] : 'failed';
  const text = view?.markdown ?? '';
  const spent = await took();
  // Together: whoever asks what was used, now that the answer stands there, is told of this one as well.
  await Promise.all([
    journal(store.finish(turn.id, outcome, cost, { text, ...kept }, terms)),
    journal(purse.settle(spent)),
  ]);
  log.info({ outcome, ...cost }, 'turn finished');
  return { isOver: true };
}

/** How a turn ends whose reply was last seen in a phase. A reply never stays in one of the first three. */
const OUTCOMES = {
  working: 'failed',
  thinking: 'failed',
  answering: 'failed',
  done: 'done',
  failed: 'failed',
  stopped: 'cancelled',
} as const satisfies Record<ReplyView['phase'], string>;

const tookTooLong = `This took longer than ${LIMITS.turnMs / 60_000} minutes, so I stopped. Please try a lower effort or a smaller question.`;

async function* ask(
  { event }: Turn,
  { asked, manner, choice, frame }: Plan,
  { adapter, purse }: { readonly adapter: ChatAdapter; readonly purse: Purse },
  parts: TurnParts,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  const fault = accessFault(parts.access, event.message);
  if (fault) throw fault;
  if (privately(event, parts.choices) !== event) throw tooLateToHide();
  if (asked.unknown) yield { type: 'notice', text: unknownOption(asked.unknown, parts.choices, frame.words) };
  const { author, conversation } = event.message;
  yield* TASKS[asked.task](
    {
      asked,
      manner,
      choice,
      words: frame.words,
      adapter,
      purse,
      person: parts.store.alias(personKey(conversation.platform, author)),
      cacheKey: parts.store.alias(conversationKey(conversation)),
    },
    parts,
    signal,
  );
}

/** The question was edited: where its answer goes had been decided before. */
const tooLateToHide = () =>
  new UserError(
    'private',
    'This answer would be seen by everybody here, so I do not give it.',
    'Please ask for a private answer in a new message.',
  );

/** What the buttons under the answer will need. Where no reasoning is shown, none is kept. */
function withEvent(
  kept: Omit<Answer, 'text'>,
  event: TurnEvent,
  { reasoning }: Manner,
): Omit<Answer, 'text'> {
  if (event.type === 'reasoning' && reasoning !== 'off')
    return { ...kept, reasoning: kept.reasoning + event.text };
  if (event.type === 'thought' && reasoning !== 'off') return { ...kept, reasoning: event.text };
  if (event.type !== 'source' || kept.sources.some(({ url }) => url === event.url)) return kept;
  const { url, title } = event;
  return { ...kept, sources: [...kept.sources, title === undefined ? { url } : { url, title }] };
}

/** Whether something ends within so many milliseconds. */
async function endsWithin(work: Promise<void>, ms: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), ms);
  const isOver = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return isOver;
}
