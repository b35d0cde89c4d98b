import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RateBudget, RateLimited } from '../../src/chat/index.ts';
import { createPacer, type Priority } from '../../src/reply/index.ts';
import { manualClock, type ManualClock } from './manual-clock.ts';
import { fullestWindow, headedPlatform } from './windows.ts';

const running = new AbortController().signal;
/** One write a second, counted without a margin to speak of. */
const channel: RateBudget = { bucket: 'channel', writes: 1, windowMs: 1000 };
/** As Discord counts the edits of a channel. */
const edits: RateBudget = { bucket: 'edits', writes: 5, windowMs: 5000 };

function bench() {
  const clock = manualClock();
  const pacer = createPacer({ clock });
  const writes: string[] = [];
  const write = (
    name: string,
    priority: Priority | (() => Priority) = 'progress',
    budgets: readonly RateBudget[] = [channel],
    signal = running,
  ) =>
    pacer.write(budgets, typeof priority === 'string' ? () => priority : priority, signal, async () => {
      writes.push(`${name}@${Math.round(clock.now() / 100) * 100}`);
    });
  const refuse = (retryAfterMs: number, budgets: readonly RateBudget[] = [channel]) =>
    pacer.write(
      budgets,
      () => 'progress',
      running,
      async () => {
        writes.push(`no@${Math.round(clock.now() / 100) * 100}`);
        throw new RateLimited(retryAfterMs);
      },
    );
  return { clock, pacer, writes, write, refuse };
}

/** When writes began of a reply that always has more to say. */
async function timesOf(clock: ManualClock, budget: RateBudget, answer: () => Promise<void>, many: number) {
  const pacer = createPacer({ clock });
  const times: number[] = [];
  for (let i = 0; i < many; i += 1)
    await pacer.write(
      [budget],
      () => 'progress',
      running,
      async () => {
        times.push(clock.now());
        await answer();
      },
    );
  return times;
}

const gapsOf = (times: readonly number[]) => times.slice(1).map((time, index) => time - times[index]!);
const timeOf = (entry: string | undefined) => Number(entry?.split('@')[1]);

describe('whose turn it is', () => {
  it('lets the first write through at once and keeps the budget from then on', async () => {
    const { clock, writes, write } = bench();
    await clock.run(Promise.all([write('a'), write('b'), write('c')]));
    expect(writes).toEqual(['a@0', 'b@1000', 'c@2000']);
  });

  it('serves each bucket on its own', async () => {
    const { clock, writes, write } = bench();
    const other = { ...channel, bucket: 'other' };
    await clock.run(Promise.all([write('a'), write('b', 'progress', [other])]));
    expect(writes).toEqual(['a@0', 'b@0']);
  });

  it('lets final views go before first ones and those before progress, in order among equals', async () => {
    const { clock, writes, write } = bench();
    const names: Priority[] = ['progress', 'progress', 'first', 'final', 'progress', 'first', 'final'];
    await clock.run(Promise.all(names.map((priority, index) => write(`${priority}${index}`, priority))));
    expect(writes.map((name) => name.split('@')[0])).toEqual([
      'progress0',
      'final3',
      'final6',
      'first2',
      'first5',
      'progress1',
      'progress4',
    ]);
  });

  it('gives every reply its turn of progress', async () => {
    const { clock, writes, write } = bench();
    const reply = async (name: string) => {
      for (let i = 0; i < 3; i += 1) await write(name);
    };
    await clock.run(Promise.all([reply('a'), reply('b'), reply('c')]));
    expect(writes.map((name) => name[0]).join('')).toBe('abcabcabc');
  });

  it('asks for the priority anew, so that a waiting reply that ends becomes urgent', async () => {
    const { clock, writes, write } = bench();
    let priority: Priority = 'progress';
    const all = Promise.all([write('a'), write('b'), write('c', () => priority)]);
    priority = 'final';
    await clock.run(all);
    expect(writes).toEqual(['a@0', 'c@1000', 'b@2000']);
  });

  it('does not let progress wait away the room that an ending finds', async () => {
    const { clock, writes, write } = bench();
    await clock.run(write('a', 'progress', [edits]));
    const waiting = write('b', 'progress', [edits]);
    await clock.run(write('end', 'final', [edits]));
    expect(writes).toEqual(['a@0', 'end@0']);
    await clock.run(waiting);
  });

  it('keeps room for the first words while only news beside the answer are written', async () => {
    const { clock, writes, write } = bench();
    for (let i = 0; i < 12; i += 1) await clock.run(write('aside', 'aside', [edits]));
    const last = clock.now();
    await clock.run(write('first', 'first', [edits]));
    expect(timeOf(writes.at(-1)) - last).toBeLessThan(100);
  });

  it('lets a waiter leave, and the others keep their turns', async () => {
    const { clock, writes, write } = bench();
    const leaving = new AbortController();
    const left = write('b', 'progress', [channel], leaving.signal);
    const all = Promise.all([left.catch(() => undefined), write('a'), write('c')]);
    const gone = write('d', 'progress', [channel], leaving.signal);
    leaving.abort(new Error('enough'));
    await expect(gone).rejects.toThrow('enough');
    await clock.run(all);
    expect(writes).toEqual(['b@0', 'a@1000', 'c@2000']);
  });

  it('serves whoever comes after everybody has left', async () => {
    const { clock, writes, write } = bench();
    await write('a');
    const leaving = new AbortController();
    const left = write('b', 'progress', [channel], leaving.signal).catch(() => undefined);
    leaving.abort();
    await left;
    await clock.run(write('c'));
    expect(writes).toEqual(['a@0', 'c@1000']);
  });

  it('counts no turn that was not needed after all', async () => {
    const { clock, pacer, writes, write } = bench();
    await clock.run(
      pacer.write(
        [channel],
        () => 'progress',
        running,
        () => undefined,
      ),
    );
    await clock.run(write('a'));
    expect(writes).toEqual(['a@0']);
  });
});

