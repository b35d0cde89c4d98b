/** One turn: from a journalled event to an answer that stands finished on its platform. */
import {
  type AskChoices,
  type ChatAdapter,
  privately,
  type ReplyView,
  sentenceFor,
  UserError,
} from '../chat/index.ts';
import type { Logger } from '../ops/index.ts';
import { composer, deliver, emptyView, type Pacer, type ReplyFrame, type TurnEvent } from '../reply/index.ts';
import type { Answer, Store, Turn, TurnCost } from '../store/index.ts';
import { accessFault, type AccessRules } from './access.ts';
import { answer, type AnswerParts, THINKING } from './answer.ts';
import { type Exchange, historyOf, withAnswers } from './history.ts';
import { LIMITS } from './limits.ts';
import type { Manner } from './manner.ts';
import { type Plan, planOf, type PlanParts } from './plan.ts';
import { planFor } from './prepare.ts';
import type { Asked } from './question.ts';
import { resumed } from './resumed.ts';

export interface TurnParts extends AnswerParts, PlanParts {
  readonly store: Store;
  readonly pacer: Pacer;
  readonly access: AccessRules;
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
  /** What was asked and answered in the conversation while this turn waited. */
  readonly meanwhile: readonly Exchange[];
  /** Called when there is nothing more to come: what is left is to write it. */
  readonly onAnswered: () => void;
  /** Called when all of the text is written: from then on nothing else can be asked, and nothing be stopped. */
  readonly onOver: () => void;
}

/** How a run of a turn ended: over, with the text of its answer; or left, with the messages it is in so far. */
export type TurnEnd =
  | { readonly isOver: true; readonly text: string }
  | { readonly isOver: false; readonly pages: readonly string[] };

/** Runs a turn to its end, or until it is left. Never rejects: what goes wrong is told to the reader and logged. */
export async function runTurn(
  turn: Turn,
  adapter: ChatAdapter,
  parts: TurnParts,
  { stop, shutdown, revised }: TurnSignals,
  { refusal, meanwhile, onAnswered, onOver }: TurnContext,
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
  let delivered = true;

  async function* events(plan: Plan): AsyncGenerator<TurnEvent, void, undefined> {
    try {
      if (refusal) throw refusal;
      const signal = AbortSignal.any([stop, leave, deadline, over.signal]);
      signal.throwIfAborted();
      for await (const event of ask(turn, plan, adapter, parts, meanwhile, signal)) {
        if (event.type === 'spent') cost = costOf(event);
        kept = withEvent(kept, event, plan.manner);
        yield event;
      }
    } catch (error) {
      if (leave.aborted) throw error;
      if (stop.aborted) {
        yield { type: 'stopped' };
        return;
      }
      log[error instanceof UserError ? 'info' : 'error']({ err: error }, 'turn failed');
      yield { type: 'failed', sentence: deadline.aborted ? tookTooLong : sentenceFor(error) };
    }
  }

  async function* views(plan: Plan): AsyncGenerator<ReplyView, void, undefined> {
    const compose = composer(plan.frame);
    // The first page says what the last one before the answer would say: a page that need not change costs no write.
    const first = [THINKING, ...(refusal ? [] : planFor(plan.asked.message))];
    yield (view = first.reduce(compose, emptyView(plan.frame)));
    for await (const event of events(plan)) yield (view = compose(view, event));
    onAnswered();
  }

  const journal = (note: Promise<void>) =>
    note.catch((error: unknown) => log.error({ err: error }, 'the journal could not be written'));
  const left = async (): Promise<TurnEnd> => {
    await journal(store.release(turn.id));
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
  await journal(store.finish(turn.id, outcome, cost, { text, ...kept }));
  log.info({ outcome, ...cost }, 'turn finished');
  return { isOver: true, text };
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
  { asked, manner, model, effort, frame }: Plan,
  adapter: ChatAdapter,
  parts: TurnParts,
  meanwhile: readonly Exchange[],
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  const fault = accessFault(parts.access, event.message);
  if (fault) throw fault;
  if (privately(event, parts.choices) !== event) throw tooLateToHide();
  if (asked.unknown) yield { type: 'notice', text: unknownOption(asked.unknown, parts.choices, frame) };
  const history = asked.past ? await historyOf(asked.past, adapter, parts, signal) : [];
  // What a message says is all there when it is asked about; what came before it is welcome, but not missed.
  if (!history && asked.past === asked.message)
    yield { type: 'notice', text: 'I could not read what was said before, so I answered without it.' };
  yield* answer(
    {
      message: asked.message,
      history: withAnswers(history ?? [], meanwhile),
      model,
      effort,
      instructions: manner.instructions,
      open: (attachment, opening) => adapter.open(attachment, opening),
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

function unknownOption(
  { option, value }: NonNullable<Asked['unknown']>,
  { models, efforts }: AskChoices,
  { words: { said } }: ReplyFrame,
): string {
  const known = (option === 'model' ? models : efforts).map((choice) => choice.value).join(', ');
  return option === 'model' ? said.unknownModel(value, known) : said.unknownEffort(value, known);
}

/** What the buttons under the answer will need. Where no reasoning is shown, none is kept. */
function withEvent(
  kept: Omit<Answer, 'text'>,
  event: TurnEvent,
  { reasoning }: Manner,
): Omit<Answer, 'text'> {
  if (event.type === 'reasoning' && reasoning !== 'off')
    return { ...kept, reasoning: kept.reasoning + event.text };
  if (event.type !== 'source' || kept.sources.some(({ url }) => url === event.url)) return kept;
  const { url, title } = event;
  return { ...kept, sources: [...kept.sources, title === undefined ? { url } : { url, title }] };
}

const costOf = ({ model, effort, usage, usd }: Extract<TurnEvent, { type: 'spent' }>): TurnCost => ({
  model,
  effort,
  inputTokens: usage.inputTokens,
  cachedInputTokens: usage.cachedInputTokens,
  outputTokens: usage.outputTokens,
  reasoningTokens: usage.reasoningTokens,
  usd,
});
