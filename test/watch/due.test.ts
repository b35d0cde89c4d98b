/** Doing what is due: as soon as it is, no rule in the way of another, and nothing lost when the process ends. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { freshPlace, type Place } from '../support/engines.ts';
import {
  type Chats,
  createChats,
  eventOf,
  openProcess,
  type Process,
  saidIn,
  type Written,
} from './bench.ts';
import { saying } from './judging.ts';

let place: Place;
let openai: LoopbackOpenAi;
let chats: Chats;
let process: Process | undefined;

beforeEach(async () => {
  place = await freshPlace('SQLite');
  openai = await startOpenAi();
  chats = createChats();
});
afterEach(async () => {
  await process?.end();
  process = undefined;
  await openai.close();
  await place.remove();
});

const slow: Written = {
  when: { on: 'message', question: { ask: 'Is it urgent?' } },
  then: { react: '🐢' },
};
const quick: Written = { when: { on: 'message' }, then: { react: '🐇' } };

const open = async (rules: Readonly<Record<string, Written>>) =>
  (process = await openProcess(place, openai, chats, { rules, isWorking: true }));
const say = (id: string) => chats.slack.deliver(eventOf(saidIn(chats.slack, { id, text: 'Hello' })));
const yes = () => openai.answers((asked) => [saying(asked, () => ({ answer: 'yes', confidence: 0.9 }))]);

test('a rule whose model does not answer holds no other up', async () => {
  const stalled = Promise.withResolvers<void>();
  openai.fail({ stall: stalled.promise });
  yes();
  await open({ slow, quick });
  await say('M1');
  await openai.until(() => true);
  await say('M2');
  await chats.slack.untilReacted(({ messageId, emoji }) => messageId === 'M2' && emoji === '🐇');
  expect(chats.slack.acts.reactions.filter(({ emoji }) => emoji === '🐢')).toEqual([]);
  stalled.resolve();
  await chats.slack.untilReacted(({ messageId, emoji }) => messageId === 'M2' && emoji === '🐢');
});

test('what comes while a rule is decided on is decided on together afterwards', async () => {
  const stalled = Promise.withResolvers<void>();
  openai.fail({ stall: stalled.promise });
  yes();
  const { store } = await open({ slow });
  await say('M1');
  await openai.until(() => true);
  for (const id of ['M2', 'M3', 'M4']) await say(id);
  stalled.resolve();
  await chats.slack.untilReacted(({ messageId }) => messageId === 'M4');
  const asked = openai.requests.filter(
    ({ asked: one }) => one && JSON.stringify(one.turns).includes('Hello'),
  );
  // One about the first, perhaps again after the stall, and one about the others.
  expect(asked.length).toBeLessThanOrEqual(3);
  expect((await store.latestRuns('slow', 10)).map(({ state }) => state)).toEqual(
    expect.arrayContaining(['acted']),
  );
});

test('a process has let go of all that it had in hand when it has ended', async () => {
  openai.fail({ stall: new Promise(() => {}) });
  const taken: string[] = [];
  const left: string[] = [];
  const through = (store: Store): Store => ({
    ...store,
    async takeRuns(of) {
      const runs = await store.takeRuns(of);
      taken.push(...runs.map(({ id }) => id));
      return runs;
    },
    async putOff(id, ...rest) {
      await store.putOff(id, ...rest);
      left.push(id);
    },
  });
  process = await openProcess(place, openai, chats, { rules: { slow }, isWorking: true, through });
  await say('M1');
  await openai.until(() => true);
  for (const id of ['M2', 'M3']) await say(id);
  await expect.poll(() => taken.length, { timeout: 20_000 }).toBe(3);
  await process.watch.stop();
  expect(left.toSorted()).toEqual(taken.toSorted());
});

test('a process that ends leaves what it was deciding on to the next, which takes it up at once', async () => {
  openai.fail({ stall: new Promise(() => {}) });
  yes();
  const first = await open({ slow });
  await say('M1');
  await openai.until(() => true);
  await first.end();
  await open({ slow });
  await chats.slack.untilReacted(({ messageId }) => messageId === 'M1');
});

test('what is due later is done when it is', async () => {
  await open({ quick: { ...quick, limits: { debounce: '1s' } } });
  await say('M1');
  expect(chats.slack.acts.reactions).toEqual([]);
  await chats.slack.untilReacted(({ messageId }) => messageId === 'M1');
});
