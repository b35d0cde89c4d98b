/** Several processes on one PostgreSQL: a gateway takes questions in, two workers answer them, and any of them may end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActionId } from '../../src/chat/index.ts';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { askEvent, conversation, message } from '../support/events.ts';
import { createMemoryChat, type MemoryChat } from '../support/memory-chat.ts';
import { freshDatabase } from '../support/postgres.ts';
import { type Mortal, startMortal } from './mortal.ts';

let folder: string;
let databaseUrl: string;
let openai: LoopbackOpenAi;
let chat: MemoryChat;
let gateway: Mortal;
let workers: Mortal[];

const forever = new Promise<void>(() => {});
const finished = (answers: string) => chat.until((page) => page.answers === answers && page.closed);
const begun = () => chat.until(({ view }) => view.markdown !== '');
const startWorker = async (slots = 8) => {
  const worker = await startMortal(folder, openai, chat, { role: 'worker', databaseUrl, slots });
  workers.push(worker);
  return worker;
};
const ask = (id: string, changes: Parameters<typeof askEvent>[0] = {}) =>
  chat.deliver(askEvent({ id, eventId: id, ...changes }));
const press = (action: ActionId, turnId: string, eventId = `press-${action}`) =>
  chat.deliver({
    type: 'action',
    action,
    eventId,
    turnId,
    conversation: conversation(),
    author: message().author,
    target: { conversation: conversation(), userId: 'U1', private: true, messageId: eventId },
  });
/** Resolves when nothing is open. */
const over = () =>
  expect.poll(() => gateway.store.open({ platform: 'test' }), { timeout: 25_000 }).toEqual([]);
const questions = () =>
  openai.requests.map(
    ({ asked }) => asked?.turns.at(-1)?.parts.map((part) => 'text' in part && part.text)[0],
  );

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attache-shared-'));
  databaseUrl = await freshDatabase();
  openai = await startOpenAi();
  chat = createMemoryChat();
  workers = [];
  gateway = await startMortal(folder, openai, chat, { role: 'gateway', databaseUrl });
  await startWorker();
  await startWorker();
});
afterEach(async () => {
  await Promise.all([...workers, gateway].map((one) => one.end(0)));
  await openai.close();
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

describe('a gateway and two workers', () => {
  it('answer the questions of a conversation in order, and those of others meanwhile', async () => {
    const places = ['C1', 'C2', 'C3'].map((channel) => conversation({ channel }));
    for (let round = 0; round < 5; round += 1)
      for (const [index, place] of places.entries())
        await ask(`M${index}-${round}`, {
          conversation: place,
          text: `Q${index}-${round}`,
          sentAt: 1_000 + round,
        });
    await over();
    for (const [index] of places.entries()) {
      const rounds = [0, 1, 2, 3, 4];
      expect(questions().filter((asked) => asked && asked.startsWith(`Q${index}`))).toEqual(
        rounds.map((round) => `Q${index}-${round}`),
      );
      expect(chat.pages.filter(({ answers }) => answers?.startsWith(`M${index}`))).toHaveLength(5);
    }
    expect(chat.pages.every(({ closed, view }) => closed && view.phase === 'done')).toBe(true);
  });

  it('answer in the order in which people asked, not in which the platform told', async () => {
    const first = Promise.withResolvers<void>();
    openai.reply({ wait: first.promise }, 'One.');
    await ask('M1', { text: 'First', sentAt: 1_000 });
    await openai.until(() => true);
    await ask('M3', { text: 'Third', sentAt: 3_000 });
    await ask('M2', { text: 'Second', sentAt: 2_000 });
    first.resolve();
    await over();
    expect(questions()).toEqual(['First', 'Second', 'Third']);
  });

  it('do not let a slow conversation delay another', async () => {
    openai.reply('Well, ', { wait: forever });
    await ask('M1');
    await begun();
    for (const channel of ['C2', 'C3', 'C4'])
      await ask(`M-${channel}`, { conversation: conversation({ channel }) });
    for (const channel of ['C2', 'C3', 'C4'])
      expect((await finished(`M-${channel}`)).view.phase).toBe('done');
  });

  it('find what waited for them when they come', async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.end()));
    await ask('M1');
    expect(chat.pages).toEqual([]);
    await startWorker();
    expect((await finished('M1')).view.phase).toBe('done');
  });
});

