/** Several attempts at one answer, of which the best is kept. */
import { sentenceFor, UserError } from '../../chat/index.ts';
import { fitEffort } from '../../model/index.ts';
import { priceOf, type TurnEvent } from '../../reply/index.ts';
import { expectedOf, run, THINKING } from './answer.ts';
import { type Candidate, judge } from './best-of-judge.ts';
import type { Ledger } from './ledger.ts';
import { NOTHING } from '../budget/purse.ts';
import {
  type AnswerParts,
  prepareRequest,
  type Question,
  type Ready,
  type Spending,
} from '../request/request.ts';
import { sideBySide } from './side-by-side.ts';
import { amountIn, ledgerWithin, sumOf, withSpent } from './spent.ts';

/** One attempt, as far as it has come. */
interface Attempt {
  readonly number: number;
  readonly ledger: Ledger;
  /** What it gives: text, files, sources, notices. */
  readonly given: TurnEvent[];
  text: string;
  reasoning: string;
  isRefused: boolean;
  done?: Extract<TurnEvent, { type: 'done' }>;
  error?: unknown;
}

/**
 * Answers a question like `answer`, with the best of several attempts that are made at once. One that fails costs nothing but
 * itself, and where they cannot be judged the first that is whole stands.
 *
 * @param attempts two or more
 * @throws what the first attempt throws, where all fail
 */
export function bestOf(
  question: Question,
  attempts: number,
  parts: AnswerParts,
  spending: Spending,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  return withSpent(keepBest(question, attempts, parts, spending, signal), spending.ledger, question);
}

async function* keepBest(
  question: Question,
  count: number,
  parts: AnswerParts,
  spending: Spending,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  const { purse, ledger } = spending;
  const { said } = question.words;
  const begun = amountIn(ledger);
  const ready = yield* prepareRequest(question, parts, spending, signal);
  ledger.addMedia(ready.mediaUsd);
  const expected = sumOf([begun, expectedOfAll(ready, count, parts)]);
  if ((await purse.reserve(expected)) === 'ask') {
    yield { type: 'asks', usd: expected.usd };
    return;
  }
  const attempts = Array.from({ length: count }, (_, index): Attempt => ({
    number: index + 1,
    ledger: ledgerWithin(ledger),
    given: [],
    text: '',
    reasoning: '',
    isRefused: false,
  }));
  const step = (attempt: Attempt, state: 'running' | 'done' | 'failed', details?: string): TurnEvent => ({
    type: 'step',
    step: {
      id: `attempt-${attempt.number}`,
      title: said.attempt(attempt.number, count),
      state,
      ...(details !== undefined && { details }),
    },
  });
  for (const attempt of attempts) yield step(attempt, 'running');
  yield THINKING;
  const runs = attempts.map((attempt) =>
    run(ready, 'attempt', { message: question.message, ledger: attempt.ledger }, parts, signal),
  );
  for await (const heard of sideBySide(runs, signal)) {
    const attempt = attempts[heard.at]!;
    if ('event' in heard) {
      if (isSeen(heard.event, attempt)) yield heard.event;
      take(attempt, heard.event);
    } else {
      if (heard.error !== undefined && !(heard.error instanceof UserError))
        parts.log.error({ err: heard.error, attempt: attempt.number }, 'an attempt failed');
      attempt.error = heard.error;
      yield heard.error === undefined
        ? step(attempt, 'done', tookOf(attempt))
        : step(attempt, 'failed', sentenceFor(heard.error));
    }
  }
  const whole = attempts.filter(({ error }) => error === undefined);
  if (whole.length === 0) throw attempts[0]!.error;
  const { kept, notice, faults } = yield* choose(whole, count, ready, question, parts, ledger, signal);
  for (const attempt of whole) {
    const fault = faults.get(attempt.number);
    if (fault !== undefined) yield step(attempt, 'done', `${tookOf(attempt)} · ${fault}`);
  }
  if (kept !== attempts[0]) yield { type: 'thought', text: kept.reasoning };
  yield* kept.given;
  yield { type: 'notice', text: notice };
  yield kept.done!;
}

/** All attempts and the judge, whose reading is all of them. */
function expectedOfAll(ready: Ready, count: number, parts: AnswerParts) {
  const { request, inputTokens } = ready;
  const { model, effort } = request;
  const one = expectedOf({ ...ready, mediaUsd: 0, summing: NOTHING }, parts);
  const { outputTokens } = parts.estimates.forecast(model, effort, inputTokens);
  const judging = {
    ...ready,
    request: { ...request, effort: fitEffort(model, 'low') },
    inputTokens: inputTokens + count * outputTokens,
  };
  return sumOf([...Array.from({ length: count }, () => one), expectedOf(judging, parts)]);
}

/** What a reader sees while attempts are made: every look at a file, and what the first one thinks. */
const isSeen = ({ type }: TurnEvent, { number }: Attempt): boolean =>
  type === 'step' || type === 'receipt' || (number === 1 && (type === 'reasoning' || type === 'status'));

function take(attempt: Attempt, event: TurnEvent): void {
  switch (event.type) {
    case 'text':
    case 'refusal':
      attempt.text += event.text;
      attempt.isRefused ||= event.type === 'refusal';
      attempt.given.push(event);
      break;
    case 'file':
    case 'source':
    case 'notice':
      attempt.given.push(event);
      break;
    case 'reasoning':
      attempt.reasoning += event.text;
      break;
    case 'done':
      attempt.done = event;
      break;
  }
}

/** @example '820 out · $0.025' */
function tookOf({ ledger }: Attempt): string {
  const { usage, usd } = ledger.spent('', 'none');
  return [
    `${usage.outputTokens.toLocaleString('en')} out`,
    ...(usd === undefined ? [] : [priceOf(usd)]),
  ].join(' · ');
}

interface Chosen {
  readonly kept: Attempt;
  readonly notice: string;
  /** What the judge finds wrong, by the numbers of the attempts. */
  readonly faults: ReadonlyMap<number, string>;
}

/** Chooses among attempts that came to an end. */
async function* choose(
  whole: readonly Attempt[],
  count: number,
  ready: Ready,
  question: Question,
  parts: AnswerParts,
  ledger: Ledger,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, Chosen, undefined> {
  const { said } = question.words;
  const good = whole.filter((attempt) => attempt.done!.reason === 'complete' && hasAnswer(attempt));
  const candidates = good.length > 0 ? good : whole;
  const [first] = candidates;
  const faults = new Map<number, string>();
  if (candidates.length === 1)
    return { kept: first!, notice: said.onlyAttempt(first!.number, count), faults };
  const distinct = candidates.filter(
    ({ text }, index) => candidates.findIndex((other) => other.text.trim() === text.trim()) === index,
  );
  if (distinct.length === 1) return { kept: first!, notice: said.attemptsSame(candidates.length), faults };
  const texts = distinct.map(({ number, text }): Candidate => ({ number, text }));
  const verdict = yield* judge(texts, ready, question, parts, ledger, signal);
  const kept = verdict && distinct.find(({ number }) => number === verdict.best);
  if (!verdict || !kept) return { kept: first!, notice: said.notJudged(first!.number, count), faults };
  return { kept, notice: said.bestOf(kept.number, count, verdict.why), faults: verdict.faults };
}

const hasAnswer = ({ text, isRefused, given }: Attempt): boolean =>
  !isRefused && (text.trim() !== '' || given.some(({ type }) => type === 'file'));
