/** The routes of messages: create, edit, delete, read one, read the past, typing. */
import { IS_LAYOUT, requireShowable } from './components.ts';
import { ApiError, CODE } from './errors.ts';
import { HISTORY } from './limits.ts';
import {
  addMessage,
  changeMessage,
  deleteMessage,
  FLAG,
  pingsOf,
  viewerOf,
  type Server,
} from './messages.ts';
import { messageObject, nonceOf } from './objects.ts';
import { mayIn, requirePermissions, requireView, requireWrite } from './permissions.ts';
import type { Channel } from './places.ts';
import { filesAfter, type RequestBody } from './request-body.ts';
import type { Routes } from './rest.ts';
import { current, messagesOf, type StoredMessage, type World } from './state.ts';
import { MessageBody, parseBody } from './validation.ts';

export function findMessage(world: World, channelId: string, id: string): StoredMessage {
  const message = world.messages.get(id);
  if (!message || message.deleted || message.channelId !== channelId)
    throw new ApiError(404, CODE.unknownMessage, 'Unknown Message');
  return message;
}

/** What a message shows, and its flags and files, after a request; a field that an edit does not name stays as it is. */
export function afterBody(
  message: StoredMessage | undefined,
  body: MessageBody,
  uploaded: RequestBody['files'],
) {
  const before = message ? current(message) : { content: '', embeds: [], components: [] };
  const revision = {
    content: body.content === undefined ? before.content : (body.content ?? '').trim(),
    embeds: body.embeds === undefined ? before.embeds : (body.embeds ?? []),
    components: body.components === undefined ? before.components : (body.components ?? []),
  };
  const flags = ((message?.flags ?? 0) & ~FLAG.loading) | ((body.flags ?? 0) & IS_LAYOUT);
  const files = filesAfter(message?.files ?? [], body.attachments ?? undefined, uploaded);
  requireShowable(revision, flags, files);
  return { ...revision, flags, files };
}

/** Edits a message as a request says. */
export function editMessage(
  server: Server,
  message: StoredMessage,
  body: MessageBody,
  uploaded: RequestBody['files'],
) {
  const { flags, files, ...revision } = afterBody(message, body, uploaded);
  message.flags = flags;
  message.files = files;
  changeMessage(server, message, revision);
}

export function channelOf(world: World, id: string): Channel {
  const channel = world.channels.get(id);
  if (!channel) throw new ApiError(404, CODE.unknownChannel, 'Unknown Channel');
  return channel;
}

/** The message a reply names, or nothing where the reply may stand without it. */
function repliedTo(world: World, channelId: string, reference: MessageBody['message_reference']) {
  if (!reference) return undefined;
  const message = world.messages.get(reference.message_id);
  if (message && !message.deleted && message.channelId === channelId) return message;
  if (reference.fail_if_not_exists === false) return undefined;
  throw new ApiError(400, CODE.invalidForm, 'Invalid Form Body', {
    errors: {
      message_reference: { _errors: [{ code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message' }] },
    },
  });
}

/** The message this bot already sent, wherever, with the same nonce, a few minutes ago at most. */
function sentBefore(world: World, body: MessageBody): StoredMessage | undefined {
  if (!body.enforce_nonce || body.nonce === undefined) return undefined;
  const known = world.nonces.get(String(body.nonce));
  if (!known || known.revisions[0]!.at <= world.clock.now() - world.nonceMs) return undefined;
  // It is not sent again when somebody has deleted it.
  return findMessage(world, known.channelId, known.id);
}

/** The page of messages that a request asks for, oldest first: beneath, above or around an id, or the newest. */
function pageOf(all: readonly StoredMessage[], query: URLSearchParams): readonly StoredMessage[] {
  const refuse = (field: string) =>
    new ApiError(400, CODE.invalidForm, 'Invalid Form Body', { errors: { [field]: {} } });
  const limit = Number(query.get('limit') ?? HISTORY.usual);
  if (!(limit >= 1 && limit <= HISTORY.most)) throw refuse('limit');
  const [place, other] = ['before', 'after', 'around'].filter((name) => query.has(name));
  if (place === undefined) return all.slice(-limit);
  const text = query.get(place)!;
  if (other !== undefined || !/^\d{1,20}$/.test(text)) throw refuse(place);
  const id = BigInt(text);
  const above = all.filter((message) => BigInt(message.id) < id);
  const beneath = all.filter((message) => BigInt(message.id) > id);
  if (place === 'before') return above.slice(-limit);
  if (place === 'after') return beneath.slice(0, limit);
  const half = Math.floor(limit / 2);
  const itself = all.filter((message) => BigInt(message.id) === id);
  return [...above.slice(-half), ...itself, ...beneath.slice(0, limit - half - itself.length)];
}

export function messageRoutes(server: Server): Routes {
  const { world } = server;
  const show = (message: StoredMessage) => messageObject(world, message, viewerOf(server));

  return {
    'GET /channels/:channel/messages': ({ params, query }) => {
      const channel = channelOf(world, params.channel!);
      requireView(world, channel);
      if (!mayIn(world, channel, 'ReadMessageHistory')) return [];
      const all = messagesOf(world, channel.id).filter(({ ephemeralFor }) => ephemeralFor === undefined);
      return pageOf(all, query).toReversed().map(show);
    },
    'GET /channels/:channel/messages/:message': ({ params }) => {
      requirePermissions(world, channelOf(world, params.channel!), ['ReadMessageHistory']);
      const message = findMessage(world, params.channel!, params.message!);
      if (message.ephemeralFor !== undefined) throw new ApiError(404, CODE.unknownMessage, 'Unknown Message');
      return show(message);
    },
    'POST /channels/:channel/messages': ({ params, body: raw, files: uploaded }) => {
      const channel = channelOf(world, params.channel!);
      const body = parseBody(MessageBody, raw);
      const shown = afterBody(undefined, body, uploaded);
      requireWrite(world, channel, {
        embeds: shown.embeds.length > 0,
        files: shown.files.length > 0,
        reply: body.message_reference !== undefined,
      });
      const known = sentBefore(world, body);
      if (known) return { ...show(known), ...nonceOf(known) };
      const original = repliedTo(world, channel.id, body.message_reference);
      const message = addMessage(server, {
        channelId: channel.id,
        authorId: world.bot.id,
        ...shown,
        pings: pingsOf(shown.content, body.allowed_mentions, original?.authorId),
        ...(original && { replyTo: { channelId: channel.id, messageId: original.id } }),
        ...(body.nonce !== undefined && { nonce: String(body.nonce) }),
      });
      return { ...show(message), ...nonceOf(message) };
    },
    'PATCH /channels/:channel/messages/:message': ({ params, body: raw, files }) => {
      const channel = channelOf(world, params.channel!);
      const message = findMessage(world, channel.id, params.message!);
      if (message.authorId !== world.bot.id)
        throw new ApiError(403, CODE.editOfOthers, 'Cannot edit a message authored by another user');
      const body = parseBody(MessageBody, raw);
      requireView(world, channel);
      editMessage(server, message, body, files);
      return show(message);
    },
    'DELETE /channels/:channel/messages/:message': ({ params }) =>
      deleteMessage(server, findMessage(world, params.channel!, params.message!)),
    'POST /channels/:channel/typing': ({ params }) => requireView(world, channelOf(world, params.channel!)),
  };
}
