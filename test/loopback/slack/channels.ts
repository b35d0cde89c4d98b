/** What the platform tells of a conversation, who is in it, and how one with somebody is opened. */
import { ApiError } from './api-error.ts';
import { textArg, type Args } from './json.ts';
import { directWith } from './messages.ts';
import { RULES } from './rules.ts';
import type { Channel, State } from './state.ts';

/** Public channels can be seen by everybody who may see any; the others by their members. */
function visibleChannel(state: State, args: Args): Channel {
  const channel = state.channels.get(textArg(args, 'channel') ?? '');
  const isVisible = channel && (channel.kind === 'channel' || channel.members.has(state.bot.userId));
  if (!isVisible) throw new ApiError('channel_not_found');
  return channel;
}

export function describeChannel(state: State, args: Args) {
  const { id, name, kind, archived, members, isShared = false } = visibleChannel(state, args);
  return {
    channel: {
      id,
      is_archived: archived,
      is_im: kind === 'im',
      is_mpim: kind === 'mpim',
      is_private: kind !== 'channel',
      is_ext_shared: isShared,
      ...(kind === 'im' ? { user: name } : { name, is_member: members.has(state.bot.userId) }),
    },
  };
}

export function listMembers(state: State, args: Args) {
  const members = [...visibleChannel(state, args).members];
  const limit = Number(textArg(args, 'limit') ?? RULES.members.usual);
  if (!Number.isInteger(limit) || limit < 1 || limit > RULES.members.most)
    throw new ApiError('invalid_limit');
  const start = Number(Buffer.from(textArg(args, 'cursor') ?? '', 'base64').toString() || 0);
  if (!Number.isInteger(start)) throw new ApiError('invalid_cursor');
  const end = start + limit;
  return {
    members: members.slice(start, end),
    response_metadata: {
      next_cursor: end < members.length ? Buffer.from(String(end)).toString('base64') : '',
    },
  };
}

/** With one person, who is told nothing of it. */
export function openDirect(state: State, args: Args) {
  const id = textArg(args, 'users');
  if (id === undefined) throw new ApiError('users_list_not_supplied');
  const user = state.users.get(id);
  if (!user) throw new ApiError('user_not_found');
  if (user.deleted) throw new ApiError('user_disabled');
  if (user.app || id === state.bot.userId) throw new ApiError('cannot_dm_bot');
  return { channel: { id: directWith(state, id).id } };
}
