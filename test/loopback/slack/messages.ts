/** Messages of the bot: posted, edited, deleted. */
import { ApiError } from './api-error.ts';
import { isObject, textArg, type Args, type Json } from './json.ts';
import { RULES } from './rules.ts';
import { findMessage, isStreaming, revise, type Channel, type State, type StoredMessage } from './state.ts';
import { contentOf, type Content } from './validation.ts';

/** Posts in a channel, or in the direct messages with somebody, which are opened for that. */
export function postMessage(state: State, args: Args) {
  const person = state.users.get(textArg(args, 'channel') ?? '');
  const channel = person ? directWith(state, person.id) : channelFor(state, args);
  const { text, blocks, plain } = contentOf(args);
  const thread = textArg(args, 'thread_ts');
  const message = postAs(
    state,
    channel.id,
    { text: text.slice(0, RULES.textCut), blocks, plain },
    thread === undefined ? {} : { thread_ts: thread },
  );
  revise(state, message);
  return { channel: channel.id, ts: message.ts, message: messageObject(state, message) };
}

export function postEphemeral(state: State, args: Args) {
  const channel = channelFor(state, args);
  const user = textArg(args, 'user');
  if (!user || !state.users.has(user)) throw new ApiError('user_not_found');
  const thread = textArg(args, 'thread_ts');
  const message = postAs(state, channel.id, contentOf(args), {
    visibleTo: user,
    ...(thread === undefined ? {} : { thread_ts: thread }),
  });
  revise(state, message);
  return { message_ts: message.ts };
}

export function directWith(state: State, user: string): Channel {
  const known = [...state.channels.values()].find(({ kind, members }) => kind === 'im' && members.has(user));
  if (known) return known;
  const opened: Channel = {
    id: state.nextId('D'),
    name: user,
    kind: 'im',
    members: new Set([user, state.bot.userId]),
    archived: false,
  };
  state.channels.set(opened.id, opened);
  return opened;
}

export function updateMessage(state: State, args: Args) {
  const message = ownMessage(state, args);
  if (isStreaming(state, message)) throw new ApiError('streaming_state_conflict');
  if ((textArg(args, 'text')?.length ?? 0) > RULES.updateText) throw new ApiError('msg_too_long');
  const { text, blocks, plain } = contentOf(args);
  message.text = text;
  message.plain = plain;
  if (args['blocks'] !== undefined) message.blocks = blocks;
  message.tasks.clear();
  message.edited = state.nextTs();
  revise(state, message);
  return { channel: message.channel, ts: message.ts, text };
}

export function deleteMessage(state: State, args: Args) {
  const message = ownMessage(state, args);
  message.deleted = true;
  state.changes.changed();
  return { channel: message.channel, ts: message.ts };
}

export function channelFor(state: State, args: Args): Channel {
  const channel = readableChannel(state, args);
  if (channel.archived) throw new ApiError('is_archived');
  return channel;
}

/** A channel that the bot is a member of: only there it may read, also after it was archived. */
export function readableChannel(state: State, args: Args): Channel {
  const channel = state.channels.get(textArg(args, 'channel') ?? textArg(args, 'channel_id') ?? '');
  if (!channel) throw new ApiError('channel_not_found');
  if (!channel.members.has(state.bot.userId))
    throw new ApiError(channel.kind === 'channel' ? 'not_in_channel' : 'channel_not_found');
  return channel;
}

export function postAs(
  state: State,
  channel: string,
  { text, blocks, plain }: Content,
  more: { readonly thread_ts?: string; readonly visibleTo?: string },
): StoredMessage {
  const message: StoredMessage = {
    ts: state.nextTs(),
    channel,
    user: state.bot.userId,
    bot: true,
    text,
    plain,
    blocks,
    files: [],
    attachments: [],
    tasks: new Map(),
    reactions: new Map(),
    deleted: false,
    revisions: [],
    ...more,
  };
  state.messages.push(message);
  if (more.visibleTo === undefined && more.thread_ts !== undefined)
    state.statuses.delete(`${channel}/${more.thread_ts}`);
  return message;
}

/** A message as the platform describes it. */
export function messageObject(state: State, message: StoredMessage): Record<string, Json> {
  const { ts, channel, thread_ts, user, bot, subtype, text, blocks, stream, files, attachments, edited } =
    message;
  const parent =
    thread_ts === undefined || thread_ts === ts ? undefined : findMessage(state, channel, thread_ts);
  return {
    type: 'message',
    ts,
    ...(message.app?.as === undefined ? { user } : {}),
    team: state.team,
    text: message.plain ?? (bot && user === state.bot.userId ? inSlackMarkup(text) : text),
    ...(blocks.length > 0 ? { blocks: blocks.map((block, at) => givenBack(block, `${ts}-${at}`)) } : {}),
    ...(stream === undefined ? {} : { streaming_state: stateOf(state, message) }),
    ...(bot && user === state.bot.userId ? { bot_id: state.bot.botId } : {}),
    ...(message.app ? speaker(message.app, state) : {}),
    ...(bot && user !== state.bot.userId ? { bot_id: `B${user.slice(1)}`, subtype: 'bot_message' } : {}),
    ...(thread_ts === undefined ? {} : { thread_ts }),
    ...(parent ? { parent_user_id: parent.user } : {}),
    ...(files.length > 0 ? { files: files.map(({ object }) => object) } : {}),
    ...(files.length > 0 && (!bot || user === state.bot.userId) ? { subtype: 'file_share' } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(subtype === undefined ? {} : { subtype }),
    ...(edited === undefined ? {} : { edited: { user, ts: edited } }),
    ...(message.reactions.size > 0 ? { reactions: reactionsOf(message) } : {}),
  };
}

/** Another app, speaking as its user, or under a name of its own: then it is nobody's user. */
function speaker(
  { by: { botId, appId, userId, name }, as }: NonNullable<StoredMessage['app']>,
  { team }: State,
): Record<string, Json> {
  const profile = { id: botId, app_id: appId, user_id: userId, name, team_id: team, deleted: false };
  return as === undefined
    ? { bot_id: botId, app_id: appId, bot_profile: profile }
    : { bot_id: botId, app_id: appId, subtype: 'bot_message', username: as };
}

const reactionsOf = ({ reactions }: StoredMessage): Json =>
  [...reactions].map(([name, users]) => ({ name, users: [...users], count: users.size }));

/** A block as it is read back. A Markdown block has become what Slack made of it, and has an id of Slack's. */
function givenBack(block: Json, id: string): Json {
  if (!isObject(block)) return block;
  if (block['type'] === 'markdown') return { type: 'rich_text', block_id: id, elements: [] };
  return { block_id: id, ...block };
}

function stateOf(state: State, message: StoredMessage): string {
  if (isStreaming(state, message)) return 'in_progress';
  return message.stream?.live ? 'errored' : 'completed';
}

/** Markdown of the bot is read back in Slack's own markup, with emoji by their names. */
function inSlackMarkup(markdown: string): string {
  return markdown
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/\*\*(.+?)\*\*/g, '*$1*')
    .replaceAll(/\[([^\]]+)\]\((https?:[^)]+)\)/g, '<$2|$1>')
    .replaceAll('🐱', ':cat:');
}

function ownMessage(state: State, args: Args): StoredMessage {
  const channel = channelFor(state, args);
  const message = findMessage(state, channel.id, textArg(args, 'ts') ?? '');
  if (!message || message.visibleTo !== undefined) throw new ApiError('message_not_found');
  if (message.user !== state.bot.userId) throw new ApiError('cant_update_message');
  return message;
}
