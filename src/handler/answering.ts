/** Answering: what happens in a turn until its answer is complete, and what is to be kept of it. */
import { type ChatAdapter, conversationKey, privately, sentenceFor, UserError } from '../chat/index.ts';
import { type ComposedView, composer, emptyView, type TurnEvent } from '../reply/index.ts';
import { type Answer, personKey, type Terms, type Turn, type TurnCost } from '../store/index.ts';
import { askFault } from './access.ts';
import { THINKING } from './answer/answer.ts';
import { amountOf, costOf } from './answer/cost.ts';
import type { Manner } from './asking/manner.ts';
import type { Plan } from './asking/plan.ts';
import { unknownOption } from './asking/unknown-option.ts';
import { type Amount, NOTHING, type Purse } from './budget/purse.ts';
import { endsWithin } from './ends-within.ts';
import { LIMITS } from './limits.ts';
import { planFor } from './request/prepare.ts';
import { ruleOf } from './rule/rule-of.ts';
import { TASKS } from './tasks.ts';
import type { TurnParts } from './turn.ts';

export interface Answering {
  /** What the reader should see, until the answer is complete. What goes wrong is a part of it. */
  views(plan: Plan): AsyncGenerator<ComposedView, void, undefined>;
  /** How it ended; undefined while it goes on. */
  ending(): Ending | undefined;
  /** What is known of it so far, but for its text. */
  known(): {
    readonly cost: TurnCost | undefined;
    readonly answer: Omit<Answer, 'text'>;
    readonly terms: Terms;
  };
  /** What it took, once nothing is worked on any more; undefined where that takes too long. */
  took(): Promise<Amount | undefined>;
}

export type Ending =
  | { readonly kind: 'done'; readonly reason: Done['reason']; readonly isRefused: boolean }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'stopped' };

type Done = Extract<TurnEvent, { type: 'done' }>;

export interface AnsweringOf {
  /** Of the platform that it is asked on. */
  readonly adapter: ChatAdapter;
  readonly purse: Purse;
  /** Why the turn is not to be answered, told in place of an answer. */
  readonly refusal: UserError | undefined;
  /** The person wants the answer to stop. */
  readonly stop: AbortSignal;
  /** The turn is left: nothing is told. */
  readonly leave: AbortSignal;
  /** The answer cannot be delivered: nobody needs the rest. */
  readonly over: AbortSignal;
}

export function createAnswering(
  turn: Turn,
  { adapter, purse, refusal, stop, leave, over }: AnsweringOf,
  parts: TurnParts,
): Answering {
  const { log } = parts;
  const deadline = AbortSignal.timeout(LIMITS.turnMs);
  let cost: TurnCost | undefined;
  let answer: Omit<Answer, 'text'> = { reasoning: '', sources: [] };
  let ending: Ending | undefined;
  let isRefused = false;
  let terms: Terms = { settled: undefined, askedUsd: undefined };
  /** Resolves when nothing is worked on any more. */
  let work = Promise.resolve();

  async function* events(plan: Plan): AsyncGenerator<TurnEvent, void, undefined> {
    const { promise, resolve } = Promise.withResolvers<void>();
    work = promise;
    try {
      if (refusal) throw refusal;
      const signal = AbortSignal.any([stop, leave, deadline, over]);
      signal.throwIfAborted();
      for await (const event of ask(turn, plan, { adapter, purse }, parts, signal)) {
        if (event.type === 'spent') cost = costOf(event);
        if (event.type === 'settled') terms = { ...terms, settled: event.options };
        if (event.type === 'refusal') isRefused = true;
        if (event.type === 'done') ending = { kind: 'done', reason: event.reason, isRefused };
        if (event.type === 'asks') terms = { ...terms, askedUsd: event.usd };
        answer = withEvent(answer, event, plan.manner);
        yield event;
      }
    } catch (error) {
      if (leave.aborted) throw error;
      ending = stop.aborted
        ? { kind: 'stopped' }
        : { kind: 'failed', error: deadline.aborted ? tookTooLong() : error };
      if (ending.kind === 'stopped') {
        yield { type: 'stopped' };
        return;
      }
      // Sentences for people may quote what they typed.
      if (error instanceof UserError) log.info({ code: error.code, err: error.cause }, 'turn failed');
      else log.error({ err: error }, 'turn failed');
      yield { type: 'failed', sentence: sentenceFor(ending.error) };
    } finally {
      resolve();
    }
  }

  return {
    async *views(plan) {
      const compose = composer(plan.frame);
      // The first page says what the last one before the answer would say: a page that need not change costs no write.
      const first = [THINKING, ...(refusal ? [] : planFor(plan.asked.message))];
      let view = first.reduce(compose, emptyView(plan.frame));
      yield view;
      for await (const event of events(plan)) yield (view = compose(view, event));
    },
    ending: () => ending,
    known: () => ({ cost, answer, terms }),
    async took() {
      const isOver = await endsWithin(work, LIMITS.breakOffMs);
      return cost ? amountOf(cost) : isOver ? NOTHING : undefined;
    },
  };
}

const tookTooLong = () =>
  new UserError(
    'slow',
    `This took longer than ${LIMITS.turnMs / 60_000} minutes, so I stopped.`,
    'Please try a lower effort or a smaller question.',
  );

async function* ask(
  { event }: Turn,
  { asked, manner, choice, frame }: Plan,
  { adapter, purse }: { readonly adapter: ChatAdapter; readonly purse: Purse },
  parts: TurnParts,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  const fault = askFault(parts.access, event);
  if (fault) throw fault;
  const rule = ruleOf(event);
  if (!rule && privately(event, parts.choices) !== event) throw tooLateToHide();
  if (asked.unknown) {
    const text = unknownOption(asked.unknown, parts.choices, frame.words);
    // Whoever wrote the rule meant that option; nobody is there to see that another one took its place.
    if (rule) throw new UserError('unknown-option', text);
    yield { type: 'notice', text };
  }
  if (rule?.say !== undefined) {
    yield { type: 'text', text: rule.say };
    yield { type: 'done', reason: 'complete', usage: undefined };
    return;
  }
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
      rule,
    },
    rule ? { ...parts, hosted: rule.tools.filter((tool) => parts.hosted?.includes(tool)) } : parts,
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
