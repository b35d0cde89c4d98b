import { expect, it } from 'vitest';
import { type Connection, createHealth } from '../../src/ops/index.ts';
import { manualClock } from '../reply/manual-clock.ts';

const turns = { waiting: 2, running: 1 };

const bench = (count: () => Promise<typeof turns> = () => Promise.resolve(turns)) => {
  const clock = manualClock();
  const now = { isEnding: false, discord: 'connected' as Connection };
  const health = createHealth({
    role: 'gateway',
    platforms: () => ({ discord: now.discord }),
    count,
    isEnding: () => now.isEnding,
    clock,
  });
  return { clock, now, health };
};

it('is well while its platforms are connected and the database answers', async () => {
  const { health } = bench();
  expect(await health()).toEqual({
    isWell: true,
    about: {
      role: 'gateway',
      state: 'ready',
      platforms: { discord: 'connected' },
      database: 'ok',
      turns,
    },
  });
});

it('is not well while a platform is disconnected, and is again when it is back', async () => {
  const { health, now } = bench();
  now.discord = 'disconnected';
  expect(await health()).toMatchObject({ isWell: false, about: { platforms: { discord: 'disconnected' } } });
  now.discord = 'answering';
  expect((await health()).isWell).toBe(true);
});

it('is not well any more once it is about to end', async () => {
  const { health, now } = bench();
  now.isEnding = true;
  expect(await health()).toMatchObject({ isWell: false, about: { state: 'ending', database: 'ok' } });
});

it('is not well when the database fails', async () => {
  const { health } = bench(() => Promise.reject(new Error('gone')));
  const { isWell, about } = await health();
  expect({ isWell, database: about.database, turns: about.turns }).toEqual({
    isWell: false,
    database: 'unreachable',
    turns: undefined,
  });
});

it('does not wait for ever for a database that is silent, and asks it once for all who want to know', async () => {
  let asked = 0;
  const { health, clock } = bench(() => {
    asked += 1;
    return new Promise(() => {});
  });
  const both = Promise.all([health(), health()]);
  const [first, second] = await clock.run(both);
  expect(first.about.database).toBe('unreachable');
  expect(second).toBe(first);
  expect(asked).toBe(1);
});