describe('whoever holds a turn hears', () => {
  const running = async () => {
    openai.reply('As I was ', { wait: forever });
    await ask('M1', { text: 'What is tea?' });
    return begun();
  };

  it('of the Stop button', async () => {
    const { view } = await running();
    await press('stop', view.actions[0]!.turnId);
    expect((await finished('M1')).view).toMatchObject({ phase: 'stopped', markdown: 'As I was ' });
    expect(await openai.requests[0]!.closed).toBe(false);
  });

  it('of a deletion', async () => {
    await running();
    await chat.deliver({ type: 'deleted', eventId: 'D1', conversation: conversation(), messageId: 'M1' });
    expect((await finished('M1')).view.phase).toBe('stopped');
  });

  it('of an edit, and answers anew in the same message', async () => {
    await running();
    openai.reply('Coffee is a drink.');
    await chat.deliver({
      type: 'edited',
      eventId: 'ed',
      message: message({ id: 'M1', text: 'What is coffee?' }),
    });
    expect((await finished('M1')).view.markdown).toBe('Coffee is a drink.');
    expect(chat.pages).toHaveLength(1);
    expect(questions()).toEqual(['What is tea?', 'What is coffee?']);
  });

  it('of /stop', async () => {
    await running();
    const target = { conversation: conversation(), messageId: 'S1', userId: 'U1', private: true };
    const { author } = message();
    await chat.deliver({ type: 'control', eventId: 'S1', control: 'stop', scope: 'me', author, target });
    expect((await chat.untilAttached()).text).toBe('Stopped one answer.');
    expect((await finished('M1')).view.phase).toBe('stopped');
  });
});

describe('two presses at once', () => {
  it('have a question answered again once', async () => {
    await ask('M1');
    const { view } = await finished('M1');
    await over();
    openai.reply('Again', { wait: forever });
    const { turnId } = view.actions[0]!;
    await Promise.all(['press-1', 'press-2', 'press-3'].map((id) => press('regenerate', turnId, id)));
    await chat.untilAttached(() => chat.attached.length === 2);
    await chat.until((page) => page.view.markdown === 'Again');
    expect(chat.attached.map(({ text }) => text)).toEqual(
      Array(2).fill('I am already answering this again.'),
    );
    expect(openai.requests).toHaveLength(2);
  });
});

describe('a worker that ends', () => {
  it('by being killed leaves its turn to another, which finishes it in the same message', async () => {
    await workers.pop()!.end();
    openai.reply('Half of ', { wait: forever });
    await ask('M1');
    await begun();
    openai.reply('The whole answer.');
    await startWorker();
    await workers[0]!.kill();
    expect((await finished('M1')).view.markdown).toBe('The whole answer.');
    expect(chat.pages).toHaveLength(1);
    expect(openai.requests).toHaveLength(2);
  });

  it('in good order hands its turn over, which was no attempt', async () => {
    for (let round = 0; round < 4; round += 1) {
      openai.reply('Half of ', { wait: forever });
      if (round === 0) await ask('M1');
      await openai.until(() => openai.requests.length > round);
      const ending = workers.splice(0);
      await startWorker();
      await Promise.all(ending.map((worker) => worker.end(0)));
    }
    await openai.until(() => openai.requests.length > 4);
    expect((await finished('M1')).view.phase).toBe('done');
    expect(chat.pages).toHaveLength(1);
  });

  it('that only seemed to be gone writes not a word more', async () => {
    const rest = Promise.withResolvers<void>();
    openai.reply('Half of ', { wait: rest.promise }, 'the first answer.');
    await ask('M1');
    const { view } = await begun();
    openai.reply('The whole answer.');
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    // Another process has taken it over, and has ended at once.
    await client.query(`UPDATE turn SET holder = 'another' WHERE id = $1`, [view.actions[0]!.turnId]);
    await client.end();
    const seen: string[] = [];
    const look = chat.until(({ view: { markdown } }) => {
      seen.push(markdown);
      return markdown === 'The whole answer.';
    });
    rest.resolve();
    await look;
    await over();
    expect(seen.some((markdown) => markdown.includes('the first answer'))).toBe(false);
    expect(chat.pages).toHaveLength(1);
    expect(openai.requests).toHaveLength(2);
  }, 30_000);
});
