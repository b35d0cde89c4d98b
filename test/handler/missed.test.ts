import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChatAdapter, ChatEvent, Gap } from '../../src/chat/index.ts';
import { admit } from '../../src/handler/admission.ts';
import { createMissed } from '../../src/handler/missed.ts';
import { createLogger } from '../../src/ops/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { manualClock } from '../reply/manual-clock.ts';
import { askEvent, conversation } from '../support/events.ts';
import { createMemoryChat } from '../support/memory-chat.ts';

const NOON = Date.UTC(2026, 10, 20, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attache-missed-'));
  store = await openStore({ dataFolder: folder });
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

interface Setting {
  readonly hours?: number;
  readonly part?: string;
  /** What is said while nobody listens. */
  readonly missed?: (gap: Gap, signal: AbortSignal) => AsyncIterable<ChatEvent>;
}

/** A process that begins to look after a platform at noon. */
function begin({ hours = 12, part, missed = nothing }: Setting = {}) {
  const clock = manualClock();
  const now = { offset: NOON, isConnected: true };
  const gaps: Gap[] = [];
  const received: ChatEvent[] = [];
  const told: { readonly message: string; readonly about: object }[] = [];
  const note = (about: object, message: string) => void told.push({ message, about });
  const log = Object.assign(createLogger('silent'), { info: note, warn: note });
  const adapter: ChatAdapter = {
    ...createMemoryChat(),
    ...(part !== undefined && { part }),
    isConnected: () => now.isConnected,
    missed: (gap, signal) => {
      gaps.push(gap);
      return missed(gap, signal);
    },
  };
  const driver = createMissed({
    store,
    receive: async (event) => {
      received.push(event);
      if (event.type === 'message') await store.accept(event, admit);
    },
    hours,
    clock,
    today: () => now.offset + clock.now(),
    log,
  });
  return { clock, now, gaps, received, told, adapter, driver };
}

async function* nothing(): AsyncGenerator<ChatEvent> {
  yield* [];
}

/** Gives nothing, once this resolves; rejects when the looking is ended before. */
async function* nothingAfter(done: Promise<unknown>, signal: AbortSignal): AsyncGenerator<ChatEvent> {
  const ended = new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
  await Promise.race([done, ended]);
  yield* [];
}

const forever = new Promise(() => {});

const saying = (...events: readonly ChatEvent[]) =>
  async function* () {
    yield* events;
  };

/** Resolves when it is noted that everything has arrived until then. */
const noted = (at: number) => expect.poll(() => store.deliveredUntil('test')).toBe(at);

describe('how far everything has arrived', () => {
  it('is noted at once and every half a minute, while the platform is connected', async () => {
    const { clock, now, adapter, driver } = begin();
    await driver.connected(adapter);
    await noted(NOON);
    await clock.advance(MINUTE);
    await noted(NOON + MINUTE);
    now.isConnected = false;
    await clock.advance(HOUR);
    expect(await store.deliveredUntil('test')).toBe(NOON + MINUTE);
    await driver.stop();
    expect(await store.deliveredUntil('test')).toBe(NOON + MINUTE);
  });

  it('is noted a last time at an orderly end', async () => {
    const { clock, adapter, driver } = begin();
    await driver.connected(adapter);
    await clock.advance(20_000);
    await driver.stop();
    expect(await store.deliveredUntil('test')).toBe(NOON + 20_000);
  });

  it('is not noted while something is still to be looked for', async () => {
    await store.keepDelivered('test', NOON - HOUR);
    const hang = Promise.withResolvers<void>();
    const { clock, adapter, driver } = begin({
      missed: (_, signal) => nothingAfter(hang.promise, signal),
    });
    await driver.connected(adapter);
    await clock.advance(10 * MINUTE);
    expect(await store.deliveredUntil('test')).toBe(NOON - HOUR);
    hang.resolve();
    await driver.caughtUp(adapter);
    await clock.advance(MINUTE);
    await noted(NOON + 11 * MINUTE);
    await driver.stop();
  });

  it('is noted for the part of a platform that arrives here, and for the platform', async () => {
    const { adapter, driver } = begin({ part: '0-3/8' });
    await driver.connected(adapter);
    await driver.stop();
    expect(await store.deliveredUntil('test:0-3/8')).toBe(NOON);
    expect(await store.deliveredUntil('test')).toBe(NOON);
  });
});

describe('what was said while the bot was away', () => {
  it('is handed on from where it stopped, a little overlapping, with the places where it was asked before', async () => {
    await store.accept(askEvent({ eventId: 'E0', sentAt: NOON - 3 * HOUR }), admit);
    await store.keepDelivered('test', NOON - 2 * HOUR);
    const first = askEvent({ eventId: 'E1', id: 'M-new', sentAt: NOON - HOUR });
    const { gaps, received, told, adapter, driver } = begin({ missed: saying(first) });
    await driver.connected(adapter);
    await driver.caughtUp(adapter);
    await driver.stop();
    expect(gaps).toEqual([{ since: NOON - 2 * HOUR - 2 * MINUTE, known: [conversation()] }]);
    expect(received).toEqual([first]);
    expect(told).toContainEqual({
      message: 'looked for missed messages',
      about: expect.objectContaining({ platform: 'test', messages: 1, asked: 1, tooOld: 0 }),
    });
  });

  it('is not looked for at the very first start', async () => {
    const { clock, gaps, adapter, driver } = begin();
    await driver.connected(adapter);
    await clock.advance(HOUR);
    await driver.stop();
    expect(gaps).toEqual([]);
  });

  it('is left where catchUp.hours is 0, and how far all has arrived is still noted', async () => {
    await store.keepDelivered('test', NOON - HOUR);
    const { gaps, adapter, driver } = begin({ hours: 0 });
    await driver.connected(adapter);
    driver.lost(adapter, NOON - MINUTE);
    await driver.caughtUp(adapter);
    await driver.stop();
    expect(gaps).toEqual([]);
    expect(await store.deliveredUntil('test')).toBe(NOON);
  });

  it('is left where it is older than the window, which the log says', async () => {
    await store.keepDelivered('test', NOON - 50 * HOUR);
    const old = askEvent({ eventId: 'E1', sentAt: NOON - 13 * HOUR });
    const fresh = askEvent({ eventId: 'E2', id: 'M2', sentAt: NOON - 11 * HOUR });
    const { gaps, received, told, adapter, driver } = begin({ missed: saying(old, fresh) });
    await driver.connected(adapter);
    await driver.caughtUp(adapter);
    await driver.stop();
    expect(gaps[0]!.since).toBe(NOON - 12 * HOUR);
    expect(received).toEqual([fresh]);
    expect(told.map(({ message }) => message)).toContain(
      'the bot was away for longer than catchUp.hours: older questions are left',
    );
    expect(told.at(-1)!.about).toMatchObject({ messages: 2, asked: 1, tooOld: 1 });
  });

  it('is not asked again where it was answered or waits', async () => {
    const waiting = askEvent({ eventId: 'E1', id: 'M1', sentAt: NOON - HOUR });
    const answered = askEvent({ eventId: 'E2', id: 'M2', sentAt: NOON - HOUR });
    await store.accept(waiting, admit);
    const turn = await store.accept(answered, admit);
    await store.stop(turn!.id);
    await store.keepDelivered('test', NOON - 2 * HOUR);
    const { told, adapter, driver } = begin({ missed: saying(waiting, answered) });
    await driver.connected(adapter);
    await driver.caughtUp(adapter);
    await driver.stop();
    expect(told.at(-1)!.about).toMatchObject({ messages: 2, asked: 0 });
    expect(await store.countOpen()).toEqual({ waiting: 1, running: 0 });
  });

  it('is handed on as an edit where its question waits and now reads otherwise', async () => {
    await store.accept(askEvent({ eventId: 'E1', text: 'What is tea?' }), admit);
    await store.keepDelivered('test', NOON - HOUR);
    const edited = askEvent({
      eventId: 'E1',
      text: 'What is coffee?',
      sentAt: NOON - HOUR,
      editedAt: NOON - MINUTE,
    });
    const { received, adapter, driver } = begin({ missed: saying(edited) });
    await driver.connected(adapter);
    await driver.caughtUp(adapter);
    await driver.stop();
    expect(received).toEqual([edited, { type: 'edited', eventId: 'E1:edited', message: edited.message }]);
  });

  it('is no edit where its question runs and only looks different, as when a link has its preview by now', async () => {
    await store.keepDelivered('test', NOON);
    await store.accept(askEvent({ eventId: 'E1', text: 'See a.example', sentAt: NOON - HOUR }), admit);
    const { received, adapter, driver } = begin({
      missed: saying(askEvent({ eventId: 'E1', text: 'See [A](a.example)', sentAt: NOON - HOUR })),
    });
    await driver.connected(adapter);
    await driver.caughtUp(adapter);
    await driver.stop();
    expect(received.map(({ type }) => type)).toEqual(['message']);
  });

  it('is handed on to whoever looks on also where its question waits already', async () => {
    const waiting = askEvent({ eventId: 'E1', sentAt: NOON - HOUR });
    await store.accept(waiting, admit);
    await store.keepDelivered('test', NOON - 2 * HOUR);
    const { received, adapter, driver } = begin({ missed: saying(waiting) });
    await driver.connected(adapter);
    await driver.caughtUp(adapter);
    await driver.stop();
    expect(received).toEqual([waiting]);
    expect(await store.countOpen()).toEqual({ waiting: 1, running: 0 });
  });

  it('is looked for in the whole window where the platform was shared out otherwise before', async () => {
    await store.keepDelivered('test:0-3/8', NOON);
    await store.keepDelivered('test', NOON);
    const { gaps, adapter, driver } = begin({ part: '0-1/2' });
    await driver.connected(adapter);
    await driver.caughtUp(adapter);
    await driver.stop();
    expect(gaps.map(({ since }) => since)).toEqual([NOON - 12 * HOUR]);
  });

  it('is looked for in the whole window where the clock was ahead when it was noted how far all has arrived', async () => {
    await store.keepDelivered('test', NOON + 365 * 24 * HOUR);
    const { gaps, adapter, driver } = begin();
    await driver.connected(adapter);
    await driver.caughtUp(adapter);
    await driver.stop();
    expect(gaps.map(({ since }) => since)).toEqual([NOON - 12 * HOUR]);
  });

  it('is looked for from a little before where clocks of two machines differ by seconds', async () => {
    await store.keepDelivered('test', NOON + 3_000);
    const { gaps, adapter, driver } = begin();
    await driver.connected(adapter);
    await driver.caughtUp(adapter);
    await driver.stop();
    expect(gaps.map(({ since }) => since)).toEqual([NOON + 3_000 - 2 * MINUTE]);
  });
});

describe('a connection that was lost', () => {
  it('is looked through from where it was lost, once at a time, and again for what was lost meanwhile', async () => {
    const looks: PromiseWithResolvers<void>[] = [];
    const { clock, gaps, adapter, driver } = begin({
      missed(_, signal) {
        const look = Promise.withResolvers<void>();
        looks.push(look);
        return nothingAfter(look.promise, signal);
      },
    });
    await driver.connected(adapter);
    await clock.advance(HOUR);
    driver.lost(adapter, NOON + 30 * MINUTE);
    await expect.poll(() => looks.length).toBe(1);
    driver.lost(adapter, NOON + 50 * MINUTE);
    driver.lost(adapter, NOON + 40 * MINUTE);
    await clock.advance(0);
    expect(looks).toHaveLength(1);
    looks[0]!.resolve();
    await expect.poll(() => looks.length).toBe(2);
    looks[1]!.resolve();
    await driver.caughtUp(adapter);
    expect(gaps.map(({ since }) => since)).toEqual([NOON + 28 * MINUTE, NOON + 38 * MINUTE]);
    await driver.stop();
  });
});

describe('looking that goes wrong', () => {
  it('is tried again, with longer and longer pauses, from the same time', async () => {
    await store.keepDelivered('test', NOON - HOUR);
    let tries = 0;
    const { clock, gaps, told, adapter, driver } = begin({
      missed(_, signal) {
        tries += 1;
        return nothingAfter(
          tries < 3 ? Promise.reject(new Error('the platform is away')) : Promise.resolve(),
          signal,
        );
      },
    });
    const pausing = (ms: number) => expect.poll(() => told.at(-1)?.about).toMatchObject({ pauseMs: ms });
    await driver.connected(adapter);
    await pausing(5_000);
    await clock.advance(4_999);
    expect(tries).toBe(1);
    await clock.advance(1);
    await pausing(10_000);
    await clock.advance(9_999);
    expect(tries).toBe(2);
    await clock.advance(1);
    await driver.caughtUp(adapter);
    expect(tries).toBe(3);
    expect(new Set(gaps.map(({ since }) => since))).toEqual(new Set([NOON - HOUR - 2 * MINUTE]));
    await driver.stop();
  });

  it('ends at once when the process does, and the next one looks from the same time', async () => {
    await store.keepDelivered('test', NOON - HOUR);
    const { clock, adapter, driver } = begin({
      missed: (_, signal) => nothingAfter(forever, signal),
    });
    await driver.connected(adapter);
    await clock.advance(MINUTE);
    await driver.stop();
    expect(await store.deliveredUntil('test')).toBe(NOON - HOUR);
  });

  it('is given up after an hour: what was found until then is asked', async () => {
    await store.keepDelivered('test', NOON - HOUR);
    const found = askEvent({ sentAt: NOON - MINUTE });
    const { clock, received, told, adapter, driver } = begin({
      async *missed(_, signal) {
        yield found;
        yield* nothingAfter(forever, signal);
      },
    });
    await driver.connected(adapter);
    await clock.advance(HOUR);
    expect(received).toEqual([found]);
    expect(told.map(({ message }) => message)).toContain(
      'there was too much to look through for missed messages: the rest is left',
    );
    await driver.caughtUp(adapter);
    await clock.advance(MINUTE);
    await noted(NOON + HOUR + MINUTE);
    await driver.stop();
  });
});
