/** One version takes the place of another, process by process: each rule is acted on by those that have it, and ends with the last of them. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RuleAsk } from '../../src/chat/index.ts';
import { createLogger } from '../../src/ops/index.ts';
import type { Store } from '../../src/store/index.ts';
import { createDue } from '../../src/watch/due.ts';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { manualClock } from '../model/manual-clock.ts';
import { newRun } from '../store/watching/runs.ts';
import { freshPlace, type Place } from '../support/engines.ts';
import {
  type Changes,
  channel,
  type Chats,
  createChats,
  eventOf,
  HOUR,
  openProcess,
  type Process,
  saidIn,
  type Written,
} from './bench.ts';
import { saying } from './judging.ts';

let place: Place;
let openai: LoopbackOpenAi;
let chats: Chats;
let running: readonly Process[];

beforeEach(async () => {
  place = await freshPlace('PostgreSQL');
  openai = await startOpenAi();
  openai.answers((asked) => [saying(asked, () => ({ answer: 'yes', confidence: 0.9 }))]);
  chats = createChats();
  running = [];
});
afterEach(async () => {
  for (const process of running) await process.end();
  await openai.close();
  await place.remove();
});

const greets: Written = { when: { on: 'message' }, then: { react: '👋' } };
const looks: Written = { when: { on: 'message' }, then: { react: '👀' } };
const judges: Written = {
  when: { on: 'message', question: { ask: 'Is it urgent?' } },
  then: { react: '🔥' },
};

async function start(rules: Readonly<Record<string, Written>>, changes: Changes = {}): Promise<Process> {
  const process = await openProcess(place, openai, chats, { ...changes, rules });
  running = [...running, process];
  return process;
}

async function end(process: Process): Promise<void> {
  running = running.filter((one) => one !== process);
  await process.end();
}

/** A process sees that somebody says something. */
const hear = ({ watch }: Process) =>
  watch.see(eventOf(saidIn(chats.slack, {})), chats.slack, { isMissed: false, isAsked: false });

/** To a process that hears nothing of the others, what it looks up itself is all that is new. */
const deaf = (store: Store): Store => ({ ...store, hear: () => () => {} });

const emojis = () => chats.slack.acts.reactions.map(({ emoji }) => emoji);
const asked = (key: string): RuleAsk => ({ key, name: key, payer: 'test:U1', run: 'R1', tools: [] });

const keep = ({ store }: Process, rule: Written) =>
  store.keepRule({
    key: 'slack:W1/made',
    definition: JSON.stringify(rule),
    author: { id: 'U7', name: 'Grace', roles: [] },
    conversation: channel(),
    madeAt: Date.now(),
  });

/** Resolves when a process has heard that rules are not what they were. */
const news = ({ store }: Process) =>
  new Promise<void>((resolve) => store.hear(({ type }) => type === 'rules' && resolve()));

describe('a rule that the new version has, and the old one does not', () => {
  test.each<[string, Changes]>([
    ['has heard of it', {}],
    ['has heard nothing of it', { through: deaf }],
  ])('is left to the new one by an old process that %s', async (_what, changes) => {
    const old = await start({ greets }, changes);
    const told = news(old);
    const other = await start({ greets, looks });
    await told;
    await hear(other);
    await old.due();
    expect(emojis()).toEqual(['👋']);
    expect(await other.store.latestRuns('looks', 9)).toMatchObject([{ state: 'waiting' }]);
    await other.due();
    expect(emojis()).toEqual(['👋', '👀']);
    expect(await other.store.latestRuns('looks', 9)).toMatchObject([{ state: 'acted' }]);
  });

  test('may have asked what an old process answers', async () => {
    const old = await start({ greets });
    await start({ greets, looks });
    expect(await old.watch.silenced(asked('looks'))).toBeUndefined();
    expect(await old.watch.silenced(asked('greets'))).toBeUndefined();
    expect(await old.watch.silenced(asked('nobodys'))).toEqual({ code: 'ruleGone' });
  });

  test('costs an old process no look more often than usual, however long it waits', async () => {
    const other = await start({ greets, looks });
    await hear(other);
    const clock = manualClock();
    const decided: string[] = [];
    const due = createDue(
      {
        rulebook: {
          find: () => undefined,
          elsewhere: () => ['looks'],
          reload: () => Promise.resolve(),
          settled: () => Promise.resolve(),
        },
        store: other.store,
        clock,
        now: Date.now,
        log: createLogger('silent'),
      },
      { run: () => Promise.resolve(undefined) },
      (key) => Promise.resolve(void decided.push(key)),
    );
    due.begin();
    await clock.sleeping(5_000);
    clock.advance(5_000);
    await clock.sleeping(5_000);
    await due.stop();
    expect(decided).toEqual(['greets']);
  });

  test('is given up by the old one an hour after the new one has gone again', async () => {
    const old = await start({ greets });
    const other = await start({ greets, looks });
    await end(other);
    await old.store.addRuns([
      newRun({ key: 'looks', trigger: 'long ago', dueAt: Date.now() - HOUR }),
      newRun({ key: 'looks', trigger: 'just now', dueAt: Date.now() }),
    ]);
    await old.due();
    const runs = await old.store.latestRuns('looks', 9);
    expect(runs.find(({ trigger }) => trigger === 'long ago')).toMatchObject({
      state: 'declined',
      outcome: { code: 'ruleGone' },
    });
    expect(runs.find(({ trigger }) => trigger === 'just now')).toMatchObject({ state: 'waiting' });
  });
});

test('a rule that the new version has no more ends with what waits for it, in whichever process', async () => {
  const old = await start({ greets, looks });
  await hear(old);
  await end(old);
  const other = await start({ greets });
  await other.due();
  expect(emojis()).toEqual(['👋']);
  expect(await other.store.latestRuns('looks', 9)).toMatchObject([
    { state: 'declined', outcome: { code: 'ruleGone' } },
  ]);
});

describe('a rule that is made in a chat of one process', () => {
  test('is seen by the others as soon as they hear of it', async () => {
    const [one, other] = [await start({}), await start({})];
    const heard = news(other);
    await keep(one, looks);
    await heard;
    await hear(other);
    await other.due();
    expect(emojis()).toEqual(['👀']);
  });

  test('is acted on also by one that has heard nothing of it', async () => {
    const [one, other] = [await start({}), await start({}, { through: deaf })];
    const heard = news(one);
    await keep(one, looks);
    await heard;
    await hear(one);
    await other.due();
    expect(emojis()).toEqual(['👀']);
  });

  test('and removed while another decides for it does nothing any more', async () => {
    const stalled = Promise.withResolvers<void>();
    const [one, other] = [await start({}), await start({})];
    const heard = news(other);
    await keep(one, judges);
    await heard;
    await hear(other);
    openai.fail({ stall: stalled.promise });
    const deciding = other.due();
    await openai.until(() => true);
    await one.store.dropRule('slack:W1/made');
    // Even where another one is made in its place at once.
    await keep(one, judges);
    stalled.resolve();
    await deciding;
    await other.due();
    expect(emojis()).toEqual([]);
    expect(await one.store.latestRuns('slack:W1/made', 9)).toMatchObject([{ state: 'cancelled' }]);
  });
});
