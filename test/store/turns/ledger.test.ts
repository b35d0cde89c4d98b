import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomUUID } from 'node:crypto';
import { RateLimited, type RateBudget, type RateLedger } from '../../../src/chat/index.ts';
import { systemClock } from '../../../src/ops/index.ts';
import { createPacer } from '../../../src/reply/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';
import { freshPlace, type Place } from '../../support/engines.ts';

describe('rate budgets that processes share', () => {
  let place: Place;
  let stores: readonly [Store, Store];
  let ledgers: readonly [RateLedger, RateLedger];

  beforeAll(async () => {
    place = await freshPlace('PostgreSQL');
    stores = [await openStore(place), await openStore(place)];
    ledgers = [stores[0].ledger!, stores[1].ledger!];
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await place.remove();
  });

  const budget = (writes: number, windowMs: number): RateBudget => ({
    bucket: randomUUID(),
    writes,
    windowMs,
  });

  it('have room for so many writes in a window, whoever writes them', async () => {
    const narrow = budget(3, 60_000);
    for (const index of [0, 1, 0]) expect(await ledgers[index as 0 | 1].take([narrow])).toBe(0);
    const wait = await ledgers[1].take([narrow]);
    expect(wait).toBeGreaterThan(50_000);
    expect(wait).toBeLessThanOrEqual(60_700);
  });

  it('give nothing away when all ask at the same moment', async () => {
    const narrow = budget(10, 60_000);
    const waits = await Promise.all(
      Array.from({ length: 40 }, (_, index) => ledgers[index % 2 === 0 ? 0 : 1].take([narrow])),
    );
    expect(waits.filter((wait) => wait === 0)).toHaveLength(10);
  });

  it('are taken from together or not at all', async () => {
    const [narrow, wide] = [budget(1, 60_000), budget(5, 60_000)];
    expect(await ledgers[0].take([narrow, wide])).toBe(0);
    for (let attempt = 0; attempt < 9; attempt += 1)
      expect(await ledgers[1].take([wide, narrow])).toBeGreaterThan(0);
    for (let rest = 0; rest < 4; rest += 1) expect(await ledgers[0].take([wide])).toBe(0);
    expect(await ledgers[0].take([wide])).toBeGreaterThan(0);
  });

  it('go by what the platform has said last of how many writes there are', async () => {
    const told = {
      ...budget(1, 60_000),
      standing: () => ({ remaining: 1, resetsInMs: 60_000, writes: 2 }),
    };
    expect(await ledgers[0].take([told])).toBe(0);
    expect(await ledgers[1].take([told])).toBe(0);
    expect(await ledgers[0].take([told])).toBeGreaterThan(0);
  });

  it('pause for all, for as long as anybody was asked to', async () => {
    const narrow = budget(5, 1_000);
    await ledgers[0].pause(narrow.bucket, 30_000);
    await ledgers[1].pause(narrow.bucket, 10_000);
    expect(await ledgers[1].take([narrow])).toBeGreaterThan(20_000);
  });

  it('hold for two pacers together, and let the end of an answer go first in each', async () => {
    const edits = budget(5, 500);
    const pacers = ledgers.map((ledger) => createPacer({ clock: systemClock, ledger }));
    const written: string[] = [];
    const began = performance.now();
    const write = (pacer: (typeof pacers)[number], priority: 'final' | 'progress', name: string) =>
      pacer.write(
        [edits],
        () => priority,
        new AbortController().signal,
        async () => void written.push(name),
      );
    await Promise.all(
      pacers.flatMap((pacer, index) => [
        ...Array.from({ length: 10 }, () => write(pacer, 'progress', `${index} progress`)),
        write(pacer, 'final', `${index} final`),
      ]),
    );
    // Five in the first window, and seventeen in the four that follow.
    expect(performance.now() - began).toBeGreaterThan(4 * 500);
    for (const index of [0, 1]) {
      const own = written.filter((name) => name.startsWith(`${index}`));
      expect(own.indexOf(`${index} final`)).toBeLessThan(5);
    }
  });

  it('hear of a pause that one pacer was asked for', async () => {
    const edits = budget(5, 500);
    const [one, other] = ledgers.map((ledger) => createPacer({ clock: systemClock, ledger }));
    const signal = new AbortController().signal;
    const refused = one!.write(
      [edits],
      () => 'final',
      signal,
      () => Promise.reject(new RateLimited(400)),
    );
    await expect(refused).rejects.toThrow(RateLimited);
    const began = performance.now();
    await other!.write(
      [edits],
      () => 'final',
      signal,
      () => Promise.resolve(),
    );
    expect(performance.now() - began).toBeGreaterThan(300);
  });
});
