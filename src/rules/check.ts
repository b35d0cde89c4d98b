/** The checks of a rule that need no model, cheapest first: whether something that happened is one it was made for. */
import type { Author, Conversation, Message } from '../chat/index.ts';
import { contentsOf } from './contents.ts';
import { emojiKey } from './emoji.ts';
import type { Rule, When } from './rule.ts';
import { alone, type IsIn } from './search.ts';
import { listed } from './shape.ts';

/** Something that happened, as the checks see it. */
export interface Sight {
  readonly kind: 'message' | 'edit' | 'reaction' | 'unanswered';
  readonly conversation: Conversation;
  /** Unknown of a reaction, until the message was read: then the checks of messages are left open. */
  readonly message: Message | undefined;
  readonly emoji?: string;
  /** Who reacted. */
  readonly by?: Author;
}

/** Why a rule is not set off, in the words of `/watch why`; undefined where it is, as far as can be told without a model. */
export type Miss = string | undefined;

type Check = (sight: Sight) => Miss;

/**
 * Makes the checks of a rule; made once, for they run over every message.
 *
 * @param isIn how its pattern is looked for: by itself unless told
 *
 * @example checksOf(rule)({ kind: 'message', conversation, message }) // 'It is for messages with an image.'
 */
export function checksOf(rule: Rule, isIn: IsIn = alone): Check {
  const { when, where } = rule;
  if (when.on === 'schedule') return () => 'It is set off by its schedule alone.';
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

const HAPPENINGS = {
  message: 'a new message',
  edit: 'an edit',
  reaction: 'a reaction',
  unanswered: 'a message that nobody answers',
} as const;

const triggerCheck =
  ({ on }: MessageWhen): Check =>
  ({ kind }) =>
    kind === on ? undefined : `It is set off by ${HAPPENINGS[on]}, and this is ${HAPPENINGS[kind]}.`;

const notDirect: Check = ({ conversation }) =>
  conversation.kind === 'dm' ? 'Rules never see direct messages.' : undefined;

const PLATFORMS = { discord: 'Discord', slack: 'Slack' } as const;

function platformCheck({ platforms }: Where): Check | undefined {
  if (!platforms) return undefined;
  const names = new Set<string>(platforms);
  const miss = `It watches ${listed(
    platforms.map((platform) => PLATFORMS[platform]),
    'and',
  )} alone.`;
  return ({ conversation }) => (names.has(conversation.platform) ? undefined : miss);
}

function workspaceCheck({ workspaces }: Where): Check | undefined {
  if (!workspaces) return undefined;
  const ids = new Set(workspaces);
  return ({ conversation }) =>
    ids.has(conversation.workspace) ? undefined : 'It does not watch this workspace.';
}

function channelCheck({ channels }: Where): Check | undefined {
  if (!channels) return undefined;
  const ids = new Set(channels);
  return ({ conversation: { channel, thread } }) =>
    ids.has(channel) || (thread !== undefined && ids.has(thread))
      ? undefined
      : 'It does not watch this channel.';
}

function groupCheck({ channels }: Where): Check | undefined {
  if (channels) return undefined;
  return ({ message }) =>
    message?.inGroup ? 'It watches group messages only where `where.channels` names them.' : undefined;
}

/** On Slack, a message that may begin a thread is where that thread would be: its id says that it is none. */
function threadCheck({ threads }: Where): Check | undefined {
  if (!threads) return undefined;
  return ({ conversation: { thread }, message }) => {
    if (thread !== undefined && !message) return undefined;
    const isIn = thread !== undefined && thread !== message?.id;
    if (threads === 'in') return isIn ? undefined : 'It watches threads alone, and this is not in one.';
    return isIn ? 'It does not watch threads.' : undefined;
  };
}

function emojiCheck(when: MessageWhen): Check | undefined {
  if (when.on !== 'reaction') return undefined;
  const keys = new Set(when.emoji.map(emojiKey));
  const miss = `It is set off by ${listed(when.emoji)}.`;
  return ({ emoji }) => (emoji !== undefined && keys.has(emojiKey(emoji)) ? undefined : miss);
}

function byCheck(when: MessageWhen): Check | undefined {
  if (when.on !== 'reaction' || !when.by) return undefined;
  const isOne = memberOf(when.by);
  return ({ by }) =>
    by && isOne(by) ? undefined : 'It is set off by the reactions of certain people alone.';
}

/** Who may have written it. Another bot is one only where it is named: no role speaks for it. */
function authorCheck({ people, bots }: Where): Check {
  const isOne = people && memberOf(people);
  const named = new Set(bots);
  // On Slack a bot has several ids: that of its app and that of its user stand among its roles.
  const isNamed = ({ id, roles }: Author) => [id, ...roles].some((one) => named.has(one));
  return ({ message }) => {
    if (!message) return undefined;
    if (message.fromUs) return 'Rules never see what I have written myself.';
    if (message.fromBot) return isNamed(message.author) ? undefined : OTHER_BOT;
    return !isOne || isOne(message.author)
      ? undefined
      : 'It watches what certain people write, and they are not among them.';
  };
}

const OTHER_BOT = 'It was written by another bot, and the rule names it nowhere in `where.bots`.';

function memberOf({ users = [], roles = [] }: NonNullable<Where['people']>): (author: Author) => boolean {
  const [ids, groups] = [new Set(users), new Set(roles)];
  return (author) => ids.has(author.id) || author.roles.some((role) => groups.has(role));
}

const CONTENTS = {
  image: 'an image',
  audio: 'sound',
  video: 'a video',
  document: 'a document',
  link: 'a link',
  code: 'code',
} as const;

function contentsCheck({ has }: MessageWhen): Check | undefined {
  if (!has) return undefined;
  const miss = `It is for messages with ${listed(has.map((kind) => CONTENTS[kind]))}.`;
  return ({ message }) => {
    if (!message) return undefined;
    const contents = contentsOf(message);
    return has.some((kind) => contents.has(kind)) ? undefined : miss;
  };
}

function patternCheck({ matches }: MessageWhen, isIn: IsIn): Check | undefined {
  if (!matches) return undefined;
  return ({ message }) =>
    !message || isIn(matches, message.text) ? undefined : 'Its pattern is not in the message.';
}
