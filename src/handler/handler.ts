/** The shared handler: takes every event of every platform and sees to it that each question is answered once, in order. */
import type { ChatAdapter } from '../chat/index.ts';
import type { Working } from '../store/index.ts';
import { endsWithin } from './ends-within.ts';
import { keepForgetting } from './forgotten.ts';
import { createHeldTurns } from './held.ts';
import { createIntake } from './intake.ts';
import { LIMITS } from './limits.ts';
import { createMissed } from './missed.ts';
import { ownersBy } from './owner.ts';
import { createPlaces } from './places.ts';
import { createBeginnings } from './request/beginnings.ts';
import type { TurnParts } from './turn.ts';
import { createWork } from './work.ts';

/** What a process does: a gateway takes events in, a worker answers, and where there is only one process it does both. */
export type Role = 'all' | 'gateway' | 'worker';

export interface HandlerParts extends TurnParts {
  readonly role: Role;
  /** So many turns are answered at once. */
  readonly slots: number;
  /** How far back is looked for what was asked while the bot was away. */
  readonly catchUp: { readonly hours: number };
}

export interface Handler {
  /**
   * Starts adapters, and takes their events in, or answers what waits on each platform as soon as that is ready, or both. What an
   * earlier process left unfinished goes first. Resolves when all are ready; rejects when one of them cannot be started.
   */
  start(...adapters: readonly ChatAdapter[]): Promise<void>;
  /** Lets running answers finish within the grace period. Everything else waits in the journal for another process. */
  stop(graceMs: number): Promise<void>;
}

export function createHandler(given: HandlerParts): Handler {
  const parts: HandlerParts = { ...given, beginnings: createBeginnings(), ownerOf: ownersBy(given.store) };
  const { store, log, role, slots } = parts;
  const shutdown = new AbortController();
  const places = createPlaces();
  const turns = createHeldTurns(store, log);
  const run = createWork(parts, places, turns, shutdown.signal);
  const receive = createIntake(parts, (adapter, since) => missed.lost(adapter, since));
  const missed = createMissed({
    store,
    receive,
    hours: parts.catchUp.hours,
    clock: parts.pacer.clock,
    today: Date.now,
    log,
  });
  const workings: Working[] = [];
  let isStopping = false;

  const stopForgetting = keepForgetting(store, parts.media, log);

  async function connect(adapter: ChatAdapter): Promise<void> {
    places.add(adapter);
    if (role === 'worker') return adapter.attend?.();
    const caughtUp = () => endsWithin(missed.caughtUp(adapter), LIMITS.missedFirstMs);
    const connected = Promise.withResolvers<void>();
    let found: Promise<unknown> = endsWithin(connected.promise, LIMITS.missedFirstMs).then(caughtUp);
    try {
      await adapter.start(async (event) => {
        if (event.type !== 'gap') return receive(event, adapter, found);
        missed.lost(adapter, event.since);
        found = Promise.all([found, caughtUp()]);
      });
      await missed.connected(adapter);
      found = Promise.all([found, caughtUp()]);
    } finally {
      connected.resolve();
    }
  }

  /** Starts a platform, and answers what waits there as soon as it is ready. */
  async function begin(adapter: ChatAdapter): Promise<void> {
    await connect(adapter);
    places.ready(adapter);
    if (role === 'gateway' || isStopping) return;
    workings.push(await store.queue.work({ platforms: [adapter.platform], slots, run }));
  }

  return {
    async start(...adapters) {
      // All are waited for, so that none is still starting when the others are stopped again.
      for (const start of await Promise.allSettled(adapters.map(begin)))
        if (start.status === 'rejected') throw start.reason;
    },

    async stop(graceMs) {
      isStopping = true;
      const ended = Promise.all([...workings.map((working) => working.stop()), missed.stop()]);
      places.close();
      await endsWithin(ended, graceMs);
      shutdown.abort();
      store.hurry();
      await ended;
      turns.close();
      stopForgetting();
    },
  };
}
