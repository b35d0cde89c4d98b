/** Whether somebody has answered a message: read from the platform, for what was said while nobody listened counts as well. */
import type { ChatAdapter, ChannelRange, Message } from '../../chat/index.ts';
import { LIMITS } from '../limits.ts';

/**
 * Whether somebody else than its author, or this bot, has said something in the thread of a message or in answer to it. In a channel
 * what was said after it without naming it may be about anything.
 *
 * @throws {UserError} where the platform does not let the bot read
 */
export async function isAnswered(
  message: Message,
  adapter: Pick<ChatAdapter, 'channel'>,
  now: number,
  signal: AbortSignal,
): Promise<boolean> {
  const { conversation, hasThread } = message;
  const range = { since: message.sentAt, until: now, limit: LIMITS.answersRead };
  const isAnswer = (other: Message): boolean =>
    other.id !== message.id &&
    other.sentAt >= message.sentAt &&
    (other.fromUs || (!other.fromBot && other.author.id !== message.author.id)) &&
    (other.replyTo === message.id ||
      other.conversation.thread === message.id ||
      (conversation.thread !== undefined && other.conversation.thread === conversation.thread));
  if (await some({ ...range, conversation }, isAnswer)) return true;
  const thread = { ...conversation, thread: message.id, kind: 'thread' } as const;
  return hasThread === true && (await some({ ...range, conversation: thread }, isAnswer));

  async function some(looked: ChannelRange, matches: (other: Message) => boolean): Promise<boolean> {
    for await (const page of adapter.channel(looked, signal)) if (page.some(matches)) return true;
    return false;
  }
}
