/**
 * What was said before a question: the platform's history, with our answers as they were written, each behind its question.
 * So a message reads the same from question to question, which the provider's prompt cache rewards.
 */
import {
  type AskChoices,
  type ChatAdapter,
  conversationKey,
  type Message,
  optionsFor,
} from '../../chat/index.ts';
import type { Logger } from '../../ops/index.ts';
import type { Answered, Store } from '../../store/index.ts';
import { type Beginnings, createBeginnings } from './beginnings.ts';
import { LIMITS } from '../limits.ts';
import { askedIn } from '../asking/question.ts';
import { ruleOf } from '../rule/rule-of.ts';

export interface HistoryParts {
  readonly store: Pick<Store, 'readable' | 'answered'>;
  readonly choices: AskChoices;
  /** From which messages on earlier questions were asked. */
  readonly beginnings?: Beginnings | undefined;
  readonly log: Logger;
}

export interface History {
  /** Oldest first. */
  readonly messages: readonly Message[];
  /** There is more before these, and they begin later than those of the questions before. */
  readonly isCutAnew: boolean;
}

/**
 * The history of a message, as far as it is not forgotten; undefined when the platform does not give it in time. What we
 * answered to the message before, when it is answered again, is not part of it.
 */
export async function historyOf(
  message: Message,
  adapter: ChatAdapter,
  { store, choices, beginnings = createBeginnings(), log }: HistoryParts,
  signal: AbortSignal,
): Promise<History | undefined> {
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(LIMITS.historyMs)]);
    const said = await adapter.history({ before: message, limit: LIMITS.historyMessages }, within);
    const readable = await store.readable(message.conversation, said);
    const before = readable.filter(({ sentAt, fromUs }) => !(fromUs && sentAt > message.sentAt));
    // A platform that gave all that was asked for has more: what is asked for next time begins a little later.
    const room = said.length < LIMITS.historyMessages ? Infinity : LIMITS.historyMessages - 1;
    const items = before.map(({ id }) => ({ id, size: 1 }));
    const { first, isNew } = beginnings.begin(
      `${conversationKey(message.conversation)} messages`,
      items,
      room - (said.length - before.length),
      LIMITS.historyMessages * LIMITS.filledAnew,
    );
    const kept = before.slice(first);
    const answered = await store.answered(message.conversation, kept);
    const messages = withAnswers(
      kept.map((one) => asAsked(one, choices)),
      answered.filter(({ event }) => event.message.id !== message.id),
      choices,
    );
    return { messages, isCutAnew: isNew };
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ err: error, platform: adapter.platform }, 'the history could not be read');
    return undefined;
  }
}

/**
 * Puts our answers as they were written in the place of what the platform shows of them, and each behind its question, wherever
 * the platform has it: a question that waited was posted before the answers it waited for. A command is no message of the
 * platform: it stands before its answer. What a rule has asked does not: it may tell what was said elsewhere.
 */
function withAnswers(
  history: readonly Message[],
  answered: readonly Answered[],
  choices: AskChoices,
): readonly Message[] {
  const shownIn = new Map(answered.flatMap((one) => one.pages.map((page) => [page, one] as const)));
  const there = new Set(history.map(({ id }) => id));
  const asked = history.flatMap((message) => {
    const one = shownIn.get(message.id);
    if (one?.event.type !== 'command' || ruleOf(one.event) || there.has(one.event.message.id))
      return [message];
    there.add(one.event.message.id);
    return [askedIn(one.event, choices).message, message];
  });
  const answers = Map.groupBy(answered, ({ event }) => event.message.id);
  const placed = new Set<Answered>();
  const place = (one: Answered, beside: Message): readonly Message[] => {
    if (placed.has(one) || one.text === '') return [];
    placed.add(one);
    return [answerOf(one, beside)];
  };
  return asked.flatMap((message) => {
    const one = shownIn.get(message.id);
    if (one) return there.has(one.event.message.id) ? [] : place(one, message);
    return [message, ...(answers.get(message.id) ?? []).flatMap((each) => place(each, message))];
  });
}

/** It is posted with its question, or where it stood first. */
function answerOf({ event, text, pages }: Answered, { id, conversation, author, sentAt }: Message): Message {
  const ours = { fromBot: true, fromUs: true, mentionsUs: false, mentionsOthers: false, attachments: [] };
  // A question that was answered twice has two answers. By the message it stands in, the store knows whether it is forgotten.
  const own = pages[0] ?? `${event.message.id}:answer:${id}`;
  return { id: own, conversation, author, text, sentAt, ...ours };
}

/** A question that began with options, as it was asked of the model: without them. */
function asAsked(message: Message, choices: AskChoices): Message {
  const isForUs = message.mentionsUs || message.conversation.kind !== 'channel';
  if (message.fromUs || !isForUs) return message;
  const { rest } = optionsFor(message.text, choices);
  return rest === message.text.trim() ? message : { ...message, text: rest };
}
