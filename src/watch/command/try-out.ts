/** `/watch test`: what a rule would have done about the last messages here. Its question is really asked; nothing is posted or kept. */
import {
  type ChatAdapter,
  type ControlEvent,
  languageOf,
  type Message,
  type Outcome,
  outcomeFor,
  UserError,
  type WatchWords,
  wordsFor,
} from '../../chat/index.ts';
import { priceOf } from '../../reply/index.ts';
import { occurrencesOf, type Sight } from '../../rules/index.ts';
import type { Judged } from '../judge/judge.ts';
import type { StandingRule } from '../rulebook.ts';
import type { CommandParts } from './command.ts';
import { deedsOf } from './deeds.ts';
import { COMMAND } from './limits.ts';
import { expectedPrice } from './price.ts';
import { withRule } from './standing.ts';
import { bold, literal, quoted, timeIn } from './text.ts';

type TryParts = Pick<
  CommandParts,
  'rulebook' | 'judge' | 'catalog' | 'estimates' | 'defaults' | 'manner' | 'budgets' | 'now'
>;

export const tryOut = (
  name: string,
  event: ControlEvent,
  adapter: ChatAdapter,
  parts: TryParts,
  signal: AbortSignal,
): Promise<string> =>
  withRule(name, event, parts, async (standing) => {
    const { watch } = wordsFor(event.author.locale);
    if (standing.rule.when.on === 'schedule') return ofSchedule(standing, event, parts);
    const messages = await lastSaid(event, adapter, parts, signal);
    if (messages.length === 0) return watch.test.nothingSaid;
    const { passed, lines } = checked(standing, messages, watch);
    const tried = await judged(standing, passed, adapter, parts, signal);
    return [
      watch.test.title(bold(standing.name), String(messages.length)),
      ...assumed(standing, watch),
      ...lines,
      ...toldOf(tried, event, parts),
      ...outcomeOf(standing, tried, event, parts),
    ].join('\n');
  });

/** The next times, and what is done then. */
function ofSchedule(standing: StandingRule, { author }: ControlEvent, parts: TryParts): string {
  const { watch } = wordsFor(author.locale);
  const { when } = standing.rule;
  if (when.on !== 'schedule') return '';
  const timeZone = when.timeZone ?? parts.budgets.timeZone;
  const times = occurrencesOf({ cron: when.cron, timeZone }, parts.now(), COMMAND.times);
  const told = times.map((at) => timeIn(at, author.locale, timeZone)).join('; ');
  return [
    `${bold(standing.name)}: ${deedsOf(standing.rule, watch)}.`,
    watch.test.schedule(told),
    ...priced(standing, [], parts, watch),
  ].join('\n');
}

/** Newest first. */
async function lastSaid(
  { target: { conversation } }: ControlEvent,
  adapter: ChatAdapter,
  { now }: TryParts,
  signal: AbortSignal,
): Promise<readonly Message[]> {
  const looking = AbortSignal.any([signal, AbortSignal.timeout(COMMAND.lookMs)]);
  const said: Message[] = [];
  const range = { conversation, until: now(), limit: COMMAND.tried };
  for await (const page of adapter.channel(range, looking)) said.push(...page);
  return said.slice(0, COMMAND.tried);
}

/** What its trigger is assumed to be, where that is more than a message. */
function assumed({ rule: { when } }: StandingRule, { test }: WatchWords): readonly string[] {
  if (when.on === 'reaction') return [test.ifReacted(when.emoji[0]!)];
  return when.on === 'unanswered' ? [test.ifUnanswered] : [];
}

/** The messages that pass the checks which need no model, and why the others do not. */
function checked(
  { rule: { when }, checks }: StandingRule,
  messages: readonly Message[],
  { test, outcome }: WatchWords,
): { readonly passed: readonly Message[]; readonly lines: readonly string[] } {
  const misses = new Map<string, number>();
  const passed = messages.filter((message) => {
    const sight = sightOf(message, when);
    const miss = sight && checks(sight);
    if (miss === undefined) return true;
    const said = outcome(miss);
    misses.set(said, (misses.get(said) ?? 0) + 1);
    return false;
  });
  const common = [...misses].sort(([, one], [, other]) => other - one).slice(0, COMMAND.misses);
  return {
    passed,
    lines: [
      test.passed(String(passed.length), String(messages.length)),
      ...common.map(([miss, times]) => `- ${test.commonMiss(literal(miss), String(times))}`),
    ],
  };
}

