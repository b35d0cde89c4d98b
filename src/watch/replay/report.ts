/** What a replay tells: a line for each thing that set the rule off, then the sums. */
import { type Message, WORDS } from '../../chat/index.ts';
import { priceOf } from '../../reply/index.ts';
import type { Rule } from '../../rules/index.ts';
import { deedsOf } from '../command/deeds.ts';
import { dateIn, timeOfDay } from '../deciding/quiet.ts';
import { REPLAY } from './limits.ts';
import { oneLine } from './one-line.ts';
import type { Replayed } from './replay.ts';
import type { NotedRun } from './store.ts';

const { outcome: say } = WORDS.en.watch;

export interface Told {
  readonly name: string;
  readonly rule: Rule;
  readonly messages: readonly Message[];
  readonly timeZone: string;
  /** Whether its question was really asked. */
  readonly asks: boolean;
}

export interface ReplaySums {
  readonly messages: number;
  readonly triggers: number;
  readonly acts: number;
  /** Of the question: calls to the model, their tokens, and what all of it cost, files included; where it was not asked, as expected. */
  readonly question: {
    readonly calls: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly usd: number;
  };
  /** Of the answers, as they are expected. */
  readonly answers: {
    readonly count: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly usd: number;
  };
}

export function sumsOf({ runs, acts, asked }: Replayed, { messages }: Pick<Told, 'messages'>): ReplaySums {
  const answers = acts.flatMap(({ expected }) => expected ?? []);
  const sum = <One>(all: readonly One[], of: (one: One) => number) =>
    all.reduce((total, one) => total + of(one), 0);
  return {
    messages: messages.length,
    triggers: runs.length,
    acts: acts.length,
    question: { ...asked, usd: sum(runs, ({ usd }) => usd) },
    answers: {
      count: answers.length,
      inputTokens: sum(answers, ({ inputTokens }) => inputTokens),
      outputTokens: sum(answers, ({ outputTokens }) => outputTokens),
      usd: sum(answers, ({ usd = 0 }) => usd),
    },
  };
}

/** As one object, for programs. */
export function reportJson(replayed: Replayed, told: Told): object {
  const { runs, acts, messageOf, isElsewhere, broken } = replayed;
  return {
    rule: told.name,
    isElsewhere,
    broken: broken ?? null,
    asks: told.asks,
    triggers: runs.map((noted) => {
      const { trigger, at, state, verdict, outcome, usd, act, endedAt } = noted;
      const message = messageOf(noted);
      return {
        trigger,
        at: new Date(at).toISOString(),
        author: message?.author.name ?? null,
        words: message ? firstWords(message) : null,
        state,
        reasons: (verdict?.reasons ?? []).map(say),
        confidence: verdict?.confidence ?? null,
        outcome: outcome === undefined ? null : say(outcome),
        questionUsd: usd,
        act: act ?? null,
        decidedAt: endedAt === undefined ? null : new Date(endedAt).toISOString(),
      };
    }),
    acts: acts.map(({ event, expected, at }) => ({
      at: new Date(at).toISOString(),
      asks: event ? event.message.text : null,
      expectedUsd: expected?.usd ?? null,
    })),
    sums: sumsOf(replayed, told),
  };
}

export function reportText(replayed: Replayed, told: Told): string {
  const { runs, isElsewhere, broken } = replayed;
  return [
    ...(isElsewhere
      ? [`Note: “${told.name}” does not watch the place of this history; it is replayed as if it did.`]
      : []),
    ...runs.map((run) => lineOf(run, replayed, told)),
    ...(broken === undefined ? [] : [`The rule would have been paused: ${oneLine(broken)}`]),
    '',
    ...sumLines(sumsOf(replayed, told), told),
  ].join('\n');
}

/** @example '2026-01-31 09:12  Ada  “Where is my invoice?”  yes … → answers with a model’s words in a reply, about $0.003' */
function lineOf(noted: NotedRun, { acts, messageOf }: Replayed, { rule, timeZone }: Told): string {
  const { at, verdict, state, outcome, act, endedAt } = noted;
  const message = messageOf(noted);
  const reasons = (verdict?.reasons ?? []).map(say).join(' ');
  return [
    momentOf(at, timeZone),
    ...(message ? [message.author.name, `“${firstWords(message)}”`] : []),
    ...(reasons === '' ? [] : [reasons]),
    state === 'acted'
      ? `→ ${deedOf(act, acts, rule)}`
      : `→ nothing: ${outcome === undefined ? state : say(outcome)}`,
    ...(endedAt !== undefined && endedAt - at >= 60_000 ? [`(at ${momentOf(endedAt, timeZone)})`] : []),
  ]
    .map(oneLine)
    .join('  ');
}

/** What the rule does; of several triggers that it acts on together, each names the act. */
function deedOf(act: number | undefined, acts: Replayed['acts'], rule: Rule): string {
  const usd = act === undefined ? undefined : acts[act - 1]?.expected?.usd;
  const price = usd === undefined ? '' : `, about ${priceOf(usd)}`;
  return `${deedsOf(rule, WORDS.en.watch)}${price} (act ${act})`;
}

const momentOf = (at: number, timeZone: string): string =>
  `${dateIn(at, timeZone)} ${timeOfDay(at, timeZone)}`;

function firstWords({ text, attachments }: Message): string {
  const files = attachments.map(({ name }) => `[${name}]`);
  const line = oneLine([text, ...files].join(' '));
  return line.length <= REPLAY.words ? line : `${line.slice(0, REPLAY.words - 1).trimEnd()}…`;
}

function sumLines(
  { messages, triggers, acts, question, answers }: ReplaySums,
  { asks }: Told,
): readonly string[] {
  const count = (amount: number) => amount.toLocaleString('en');
  const tokens = (of: { readonly inputTokens: number; readonly outputTokens: number }) =>
    `${count(of.inputTokens)} tokens in, ${count(of.outputTokens)} out`;
  const isAsked = asks ? '' : ' (not asked: every answer taken for a yes, price as expected)';
  return [
    `${count(messages)} messages, ${count(triggers)} triggers, ${count(acts)} acts.`,
    ...(question.calls === 0
      ? []
      : [
          `Question: ${count(question.calls)} calls, ${tokens(question)}, ${priceOf(question.usd)}${isAsked}.`,
        ]),
    ...(answers.count === 0
      ? []
      : [`Answers: ${count(answers.count)} expected, ${tokens(answers)}, about ${priceOf(answers.usd)}.`]),
    'Nothing was posted, and nothing is kept.',
  ];
}
