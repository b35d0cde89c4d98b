/** Writing, changing and deleting messages, by people and by the bot, and telling the gateway about it. */
import { INTENT, type Gateway } from './gateway.ts';
import { channelObject } from './guild-objects.ts';
import { dispatchedMessage, idsIn, type Viewer } from './objects.ts';
import type { SessionLimits } from './sessions.ts';
import { isBotIn } from './channels.ts';
import { CHANNEL_TYPE } from './places.ts';
import { current, type Revision, type StoredMessage, type World } from './state.ts';
import type { MessageBody } from './validation.ts';

/** What the parts of the server share while it runs. */
export interface Server {
  readonly world: World;
  readonly gateway: Gateway;
  readonly sessions: SessionLimits;
  /** How many shards are advised. */
  readonly shards: number;
  /** `http://127.0.0.1:1234`, known once the server listens. */
  readonly origin: () => string;
}

export const FLAG = { ephemeral: 1 << 6, loading: 1 << 7, voiceMessage: 1 << 13 } as const;
export const MESSAGE_TYPE = { default: 0, pinned: 6, reply: 19, command: 20, threadStarter: 21 } as const;

/** What the bot itself is shown over REST: content by the intent switched on in the portal. */
export function viewerOf({ world, origin }: Server): Viewer {
  return { origin: origin(), messageContent: world.messageContent };
}

function announce({ world, gateway, origin }: Server, event: string, message: StoredMessage): void {
  const channel = world.channels.get(message.channelId)!;
  // A private answer is a matter between the interaction and its reader.
  if (message.ephemeralFor === undefined && isBotIn(world, channel)) {
    gateway.dispatch({
      event,
      intent: channel.type === CHANNEL_TYPE.dm ? INTENT.directMessages : INTENT.guildMessages,
      guildId: channel.guildId,
      data: (messageContent) => dispatchedMessage(world, message, { origin: origin(), messageContent }),
    });
  }
  world.changes.emit('change');
}

export type NewMessage = Pick<StoredMessage, 'channelId' | 'authorId'> &
  Partial<Omit<StoredMessage, 'id' | 'revisions' | 'deleted' | 'reactions'>> &
  Partial<Omit<Revision, 'at'>>;

export function addMessage(server: Server, draft: NewMessage): StoredMessage {
  const { world } = server;
  const { content = '', embeds = [], components = [], ...rest } = draft;
  const channel = world.channels.get(draft.channelId)!;
  if (channel.archived) {
    channel.archived = false;
    const { guildId } = channel;
    const data = () => channelObject(world, channel);
    server.gateway.dispatch({ event: 'THREAD_UPDATE', intent: INTENT.guilds, guildId, data });
  }
  const message: StoredMessage = {
    type: rest.replyTo ? MESSAGE_TYPE.reply : MESSAGE_TYPE.default,
    files: [],
    stickers: [],
    flags: 0,
    pings: { users: [], roles: [], everyone: false },
    ...rest,
    id: world.nextId(),
    revisions: [{ at: world.clock.now(), content, embeds, components }],
    deleted: false,
    reactions: new Map(),
  };
  world.messages.set(message.id, message);
  const siblings = world.messagesIn.get(message.channelId) ?? [];
  siblings.push(message);
  world.messagesIn.set(message.channelId, siblings);
  if (message.nonce !== undefined) world.nonces.set(message.nonce, message);
  channel.lastMessageId = message.id;
  announce(server, 'MESSAGE_CREATE', message);
  return message;
}

export function changeMessage(
  server: Server,
  message: StoredMessage,
  change: Partial<Omit<Revision, 'at'>>,
): void {
  const { world } = server;
  message.revisions.push({ ...current(message), ...change, at: world.clock.now() });
  message.editedAt = world.clock.now();
  announce(server, 'MESSAGE_UPDATE', message);
}

/** What Discord does by itself when it finds a link: the message is updated, yet nobody edited it. */
export function unfurlMessage(server: Server, message: StoredMessage, embed: Record<string, unknown>): void {
  const now = current(message);
  message.revisions[message.revisions.length - 1] = { ...now, embeds: [...now.embeds, embed] };
  announce(server, 'MESSAGE_UPDATE', message);
}

export function deleteMessage({ world, gateway }: Server, message: StoredMessage): void {
  message.deleted = true;
  const channel = world.channels.get(message.channelId)!;
  gateway.dispatch({
    event: 'MESSAGE_DELETE',
    intent: channel.guildId === undefined ? INTENT.directMessages : INTENT.guildMessages,
    guildId: channel.guildId,
    data: () => ({
      id: message.id,
      channel_id: message.channelId,
      ...(channel.guildId !== undefined && { guild_id: channel.guildId }),
    }),
  });
  world.changes.emit('change');
}

/** Who is told about a text, after `allowed_mentions` has had its say. */
export function pingsOf(
  content: string,
  allowed: MessageBody['allowed_mentions'],
  repliedTo: string | undefined,
): StoredMessage['pings'] {
  const may = (kind: 'users' | 'roles' | 'everyone') => !allowed || (allowed.parse?.includes(kind) ?? false);
  const users = idsIn(content, 'user').filter((id) => may('users') || allowed?.users?.includes(id));
  const roles = idsIn(content, 'role').filter((id) => may('roles') || allowed?.roles?.includes(id));
  if (repliedTo !== undefined && (!allowed || allowed.replied_user)) users.push(repliedTo);
  return { users, roles, everyone: /@(everyone|here)/.test(content) && may('everyone') };
}