/** As if the message had set a rule off. Of a schedule, nothing does. */
export function sightOf(message: Message, when: StandingRule['rule']['when']): Sight | undefined {
  if (when.on === 'schedule') return undefined;
  const sight = { kind: when.on, conversation: message.conversation, message };
  // Whoever may react: one of those that the rule waits for.
  return when.on === 'reaction'
    ? {
        ...sight,
        emoji: when.emoji[0]!,
        by: { ...message.author, id: when.by?.users?.[0] ?? '', roles: when.by?.roles ?? [] },
      }
    : sight;
}

interface Tried {
  /** Newest first, with what the model says where it was asked. */
  readonly messages: readonly { readonly message: Message; readonly judged: Judged | undefined }[];
  readonly isAsked: boolean;
  /** There were more. */
  readonly isCut: boolean;
  /** Why the question could not be asked. */
  readonly fault: Outcome | undefined;
  readonly wanted: readonly Message[];
}

async function judged(
  standing: StandingRule,
  passed: readonly Message[],
  adapter: ChatAdapter,
  { judge }: TryParts,
  signal: AbortSignal,
): Promise<Tried> {
  const { when } = standing.rule;
  const question = when.on === 'schedule' ? undefined : when.question;
  const unasked = passed.map((message) => ({ message, judged: undefined }));
  const nothing = { isAsked: false, isCut: false, fault: undefined };
  if (!question || passed.length === 0) return { ...nothing, messages: unasked, wanted: passed };
  const latest = passed.slice(0, COMMAND.asked);
  try {
    const asked = latest.map((message) => ({ id: message.id, message, adapter }));
    const byId = new Map(
      (await judge({ rule: standing, messages: asked }, signal)).map((one) => [one.id, one]),
    );
    const messages = latest.map((message) => ({ message, judged: byId.get(message.id) }));
    const wanted = messages.filter(
      (one) => one.judged?.isYes && one.judged.confidence >= question.confidence,
    );
    return {
      ...nothing,
      messages,
      isAsked: true,
      isCut: latest.length < passed.length,
      wanted: wanted.map(({ message }) => message),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...nothing, messages: unasked, fault: outcomeFor(error), wanted: [] };
  }
}

/** The messages one by one, and what asking about them has cost. */
function toldOf(
  { messages, isAsked, isCut, fault }: Tried,
  event: ControlEvent,
  { budgets }: TryParts,
): readonly string[] {
  const { locale } = event.author;
  const { test, why, outcome } = wordsFor(locale).watch;
  if (fault !== undefined) return [test.notAsked(outcome(fault))];
  const lines = messages.slice(0, COMMAND.told).map(({ message, judged: one }) => {
    const { author, sentAt, text, link } = message;
    const title = why.title(
      literal(author.name),
      timeIn(sentAt, locale, budgets.timeZone),
      quoted(text, COMMAND.words),
    );
    const share = one && percent(one.confidence, locale);
    const because = one && literal(outcome(one.why));
    const verdict = one && (one.isYes ? test.yes(share!, because!) : test.no(share!, because!));
    return [`- ${title}`, ...(link === undefined ? [] : [`<${link}>`]), ...(verdict ? [verdict] : [])].join(
      ' · ',
    );
  });
  const more = messages.length - lines.length;
  const usd = messages.reduce((sum, { judged: one }) => sum + (one?.usd ?? 0), 0);
  return [
    ...lines,
    ...(more > 0 ? [test.andMore(String(more))] : []),
    ...(isCut ? [test.onlyLatest(String(messages.length))] : []),
    ...(isAsked ? [test.asked(String(messages.length), priceOf(usd))] : []),
  ];
}

export const percent = (share: number, locale: string | undefined): string =>
  new Intl.NumberFormat(languageOf(locale), { style: 'percent' }).format(share);

function outcomeOf(
  standing: StandingRule,
  { wanted, fault }: Tried,
  event: ControlEvent,
  parts: TryParts,
): readonly string[] {
  const { watch } = wordsFor(event.author.locale);
  if (fault !== undefined) return [];
  if (wanted.length === 0) return [watch.test.wouldNot];
  return [
    watch.test.would(String(wanted.length), deedsOf(standing.rule, watch)),
    ...priced(standing, wanted, parts, watch),
  ];
}

/** The middle of what the answers are expected to cost. */
function priced(
  { rule }: StandingRule,
  wanted: readonly Message[],
  parts: TryParts,
  { test }: WatchWords,
): readonly string[] {
  const about = wanted.length === 0 ? [[]] : wanted.map((message) => [message]);
  const prices = about.map((messages) => expectedPrice(rule, messages, parts)?.usd);
  const known = prices.filter((usd) => usd !== undefined).toSorted((a, b) => a - b);
  const middle = known[known.length >> 1];
  return middle === undefined ? [] : [test.expected(priceOf(middle))];
}
