/** Catching up: finds what was asked while the bot was away, and notes until when everything has arrived. */
import type { ChatAdapter, ChatEvent } from '../chat/index.ts';
import type { Clock, Logger } from '../ops/index.ts';
import type { Cursors, WorkStore } from '../store/index.ts';
import { inSameChannel } from './changes.ts';
import { endsWithin } from './ends-within.ts';
import { LIMITS } from './limits.ts';

export interface Missed {
  /**
   * Looks for what was asked since a platform was last connected, which it is again from now on, and notes how far everything
   * has arrived. Resolves at once; the looking goes on.
   */
  connected(adapter: ChatAdapter): Promise<void>;
  /** Events have been lost since then (milliseconds since 1970): looks for them. */
  lost(adapter: ChatAdapter, since: number): void;
  /** Resolves when nothing is looked for on a platform any more. */
  caughtUp(adapter: ChatAdapter): Promise<void>;
  /** Looks no further; what was not looked through is left to the next start. To be called while platforms are still connected. */
  stop(): Promise<void>;
}

export interface MissedParts {
  readonly store: Cursors & Pick<WorkStore, 'conversationsSince' | 'open'>;
  /** Takes an event in as if the platform had just delivered it. */
  readonly receive: (event: ChatEvent, adapter: ChatAdapter) => Promise<void>;
  /** How far back is looked; 0 for not at all. */
  readonly hours: number;
  readonly clock: Clock;
  /** The time of day, in milliseconds since 1970. */
  readonly today: () => number;
  readonly log: Logger;
}

/** A platform that is connected. */
interface Watched {
  readonly adapter: ChatAdapter;
  /** Since when something may have been lost that nobody looks for yet. */
  lost: number | undefined;
  /** The looking that is under way. Never rejects. */
  looking: Promise<void> | undefined;
  /** Notes now and then how far everything has arrived. Never rejects. */
  noting: Promise<void>;
}

