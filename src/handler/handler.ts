/** The shared handler: takes every event of every platform and sees to it that each question is answered once, in order. */
import {
  type AskEvent,
  type ChatAdapter,
  type ChatEvent,
  conversationKey,
  type Message,
  type Receive,
  UserError,
} from '../chat/index.ts';
import type { Turn } from '../store/index.ts';
import { LIMITS } from './limits.ts';
import { createConversationQueue } from './queue.ts';
import { runTurn, type TurnParts } from './turn.ts';

export interface Handler {
  /** Takes in an adapter: its events go to the returned function. */
  connect(adapter: ChatAdapter): Receive;
  /** Takes up the turns that an earlier process left unfinished. */
  resume(): Promise<void>;
  /** Lets running turns finish within the grace period, then leaves the rest for the next start. */
  stop(graceMs: number): Promise<void>;
}

interface Running {
  readonly turn: Turn;
  readonly stop: AbortController;
}

export function createHandler(parts: TurnParts): Handler {
  const { store, log } = parts;
  const adapters = new Map<string, ChatAdapter>();
  const running = new Map<string, Running>();
  const queue = createConversationQueue();
  const shutdown = new AbortController();

  /** Whether a message asks us: directly, by mention, or by going on in a thread where we were asked before. */
  async function isForUs({ message }: AskEvent): Promise<boolean> {
    if (message.fromBot) return false;
    if (message.conversation.kind === 'dm' || message.mentionsUs) return true;
    return (
      message.conversation.kind === 'thread' &&
      !message.mentionsOthers &&
      (await store.knows(conversationKey(message.conversation)))
    );
  }

  function enqueue(turn: Turn, adapter: ChatAdapter): void {
    const conversation = conversationKey(turn.event.target.conversation);
    const stop = new AbortController();
    running.set(turn.id, { turn, stop });
    const refusal = refusalOf(turn, queue.size(conversation));
    // A refusal need not wait for the turns before it: it has a lane of its own.
    queue.add(refusal ? turn.id : conversation, async () => {
      if (!shutdown.signal.aborted)
        await runTurn(turn, adapter, parts, { stop: stop.signal, shutdown: shutdown.signal }, refusal);
      running.delete(turn.id);
    });
  }

  function stopWhere(condition: (turn: Turn) => boolean): void {
    for (const { turn, stop } of running.values()) if (condition(turn)) stop.abort();
  }

  async function receive(event: ChatEvent, adapter: ChatAdapter): Promise<void> {
    switch (event.type) {
      case 'message':
      case 'command': {
        if (event.type === 'message' && !(await isForUs(event))) return;
        const turn = await store.accept(event);
        if (turn) enqueue(turn, adapter);
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
            conversationKey(message.conversation) === conversationKey(event.conversation) &&
            message.author.id === event.author.id &&
            (event.messageId === undefined || message.id === event.messageId),
        );
      case 'action':
        return stopWhere(
          ({ id, event: { message } }) => id === event.turnId && message.author.id === event.author.id,
        );
      case 'edited':
        // The question as it was first asked is the one that is answered.
        return;
    }
  }

  return {
    connect(adapter) {
      adapters.set(adapter.platform, adapter);
      return (event) => receive(event, adapter);
    },

    async resume() {
      for (const turn of await store.unfinished()) {
        const adapter = adapters.get(turn.event.target.conversation.platform);
        if (adapter) enqueue(turn, adapter);
      }
    },

    async stop(graceMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, graceMs);
      await Promise.race([queue.idle(), promise]);
      clearTimeout(timer);
      shutdown.abort();
      await queue.idle();
    },
  };
}

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
