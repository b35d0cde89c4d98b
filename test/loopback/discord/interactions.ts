/** The routes of interactions: the one answer within three seconds, and the webhook that lives for fifteen minutes. */
import { z } from 'zod';
import { ApiError, CODE } from './errors.ts';
import { FormBody, SuggestionsBody } from './form-body.ts';
import { FOLLOW_UPS_ABROAD, INTERACTION } from './limits.ts';
import { afterBody, editMessage, findMessage } from './message-routes.ts';
import {
  addMessage,
  deleteMessage,
  FLAG,
  MESSAGE_TYPE,
  type NewMessage,
  pingsOf,
  viewerOf,
  type Server,
} from './messages.ts';
import { messageObject } from './objects.ts';
import type { RequestBody } from './request-body.ts';
import type { Routes } from './rest.ts';
import { isBotIn } from './channels.ts';
import { type Interaction, type InteractionKind, type StoredMessage } from './state.ts';
import { MessageBody, parseBody } from './validation.ts';

/**
 * Kinds of answer: a message now, a message later, nothing yet on the same message, a change of the same message, what an
 * option can be completed with, a form.
 */
const ANSWER = {
  message: 4,
  deferredMessage: 5,
  deferredUpdate: 6,
  update: 7,
  suggestions: 8,
  form: 9,
} as const;

/** The answers each kind of interaction may get. */
const MAY_GET: Readonly<Record<InteractionKind, readonly number[]>> = {
  command: [ANSWER.message, ANSWER.deferredMessage, ANSWER.form],
  component: [ANSWER.message, ANSWER.deferredMessage, ANSWER.deferredUpdate, ANSWER.update, ANSWER.form],
  autocomplete: [ANSWER.suggestions],
  form: [ANSWER.message, ANSWER.deferredMessage, ANSWER.deferredUpdate],
};

const NO_FILES: RequestBody['files'] = new Map();

const Callback = z.object({ type: z.int(), data: z.unknown().optional() });

export function interactionRoutes(server: Server): Routes {
  const { world } = server;

  const reply = (
    interaction: Interaction,
    body: MessageBody,
    ephemeral: boolean,
    shown: Pick<NewMessage, 'content' | 'embeds' | 'components' | 'files' | 'flags'>,
  ): StoredMessage =>
    addMessage(server, {
      channelId: interaction.channelId,
      authorId: world.bot.id,
      type: MESSAGE_TYPE.command,
      ...shown,
      flags: (shown.flags ?? 0) | (ephemeral ? FLAG.ephemeral : 0),
      pings: pingsOf(shown.content ?? '', body.allowed_mentions, undefined),
      interactionId: interaction.id,
      ...(ephemeral && { ephemeralFor: interaction.userId }),
    });

  const answer = (interaction: Interaction, type: number, data: unknown): void => {
    if (type === ANSWER.suggestions) {
      interaction.choices = parseBody(SuggestionsBody, data).choices;
      return;
    }
    if (type === ANSWER.form) {
      interaction.form = parseBody(FormBody, data);
      return;
    }
    const body = parseBody(MessageBody, data);
    const ephemeral = ((body.flags ?? 0) & FLAG.ephemeral) !== 0;
    if (type === ANSWER.message)
      interaction.originalId = reply(interaction, body, ephemeral, afterBody(undefined, body, NO_FILES)).id;
    else if (type === ANSWER.deferredMessage)
      interaction.originalId = reply(interaction, {}, ephemeral, { flags: FLAG.loading }).id;
    else if (type === ANSWER.update)
      editMessage(
        server,
        findMessage(world, interaction.channelId, interaction.originalId ?? ''),
        body,
        NO_FILES,
      );
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
      if (!MAY_GET[interaction.kind].includes(type))
        throw new ApiError(400, CODE.invalidForm, 'Invalid Form Body', { errors: { type: {} } });
      answer(interaction, type, data);
      interaction.answer = type;
      interaction.answeredAt = world.clock.now();
      world.changes.emit('change');
    },
    'GET /webhooks/:app/:token/messages/:message': ({ params }) => show(target(params)),
    'POST /webhooks/:app/:token': ({ params, body: raw, files: uploaded }) => {
      const interaction = byToken(params.token!);
      const body = parseBody(MessageBody, raw);
      const shown = afterBody(undefined, body, uploaded);
      if (
        ++interaction.followUps > FOLLOW_UPS_ABROAD &&
        !isBotIn(world, world.channels.get(interaction.channelId)!)
      )
        throw new ApiError(400, CODE.tooManyFollowUps, 'Maximum number of follow up messages reached');
      // A follow-up is as private as the answer it follows. A button's own message is no answer to its press.
      const original =
        interaction.answer === ANSWER.deferredUpdate
          ? undefined
          : world.messages.get(interaction.originalId ?? '');
      const ephemeral = (((body.flags ?? 0) | (original?.flags ?? 0)) & FLAG.ephemeral) !== 0;
      return show(reply(interaction, body, ephemeral, shown));
    },
    'PATCH /webhooks/:app/:token/messages/:message': ({ params, body: raw, files }) => {
      const message = target(params);
      editMessage(server, message, parseBody(MessageBody, raw), files);
      return show(message);
    },
    'DELETE /webhooks/:app/:token/messages/:message': ({ params }) => deleteMessage(server, target(params)),
  };
}
