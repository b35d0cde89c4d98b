/** The question of a rule, asked of a small model about many messages in one call. */
import { randomUUID } from 'node:crypto';
import pLimit from 'p-limit';
import { type ChatAdapter, type Message, type Outcome, outcomeFor, UserError } from '../../chat/index.ts';
import { costOf, createLedger, matterOf, type TurnParts } from '../../handler/index.ts';
import { fitEffort, type ModelEntry } from '../../model/index.ts';
import type { Clock } from '../../ops/index.ts';
import { payerOfRule } from '../../store/index.ts';
import { type Answer, answersIn } from './answers.ts';
import { amountIn, ask, expectedOf } from './ask.ts';
import { JUDGE } from './limits.ts';
import { purseFor } from './purse.ts';
import { callsOf, requestOf } from './request.ts';
import { looker, show, type Shown, shownAgain } from './shown.ts';
import { createWallet, type Wallet } from './wallet.ts';
import type { StandingRule } from '../rulebook.ts';

export interface Judged {
  readonly id: string;
  /** What the model says, whatever confidence the rule asks for. */
  readonly isYes: boolean;
  /** Of a yes, 0 to 1. */
  readonly confidence: number;
  /** One line in the model's words, or why it could not be judged. */
  readonly why: Outcome;
  /** This message's share of the call, in dollars. */
  readonly usd: number;
}

/** Messages that one rule asks about. */
export interface Judging {
  readonly rule: StandingRule;
  readonly messages: readonly {
    readonly id: string;
    readonly message: Message;
    readonly adapter: ChatAdapter;
  }[];
}

/**
 * Throws `UserError` (`budget` and `too-dear` among them) where nothing was found out. Where some calls failed and others did not, it gives what
 * was found out: messages that are missing are to be asked about again.
 */
export type Judge = (judging: Judging, signal: AbortSignal) => Promise<readonly Judged[]>;

export interface JudgeParts extends Pick<
  TurnParts,
  'model' | 'media' | 'catalog' | 'estimates' | 'store' | 'budgets' | 'log'
> {
  /** What the deadline of a call is told by. */
  readonly clock: Clock;
}

/**
 * Asks the model of the rule's question at the lowest effort it has, and sees to it that what the messages say stays data.
 *
 * @example
 * const judge = createJudge(parts);
 * await judge({ rule, messages: [{ id: 'run-1', message, adapter }] }, signal);
 * // [{ id: 'run-1', isYes: true, confidence: 0.9, why: 'asks how to reset a password', usd: 0.00002 }]
 */
export function createJudge(parts: JudgeParts): Judge {
  return async (judging, signal) => {
    const places = [...Map.groupBy(judging.messages, ({ message }) => channelOf(message)).values()];
    const take = pLimit(JUDGE.callsAtOnce);
    const ends = await Promise.allSettled(
      places.map((messages) => judgePlace({ ...judging, messages }, parts, take, signal)),
    );
    return found(ends);
  };
}

/** No call knows what was said in two channels. A channel stands for its threads as well. */
const channelOf = ({ conversation: { platform, workspace, channel } }: Message): string =>
  [platform, workspace, channel].join(':');

/** What came of several attempts; throws what the first one threw where nothing did. */
function found<One>(ends: readonly PromiseSettledResult<readonly One[]>[]): readonly One[] {
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed && ends.every(({ status }) => status === 'rejected')) throw failed.reason;
  return ends.flatMap((end) => (end.status === 'fulfilled' ? end.value : []));
}

type Take = <T>(work: () => Promise<T>) => Promise<T>;