describe('several budgets', () => {
  const all: RateBudget = { bucket: 'all', writes: 2, windowMs: 1000 };
  const place = (name: string): RateBudget => ({ bucket: name, writes: 1, windowMs: 1000 });

  it('lets a write pass when every budget does', async () => {
    const { clock, writes, write } = bench();
    const names = ['a', 'b', 'c', 'd'];
    await clock.run(Promise.all(names.map((name) => write(name, 'first', [place(name), all]))));
    expect(writes).toEqual(['a@0', 'b@0', 'c@1000', 'd@1000']);
  });

  it('serves the most urgent of all places first, and within a place, too', async () => {
    const { clock, writes, write } = bench();
    const queue = ['a', 'b', 'c', 'a'].map((name, i) => write(`${name}${i}`, 'progress', [place(name), all]));
    const urgent = [write('c-end', 'final', [place('c'), all]), write('d-first', 'first', [place('d'), all])];
    await clock.run(Promise.all([...queue, ...urgent]));
    expect(writes.slice(0, 1)).toEqual(['a0@0']);
    const order = writes.map((entry) => entry.split('@')[0]);
    expect(order.indexOf('c-end')).toBeLessThan(order.indexOf('b1'));
    expect(order.indexOf('d-first')).toBeLessThan(order.indexOf('a3'));
    expect(timeOf(writes.find((entry) => entry.startsWith('c-end')))).toBe(0);
  });
});

