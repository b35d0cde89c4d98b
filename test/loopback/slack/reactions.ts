/** Reactions: of people, and of the bot. The app is told of both. */
import { ApiError } from './api-error.ts';
import { textArg, type Args } from './json.ts';
import { channelFor } from './messages.ts';
import { findMessage, type State, type StoredMessage } from './state.ts';

/** Some of the names that Slack knows; a workspace has more of its own. */
const NAMES = new Set([
  '+1',
  'ear',
  'eyes',
  'flag-de',
  'heart',
  'rotating_light',
  'thumbsup',
  'warning',
  'white_check_mark',
  'x',
]);
/** The tone of a skin, behind the name of an emoji that has one. */
const TONE = /::skin-tone-[2-6]$/;

/** Notes a reaction. Gives false where it is there already. */
export function noteReaction({ reactions }: StoredMessage, user: string, name: string): boolean {
  const users = reactions.get(name) ?? new Set();
  if (users.has(user)) return false;
  reactions.set(name, users.add(user));
  return true;
}

/** What the bot reacts with. */
export function addReaction(state: State, args: Args) {
  const channel = channelFor(state, args);
  const name = textArg(args, 'name') ?? '';
  if (!NAMES.has(name.replace(TONE, '')) && !state.ownEmoji.has(name)) throw new ApiError('invalid_name');
  const message = findMessage(state, channel.id, textArg(args, 'timestamp') ?? '');
  if (!message || message.visibleTo !== undefined) throw new ApiError('message_not_found');
  if (!noteReaction(message, state.bot.userId, name)) throw new ApiError('already_reacted');
  state.changes.changed();
  state.tellReaction(message, state.bot.userId, name);
  return {};
}