/** Judges messages of one channel, in one purse. */
async function judgePlace(
  { rule, messages }: Judging,
  parts: JudgeParts,
  take: Take,
  signal: AbortSignal,
): Promise<readonly Judged[]> {
  const { when } = rule.rule;
  const question = when.on === 'schedule' ? undefined : when.question;
  if (!question) throw new Error(`the rule ${rule.name} asks nothing`);
  const model = looker(parts.catalog.find(question.model));
  const ledger = createLedger();
  const asked = new Set<string>();
  const { conversation } = messages[0]!.message;
  const purse = purseFor(rule, conversation, parts);
  try {
    await purse.strain();
    const shown = await Promise.all(
      messages.map((one) => take(() => show(one, question.sees === 'files', model, parts, signal))),
    );
    ledger.addMedia(shown.reduce((sum, { mediaUsd }) => sum + mediaUsd, 0));
    const calls = callsOf(shown).map((call) => ({
      shown: call,
      request: requestOf(question.ask, call, model),
    }));
    const pay = createWallet(purse, ledger);
    const asking = { question: question.ask, model, ledger, pay, take, asked };
    return found(await Promise.allSettled(calls.map((call) => judgeCall(call, asking, parts, signal))));
  } finally {
    await Promise.all([
      purse.settle(amountIn(ledger)),
      // Whatever the answers are, and also where there are none.
      ledger.isEmpty
        ? undefined
        : parts.store.keepQuestions({
            id: randomUUID(),
            rule: rule.key,
            payer: payerOfRule(rule.author),
            conversation,
            questions: asked.size,
            cost: costOf(ledger.spent(model.id, fitEffort(model, 'none'))),
          }),
    ]);
  }
}

interface Asking {
  readonly question: string;
  readonly model: ModelEntry;
  readonly ledger: ReturnType<typeof createLedger>;
  readonly pay: Wallet;
  readonly take: Take;
  /** The messages that the model was asked about. */
  readonly asked: Set<string>;
}

interface Call {
  readonly shown: readonly Shown[];
  readonly request: ReturnType<typeof requestOf>;
}

const paid = (call: Call, { pay, ledger, take, asked }: Asking, parts: JudgeParts, signal: AbortSignal) =>
  pay(expectedOf(call, parts), () => {
    for (const { id } of call.shown) asked.add(id);
    return take(() => ask(call.request, ledger, parts, signal));
  });

/** Asks about messages together, and once more about those that came to no answer, or about all where they are refused: each alone. */
async function judgeCall(
  call: Call,
  asking: Asking,
  parts: JudgeParts,
  signal: AbortSignal,
): Promise<readonly Judged[]> {
  const told = await paid(call, asking, parts, signal).catch((error: unknown) => {
    // What one of them says keeps none of the others from being judged.
    if (call.shown.length > 1 && matterOf(error) === 'message') return undefined;
    throw error;
  });
  if (!told)
    return Promise.all(call.shown.map((one) => judgeAlone(one, one.mediaUsd, asking, parts, signal)));
  const { text, usd } = told;
  const answers = answersIn(text, call.shown);
  return Promise.all(
    call.shown.map(async (one) => {
      const share = shareOf(one, call.shown, usd) + one.mediaUsd;
      const answer = answers.get(one.mark);
      return answer ? judgedBy(one, answer, share) : judgeAlone(one, share, asking, parts, signal);
    }),
  );
}

async function judgeAlone(
  shown: Shown,
  usd: number,
  asking: Asking,
  parts: JudgeParts,
  signal: AbortSignal,
): Promise<Judged> {
  const { question, model } = asking;
  const one = shownAgain(shown);
  const call: Call = { shown: [one], request: requestOf(question, [one], model) };
  const missed = (why: Outcome, more = 0): Judged => ({
    id: one.id,
    isYes: false,
    confidence: 0,
    why: { code: 'unjudged', why },
    usd: usd + more,
  });
  try {
    const again = await paid(call, asking, parts, signal);
    const answer = answersIn(again.text, call.shown).get(one.mark);
    return answer ? judgedBy(one, answer, usd + again.usd) : missed({ code: 'misshapen' }, again.usd);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UserError) return missed(outcomeFor(error));
    throw error;
  }
}

/** What a message takes of a call: as much as its words, and of what stands around all of them an equal part. */
function shareOf({ tokens }: Shown, all: readonly Shown[], usd: number): number {
  const frame = 1 + all.reduce((sum, one) => sum + one.tokens, 0) / all.length;
  return (usd * (tokens + frame)) / all.reduce((sum, one) => sum + one.tokens + frame, 0);
}

const judgedBy = ({ id }: Shown, { answer, confidence, why }: Answer, usd: number): Judged => ({
  id,
  isYes: answer === 'yes',
  confidence: answer === 'yes' ? confidence : 1 - confidence,
  why,
  usd,
});
