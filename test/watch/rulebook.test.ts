/** Which rules are held against what happens where, and by which names people know them. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Conversation } from '../../src/chat/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { createLogger } from '../../src/ops/index.ts';
import { createRulebook, type LiveRulebook } from '../../src/watch/rulebook.ts';
import { createSee } from '../../src/watch/see.ts';
import { freshPlace, type Place } from '../support/engines.ts';
import { createMemoryChat } from '../support/memory-chat.ts';
import { channel, eventOf, rulesOf, saidIn, type Written } from './bench.ts';

let place: Place;
let store: Store;
let book: LiveRulebook;

const seen: Written = { when: { on: 'message' }, then: { react: '👀' } };
const at = (where: Written): Written => ({ ...seen, where });

async function open(rules: Readonly<Record<string, Written>>): Promise<void> {
  book = createRulebook({
    rules: rulesOf(rules),
    store,
    timeZone: 'UTC',
    now: () => 0,
    log: createLogger('silent'),
  });
  await book.reload();
}
const keep = (name: string, rule: Written = seen, conversation: Conversation = channel()) =>
  store.keepRule({
    key: `${conversation.platform}:${conversation.workspace}/${name}`,
    definition: JSON.stringify(rule),
    author: { id: 'U7', name: 'Grace', roles: [] },
    conversation,
    madeAt: 0,
  });
const around = (conversation: Conversation) =>
  book
    .around(conversation)
    .map(({ key }) => key)
    .toSorted();

beforeEach(async () => {
  place = await freshPlace('SQLite');
  store = await openStore(place);
});
afterEach(async () => {
  book.close();
  await store.close();
  await place.remove();
});

test('only rules that may be set off in a conversation are held against it', async () => {
  await open({
    everywhere: seen,
    slack: at({ platforms: ['slack'] }),
    discord: at({ platforms: ['discord'] }),
    workspace: at({ workspaces: ['W1'] }),
    here: at({ channels: ['C1'] }),
    thread: at({ channels: ['T1', 'C1'] }),
    elsewhere: at({ channels: ['C2'] }),
    other: at({ platforms: ['discord'], channels: ['C1'] }),
    daily: {
      when: { on: 'schedule', cron: '0 9 * * *' },
      then: { say: 'Hi.', to: { platform: 'slack', channel: 'C1' } },
    },
  });
  expect(around(channel({ kind: 'thread', thread: 'T1' }))).toEqual([
    'everywhere',
    'here',
    'slack',
    'thread',
    'workspace',
  ]);
  expect(around(channel({ platform: 'discord', workspace: 'W2', channel: 'C9' }))).toEqual([
    'discord',
    'everywhere',
  ]);
  expect(book.all()).toHaveLength(9);
});

test('a rule that was made in a chat holds in its workspace, whatever it says', async () => {
  await open({});
  await keep('all');
  await keep('named', at({ channels: ['C1'] }));
  await book.settled();
  expect(around(channel())).toEqual(['slack:W1/all', 'slack:W1/named']);
  expect(around(channel({ workspace: 'W2' }))).toEqual([]);
  expect(around(channel({ platform: 'discord' }))).toEqual([]);
});

test('what changes is known as soon as it has changed', async () => {
  await open({ hello: seen });
  await store.pause({ key: 'hello', why: 'asked', sentence: 'Ada paused it.', at: 0 });
  await book.settled();
  expect(around(channel())).toEqual([]);
  expect(book.find('hello')?.pause).toMatchObject({ why: 'asked' });
  await store.resume('hello');
  await keep('more');
  await book.settled();
  expect(around(channel())).toEqual(['hello', 'slack:W1/more']);
  await store.dropRule('slack:W1/more');
  await book.settled();
  expect(around(channel())).toEqual(['hello']);
});

test('of two rules with the same name people mean the one of their workspace', async () => {
  await open({ hello: seen });
  await keep('hello');
  await keep('hello', seen, channel({ workspace: 'W2' }));
  await keep('only', seen, channel({ workspace: 'W2' }));
  await book.settled();
  expect(book.named('Hello ', channel())?.key).toBe('slack:W1/hello');
  expect(book.named('hello', channel({ workspace: 'W3' }))?.key).toBe('hello');
  expect(book.named('only', channel())).toBeUndefined();
});

test('a hundred rules cost little where few of them may be set off', async () => {
  const rules = Array.from({ length: 100 }, (_, index) => [
    `rule-${index}`,
    { ...at({ channels: [`C${index % 50}`] }), when: { on: 'message', matches: `word${index}|other\\d+` } },
  ]);
  await open(Object.fromEntries(rules) as Readonly<Record<string, Written>>);
  const see = createSee({ rulebook: book, store, now: Date.now });
  const chat = createMemoryChat('slack');
  const events = Array.from({ length: 200 }, (_, index) =>
    eventOf(
      saidIn(chat, {
        id: `M${index}`,
        text: 'The weather is nice today, and everybody has gone for a walk.',
        conversation: channel({ channel: `C${index % 100}` }),
      }),
    ),
  );
  const all = async (times: number) => {
    for (let time = 0; time < times; time += 1)
      for (const event of events) await see(event, chat, { isMissed: false, isAsked: false });
  };
  await all(5);
  const begun = performance.now();
  await all(25);
  const perMessageMs = (performance.now() - begun) / (25 * events.length);
  // It takes 0.03 ms on a busy machine: thousands of messages a second are a small part of a core.
  expect(perMessageMs).toBeLessThan(0.5);
});
