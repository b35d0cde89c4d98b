/** The conversations that the bot is in: each kind takes a scope of its own. */
import { ApiError } from './api-error.ts';
import { textArg, type Args } from './json.ts';
import { RULES } from './rules.ts';
import type { Channel, State } from './state.ts';

const KINDS: Readonly<Record<string, readonly [kind: Channel['kind'], scope: string]>> = {
  public_channel: ['channel', 'channels:read'],
  private_channel: ['group', 'groups:read'],
  mpim: ['mpim', 'mpim:read'],
  im: ['im', 'im:read'],
};

export function memberships(state: State, args: Args) {
  const wanted = (textArg(args, 'types') ?? 'public_channel').split(',').map((type) => KINDS[type.trim()]);
  const kinds = new Set<Channel['kind']>();
  for (const kind of wanted) {
    if (!kind) throw new ApiError('invalid_types');
    const [name, needed] = kind;
    if (!state.scopes.has(needed))
      throw new ApiError('missing_scope', { needed, provided: [...state.scopes].join(',') });
    kinds.add(name);
  }
  const limit = Math.min(
    Number(textArg(args, 'limit') ?? RULES.conversations.usual),
    RULES.conversations.most,
  );
  if (!Number.isInteger(limit) || limit < 1) throw new ApiError('invalid_limit');
  const start = Number(Buffer.from(textArg(args, 'cursor') ?? '', 'base64').toString() || 0);
  if (!Number.isInteger(start)) throw new ApiError('invalid_cursor');
  const hidesArchived = textArg(args, 'exclude_archived') === 'true';
  const all = [...state.channels.values()].filter(
    ({ kind, members, archived }) =>
      kinds.has(kind) && members.has(state.bot.userId) && !(archived && hidesArchived),
  );
  const end = start + limit;
  return {
    channels: all.slice(start, end).map(({ id, name, kind, archived }) => ({
      id,
      name,
      is_archived: archived,
      [`is_${kind}`]: true,
    })),
    response_metadata: { next_cursor: end < all.length ? Buffer.from(String(end)).toString('base64') : '' },
  };
}
