/** Whether somebody has answered a message: read from the platform, for what was said while nobody listened counts as well. */
import type { ChatAdapter, CodedOutcome, Conversation, Message } from '../../chat/index.ts';
import { LIMITS } from '../limits.ts';

/**
 * Why a message is not taken for one that nobody has answered; undefined where it is one. An answer is what somebody else than its
 * author, or this bot, has said in its thread or in reply to it: in a channel what was said after it without naming it may be about
 * anything. Where more was said since than is read, nobody knows.
 *
 * @throws {UserError} where the platform does not let the bot read
 */
export async function whyNotUnanswered(
  message: Message,
  adapter: Pick<ChatAdapter, 'channel'>,
  now: number,
  signal: AbortSignal,
): Promise<CodedOutcome | undefined> {
  const { conversation, hasThread } = message;
  const range = { since: message.sentAt, until: now, limit: LIMITS.answersRead };
  const isAnswer = (other: Message): boolean =>
    other.id !== message.id &&
    other.sentAt >= message.sentAt &&
    (other.fromUs || (!other.fromBot && other.author.id !== message.author.id)) &&
    (other.replyTo === message.id ||
      other.conversation.thread === message.id ||
      (conversation.thread !== undefined && other.conversation.thread === conversation.thread));

  async function lookIn(place: Conversation): Promise<CodedOutcome | undefined> {
    let read = 0;
    for await (const page of adapter.channel({ ...range, conversation: place }, signal)) {
      if (page.some(isAnswer)) return { code: 'answered' };
      read += page.length;
    }
    return read < range.limit ? undefined : { code: 'tooMuchSaid', messages: range.limit };
  }

  const said = await lookIn(conversation);
  if (said || !hasThread) return said;
  return lookIn({ ...conversation, thread: message.id, kind: 'thread' });
}
