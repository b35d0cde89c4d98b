/** What the page sends → the events every platform speaks. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  ActionId,
  askedByHand,
  EffortChoice,
  LOCAL_WORKSPACE,
  type AskChoices,
  type Author,
  type ChatEvent,
  type Conversation,
  type Message,
} from '../../src/chat/index.ts';
import { attachmentOf } from './attachments.ts';
import { LIMITS } from './limits.ts';
import { Refusal } from './refusal.ts';
import type { Upload } from './uploads.ts';

export const PLATFORM = 'web';

const READER: Author = { id: 'local', name: 'You', roles: [] };

/** The body of `POST /api/messages`. */
export const Ask = z.object({
  /** Left out in the first message of a conversation. */
  conversation: z.string().optional(),
  text: z.string().max(LIMITS.textLength, {
    error: `This message is longer than ${LIMITS.textLength.toLocaleString('en')} characters. Send the long part as a file.`,
  }),
  uploads: z.array(z.string()).readonly(),
  effort: EffortChoice.optional(),
  model: z.string().optional(),
});
export type Ask = z.infer<typeof Ask>;

/** The body of `POST /api/actions`: one of the buttons shown. */
export const Press = z.object({
  conversation: z.string(),
  action: ActionId,
  turnId: z.string(),
});
export type Press = z.infer<typeof Press>;

/** Parses a JSON body. Throws `Refusal` (400) with a sentence that names what is wrong. */
export function parseBody<T>(schema: z.ZodType<T>, body: string): T {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new Refusal(400, 'The body of this request is not JSON.');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? `${issue.path.join('.')}: ` : '';
  throw new Refusal(
    issue?.code === 'too_big' ? 413 : 400,
    `${where}${issue?.message ?? 'This request makes no sense.'}`,
  );
}

export function conversationOf(id: string): Conversation {
  return { platform: PLATFORM, workspace: LOCAL_WORKSPACE, channel: id, kind: 'dm' };
}

/** A question: a plain message, or an `ask` command where a model or an effort was chosen. */
export function askEvent(
  { text, effort, model }: Ask,
  conversationId: string,
  uploads: readonly Upload[],
): Extract<ChatEvent, { type: 'message' | 'command' }> {
  const conversation = conversationOf(conversationId);
  const id = randomUUID();
  const message = askedByHand({
    id,
    conversation,
    author: READER,
    text,
    attachments: uploads.map(attachmentOf),
  });
  const target = { conversation, messageId: id, userId: READER.id, private: false };
  const eventId = `${PLATFORM}:${id}`;
  if (effort === undefined && model === undefined)
    return { type: 'message', eventId, aliases: [], message, target };
  return { type: 'command', eventId, name: 'ask', message, effort, model, target };
}

/** Throws `Refusal` (400) for a model or an effort that is not offered. */
export function requireOffered({ models, efforts }: AskChoices, { model, effort }: Ask): void {
  if (model !== undefined && !models.some(({ value }) => value === model))
    throw new Refusal(400, `There is no model ${model} to choose here.`);
  if (effort !== undefined && !efforts.some(({ value }) => value === effort))
    throw new Refusal(400, `There is no effort ${effort} to choose here.`);
}

/** @param messageId the answer whose button was pressed */
export function actionEvent({ conversation: id, action, turnId }: Press, messageId: string): ChatEvent {
  const conversation = conversationOf(id);
  return {
    type: 'action',
    eventId: `${PLATFORM}:${randomUUID()}`,
    action,
    turnId,
    conversation,
    author: READER,
    target: { conversation, messageId, userId: READER.id, private: false },
  };
}

/** An answer of ours, as the history of the next question gives it. */
export function answerMessage(
  id: string,
  conversation: Conversation,
  answers: string | undefined,
  text: string,
): Message {
  return {
    id,
    conversation,
    author: { id: 'attache', name: 'Attaché', roles: [] },
    text,
    attachments: [],
    ...(answers === undefined ? {} : { replyTo: answers }),
    sentAt: Date.now(),
    fromBot: true,
    fromUs: true,
    mentionsUs: false,
    mentionsOthers: false,
  };
}
