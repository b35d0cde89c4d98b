/** The question that a rule asks, as an event that is answered like any other. */
import type { AskEvent, Author, Conversation, Message, ReplyTarget } from '../../chat/index.ts';
import { fill, type Values } from '../../rules/index.ts';
import { payerOfRule } from '../../store/index.ts';
import { type Case, isAnywhere, isBeside } from '../case.ts';
import { dateIn, timeOfDay } from '../deciding/quiet.ts';
import { toldTogether } from './told-together.ts';

export interface Asking {
  /** What it acts on, together. */
  readonly cases: readonly [Case, ...Case[]];
  /** With whose words and rights. */
  readonly author: Author;
  /** Where files are opened and history is read. */
  readonly source: Conversation;
  readonly target: ReplyTarget;
  readonly timeZone: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The same for the same run, whoever makes it: its id is that of the first run. */
export function eventFor({ cases, author, source, target, timeZone, now }: Asking): AskEvent {
  const [{ standing, run }] = cases;
  const { then, limits } = standing.rule;
  const { prompt, say, schema, read, model, effort, tools } = then;
  const messages = messagesOf(cases);
  const values = valuesOf(cases, messages, timeZone);
  const eventId = `rule:${run.id}`;
  return {
    type: 'command',
    eventId,
    name: schema !== undefined ? 'extract' : read ? 'catchup' : 'ask',
    message: {
      id: eventId,
      conversation: source,
      author,
      text: prompt === undefined ? '' : fill(prompt, values, 'prompt'),
      attachments: [],
      sentAt: now,
      fromBot: false,
      fromUs: false,
      mentionsUs: true,
      mentionsOthers: false,
    },
    ...(messages && { about: toldTogether(messages, timeZone) }),
    ...(model !== undefined && { model }),
    ...(effort !== undefined && { effort }),
    ...(schema !== undefined && { schema }),
    ...(read?.since !== undefined && { since: read.since }),
    ...(read?.last !== undefined && { last: read.last }),
    rule: {
      key: standing.key,
      name: standing.name,
      payer: payerOfRule(standing.author),
      run: run.id,
      ...(say !== undefined && { say: fill(say, values, 'say') }),
      tools,
      ...(limits.usdPerDay !== undefined && { usdPerDay: limits.usdPerDay }),
      ...(messages && { unnamed: unnamedOf(standing) }),
    },
    target,
  };
}

/** Of what is set off by a message: the places that are that message's, or its author's. */
function unnamedOf(standing: Case['standing']): readonly ('source' | 'target')[] {
  const { rule } = standing;
  const isTheirs = rule.then.to === 'author' || (isBeside(rule) && isAnywhere(standing));
  return [...(isAnywhere(standing) ? (['source'] as const) : []), ...(isTheirs ? (['target'] as const) : [])];
}

/** The messages it acts on, oldest first; undefined of a schedule. */
export function messagesOf(cases: readonly Case[]): readonly [Message, ...Message[]] | undefined {
  const byId = new Map(cases.flatMap(({ message }) => (message ? [[message.id, message] as const] : [])));
  const [first, ...others] = [...byId.values()].toSorted((a, b) => a.sentAt - b.sentAt);
  return first && [first, ...others];
}

/** What the variables of its texts stand for: of several messages, those of the newest. */
function valuesOf(
  cases: readonly [Case, ...Case[]],
  messages: readonly Message[] | undefined,
  timeZone: string,
): Values {
  const [{ standing, cause }] = cases;
  const { when } = standing.rule;
  const zone = (when.on === 'schedule' && when.timeZone) || timeZone;
  const message = messages?.at(-1);
  const at = Math.max(...cases.map(momentOf));
  const match = when.on !== 'schedule' && message ? when.matches?.find(message.text)?.[0] : undefined;
  return {
    rule: standing.name,
    date: dateIn(at, zone),
    time: timeOfDay(at, zone),
    ...(message && {
      author: message.author.name,
      channel: message.conversation.channel,
      platform: NAMES[message.conversation.platform] ?? message.conversation.platform,
      text: message.text,
      count: String(messages?.length ?? 0),
      ...(message.link !== undefined && { link: message.link }),
    }),
    ...(match !== undefined && { match }),
    ...(cause.kind === 'reaction' && { emoji: cause.emoji, by: cause.by.name }),
  };
}

/** When it was set off, in milliseconds since 1970: by silence, when that had lasted long enough. */
const momentOf = ({ standing, run }: Case): number => {
  const { when } = standing.rule;
  return when.on === 'unanswered' ? run.at + when.after : run.at;
};

const NAMES: Readonly<Record<string, string>> = { discord: 'Discord', slack: 'Slack' };

/** Whether a rule tells people or a model where a message is: then its address is needed. */
export const tellsLink = ({ rule: { then } }: Case['standing']): boolean =>
  typeof then.to === 'object' || [then.prompt, then.say].some((text) => text?.includes('{link}'));
