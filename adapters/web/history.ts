/** What was said in a conversation: what led to a question, and what is looked back at. */
import type { ChannelRange, HistoryRange, Message } from '../../src/chat/index.ts';
import type { ConversationLog } from './conversations.ts';

/**
 * Every question before this one, each with the answers it was given, oldest first, at most `limit`. A question asked before an
 * earlier one was answered still comes after that answer.
 */
export function historyOf(log: ConversationLog, { before, limit }: HistoryRange): readonly Message[] {
  const said = log.entries().filter((entry) => entry.said);
  const questions = said.filter(({ message }) => !message.fromUs).map(({ message }) => message);
  const end = questions.findIndex(({ id }) => id === before.id);
  const messages = (end === -1 ? questions : questions.slice(0, end)).flatMap((question) => [
    question,
    ...said
      .map(({ message }) => message)
      .filter(({ replyTo, text }) => replyTo === question.id && text !== ''),
  ]);
  return limit > 0 ? messages.slice(-limit) : [];
}

/** What was said in a stretch of time, newest first, at most `limit`. */
export function saidIn(log: ConversationLog, { since = 0, until, limit }: ChannelRange): readonly Message[] {
  return log
    .entries()
    .filter(({ said, message }) => said && (message.text !== '' || message.attachments.length > 0))
    .map(({ message }) => message)
    .filter(({ sentAt }) => sentAt >= since && sentAt < until)
    .toReversed()
    .toSorted((a, b) => b.sentAt - a.sentAt)
    .slice(0, limit);
}
