/** The shared handler: takes every event of every platform and sees to it that each question is answered once, in order. */
import {
  type AskEvent,
  type ChatAdapter,
  type ChatEvent,
  conversationKey,
  privately,
  type ReplyTarget,
  UserError,
} from '../chat/index.ts';
import type { Turn } from '../store/index.ts';
import { accessFault } from './access.ts';
import { createBeginnings } from './request/beginnings.ts';
import { obey } from './controls/controls.ts';
import { showHome } from './controls/home.ts';
import { LIMITS } from './limits.ts';
import { ownersBy } from './owner.ts';
import { createPress } from './controls/press.ts';
import { createConversationQueue } from './queue.ts';
import { createRunning, type Entry, inSameChannel, isOverUnseen } from './running.ts';
import { say, type Saying } from './controls/say.ts';
import { runTurn, type TurnParts } from './turn.ts';

export interface Handler {
  /** Starts an adapter and takes its events in. Turns that an earlier process left unfinished on its platform go first. */
  start(adapter: ChatAdapter): Promise<void>;
  /** Lets running turns finish within the grace period. Everything else waits in the journal for the next start. */
  stop(graceMs: number): Promise<void>;
}

export function createHandler(given: TurnParts): Handler {
  const parts: TurnParts = {
    ...given,
    beginnings: createBeginnings(),
    ownerOf: ownersBy(given.store),
  };
  const { store, log } = parts;
  const running = createRunning(store);
  const press = createPress(running, parts);
  const queue = createConversationQueue();
  /** Questions that are being taken in. */
  const arriving = new Set<Promise<void>>();
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
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const entry: Entry = {
      turn,
      stop: new AbortController(),
      revision: new AbortController(),
      phase: 'waiting',
      done,
    };
    running.add(entry);
    const refusal = refusalOf(turn, queue.size(conversation));
    // A refusal need not wait for the turns before it: it has a lane of its own.
    queue.add(refusal ? turn.id : conversation, async () => {
      const isReady = await ready.then(
        () => true,
        () => false,
      );
      // One that is stopped only says so: that is not left to the next process, which knows nothing of it.
      if (isReady && (!isEnding || entry.stop.signal.aborted) && !isOverUnseen(entry))
        await run(entry, adapter, refusal);
      // One that is left for the next process can still be stopped, and be asked something else.
      if (entry.phase === 'over' || isOverUnseen(entry)) running.remove(entry);
      resolve();
    });
  }

  /** Runs a turn until it is over, anew whenever something else is asked, or until it is left. */
  async function run(entry: Entry, adapter: ChatAdapter, refusal: UserError | undefined): Promise<void> {
    while (!shutdown.signal.aborted) {
      entry.phase = 'running';
      entry.end = undefined;
      entry.revision = new AbortController();
      const end = await runTurn(
        entry.turn,
        adapter,
        parts,
        { stop: entry.stop.signal, shutdown: shutdown.signal, revised: entry.revision.signal },
        {
          refusal,
          onAnswered: (result) => {
            entry.phase = 'answered';
            entry.end = result;
          },
          onOver: () => (entry.phase = 'over'),
        },
      );
      if (end.isOver) return;
      entry.turn = { ...entry.turn, pages: end.pages };
    }
  }

  async function ask(event: AskEvent, adapter: ChatAdapter, ready: Promise<void>): Promise<void> {
    const turn = await store.accept(event);
    if (turn) enqueue(turn, adapter, ready);
    else log.debug({ eventId: event.eventId }, 'seen before');
  }

  /** Says something that waits for no turn: it has a lane of its own. */
  const sayTo = (target: ReplyTarget, eventId: string, adapter: ChatAdapter, saying: Saying): void =>
    queue.add(eventId, () => say(target, adapter, saying, parts, shutdown.signal));

  async function takeIn(event: AskEvent, adapter: ChatAdapter, ready: Promise<void>): Promise<void> {
    if (event.type === 'command' || (await isForUs(event)))
      await ask(privately(event, parts.choices), adapter, ready);
  }

  async function receive(event: ChatEvent, adapter: ChatAdapter, ready: Promise<void>): Promise<void> {
    if (event.type === 'message' || event.type === 'command') {
      const taken = takeIn(event, adapter, ready);
      arriving.add(taken);
      return taken.finally(() => arriving.delete(taken));
    }
    // It may be about a question that came right before it, and is not yet known.
    await Promise.allSettled(arriving);
    switch (event.type) {
      case 'edited':
        return running.revise(event);
      case 'deleted':
        await running.stopWhere(
          ({ event: { message } }) =>
            message.id === event.messageId && inSameChannel(message.conversation, event.conversation),
        );
        return;
      case 'stop':
        await running.stopWhere(
          ({ event: { message } }) =>
            inSameChannel(message.conversation, event.conversation) &&
            // A command is asked in the channel; its answer, and the stop, are in a thread of it.
            [undefined, event.conversation.thread].includes(message.conversation.thread) &&
            message.author.id === event.author.id &&
            (event.messageId === undefined || message.id === event.messageId),
        );
        return;
      case 'action':
        return press(event, adapter, {
          ask: (again) => ask(again, adapter, ready),
          tell: (saying) => sayTo(event.target, event.eventId, adapter, saying),
        });
      case 'control': {
        sayTo(event.target, event.eventId, adapter, await obey(event, parts, running));
        return;
      }
      case 'home':
        queue.add(event.eventId, () => showHome(event, adapter, parts, shutdown.signal));
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
