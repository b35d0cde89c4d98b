/** The shared handler: takes every event of every platform and sees to it that each question is answered once, in order. */
import {
  type AskEvent,
  type ChatAdapter,
  type ChatEvent,
  conversationKey,
  type Message,
  UserError,
} from '../chat/index.ts';
import type { Turn } from '../store/index.ts';
import { accessFault } from './access.ts';
import type { Exchange } from './history.ts';
import { LIMITS } from './limits.ts';
import { createConversationQueue } from './queue.ts';
import { showWhatWasSeen } from './saw.ts';
import { runTurn, type TurnParts } from './turn.ts';

export interface Handler {
  /** Starts an adapter and takes its events in. Turns that an earlier process left unfinished on its platform go first. */
  start(adapter: ChatAdapter): Promise<void>;
  /** Lets running turns finish within the grace period. Everything else waits in the journal for the next start. */
  stop(graceMs: number): Promise<void>;
}

/** A turn that runs or waits. */
interface Pending {
  readonly turn: Turn;
  readonly stop: AbortController;
  hasBegun: boolean;
}

export function createHandler(parts: TurnParts): Handler {
  const { store, log } = parts;
  const pending = new Map<string, Pending>();
  const queue = createConversationQueue();
  /** What was answered while others waited, by conversation. */
  const meanwhile = new Map<string, readonly Exchange[]>();
  const shutdown = new AbortController();
  let isEnding = false;

  /** Whether a message asks us: directly, by mention, or by going on in a thread where we were asked before. */
  async function isForUs({ message }: AskEvent): Promise<boolean> {
    if (message.fromBot) return false;
    if (message.conversation.kind === 'dm' || message.mentionsUs) return true;
    return (
      message.conversation.kind === 'thread' &&
      !message.mentionsOthers &&
      accessFault(parts.access, message) === undefined &&
      (await store.knows(conversationKey(message.conversation)))
    );
  }

  /** Runs a turn when its conversation is free and its platform is ready. */
  function enqueue(turn: Turn, adapter: ChatAdapter, ready: Promise<void>): void {
    const conversation = conversationKey(turn.event.target.conversation);
    const stop = new AbortController();
    const entry: Pending = { turn, stop, hasBegun: false };
    pending.set(turn.id, entry);
    const refusal = refusalOf(turn, queue.size(conversation));
    // A refusal need not wait for the turns before it: it has a lane of its own.
    queue.add(refusal ? turn.id : conversation, async () => {
      const isReady = await ready.then(
        () => true,
        () => false,
      );
      if (isReady && !isEnding && !isOverUnseen(entry)) {
        entry.hasBegun = true;
        const signals = { stop: stop.signal, shutdown: shutdown.signal };
        const earlier = meanwhile.get(conversation) ?? [];
        const text = await runTurn(turn, adapter, parts, signals, { refusal, meanwhile: earlier });
        if (!refusal)
          meanwhile.set(conversation, [...earlier, { question: turn.event.message, answer: text }]);
      }
      pending.delete(turn.id);
      if (queue.size(conversation) <= 1) meanwhile.delete(conversation);
    });
  }

  /** Stops turns. One that nobody has seen anything of yet is over without a word. */
  async function stopWhere(condition: (turn: Turn) => boolean): Promise<void> {
    for (const entry of pending.values()) {
      if (!condition(entry.turn)) continue;
      entry.stop.abort();
      if (isOverUnseen(entry)) await store.finish(entry.turn.id, 'cancelled', undefined);
    }
  }

  async function receive(event: ChatEvent, adapter: ChatAdapter, ready: Promise<void>): Promise<void> {
    switch (event.type) {
      case 'message':
      case 'command': {
        if (event.type === 'message' && !(await isForUs(event))) return;
        const turn = await store.accept(event);
        if (turn) enqueue(turn, adapter, ready);
        else log.debug({ eventId: event.eventId }, 'seen before');
        return;
      }
      case 'deleted':
        return stopWhere(
          ({ event: { message } }) => message.id === event.messageId && inSameChannel(message, event),
        );
      case 'stop':
        return stopWhere(
          ({ event: { message } }) =>
            inSameChannel(message, event) &&
            // A command is asked in the channel; its answer, and the stop, are in a thread of it.
            [undefined, event.conversation.thread].includes(message.conversation.thread) &&
            message.author.id === event.author.id &&
            (event.messageId === undefined || message.id === event.messageId),
        );
      case 'action':
        if (event.action === 'stop')
          return stopWhere(
            ({ id, event: { message } }) => id === event.turnId && message.author.id === event.author.id,
          );
        // It waits for no turn: it has a lane of its own.
        queue.add(event.eventId, async () =>
          showWhatWasSeen(event, await store.find(event.turnId), adapter, parts, shutdown.signal),
        );
        return;
      case 'edited':
        // The question as it was first asked is the one that is answered.
        return;
    }
  }

  return {
    async start(adapter) {
      const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
      for (const turn of await store.unfinished(adapter.platform)) enqueue(turn, adapter, ready);
      try {
        await adapter.start((event) => receive(event, adapter, ready));
        resolve();
      } catch (error) {
        ready.catch(() => undefined);
        reject(error);
        throw error;
      }
    },

    async stop(graceMs) {
      isEnding = true;
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, graceMs);
      await Promise.race([queue.idle(), promise]);
      clearTimeout(timer);
      shutdown.abort();
      await queue.idle();
    },
  };
}

/** Whether a turn was stopped before anybody saw anything of it. */
const isOverUnseen = ({ turn, stop, hasBegun }: Pending): boolean =>
  stop.signal.aborted && !hasBegun && turn.pages.length === 0;

function refusalOf({ attempts }: Turn, waiting: number): UserError | undefined {
  if (attempts >= LIMITS.attempts)
    return new UserError(
      'gave-up',
      `I tried to answer this ${attempts} times and was interrupted each time, so I gave up.`,
      'Please ask again, perhaps with fewer or smaller files.',
    );
  if (waiting >= LIMITS.queuedPerConversation)
    return new UserError(
      'busy',
      `There are already ${waiting} questions waiting here.`,
      'Please ask again when some of them are answered.',
    );
  return undefined;
}

const inSameChannel = ({ conversation }: Message, other: Pick<Message, 'conversation'>): boolean =>
  conversation.platform === other.conversation.platform &&
  conversation.channel === other.conversation.channel;
