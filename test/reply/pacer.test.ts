import { describe, expect, it } from 'vitest';
import { RateLimited } from '../../src/chat/index.ts';
import { createPacer, type Priority } from '../../src/reply/index.ts';
import { manualClock } from './manual-clock.ts';

const running = new AbortController().signal;

function bench() {
  const clock = manualClock();
  const pacer = createPacer({ clock });
  const writes: string[] = [];
  const write = (
    name: string,
    priority: Priority | (() => Priority) = 'progress',
    bucket = 'channel',
    signal = running,
  ) =>
    pacer.write(
      { bucket, intervalMs: 1000 },
      typeof priority === 'string' ? () => priority : priority,
      signal,
      async () => {
        writes.push(`${name}@${clock.now()}`);
      },
    );
  return { clock, pacer, writes, write };
}

describe('the pacer', () => {
  it('lets the first write through at once and keeps the interval from then on', async () => {
    const { clock, writes, write } = bench();
    await clock.run(Promise.all([write('a'), write('b'), write('c')]));
    expect(writes).toEqual(['a@0', 'b@1000', 'c@2000']);
  });

  it('serves each bucket on its own', async () => {
    const { clock, writes, write } = bench();
    await clock.run(Promise.all([write('a', 'progress', 'one'), write('b', 'progress', 'two')]));
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

  it('pauses the bucket as long as the platform asks, slows down, and recovers with success', async () => {
    const { clock, pacer, writes, write } = bench();
    const refused = pacer.write(
      { bucket: 'channel', intervalMs: 1000 },
      () => 'progress',
      running,
      async () => {
        throw new RateLimited(5000);
      },
    );
    await expect(refused).rejects.toBeInstanceOf(RateLimited);
    await clock.run(Promise.all(Array.from({ length: 12 }, () => write('w'))));
    const times = writes.map((entry) => Math.round(Number(entry.split('@')[1])));
    expect(times[0]).toBe(5000);
    const gaps = times.slice(1).map((time, index) => time - times[index]!);
    expect(gaps[0]).toBeGreaterThan(1500);
    for (const [index, gap] of gaps.slice(1).entries()) expect(gap).toBeLessThanOrEqual(gaps[index]!);
    expect(gaps.at(-1)).toBe(1000);
  });

  it('slows down no further than ten seconds', async () => {
    const { clock, pacer } = bench();
    const times: number[] = [];
    const refuse = () =>
      pacer.write(
        { bucket: 'channel', intervalMs: 1000 },
        () => 'progress',
        running,
        async () => {
          times.push(clock.now());
          throw new RateLimited(0);
        },
      );
    for (let i = 0; i < 8; i += 1) await clock.run(refuse().catch(() => undefined));
    expect(times.slice(1).map((time, index) => time - times[index]!)).toEqual([
      2000, 4000, 8000, 10000, 10000, 10000, 10000,
    ]);
  });

  it('takes several refusals of writes that were under way together for one', async () => {
    const { clock, pacer, writes, write } = bench();
    const slow = () =>
      pacer.write(
        { bucket: 'channel', intervalMs: 1000 },
        () => 'progress',
        running,
        async () => {
          await clock.sleep(3000, running);
          throw new RateLimited(0);
        },
      );
    await clock.run(Promise.allSettled([slow(), slow(), slow()]));
    const before = clock.now();
    await clock.run(Promise.all([write('a'), write('b')]));
    expect(Number(writes[1]!.split('@')[1]) - Number(writes[0]!.split('@')[1])).toBeLessThanOrEqual(2000);
    expect(Number(writes[0]!.split('@')[1])).toBeGreaterThanOrEqual(before);
  });

  it('lets a waiter leave, and the others keep their turns', async () => {
    const { clock, writes, write } = bench();
    const leaving = new AbortController();
    const left = write('b', 'progress', 'channel', leaving.signal);
    const all = Promise.all([left.catch(() => undefined), write('a'), write('c')]);
    const gone = write('d', 'progress', 'channel', leaving.signal);
    leaving.abort(new Error('enough'));
    await expect(gone).rejects.toThrow('enough');
    await clock.run(all);
    expect(writes).toEqual(['b@0', 'a@1000', 'c@2000']);
  });

  it('serves whoever comes after everybody has left', async () => {
    const { clock, writes, write } = bench();
    await write('a');
    const leaving = new AbortController();
    const left = write('b', 'progress', 'channel', leaving.signal).catch(() => undefined);
    leaving.abort();
    await left;
    await clock.run(write('c'));
    expect(writes).toEqual(['a@0', 'c@1000']);
  });
});
