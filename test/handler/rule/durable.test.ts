/** What a process leaves behind that is killed while a rule is answered: the next one goes on, and nothing is there twice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LoopbackOpenAi, startOpenAi } from '../../loopback/openai/index.ts';
import { createMemoryChat, type MemoryChat } from '../../support/memory-chat.ts';
import { type Mortal, startMortal } from '../mortal.ts';
import { createWatcher, POSTED, ruleAsk, type Watcher } from './asking.ts';

let folder: string;
let openai: LoopbackOpenAi;
let chat: MemoryChat;
let watcher: Watcher;
let process: Mortal;

const forever = new Promise<void>(() => {});
const start = async () => {
  process = await startMortal(folder, openai, chat, { onlooker: watcher });
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attache-rule-'));
  openai = await startOpenAi();
  chat = createMemoryChat();
  watcher = createWatcher();
  await start();
});
afterEach(async () => {
  await process.end(0);
  await openai.close();
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

it('an answer that was complete is only written', async () => {
  openai.reply('They ship on Friday.');
  process.stall('beginSending');
  await chat.deliver(ruleAsk());
  const isComposed = async () => (await process.store.open({ platform: 'test' }))[0]?.isComposed;
  while (!(await isComposed())) await new Promise(setImmediate);
  await process.kill();
  expect(chat.pages).toEqual([]);
  await start();
  expect(await watcher.untilEnded()).toEqual(POSTED);
  await process.idle();
  expect(chat.pages).toMatchObject([
    { closed: true, view: { markdown: 'They ship on Friday.', actions: [] } },
  ]);
  expect(openai.requests).toHaveLength(1);
  expect(watcher.told).toEqual(['They ship on Friday.', POSTED]);
});

it('an answer that a model was still writing is asked for anew; nobody has seen anything of the first', async () => {
  openai.reply('They sh', { wait: forever });
  await chat.deliver(ruleAsk());
  await openai.until(() => true);
  await process.kill();
  expect(chat.pages).toEqual([]);
  openai.reply('They ship on Friday.');
  await start();
  expect(await watcher.untilEnded()).toEqual(POSTED);
  expect(chat.pages.map(({ view }) => view.markdown)).toEqual(['They ship on Friday.']);
});

it('an answer that stands already is not posted again, and its end is told again', async () => {
  openai.reply('They ship on Friday.');
  process.killAfter('written');
  await chat.deliver(ruleAsk());
  await chat.until(() => true);
  await process.kill();
  await start();
  await watcher.untilEnded();
  await process.idle();
  expect(chat.pages).toHaveLength(1);
  expect(openai.requests).toHaveLength(1);
});

it('a turn that has brought three processes down is given up, and nobody reads of it', async () => {
  for (let round = 1; round <= 3; round += 1) {
    openai.reply('They sh', { wait: forever });
    if (round === 1) await chat.deliver(ruleAsk());
    await openai.until(() => openai.requests.length === round);
    await process.kill();
    await start();
  }
  expect(await watcher.untilEnded()).toMatchObject({
    outcome: 'failed',
    isBroken: false,
    why: expect.stringContaining('3 times'),
  });
  await process.idle();
  expect(chat.pages).toEqual([]);
});
