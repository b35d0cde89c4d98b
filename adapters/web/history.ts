/** The messages that led to a question: every earlier question, each with the answers it was given. */
import type { HistoryRange, Message } from '../../src/chat/index.ts';
import type { ConversationLog } from './conversations.ts';

/** Oldest first, at most `limit`. A question asked before an earlier one was answered still comes after that answer. */
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
