/** `/watch why`: what rules have made of a message, and why the others left it alone. For people who can read it themselves. */
import {
  type Acts,
  type Conversation,
  conversationKey,
  type ControlEvent,
  type Message,
  type Words,
  wordsFor,
} from '../../chat/index.ts';
import { priceOf } from '../../reply/index.ts';
import type { ToldRun } from '../../store/index.ts';
import type { StandingRule } from '../rulebook.ts';
import type { CommandParts } from './command.ts';
import { COMMAND } from './limits.ts';
import { pausedLine, rulesHere } from './list.ts';
import { bold, literal, quoted, timeIn } from './text.ts';
import { percent, sightOf } from './try-out.ts';

type WhyParts = Pick<CommandParts, 'store' | 'rulebook' | 'budgets'>;

/** @param text a link to a message, or its id here */
export async function why(
  text: string,
  { author, target }: ControlEvent,
  acts: Acts,
  { store, rulebook, budgets: { timeZone } }: WhyParts,
  signal: AbortSignal,
): Promise<string> {
  const { watch } = wordsFor(author.locale);
  const link = text.replace(/^<(.*)>$/, '$1');
  const located = link === '' ? undefined : await acts.located(link, target.conversation, signal);
  if (!located) return watch.why.whichMessage;
  const { workspace, platform } = target.conversation;
  const isHere = located.conversation.workspace === workspace && located.conversation.platform === platform;
  // Whether there is such a message is not told to those who may not read it either.
  if (!isHere || (await acts.lacks(author.id, located.conversation, ['read'], signal)).length > 0)
    return watch.why.notReadable;
  const message = await acts.message(located.conversation, located.id, signal);
  const conversation = message?.conversation ?? located.conversation;
  const about = await store.runsAbout(conversation, located.id);
  const runs = await asReadBy(author.id, about, { conversation, isGone: !message }, acts, signal);
  if (!message && runs.length === 0) return watch.why.notFound;
  const shown = { locale: author.locale, timeZone, watch };
  const told = runs.map((run) => runLine(run, rulebook.find(run.key), shown));
  const done = new Set(runs.map(({ key }) => key));
  const others = message
    ? rulesHere(rulebook, conversation).filter((rule) => !done.has(rule.key) && isAround(rule, conversation))
    : [];
  return [
    ...(message ? [titleOf(message, shown)] : []),
    ...told,
    ...(message ? others.map((rule) => missLine(rule, message, watch)) : []),
    ...(told.length + others.length === 0 ? [watch.why.noRules] : []),
  ].join('\n');
}

/**
 * What somebody may be told of runs. What the bot has posted may come of what was said where they cannot read; and a message that is
 * gone may have been in any thread of the channel.
 */
async function asReadBy(
  person: string,
  runs: readonly ToldRun[],
  { conversation: here, isGone }: { readonly conversation: Conversation; readonly isGone: boolean },
  acts: Acts,
  signal: AbortSignal,
): Promise<readonly ToldRun[]> {
  const mayRead = async ({ conversation }: ToldRun): Promise<boolean> => {
    if (!conversation || conversationKey(conversation) === conversationKey(here)) return true;
    const isNear = conversation.platform === here.platform && conversation.workspace === here.workspace;
    return isNear && (await acts.lacks(person, conversation, ['read'], signal)).length === 0;
  };
  const told = runs.map(async (run): Promise<readonly ToldRun[]> => {
    if (await mayRead(run)) return [run];
    return isGone ? [] : [{ ...run, verdict: undefined, outcome: undefined }];
  });
  return (await Promise.all(told)).flat();
}

/** Paused rules as well; those of other channels would be too many to tell of. */
const isAround = ({ rule: { where, when } }: StandingRule, { channel, thread }: Conversation): boolean =>
  when.on !== 'schedule' && (where.channels?.some((id) => id === channel || id === thread) ?? true);

interface Shown {
  readonly locale: string | undefined;
  readonly timeZone: string;
  readonly watch: Words['watch'];
}

const titleOf = ({ author, sentAt, text }: Message, { locale, timeZone, watch }: Shown): string =>
  watch.why.title(literal(author.name), timeIn(sentAt, locale, timeZone), quoted(text, COMMAND.words));

/** What a rule has found out and done, as it is journalled. */
function runLine(
  { key, state, at, dueAt, verdict, outcome, usd, endedAt }: ToldRun,
  rule: StandingRule | undefined,
  { locale, timeZone, watch: { why: words, outcome: say } }: Shown,
): string {
  const name = rule?.name ?? key.slice(key.indexOf('/') + 1);
  const time = (one: number) => timeIn(one, locale, timeZone);
  return [
    `- ${bold(name)}: ${words.states[state]}`,
    ...(verdict?.reasons ?? []).map((reason) => literal(say(reason))),
    ...(verdict?.confidence === undefined ? [] : [words.confidence(percent(verdict.confidence, locale))]),
    ...(outcome === undefined ? [] : [literal(say(outcome))]),
    ...(state === 'waiting' ? [words.due(time(dueAt))] : []),
    endedAt === undefined ? time(at) : `${time(at)} → ${time(endedAt)}`,
    priceOf(usd),
  ].join(' · ');
}

/** What the checks say now of a rule that has made nothing of it. */
function missLine(rule: StandingRule, message: Message, watch: Words['watch']): string {
  const {
    name,
    pause,
    checks,
    rule: { when },
  } = rule;
  const sight = sightOf(message, when);
  const miss = sight && checks(sight);
  const said = miss === undefined ? watch.why.wouldBe : watch.why.notSetOff(literal(watch.outcome(miss)));
  return [`- ${bold(name)}: ${said}`, ...(pause ? [pausedLine(pause, watch)] : [])].join(' · ');
}
