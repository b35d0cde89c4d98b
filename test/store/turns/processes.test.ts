import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStore, type Store, TurnLost } from '../../../src/store/index.ts';
import { freshPlace, type Place } from '../../support/engines.ts';
import { ADMITTED } from '../steps.ts';
import { asked, control, laneOf, newPlace, question } from './questions.ts';
import { createWorkers, type Told, type Workers } from './workers.ts';

describe('processes that share a database', () => {
  let place: Place;
  let store: Store;
  let workers: Workers;

  beforeEach(async () => {
    place = await freshPlace('PostgreSQL');
    store = await openStore(place);
    workers = createWorkers(place.databaseUrl!);
  });
  afterEach(async () => {
    await workers.end();
    await store.close();
    await place.remove();
  });

  it('do the work of each lane in order, never two at once in one, and each piece once', async () => {
    await Promise.all(['a', 'b', 'c'].map((name) => workers.start(name)));
    const places = Array.from({ length: 6 }, () => newPlace());
    const orders = await Promise.all(
      places.map(async (here) => {
        const ids: string[] = [];
        for (let sentAt = 0; sentAt < 8; sentAt += 1)
          ids.push((await asked(store, { conversation: here, sentAt, text: `${(sentAt * 7) % 20}` })).id);
        return ids;
      }),
    );
    await workers.until(({ is }) => is === 'done', 48);
    const told = workers.told.toSorted((one, other) => one.at - other.at);
    const done = told.filter(({ is }) => is === 'ends');
    for (const ids of orders)
      expect(done.filter(({ turn }) => ids.includes(turn!)).map(({ turn }) => turn)).toEqual(ids);
    expect(told.filter(({ is }) => is === 'taken')).toHaveLength(48);
    expect(new Set(done.map(({ worker }) => worker)).size).toBeGreaterThan(1);
    expect(overlaps(told)).toEqual([]);
  });

  it('accept an event once between them, also when it is delivered to all at the same moment', async () => {
    const other = await openStore(place);
    const events = Array.from({ length: 20 }, (_, index) =>
      question({ eventId: `e${index}`, aliases: [`a${index}`], id: `m${index}` }),
    );
    const both = await Promise.all(
      [...events, ...events.toReversed()].map((event, index) =>
        (index % 2 === 0 ? store : other).accept(event, ADMITTED),
      ),
    );
    expect(both.filter((turn) => turn !== undefined)).toHaveLength(20);
    expect(await store.open({ platform: 'test' })).toHaveLength(20);
    await other.close();
  });

  it('begin a new one only where all of it can be opened, and leave nothing open otherwise', async () => {
    const client = new pg.Client(place.databaseUrl);
    await client.connect();
    await client.query('ALTER TABLE process RENAME TO gone');
    await expect(openStore(place)).rejects.toThrow('process');
    await client.query('ALTER TABLE gone RENAME TO process');
    await client.end();
  });

  it('leave an errand to the one that is in its lane', async () => {
    const other = await openStore(place);
    const errand = control();
    await store.acceptErrand(errand, 'test');
    const lane = `test:errands:${store.alias('test:U1').slice(0, 32)}`;
    expect(await store.take(lane)).toMatchObject({ errand });
    expect(await other.take(lane)).toBeUndefined();
    for (const write of [
      () => other.beginSending(errand.eventId, 'lines:0'),
      () => other.endSending(errand.eventId, 'lines:0'),
      () => other.finishErrand(errand.eventId),
    ])
      await expect(write()).rejects.toThrow(TurnLost);
    await store.finishErrand(errand.eventId);
    await other.close();
  });

  it('look again at lanes of their own in which one was that is gone', async () => {
    await store.close();
    const own = (store = await openStore({ ...place, local: ['test'] }));
    const client = new pg.Client(place.databaseUrl);
    await client.connect();
    const { event } = await asked(own);
    await client.query("INSERT INTO process VALUES ('gone', 'gone', 0)");
    await client.query("INSERT INTO lane VALUES ($1, 'gone')", [laneOf(event)]);
    await client.end();
    const { promise: lane, resolve } = Promise.withResolvers<string>();
    const run = async (called: string) => {
      const work = await own.take(called);
      if (work?.kind === 'turn') await own.finish(work.turn.id, 'done', undefined);
      resolve(called);
    };
    const working = await own.queue.work({ platforms: ['test'], slots: 2, run });
    expect(await lane).toBe(laneOf(event));
    await working.stop();
  }, 30_000);

  it('keep what is open where the clock of one that tidies up is far ahead', async () => {
    const turn = await asked(store);
    await store.acceptErrand(control({ eventId: 'pressed' }), 'test');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 90 * 24 * 3_600_000 });
    await (await openStore(place)).close();
    vi.useRealTimers();
    expect(await store.open({ platform: 'test' })).toMatchObject([{ id: turn.id }]);
    expect(await store.beginSending('pressed', 'lines:0')).toBeDefined();
  });

  it('go on with the turns of one that was killed, and fence one that stood still', async () => {
    const killed = await workers.start('killed');
    const first = await asked(store, { text: 'never' });
    await workers.until(({ is, worker }) => is === 'taken' && worker === 'killed');
    const waiting = await asked(store, {
      conversation: first.event.message.conversation,
      sentAt: Date.now(),
    });
    const still = await workers.start('still');
    killed.kill('SIGSTOP');
    const second = await asked(store, { text: 'write' });
    await workers.until(({ is, worker }) => is === 'writes' && worker === 'still');
    still.kill('SIGSTOP');
    killed.kill('SIGKILL');
    await workers.start('well');
    const began = Number(process.hrtime.bigint()) / 1e6;

    const isDone = (id: string) => (told: Told) => told.is === 'done' && told.turn === id;
    const one = await workers.until(isDone(first.id));
    const next = await workers.until(isDone(waiting.id));
    const two = await workers.until(isDone(second.id));
    expect([one.worker, next.worker, two.worker]).toEqual(['well', 'well', 'well']);
    expect(Math.max(one.at, two.at) - began).toBeLessThan(40_000);
    expect(workers.told.findLast(({ turn, is }) => is === 'taken' && turn === first.id)).toMatchObject({
      attempts: 1,
    });

    still.kill('SIGCONT');
    const lost = await workers.until(({ is, worker }) => is === 'lost' && worker === 'still');
    expect(lost).toMatchObject({ turn: second.id, isLost: true });
    expect(
      workers.told.filter(({ is, worker, at }) => is === 'writes' && worker === 'still' && at > two.at),
    ).toEqual([]);
    expect(workers.told.filter(({ is, turn }) => is === 'done' && turn === second.id)).toHaveLength(1);
    // It goes on to work.
    await workers.end();
    const back = createWorkers(place.databaseUrl!);
    await back.start('back');
    const third = await asked(store);
    await back.until(isDone(third.id));
    await back.end();
  }, 120_000);
});

/** Where somebody began in a lane before another one had ended there. */
function overlaps(told: readonly Told[]): readonly Told[] {
  const inside = new Map<string, string>();
  return told.filter(({ is, lane, turn }) => {
    if (is === 'ends') return inside.get(lane!) === turn && !inside.delete(lane!);
    if (is !== 'taken') return false;
    const isTaken = inside.has(lane!);
    inside.set(lane!, turn!);
    return isTaken;
  });
}
