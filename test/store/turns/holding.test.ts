import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Engine } from '../../../src/store/engine/engine.ts';
import { createHolding, endingLost } from '../../../src/store/turns/holding.ts';
import { prepare } from '../../../src/store/engine/prepare.ts';
import { openSqlite } from '../../../src/store/engine/sqlite.ts';
import { TurnLost } from '../../../src/store/index.ts';
import { freshPlace, type Place } from '../../support/engines.ts';

let place: Place;
let engine: Engine;

beforeEach(async () => {
  place = await freshPlace('SQLite');
  engine = openSqlite(`${place.dataFolder}/attache.db`);
  await prepare(engine);
});
afterEach(async () => {
  await engine.close();
  await place.remove();
});

/** Whether what was doubted is sure before anything else happens. */
const isSettled = (holding: ReturnType<typeof createHolding>) =>
  Promise.race([holding.settled().then(() => true), new Promise((resolve) => setImmediate(resolve, false))]);

it('does not wait for turns that turned out to be lost, however often a process doubts', async () => {
  const holding = createHolding(engine, 'this');
  holding.begin({ id: 'lost', revision: 0 });
  holding.doubt();
  expect(await isSettled(holding)).toBe(false);
  const { look } = endingLost(
    { look: (id: string) => engine.db.transaction().execute((transaction) => holding.held(transaction, id)) },
    holding,
  );
  await expect(look('lost')).rejects.toThrow(TurnLost);
  // Whoever asked hears it first.
  expect(holding.isIdle()).toBe(false);
  await new Promise((resolve) => setImmediate(resolve));
  expect(await isSettled(holding)).toBe(true);
  expect(holding.isIdle()).toBe(true);
  holding.doubt();
  expect(await isSettled(holding)).toBe(true);
});

it('is sure of a turn that is taken again', async () => {
  const holding = createHolding(engine, 'this');
  holding.begin({ id: 'own', revision: 0 });
  holding.doubt();
  holding.begin({ id: 'own', revision: 0 });
  expect(await isSettled(holding)).toBe(true);
});

it('lets all go on who wait, also those who began to before it was doubted again', async () => {
  const holding = createHolding(engine, 'this');
  holding.begin({ id: 'own', revision: 0 });
  holding.doubt();
  const first = holding.settled();
  holding.doubt();
  holding.settle('own');
  expect(
    await Promise.race([first.then(() => true), new Promise((resolve) => setImmediate(resolve, false))]),
  ).toBe(true);
});
