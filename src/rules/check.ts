/** The checks of a rule that need no model, cheapest first: whether something that happened is one it was made for. */
import type { Author, CodedOutcome, Conversation, Message } from '../chat/index.ts';
import { contentsOf } from './contents.ts';
import { emojiKey } from './emoji.ts';
import type { Rule, When } from './rule.ts';
import { alone, type IsIn } from './search.ts';

/** Something that happened, as the checks see it. */
export interface Sight {
  readonly kind: 'message' | 'edit' | 'reaction' | 'unanswered';
  readonly conversation: Conversation;
  /** Unknown of a reaction, until the message was read: then the checks of messages are left open. */
  readonly message: Message | undefined;
  readonly emoji?: string;
  /** What the platform calls the emoji besides. */
  readonly names?: readonly string[] | undefined;
  /** Who reacted. */
  readonly by?: Author;
}

/** Why a rule is not set off; undefined where it is, as far as can be told without a model. */
export type Miss = CodedOutcome | undefined;

type Check = (sight: Sight) => Miss;

/**
 * Makes the checks of a rule; made once, for they run over every message.
 *
 * @param isIn how its pattern is looked for: by itself unless told
 *
 * @example checksOf(rule)({ kind: 'message', conversation, message }) // { code: 'otherContents', has: ['image'] }
 */
export function checksOf(rule: Rule, isIn: IsIn = alone): Check {
  const { when, where } = rule;
  if (when.on === 'schedule') return () => ({ code: 'onlyScheduled' });
  const checks: readonly (Check | undefined)[] = [
    triggerCheck(when),
    notDirect,
    platformCheck(where),
    workspaceCheck(where),
    channelCheck(where),
    groupCheck(where),
    threadCheck(where),
    emojiCheck(when),
    byCheck(when),
    authorCheck(where),
    contentsCheck(when),
    patternCheck(when, isIn),
  ];
  const real = checks.filter((check) => check !== undefined);
  return (sight) => {
    for (const check of real) {
      const miss = check(sight);
      if (miss !== undefined) return miss;
    }
    return undefined;
  };
}

type Where = Rule['where'];
type MessageWhen = Exclude<When, { on: 'schedule' }>;

const triggerCheck =
  ({ on }: MessageWhen): Check =>
  ({ kind }) =>
    kind === on ? undefined : { code: 'otherHappening', on, happened: kind };

const notDirect: Check = ({ conversation }) =>
  conversation.kind === 'dm' ? { code: 'directMessage' } : undefined;

function platformCheck({ platforms }: Where): Check | undefined {
  if (!platforms) return undefined;
  const names = new Set<string>(platforms);
  return ({ conversation }) =>
    names.has(conversation.platform) ? undefined : { code: 'otherPlatform', platforms };
}

function workspaceCheck({ workspaces }: Where): Check | undefined {
  if (!workspaces) return undefined;
  const ids = new Set(workspaces);
  return ({ conversation }) => (ids.has(conversation.workspace) ? undefined : { code: 'otherWorkspace' });
}

function channelCheck({ channels }: Where): Check | undefined {
  if (!channels) return undefined;
  const ids = new Set(channels);
  return ({ conversation: { channel, thread } }) =>
    ids.has(channel) || (thread !== undefined && ids.has(thread)) ? undefined : { code: 'otherChannel' };
}

function groupCheck({ channels }: Where): Check | undefined {
  if (channels) return undefined;
  return ({ message }) => (message?.inGroup ? { code: 'groupMessage' } : undefined);
}

/** On Slack, a message that may begin a thread is where that thread would be: its id says that it is none. */
function threadCheck({ threads }: Where): Check | undefined {
  if (!threads) return undefined;
  return ({ conversation: { thread }, message }) => {
    if (thread !== undefined && !message) return undefined;
    const isIn = thread !== undefined && thread !== message?.id;
    if (threads === 'in') return isIn ? undefined : { code: 'notInThread' };
    return isIn ? { code: 'inThread' } : undefined;
  };
}

function emojiCheck(when: MessageWhen): Check | undefined {
  if (when.on !== 'reaction') return undefined;
  const keys = new Set(when.emoji.map(emojiKey));
  const miss = { code: 'otherEmoji', emoji: when.emoji } as const;
  return ({ emoji = '', names = [] }) =>
    [emoji, ...names].some((one) => keys.has(emojiKey(one))) ? undefined : miss;
}

function byCheck(when: MessageWhen): Check | undefined {
  if (when.on !== 'reaction' || !when.by) return undefined;
  const isOne = memberOf(when.by);
  return ({ by }) => (by && isOne(by) ? undefined : { code: 'otherReactor' });
}

/** Who may have written it. Another bot is one only where it is named: no role speaks for it. */
function authorCheck({ people, bots }: Where): Check {
  const isOne = people && memberOf(people);
  const named = new Set(bots);
  // On Slack a bot has several ids: that of its app and that of its user stand among its roles.
  const isNamed = ({ id, roles }: Author) => [id, ...roles].some((one) => named.has(one));
  return ({ message }) => {
    if (!message) return undefined;
    if (message.fromUs) return { code: 'ownMessage' };
    if (message.fromBot) return isNamed(message.author) ? undefined : { code: 'otherBot' };
    return !isOne || isOne(message.author) ? undefined : { code: 'otherAuthor' };
  };
}

function memberOf({ users = [], roles = [] }: NonNullable<Where['people']>): (author: Author) => boolean {
  const [ids, groups] = [new Set(users), new Set(roles)];
  return (author) => ids.has(author.id) || author.roles.some((role) => groups.has(role));
}

function contentsCheck({ has }: MessageWhen): Check | undefined {
  if (!has) return undefined;
  const miss = { code: 'otherContents', has } as const;
  return ({ message }) => {
    if (!message) return undefined;
    const contents = contentsOf(message);
    return has.some((kind) => contents.has(kind)) ? undefined : miss;
  };
}

function patternCheck({ matches }: MessageWhen, isIn: IsIn): Check | undefined {
  if (!matches) return undefined;
  return ({ message }) => (!message || isIn(matches, message.text) ? undefined : { code: 'otherWords' });
}
