/** The way from a question to its answer, without a platform: request, budget, model, price. */
import type { Message } from '../../chat/index.ts';
import type { Purpose, Usage } from '../../model/index.ts';
import { estimateTokens } from '../../model/index.ts';
import type { TurnEvent } from '../../reply/index.ts';
import { converse } from './converse.ts';
import { ANSWERING } from './fallback.ts';
import { createFileNames } from './given-files.ts';
import type { Ledger } from './ledger.ts';
import { sumOf, withSpent } from './spent.ts';
import { lighterQuestion } from './lighter.ts';
import {
  type AnswerParts,
  prepareRequest,
  type Question,
  type Ready,
  type ReadyQuestion,
  type Spending,
} from '../request/request.ts';

/** Said while nothing is known but that there will be an answer. */
export const THINKING = { type: 'status', text: 'Thinking…' } as const satisfies TurnEvent;

/**
 * Answers a question as a stream of events. The last ones are `done` and `spent`; or `asks`, where the price is to be agreed
 * to first.
 *
 * @param ledger what was spent on it before, and will be
 * @throws {UserError} for everything the person who asked can act on; the signal's reason when it aborts
 */
export async function* answer(
  question: Question,
  parts: AnswerParts,
  { purse, ledger }: Spending,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  const { message, history } = question;
  if (message.text.trim() === '' && message.attachments.length === 0 && history.length === 0) {
    yield {
      type: 'text',
      text: 'Hello! Ask me something, and add images, recordings, videos or documents if they help.',
    };
    yield { type: 'done', reason: 'complete', usage: undefined };
    return;
  }
  let ready: ReadyQuestion | undefined;
  const ask = (one: Question) =>
    answerWith(
      async function* () {
        return (ready = yield* prepareRequest(one, parts, { purse, ledger }, signal));
      },
      one,
      parts,
      { purse, ledger },
      signal,
    );
  let isAnswering = false;
  try {
    for await (const event of ask(question)) {
      isAnswering ||= ANSWERING.has(event.type);
      yield event;
    }
  } catch (error) {
    if (signal.aborted || isAnswering || !ready) throw error;
    const lighter = await lighterQuestion(error, question, ready, parts);
    if (!lighter) throw error;
    const { leftOut } = lighter;
    if (leftOut > 0) yield { type: 'notice', text: question.words.said.leftOut(leftOut) };
    yield* ask(lighter.question);
  }
}

/**
 * The way from a request that is being made ready to its answer: what it takes is set aside before, and told after.
 *
 * @param prepare gives nothing where it has said itself all there is to say
 */
export const answerWith = (
  prepare: () => AsyncGenerator<TurnEvent, Ready | undefined, undefined>,
  question: Pick<Question, 'message' | 'model' | 'effort'>,
  parts: AnswerParts,
  spending: Spending,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> =>
  withSpent(reserveAndRun(prepare, question, parts, spending, signal), spending.ledger, question);

async function* reserveAndRun(
  prepare: () => AsyncGenerator<TurnEvent, Ready | undefined, undefined>,
  { message }: Pick<Question, 'message'>,
  parts: AnswerParts,
  { purse, ledger }: Spending,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  const ready = yield* prepare();
  if (!ready) return;
  ledger.addMedia(ready.mediaUsd);
  const expected = expectedOf(ready, parts);
  if ((await purse.reserve(expected)) === 'ask') {
    yield { type: 'asks', usd: expected.usd };
    return;
  }
  yield THINKING;
  yield* run(ready, 'answer', { message, ledger }, parts, signal);
}

/** What a request that is ready will take, with its files and with what had to be summed up for it. */
export function expectedOf({ request, inputTokens, mediaUsd, summing }: Ready, { estimates }: AnswerParts) {
  const { usd, ...forecast } = estimates.forecast(request.model, request.effort, inputTokens);
  const answering = { usd, tokens: forecast.inputTokens + forecast.outputTokens };
  return sumOf([answering, { usd: mediaUsd, tokens: 0 }, summing]);
}

/**
 * What tells how long answers are. Verdicts and data are of another length, and would make every forecast of an answer too low.
 */
const TEACHING: ReadonlySet<Purpose> = new Set(['answer', 'attempt']);

/** Has a request answered, tools and all, and notes in the ledger what each round took. */
export async function* run(
  { request, tools, inputTokens }: Ready,
  purpose: Purpose,
  { message, ledger }: { readonly message: Pick<Message, 'text'>; readonly ledger: Ledger },
  { model: client, estimates }: Pick<AnswerParts, 'model' | 'estimates'>,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  const { model, effort } = request;
  const fileOf = createFileNames(message);
  const guess = (text: string): Usage => ({
    inputTokens,
    cachedInputTokens: 0,
    outputTokens: estimateTokens([{ type: 'text', text }], model),
    reasoningTokens: 0,
  });
  let rounds = 0;
  /** What has come of a round that has not ended. */
  let begun = '';
  try {
    for await (const event of converse(client, request, tools, signal)) {
      if (event.type === 'text' || event.type === 'refusal' || event.type === 'reasoning')
        begun += event.text;
      if (event.type === 'image' || event.type === 'sound') yield { type: 'file', file: fileOf(event) };
      else if (event.type !== 'round') yield event;
      else {
        rounds += 1;
        begun = '';
        ledger.note(purpose, model, effort, event.usage ?? guess(event.text), {
          estimated: event.usage === undefined,
        });
        if (rounds === 1 && event.usage && TEACHING.has(purpose) && !request.format)
          estimates.learn(model, effort, { estimatedInput: inputTokens, usage: event.usage });
      }
    }
  } catch (error) {
    // A stream that was stopped or torn is paid for as far as it came, and reports no usage; so is silent thinking.
    if (begun !== '' || signal.aborted)
      ledger.note(purpose, model, effort, guess(begun), { estimated: true });
    throw error;
  }
}