describe('how often', () => {
  it('writes five in five seconds about a second apart, whoever counts', async () => {
    const counted = await (async () => {
      const clock = manualClock();
      return clock.run(timesOf(clock, edits, async () => undefined, 60));
    })();
    const told = await (async () => {
      const clock = manualClock();
      const platform = headedPlatform(clock, edits, 60);
      return clock.run(timesOf(clock, platform.budget, platform.write, 60));
    })();
    for (const times of [counted, told]) {
      const steady = times.filter((time) => time > 10_000);
      const mean = (steady.at(-1)! - steady[0]!) / (steady.length - 1);
      expect(mean).toBeGreaterThan(950);
      expect(mean).toBeLessThan(1050);
      expect(Math.max(...gapsOf(steady))).toBeLessThan(1400);
    }
  });

  it('writes a short answer more often than it could a long one', async () => {
    const clock = manualClock();
    const gaps = gapsOf(await clock.run(timesOf(clock, edits, async () => undefined, 5)));
    expect(gaps[0]).toBeLessThan(900);
    // And keeps some for later.
    expect(gaps).toEqual(gaps.toSorted((a, b) => a - b));
    expect(gaps.reduce((sum, gap) => sum + gap)).toBeGreaterThan(3500);
  });

  it('believes the platform rather than its own count', async () => {
    const clock = manualClock();
    // It allows twice as much as was guessed.
    const platform = headedPlatform(clock, { ...edits, writes: 10 }, 20);
    const times = await clock.run(timesOf(clock, { ...platform.budget, writes: 5 }, platform.write, 60));
    const steady = times.filter((time) => time > 10_000);
    expect((steady.at(-1)! - steady[0]!) / (steady.length - 1)).toBeLessThan(550);
  });

  const arrivals = fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 20_000 }),
      priority: fc.constantFrom<Priority>('final', 'first', 'progress', 'progress', 'aside'),
      place: fc.integer({ min: 0, max: 2 }),
      takes: fc.integer({ min: 0, max: 900 }),
      arrives: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { minLength: 1, maxLength: 120 },
  );

  it.each([
    ['1 in 1 s', { writes: 1, windowMs: 1000 }],
    ['5 in 5 s', { writes: 5, windowMs: 5000 }],
    ['40 in 10 s', { writes: 40, windowMs: 10_000 }],
  ])('never writes more than %s in any window, and everybody is served', async (_, size) => {
    await fc.assert(
      fc.asyncProperty(arrivals, async (replies) => {
        const clock = manualClock();
        const pacer = createPacer({ clock });
        const everything: RateBudget = { bucket: 'everything', writes: 8, windowMs: 3000 };
        const came = new Map<string, number[]>();
        const one = async ({ at, priority, place, takes, arrives }: (typeof replies)[number]) => {
          await clock.sleep(at, running);
          const budgets = [{ bucket: `place-${place}`, ...size }, everything];
          await pacer.write(
            budgets,
            () => priority,
            running,
            async () => {
              // The platform counts a write somewhere on its way.
              const time = clock.now() + takes * arrives;
              for (const { bucket } of budgets) came.set(bucket, [...(came.get(bucket) ?? []), time]);
              await clock.sleep(takes, running);
            },
          );
        };
        await clock.run(Promise.all(replies.map(one)));
        expect(came.get('everything')).toHaveLength(replies.length);
        for (const [bucket, times] of came) {
          const { writes, windowMs } = bucket === 'everything' ? everything : size;
          expect(fullestWindow(times, windowMs)).toBeLessThanOrEqual(writes);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('lets no ending wait behind progress', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async (replies) => {
        const clock = manualClock();
        const pacer = createPacer({ clock });
        const waiting = new Map<object, { at: number; isFinal: boolean }>();
        const one = async (reply: (typeof replies)[number]) => {
          await clock.sleep(reply.at, running);
          const isFinal = reply.priority === 'final';
          waiting.set(reply, { at: clock.now(), isFinal });
          await pacer.write(
            [edits],
            () => reply.priority,
            running,
            async () => {
              waiting.delete(reply);
              if (isFinal) return;
              const overtaken = [...waiting.values()].filter(
                (other) => other.isFinal && other.at < clock.now(),
              );
              expect(overtaken).toEqual([]);
            },
          );
        };
        await clock.run(Promise.all(replies.map(one)));
      }),
      { numRuns: 40 },
    );
  });
});

describe('being turned away', () => {
  it('pauses the bucket as long as the platform asks, slows down, and recovers with success', async () => {
    const { clock, writes, write, refuse } = bench();
    await expect(refuse(5000)).rejects.toBeInstanceOf(RateLimited);
    await clock.run(Promise.all(Array.from({ length: 12 }, () => write('w'))));
    const times = writes.slice(1).map(timeOf);
    expect(times[0]).toBe(5000);
    const gaps = gapsOf(times);
    expect(gaps[0]).toBeGreaterThan(1500);
    for (const [index, gap] of gaps.slice(1).entries()) expect(gap).toBeLessThanOrEqual(gaps[index]! + 100);
    expect(gaps.at(-1)).toBeLessThan(1100);
  });

  it('lets one write go first to see', async () => {
    const { clock, pacer, writes, write } = bench();
    const wide: RateBudget = { bucket: 'wide', writes: 100, windowMs: 1000 };
    const turnedAway = pacer.write(
      [wide],
      () => 'first',
      running,
      async () => {
        throw new RateLimited(1000);
      },
    );
    await expect(turnedAway).rejects.toBeInstanceOf(RateLimited);
    const scout = pacer.write(
      [wide],
      () => 'first',
      running,
      async () => {
        writes.push(`scout@${clock.now()}`);
        await clock.sleep(700, running);
      },
    );
    await clock.run(Promise.all([scout, write('a', 'first', [wide]), write('b', 'first', [wide])]));
    expect(writes).toEqual(['scout@1000', 'a@1700', 'b@1700']);
  });

  it('slows down no further than ten seconds', async () => {
    const { clock, writes, refuse } = bench();
    for (let i = 0; i < 8; i += 1) await clock.run(refuse(0).catch(() => undefined));
    expect(gapsOf(writes.map(timeOf))).toEqual([2000, 4000, 8000, 10000, 10000, 10000, 10000]);
  });

  it('takes several refusals of writes that were under way together for one', async () => {
    const { clock, pacer, writes, write } = bench();
    const wide: RateBudget = { bucket: 'wide', writes: 10, windowMs: 10_000 };
    const slow = () =>
      pacer.write(
        [wide],
        () => 'first',
        running,
        async () => {
          await clock.sleep(3000, running);
          throw new RateLimited(0);
        },
      );
    await clock.run(Promise.allSettled([slow(), slow(), slow()]));
    await clock.run(Promise.all([write('a', 'first', [wide]), write('b', 'first', [wide])]));
    // Twice the even distance of a second, not eight times.
    expect(gapsOf(writes.map(timeOf))[0]).toBeLessThanOrEqual(2000);
  });

  it('looks for the fault in the narrowest bucket, until a second one points to what they share', async () => {
    const { clock, writes, write, refuse } = bench();
    const all: RateBudget = { bucket: 'all', writes: 50, windowMs: 1000 };
    const place = (name: string): RateBudget => ({ bucket: name, writes: 5, windowMs: 1000 });
    await refuse(500, [place('a'), all]).catch(() => undefined);
    await clock.run(write('c', 'first', [place('c'), all]));
    expect(timeOf(writes.at(-1))).toBe(0);
    await clock.run(refuse(500, [place('b'), all]).catch(() => undefined));
    await clock.run(write('d', 'first', [place('d'), all]));
    expect(timeOf(writes.at(-1))).toBeGreaterThanOrEqual(500);
  });
});
