/** What people say: a message with its author and attachments, the same for every platform, as plain JSON. */
import { z } from 'zod';
import { Conversation } from './conversation.ts';

export const Author = z
  .object({
    id: z.string(),
    /** The name people see. */
    name: z.string(),
    /** Ids of the author's roles or groups, for access lists. */
    roles: z.array(z.string()).readonly(),
    /** The language they use the platform in, as `de` or `pt-BR`, where it tells. */
    locale: z.string().optional(),
  })
  .readonly();
export type Author = z.infer<typeof Author>;

export const Attachment = z
  .object({
    /** Unique within its platform. */
    id: z.string(),
    /** The name its owner gave it. Never a path, never trusted. */
    name: z.string(),
    /** The media type the platform claims. What the bytes are is decided by the bytes, in `media`. */
    declaredType: z.string().optional(),
    bytes: z.number().optional(),
    durationSeconds: z.number().optional(),
    /** What its owner wrote for people who cannot see it. */
    altText: z.string().optional(),
    spoiler: z.boolean().optional(),
    /** The id of whoever posted it, where that is not the author of the message it is in. */
    postedBy: z.string().optional(),
    /**
     * Where the platform's own, complete transcript (WebVTT) is, in words only the adapter that wrote them reads: opened
     * like the attachment, with this as its `source`.
     */
    transcript: z.string().optional(),
    /** Where the bytes are, in words only the adapter that wrote them reads. */
    source: z.string(),
  })
  .readonly();
export type Attachment = z.infer<typeof Attachment>;

export const Message = z
  .object({
    id: z.string(),
    conversation: Conversation,
    author: Author,
    /** Standard Markdown, mentions resolved to `@name`, our own mention removed. */
    text: z.string(),
    /** Every attachment, in the order of the message; those of a forwarded message included. */
    attachments: z.array(Attachment).readonly(),
    /** A web address that shows it in its place, where the platform has one. */
    link: z.string().optional(),
    /** Left out unless a thread was begun from it that stands apart from its channel, under the message's own id. */
    hasThread: z.literal(true).optional(),
    /** Left out unless it was said among a few, in direct messages of several people, or may have been. */
    inGroup: z.literal(true).optional(),
    /** Id of the message this one answers. */
    replyTo: z.string().optional(),
    /** Milliseconds since 1970. */
    sentAt: z.number(),
    /** When its author last changed it, in milliseconds since 1970; left out where they have not. */
    editedAt: z.number().optional(),
    /** Written by any bot. */
    fromBot: z.boolean(),
    /** Written by this bot: its side of the conversation. */
    fromUs: z.boolean(),
    /** Mentions this bot, one of its roles, or answers one of its messages. */
    mentionsUs: z.boolean(),
    /** Mentions somebody else: in a thread we follow, such a message is not for us unless it mentions us too. */
    mentionsOthers: z.boolean(),
  })
  .readonly();
export type Message = z.infer<typeof Message>;

/** What somebody asks by a command, a menu, a form or a page, as a message of theirs: it speaks to us. */
export function askedByHand(
  asked: Pick<Message, 'id' | 'conversation' | 'author' | 'text'> &
    Partial<Pick<Message, 'attachments' | 'sentAt' | 'mentionsOthers'>>,
): Message {
  return {
    attachments: [],
    sentAt: Date.now(),
    mentionsOthers: false,
    ...asked,
    fromBot: false,
    fromUs: false,
    mentionsUs: true,
  };
}