export function createMissed({ store, receive, hours, clock, today, log }: MissedParts): Missed {
  const stopping = new AbortController();
  const platforms = new Map<ChatAdapter, Watched>();

  /** Since when something may have been lost; undefined where the platform was never heard before. */
  async function lastHeard(adapter: ChatAdapter): Promise<number | undefined> {
    const own = await store.deliveredUntil(nameOf(adapter));
    if (own !== undefined || adapter.part === undefined) return own;
    // The platform is shared out otherwise than before, so nobody can tell what was heard of this part.
    return (await store.deliveredUntil(adapter.platform)) === undefined ? undefined : 0;
  }

  /** Notes that everything has arrived until now, unless something is yet to be looked for. Never rejects. */
  async function note({ adapter, lost, looking }: Watched): Promise<void> {
    if (lost !== undefined || looking || adapter.isConnected?.() === false) return;
    const now = today();
    try {
      for (const name of new Set([nameOf(adapter), adapter.platform])) await store.keepDelivered(name, now);
    } catch (error) {
      log.warn({ err: error, platform: adapter.platform }, 'how far messages have arrived was not noted');
    }
  }

  async function noteOften(watched: Watched): Promise<void> {
    while (!stopping.signal.aborted) {
      await note(watched);
      await clock.sleep(LIMITS.deliveredEveryMs, stopping.signal).catch(() => undefined);
    }
  }

  function lookFor(watched: Watched, since: number): void {
    if (hours === 0) return;
    watched.lost = Math.min(since, watched.lost ?? since);
    watched.looking ??= lookThrough(watched);
  }

  /** Looks until there is nothing more to be looked for. */
  async function lookThrough(watched: Watched): Promise<void> {
    let pauseMs: number = LIMITS.missedRetryMs;
    while (watched.lost !== undefined && !stopping.signal.aborted) {
      const since = watched.lost;
      watched.lost = undefined;
      try {
        await look(watched.adapter, since);
        pauseMs = LIMITS.missedRetryMs;
      } catch (error) {
        watched.lost = Math.min(since, watched.lost ?? since);
        if (stopping.signal.aborted) break;
        const { platform } = watched.adapter;
        log.warn({ err: error, platform, pauseMs }, 'looking for missed messages failed, it is tried again');
        await clock.sleep(pauseMs, stopping.signal).catch(() => undefined);
        pauseMs = Math.min(pauseMs * 2, LIMITS.missedRetryMostMs);
      }
    }
    watched.looking = undefined;
  }

  /** Looks once through all that was said, as far back as is wanted. */
  async function look(adapter: ChatAdapter, since: number): Promise<void> {
    const { platform } = adapter;
    const now = today();
    const earliest = now - hours * HOUR_MS;
    // A clock that was ahead when it was noted says nothing about what has arrived.
    const isAhead = since > now + LIMITS.deliveredOverlapMs;
    const from = isAhead ? earliest : Math.max(since - LIMITS.deliveredOverlapMs, earliest);
    if (since < earliest)
      log.info(
        { platform, hours },
        'the bot was away for longer than catchUp.hours: older questions are left',
      );
    const known = await store.conversationsSince(platform, from - LIMITS.missedPlacesMs, LIMITS.missedPlaces);

    const found = { messages: 0, asked: 0, tooOld: 0 };
    const over = new AbortController();
    const signal = AbortSignal.any([stopping.signal, over.signal]);
    const inTime = clock.sleep(LIMITS.missedMs, over.signal).then(
      () => over.abort(TOO_LONG),
      () => undefined,
    );
    try {
      for await (const event of adapter.missed!({ since: from, known }, signal)) {
        signal.throwIfAborted();
        if (found.asked === LIMITS.missedQuestions) throw TOO_MANY;
        found.messages += 1;
        if (event.type === 'message' && event.message.sentAt < earliest) found.tooOld += 1;
        else if (await isAskedNow(event, adapter)) found.asked += 1;
      }
      signal.throwIfAborted();
    } catch (error) {
      if (stopping.signal.aborted || !(over.signal.aborted || error === TOO_MANY)) throw error;
      log.warn(
        { platform, ...found },
        'there was too much to look through for missed messages: the rest is left',
      );
    } finally {
      over.abort();
      await inTime;
    }
    log.info({ platform, since: new Date(from).toISOString(), ...found }, 'looked for missed messages');
  }

  /** Hands an event on, and tells whether it became a question that waits or runs. */
  async function isAskedNow(event: ChatEvent, adapter: ChatAdapter): Promise<boolean> {
    // Bots ask nothing.
    if (event.type !== 'message' || event.message.fromBot) {
      await receive(event, adapter);
      return false;
    }
    const { message } = event;
    const asked = async () =>
      (await store.open({ platform: adapter.platform, message: message.id })).find((turn) =>
        inSameChannel(turn.event.message.conversation, message.conversation),
      );
    const heard = await asked();
    // What is known changes nothing, but whoever looks on may not have seen it.
    await receive(event, adapter);
    if (heard) {
      // Read again it may look different without an edit: a link has its preview by now, a name is known.
      if (message.editedAt !== heard.event.message.editedAt)
        await receive({ type: 'edited', eventId: `${event.eventId}:edited`, message }, adapter);
      return false;
    }
    return (await asked()) !== undefined;
  }

  return {
    async connected(adapter) {
      if (!adapter.missed) return;
      const since = await lastHeard(adapter);
      const watched: Watched = { adapter, lost: undefined, looking: undefined, noting: Promise.resolve() };
      platforms.set(adapter, watched);
      if (since !== undefined) lookFor(watched, since);
      watched.noting = noteOften(watched);
    },

    lost(adapter, since) {
      const watched = platforms.get(adapter);
      if (watched) lookFor(watched, since);
    },

    async caughtUp(adapter) {
      await platforms.get(adapter)?.looking;
    },

    async stop() {
      stopping.abort();
      const ends = [...platforms.values()].map(async (watched) => {
        await Promise.all([watched.looking, watched.noting]);
        await note(watched);
      });
      // A database that is away is no reason to stay: then it is looked a little further back at the next start.
      await endsWithin(Promise.all(ends), LIMITS.breakOffMs);
    },
  };
}

const HOUR_MS = 3_600_000;
const TOO_LONG = new Error('it took too long');
const TOO_MANY = new Error('there were too many');

/** The name under which is noted how far a platform has arrived here. */
const nameOf = ({ platform, part }: ChatAdapter): string =>
  part === undefined ? platform : `${platform}:${part}`;
