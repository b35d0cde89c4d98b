/** The routes of interactions: the one answer within three seconds, and the webhook that lives for fifteen minutes. */
import { z } from 'zod';
import { ApiError, CODE } from './errors.ts';
import { INTERACTION } from './limits.ts';
import { findMessage, requireSomething, revisionOf } from './message-routes.ts';
import {
  addMessage,
  changeMessage,
  deleteMessage,
  FLAG,
  MESSAGE_TYPE,
  pingsOf,
  viewerOf,
  type Server,
} from './messages.ts';
import { messageObject } from './objects.ts';
import { filesAfter } from './request-body.ts';
import type { Routes } from './rest.ts';
import { current, type Interaction, type StoredFile, type StoredMessage } from './state.ts';
import { MessageBody, parseBody } from './validation.ts';

/** Kinds of answer: a message now, a message later, nothing yet on the same message, a change of the same message. */
const ANSWER = { message: 4, deferredMessage: 5, deferredUpdate: 6, update: 7 } as const;

const Callback = z.object({ type: z.int(), data: MessageBody.optional() });

export function interactionRoutes(server: Server): Routes {
  const { world } = server;

  const reply = (
    interaction: Interaction,
    body: MessageBody,
    flags: number,
    files: readonly StoredFile[] = [],
  ): StoredMessage => {
    const content = (body.content ?? '').trim();
    const ephemeral = (flags & FLAG.ephemeral) !== 0;
    return addMessage(server, {
      channelId: interaction.channelId,
      authorId: world.bot.id,
      type: MESSAGE_TYPE.command,
      ...revisionOf(body),
      files,
      flags,
      pings: pingsOf(content, body.allowed_mentions, undefined),
      interactionId: interaction.id,
      ...(ephemeral && { ephemeralFor: interaction.userId }),
    });
  };

  const byToken = (token: string): Interaction => {
    const interaction = [...world.interactions.values()].find((known) => known.token === token);
    if (!interaction || interaction.answeredAt === undefined)
      throw new ApiError(404, CODE.unknownWebhook, 'Unknown Webhook');
    if (world.clock.now() - interaction.createdAt > INTERACTION.tokenMs)
      throw new ApiError(401, CODE.invalidWebhookToken, 'Invalid Webhook Token');
    return interaction;
  };

  const target = (params: Record<string, string>): StoredMessage => {
    const interaction = byToken(params.token!);
    const id = params.message === '@original' ? interaction.originalId : params.message;
    const message = findMessage(world, interaction.channelId, id ?? '');
    if (message.interactionId !== interaction.id && message.id !== interaction.originalId)
      throw new ApiError(404, CODE.unknownMessage, 'Unknown Message');
    return message;
  };

  const show = (message: StoredMessage) => messageObject(world, message, viewerOf(server));

  return {
    'POST /interactions/:id/:token/callback': ({ params, body }) => {
      const interaction = world.interactions.get(params.id!);
      const late = interaction && world.clock.now() - interaction.createdAt > INTERACTION.answerMs;
      if (!interaction || interaction.token !== params.token || late)
        throw new ApiError(404, CODE.unknownInteraction, 'Unknown interaction');
      if (interaction.answeredAt !== undefined)
        throw new ApiError(400, CODE.alreadyAcknowledged, 'Interaction has already been acknowledged.');
      const { type, data = {} } = parseBody(Callback, body);
      const flags = (data.flags ?? 0) & FLAG.ephemeral;
      if (type === ANSWER.message) {
        requireSomething(data.content ?? '', data.embeds ?? [], []);
        interaction.originalId = reply(interaction, data, flags).id;
      } else if (type === ANSWER.deferredMessage)
        interaction.originalId = reply(interaction, {}, flags | FLAG.loading).id;
      else if (type === ANSWER.update && interaction.originalId !== undefined)
        changeMessage(
          server,
          findMessage(world, interaction.channelId, interaction.originalId),
          revisionOf(data),
        );
      else if (type !== ANSWER.deferredUpdate)
        throw new ApiError(400, CODE.invalidForm, 'Invalid Form Body', { errors: { type: {} } });
      interaction.answer = type;
      interaction.answeredAt = world.clock.now();
      world.changes.emit('change');
    },
    'GET /webhooks/:app/:token/messages/:message': ({ params }) => show(target(params)),
    'POST /webhooks/:app/:token': ({ params, body: raw, files: uploaded }) => {
      const interaction = byToken(params.token!);
      const body = parseBody(MessageBody, raw);
      const files = filesAfter([], body.attachments ?? undefined, uploaded);
      requireSomething(body.content ?? '', body.embeds ?? [], files);
      // A follow-up is as private as the answer it follows.
      const original = world.messages.get(interaction.originalId ?? '');
      const flags = ((body.flags ?? 0) | (original?.flags ?? 0)) & FLAG.ephemeral;
      return show(reply(interaction, body, flags, files));
    },
    'PATCH /webhooks/:app/:token/messages/:message': ({ params, body: raw, files }) => {
      const message = target(params);
      const body = parseBody(MessageBody, raw);
      message.files = filesAfter(message.files, body.attachments ?? undefined, files);
      const next = { ...current(message), ...revisionOf(body) };
      requireSomething(next.content, next.embeds, message.files);
      message.flags &= ~FLAG.loading;
      changeMessage(server, message, revisionOf(body));
      return show(message);
    },
    'DELETE /webhooks/:app/:token/messages/:message': ({ params }) => deleteMessage(server, target(params)),
  };
}
