import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RateBudget, RateLimited, type RateLedger } from '../../src/chat/index.ts';
import { createPacer, type Pacer, type Priority } from '../../src/reply/index.ts';
import { manualClock, type ManualClock } from './manual-clock.ts';
import { fullestWindow } from './windows.ts';

const running = new AbortController().signal;
const edits: RateBudget = { bucket: 'edits', writes: 5, windowMs: 5_000 };

/** A ledger that answers after a while, by the clock of the test. */
function ledgerOf(clock: ManualClock, wayMs: number) {
  const taken = new Map<string, number[]>();
  const pauses = new Map<string, number>();
  let isAway = false;
  let asked = 0;
  const ledger: RateLedger = {
    ready: () => Promise.resolve(),
    async take(budgets) {
      asked += 1;
      await clock.sleep(wayMs, running);
      if (isAway) throw new Error('the database is away');
      const now = clock.now();
      const waits = budgets.map(({ bucket, writes, windowMs }) => {
        const recent = (taken.get(bucket) ?? []).filter((at) => at + windowMs > now);
        const room = recent.length < writes ? now : recent[recent.length - writes]! + windowMs;
        return Math.max(room, pauses.get(bucket) ?? 0) - now;
      });
      if (Math.max(...waits) > 0) return Math.max(...waits);
      for (const { bucket } of budgets) taken.set(bucket, [...(taken.get(bucket) ?? []), now]);
      return 0;
    },
    async pause(bucket, ms) {
      pauses.set(bucket, clock.now() + ms);
    },
  };
  return { ledger, setAway: (away: boolean) => (isAway = away), asked: () => asked };
}

const write = (pacer: Pacer, priority: Priority, action: () => void, budgets = [edits], signal = running) =>
  pacer.write(
    budgets,
    () => priority,
    signal,
    async () => action(),
  );

describe('pacers that share their budgets', () => {
  const arrivals = fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 20_000 }),
      priority: fc.constantFrom<Priority>('final', 'first', 'progress', 'aside'),
      process: fc.integer({ min: 0, max: 2 }),
      place: fc.integer({ min: 0, max: 1 }),
    }),
    { minLength: 1, maxLength: 60 },
  );

  it('never exceed a budget together, and everybody is served', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, fc.integer({ min: 0, max: 40 }), async (replies, wayMs) => {
        const clock = manualClock();
        const { ledger } = ledgerOf(clock, wayMs);
        const pacers = [0, 1, 2].map(() => createPacer({ clock, ledger }));
        const everything: RateBudget = { bucket: 'everything', writes: 6, windowMs: 3_000 };
        const came = new Map<string, number[]>();
        const one = async ({ at, priority, process, place }: (typeof replies)[number]) => {
          await clock.sleep(at, running);
          const budgets = [{ ...edits, bucket: `place-${place}` }, everything];
          const note = () => {
            for (const { bucket } of budgets) came.set(bucket, [...(came.get(bucket) ?? []), clock.now()]);
          };
          await write(pacers[process]!, priority, note, budgets);
        };
        await clock.run(Promise.all(replies.map(one)));
        expect(came.get('everything')).toHaveLength(replies.length);
        for (const [bucket, times] of came) {
          const { writes, windowMs } = bucket === 'everything' ? everything : edits;
          expect(fullestWindow(times, windowMs)).toBeLessThanOrEqual(writes);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('let the end of an answer go first, also when it comes while others wait for room', async () => {
    const clock = manualClock();
    const { ledger } = ledgerOf(clock, 1);
    const [one, other] = [createPacer({ clock, ledger }), createPacer({ clock, ledger })];
    await clock.run(Promise.all(Array.from({ length: 5 }, () => write(other!, 'final', () => {}))));
    const written: string[] = [];
    const progress = write(one!, 'progress', () => written.push('progress'));
    await clock.advance(1_000);
    const end = write(one!, 'final', () => written.push('end'));
    await clock.run(Promise.all([progress, end]));
    expect(written).toEqual(['end', 'progress']);
  });

  it('hear of a pause that one of them was asked for', async () => {
    const clock = manualClock();
    const { ledger } = ledgerOf(clock, 1);
    const [one, other] = [createPacer({ clock, ledger }), createPacer({ clock, ledger })];
    const refused = one!.write(
      [edits],
      () => 'final',
      running,
      () => Promise.reject(new RateLimited(4_000)),
    );
    await clock.run(expect(refused).rejects.toBeInstanceOf(RateLimited));
    await clock.run(write(other!, 'final', () => {}));
    expect(clock.now()).toBeGreaterThanOrEqual(4_000);
  });

  it('go on by their own count while nobody answers, and ask again later', async () => {
    const clock = manualClock();
    const { ledger, setAway, asked } = ledgerOf(clock, 1);
    const warnings: unknown[] = [];
    const pacer = createPacer({ clock, ledger, log: { warn: (what: unknown) => void warnings.push(what) } });
    setAway(true);
    await clock.run(Promise.all(Array.from({ length: 5 }, () => write(pacer, 'final', () => {}))));
    expect(clock.now()).toBeLessThan(100);
    expect(warnings).toHaveLength(1);
    const before = asked();
    setAway(false);
    await clock.advance(10_000);
    await clock.run(write(pacer, 'final', () => {}));
    expect(asked()).toBe(before + 1);
  });

  it('let pass by their own count what is said by whoever holds no turn, while nobody answers', async () => {
    const clock = manualClock();
    const { ledger } = ledgerOf(clock, 1);
    const pacer = createPacer({ clock, ledger: { ...ledger, ready: () => new Promise(() => {}) } });
    const said: number[] = [];
    const say = () =>
      pacer.alone.write(
        [edits],
        () => 'final',
        running,
        async () => said.push(clock.now()),
      );
    await clock.run(Promise.all(Array.from({ length: 6 }, say)));
    expect(said.slice(0, 5).every((at) => at < 5_000)).toBe(true);
    expect(said[5]).toBeGreaterThanOrEqual(5_000);
  });

  it('let somebody leave who waits for an answer that does not come', async () => {
    const clock = manualClock();
    const ledger: RateLedger = {
      ready: () => Promise.resolve(),
      take: () => new Promise(() => {}),
      pause: () => Promise.resolve(),
    };
    const pacer = createPacer({ clock, ledger });
    const leaving = new AbortController();
    const waiting = write(pacer, 'final', () => {}, [edits], leaving.signal);
    leaving.abort(new Error('the process ends'));
    await expect(waiting).rejects.toThrow('the process ends');
  });
});
