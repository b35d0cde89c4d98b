/** Reading what was said: a channel from its newest end, a thread from its oldest one, page by page. */
import { ApiError } from './api-error.ts';
import { textArg, type Args, type Json } from './json.ts';
import { messageObject, readableChannel } from './messages.ts';
import { RULES } from './rules.ts';
import { findMessage, type State, type StoredMessage } from './state.ts';

/** What stands in a channel itself, newest first: replies only where they were sent there, too. */
export function history(state: State, args: Args) {
  const channel = readableChannel(state, args);
  const all = within(state.messages, args).filter(
    (message) =>
      message.channel === channel.id &&
      isPublic(message) &&
      (message.thread_ts === undefined ||
        message.thread_ts === message.ts ||
        message.subtype === 'thread_broadcast'),
  );
  const { page, next } = paged(all.toReversed(), args, limitOf(state, args, RULES.history));
  return listing(state, page, next);
}

/** The whole thread from its oldest message; the first message comes with every page. */
export function replies(state: State, args: Args) {
  const channel = readableChannel(state, args);
  const thread = textArg(args, 'ts') ?? '';
  const parent = findMessage(state, channel.id, thread);
  if (!parent) throw new ApiError('thread_not_found');
  const all = within(state.messages, args).filter(
    (message) =>
      message.channel === channel.id &&
      message.thread_ts === thread &&
      message.ts !== thread &&
      isPublic(message),
  );
  const { page, next } = paged(all, args, limitOf(state, args, RULES.replies));
  return listing(state, [parent, ...page], next);
}

const isPublic = ({ deleted, visibleTo }: StoredMessage): boolean => !deleted && visibleTo === undefined;

/** `oldest` and `latest` count themselves where they are inclusive. */
function within(messages: readonly StoredMessage[], args: Args): readonly StoredMessage[] {
  const [oldest, latest] = (['oldest', 'latest'] as const).map((name) => {
    const at = Number(textArg(args, name) ?? (name === 'oldest' ? 0 : Infinity));
    if (Number.isNaN(at)) throw new ApiError(`invalid_ts_${name}`);
    return at;
  }) as [number, number];
  const isInclusive = textArg(args, 'inclusive') === 'true' || args['inclusive'] === true;
  return messages.filter(({ ts }) => {
    const at = Number(ts);
    return (at > oldest && at < latest) || (isInclusive && (at === oldest || at === latest));
  });
}

/** What is asked for beyond the most is not given. */
function limitOf(
  { isSold }: State,
  args: Args,
  { most, usual }: { readonly most: number; readonly usual: number },
): number {
  const limit = Number(textArg(args, 'limit') ?? usual);
  if (!Number.isInteger(limit) || limit < 1) throw new ApiError('invalid_limit');
  return Math.min(limit, isSold ? RULES.sold.messages : most);
}

const CURSOR = /^next_ts:(\d+\.\d+)$/;

/** A cursor names the message that the next page begins with. */
function paged(all: readonly StoredMessage[], args: Args, limit: number) {
  const cursor = textArg(args, 'cursor');
  const at = cursor === undefined ? undefined : CURSOR.exec(Buffer.from(cursor, 'base64').toString())?.[1];
  if (cursor !== undefined && at === undefined) throw new ApiError('invalid_cursor');
  const start = at === undefined ? 0 : all.findIndex(({ ts }) => ts === at);
  if (start < 0) throw new ApiError('invalid_cursor');
  const next = all[start + limit];
  return {
    page: all.slice(start, start + limit),
    next: next === undefined ? '' : Buffer.from(`next_ts:${next.ts}`).toString('base64'),
  };
}

function listing(state: State, messages: readonly StoredMessage[], next: string) {
  return {
    messages: messages.map((message) => ({ ...messageObject(state, message), ...threadOf(state, message) })),
    has_more: next !== '',
    response_metadata: { next_cursor: next },
  };
}

/** What the first message of a thread tells about it. */
function threadOf(state: State, { channel, ts }: StoredMessage): Record<string, Json> {
  const answers = state.messages.filter(
    (message) =>
      message.channel === channel && message.thread_ts === ts && message.ts !== ts && isPublic(message),
  );
  const last = answers.at(-1);
  if (!last) return {};
  const people = [...new Set(answers.map(({ user }) => user))];
  return {
    thread_ts: ts,
    reply_count: answers.length,
    reply_users_count: people.length,
    reply_users: people.slice(0, RULES.replyUsers),
    latest_reply: last.ts,
  };
}
