/** What was said before a question: the platform's history, with the answers that were given while the question waited. */
import type { ChatAdapter, Message } from '../chat/index.ts';
import type { Logger } from '../ops/index.ts';
import type { Store } from '../store/index.ts';
import { LIMITS } from './limits.ts';

/** A question and the answer it was given. */
export interface Exchange {
  readonly question: Message;
  readonly answer: string;
}

/** So much of its beginning tells one answer from another, in characters; the rest may be on further pages. */
const BEGINNING = 40;

/**
 * Puts answers behind the questions they belong to. A question that waited was posted before the answers it waited for,
 * so a platform's history, which ends at the question, may lack them.
 */
export function withAnswers(history: readonly Message[], exchanges: readonly Exchange[]): readonly Message[] {
  return exchanges.reduce((messages, { question, answer }) => {
    const at = messages.findIndex(({ id }) => id === question.id);
    const isThere = messages.some(
      ({ fromUs, text }) => fromUs && text.slice(0, BEGINNING) === answer.slice(0, BEGINNING),
    );
    if (at < 0 || answer === '' || isThere) return messages;
    const ours = { fromBot: true, fromUs: true, mentionsUs: false, mentionsOthers: false, attachments: [] };
    return messages.toSpliced(at + 1, 0, { ...question, ...ours, id: `${question.id}:answer`, text: answer });
  }, history);
}

/**
 * The history of a message, as far as it is not forgotten; undefined when the platform does not give it in time. What we
 * answered to the message before, when it is answered again, is not part of it.
 */
export async function historyOf(
  message: Message,
  adapter: ChatAdapter,
  { store, log }: { readonly store: Pick<Store, 'readable'>; readonly log: Logger },
  signal: AbortSignal,
): Promise<readonly Message[] | undefined> {
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(LIMITS.historyMs)]);
    const said = await adapter.history({ before: message, limit: LIMITS.historyMessages }, within);
    const readable = await store.readable(message.conversation, said);
    return readable.filter(({ sentAt, fromUs }) => !(fromUs && sentAt > message.sentAt));
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ err: error, platform: adapter.platform }, 'the history could not be read');
    return undefined;
  }
}
