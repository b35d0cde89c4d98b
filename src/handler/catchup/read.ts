/** Reads back what was said in a channel, newest first, until it reaches where it should begin or the model's window is full. */
import {
  type ChannelRange,
  type ChatAdapter,
  type Conversation,
  conversationKey,
  languageOf,
  type Message,
  type Words,
} from '../../chat/index.ts';
import type { TurnEvent } from '../../reply/index.ts';
import type { Store } from '../../store/index.ts';
import { LIMITS } from '../limits.ts';

export interface LookBack {
  readonly range: ChannelRange;
  /** The message that asks: it is no part of what was said. */
  readonly question: Message;
  /** The look back ends with the last thing this person said before they were away. */
  readonly endsWith: string | undefined;
  /** More than `range.limit` messages were wanted. */
  readonly isOpen: boolean;
  /** Tokens for all messages, and what each of them takes. */
  readonly room: number;
  readonly sizeOf: (message: Message) => number;
}

export interface ReadBack {
  /** Newest first. */
  readonly messages: readonly Message[];
  /** There is more before them. */
  readonly isCut: boolean;
}

/** Reads, telling how far it is. */
export async function* readBack(
  { range, question, endsWith, isOpen, room, sizeOf }: LookBack,
  adapter: ChatAdapter,
  store: Pick<Store, 'readable'>,
  words: Words,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, ReadBack, undefined> {
  const locale = languageOf(question.author.locale);
  const count = (number: number): string => number.toLocaleString(locale);
  const step = (state: 'running' | 'done', title: string): TurnEvent => ({
    type: 'step',
    step: { id: 'read-back', title, state },
  });
  const messages: Message[] = [];
  let left = room;
  let isCut = false;
  /** Of so many messages `messages` are left when those that must not be read are taken out. */
  let given = 0;
  let told = 0;
  yield step('running', words.said.readingBack(count(0)));
  pages: for await (const page of adapter.channel(range, signal)) {
    given += page.length;
    for (const message of await readableOf(page, store)) {
      if (message.id === question.id) continue;
      if (message.author.id === endsWith && message.sentAt < range.until - LIMITS.backAgainMs) break pages;
      left -= sizeOf(message);
      isCut = left < 0;
      if (isCut) break pages;
      messages.push(message);
    }
    if (Date.now() - told < LIMITS.readingToldMs) continue;
    told = Date.now();
    yield step('running', words.said.readingBack(count(messages.length)));
  }
  signal.throwIfAborted();
  const first = messages.at(-1);
  const title = first
    ? words.said.readBack(count(messages.length), momentIn(locale, first.sentAt))
    : words.said.readingBack(count(0));
  yield step('done', title);
  return { messages, isCut: isCut || (isOpen && given >= range.limit) };
}

/** A moment as people of a language write it, in the time zone of this machine. */
export const momentIn = (locale: string, at: number): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(at);

/** What of a page is not forgotten, in its order. A page of a channel may have messages of its threads, where other things are. */
async function readableOf(
  page: readonly Message[],
  store: Pick<Store, 'readable'>,
): Promise<readonly Message[]> {
  const places = Map.groupBy(page, ({ conversation }) => conversationKey(conversation));
  const readable = await Promise.all(
    [...places.values()].map((messages) => store.readable(messages[0]!.conversation, messages)),
  );
  const known = new Set(readable.flat());
  return page.filter((message) => known.has(message));
}

/** The place a question asks about: a thread that it begins itself is asked for its channel. */
export function placeAsked({ id, conversation }: Message): Conversation {
  const { thread, ...channel } = conversation;
  return conversation.kind === 'thread' && thread === id ? { ...channel, kind: 'channel' } : conversation;
}
