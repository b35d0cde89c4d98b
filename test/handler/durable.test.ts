/** What a process leaves behind that is killed: the next one goes on where it was, and nothing is there twice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ActionId, WORDS } from '../../src/chat/index.ts';
import { openStore } from '../../src/store/index.ts';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { askEvent, conversation, message } from '../support/events.ts';
import { createMemoryChat, type MemoryChat } from '../support/memory-chat.ts';
import type { Changes } from './harness.ts';
import { type Mortal, startMortal } from './mortal.ts';

let folder: string;
let openai: LoopbackOpenAi;
let chat: MemoryChat;
let process: Mortal;

const forever = new Promise<void>(() => {});
const finished = (answers: string) => chat.until((page) => page.answers === answers && page.closed);
const start = async (changes?: Changes) => {
  process = await startMortal(folder, openai, chat, changes);
};
const ask = (changes: Parameters<typeof askEvent>[0] = {}) =>
  chat.deliver(askEvent({ id: 'M1', ...changes }));
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
/** Resolves when the turn of a message is as wanted. */
const untilTurn = async (isSo: (turn: { readonly isComposed: boolean }) => boolean) => {
  for (;;) {
    const [turn] = await process.store.open({ platform: 'test', message: 'M1' });
    if (turn && isSo(turn)) return;
    await new Promise(setImmediate);
  }
};
const code = `\`\`\`ts\n${'x();\n'.repeat(600)}\`\`\``;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attache-durable-'));
  openai = await startOpenAi();
  chat = createMemoryChat();
  await start();
});
afterEach(async () => {
  await process.end(0);
  await openai.close();
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

describe('an answer that was complete when the process was killed', () => {
  /** Has an answer composed that cannot be written, and kills the process. */
  const composed = async (answer: string) => {
    openai.reply(answer);
    const written = Promise.withResolvers<void>();
    await ask();
    await chat.until(() => true);
    chat.writable = written.promise;
    await untilTurn(({ isComposed }) => isComposed);
    await process.kill();
    chat.writable = Promise.resolve();
  };

  it('is written by the next one, which asks no model', async () => {
    await composed('It is a teapot.');
    await start();
    const { view } = await finished('M1');
    expect(view).toMatchObject({ phase: 'done', markdown: 'It is a teapot.' });
    expect(view.footer).toMatch(/^gpt-5\.5 · medium · 100 in · 20 out · \$0\.\d+$/);
    await process.idle();
    expect(chat.pages).toHaveLength(1);
    expect(openai.requests).toHaveLength(1);
    expect(await process.store.find(view.actions[0]!.turnId)).toMatchObject({
      state: 'done',
      answer: { text: 'It is a teapot.' },
      cost: { outputTokens: 20 },
    });
    expect(await process.store.usage({ author: 'test:U1', since: 0 })).toMatchObject([{ answers: 1 }]);
  });

  it.each([
    ['once', undefined],
    ['as often as it was answered', 'What is coffee?'],
  ])('counts towards a budget %s', async (_often, edited) => {
    const budgets = { limits: [{ for: 'person', per: 'day', usd: 1 }] } as const;
    await process.end();
    await start({ budgets });
    await composed('It is a teapot.');
    if (edited) chat.writable = forever;
    await start({ budgets });
    if (edited) await chat.deliver({ type: 'edited', eventId: 'ed', message: message({ text: edited }) });
    chat.writable = Promise.resolve();
    await finished('M1');
    await process.idle();
    expect(openai.requests).toHaveLength(edited ? 2 : 1);
    const cap = { of: 'person', unit: 'usd', most: 1, since: 0 } as const;
    const drawer = { turn: 'other', person: process.store.alias('test:U1'), channel: '', workspace: '' };
    const [used] = await process.store.used(drawer, [cap]);
    const [asked] = await process.store.usage({ since: 0 });
    expect(used).toBeCloseTo(asked!.usd!);
    expect(used).toBeCloseTo(edited ? 0.0022 : 0.0011);
  });

  it('can no longer be stopped, which whoever presses Stop is told', async () => {
    await composed('It is a teapot.');
    chat.writable = forever;
    await start();
    await untilTurn(() => true);
    const { view } = await chat.until(() => true);
    await press('stop', view.actions[0]!.turnId);
    expect((await chat.untilAttached()).text).toBe(WORDS.en.said.nothingRuns);
    const target = { conversation: conversation(), messageId: 'S1', userId: 'U1', private: true };
    const { author } = message();
    await chat.deliver({ type: 'control', eventId: 'S1', control: 'stop', scope: 'me', author, target });
    expect((await chat.untilAttached(({ answers }) => answers === 'S1')).text).toBe(
      WORDS.en.said.nothingRuns,
    );
    await process.kill();
    chat.writable = Promise.resolve();
    await start();
    expect((await finished('M1')).view).toMatchObject({ phase: 'done', markdown: 'It is a teapot.' });
  });

  it('is still answered anew when its question is edited before it is written', async () => {
    await composed('Tea is a drink.');
    chat.writable = forever;
    await start();
    openai.reply('Coffee is a drink.');
    await untilTurn(() => true);
    await chat.deliver({ type: 'edited', eventId: 'ed', message: message({ text: 'What is coffee?' }) });
    chat.writable = Promise.resolve();
    expect((await finished('M1')).view.markdown).toBe('Coffee is a drink.');
    expect(chat.pages).toHaveLength(1);
  });

  it('is written whole with its files, none of them twice', async () => {
    openai.reply(code);
    const posted = Promise.withResolvers<void>();
    await ask();
    await chat.until(({ id }) => id === 'page-2');
    chat.answering = () => {
      posted.resolve();
      return forever;
    };
    await chat.untilAttached();
    await posted.promise;
    await process.kill();
    await start();
    await process.idle();
    expect(chat.attached.map(({ files }) => files.map(({ name }) => name))).toEqual([['code-1.ts']]);
    expect(chat.pages.every(({ closed, view }) => closed && view.markdown.includes('x();'))).toBe(true);
    expect(openai.requests).toHaveLength(1);
  });
});

describe('a complete answer whose platform is away', () => {
  it('is written when it is back', async () => {
    openai.reply('It is a teapot.');
    const surface = chat.surface.bind(chat);
    let runs = 0;
    await process.end();
    chat.surface = (target) => {
      const usual = surface(target);
      const away = () => Promise.reject(new Error('503'));
      return { ...usual, ...((runs += 1) === 1 && { open: away, post: away, update: away, close: away }) };
    };
    await start({ haste: 1_000 });
    await ask();
    expect((await finished('M1')).view.markdown).toBe('It is a teapot.');
    await process.idle();
    expect(openai.requests).toHaveLength(1);
    expect(chat.pages).toHaveLength(1);
  });
});

describe('an answer whose platform is away for too long', () => {
  it('is given up with a sentence when it is back', async () => {
    const surface = chat.surface.bind(chat);
    let runs = 0;
    await process.end();
    chat.surface = (target) => {
      const usual = surface(target);
      const away = () => Promise.reject(new Error('503'));
      return { ...usual, ...((runs += 1) <= 3 && { open: away, post: away }) };
    };
    await start({ haste: 1_000 });
    for (let attempt = 0; attempt < 3; attempt += 1) openai.reply('Half of ', { wait: forever });
    await ask();
    const { view } = await finished('M1');
    expect(view).toMatchObject({ phase: 'failed', notices: [expect.stringContaining('3 times')] });
    await process.idle();
    expect(await process.store.open({ platform: 'test' })).toEqual([]);
  });
});

describe('a message that was sent when the process was killed', () => {
  /** Kills the process in the moment in which the platform has a page that the process has not heard of. */
  const unheard = async () => {
    const there = Promise.withResolvers<void>();
    chat.answering = () => {
      there.resolve();
      return forever;
    };
    await there.promise;
    await process.kill();
  };

  it('is found by the next one, and used', async () => {
    openai.reply('It is a teapot.');
    const gone = unheard();
    await ask();
    await gone;
    await start();
    expect((await finished('M1')).view.markdown).toBe('It is a teapot.');
    await process.idle();
    expect(chat.pages).toHaveLength(1);
  });

  it('is found as the second page of an answer', async () => {
    openai.reply('word '.repeat(600), { wait: forever });
    await ask();
    await chat.until(() => true);
    await unheard();
    openai.reply('word '.repeat(600));
    await start();
    await process.idle();
    expect(chat.pages.map(({ closed }) => closed)).toEqual([true, true]);
    expect(chat.pages.map(({ view }) => view.markdown.match(/word/g)?.length)).toEqual([400, 200]);
  });

  it('gets an end when the next answer is shorter', async () => {
    openai.reply('word '.repeat(600), { wait: forever });
    await ask();
    await chat.until(() => true);
    await unheard();
    openai.reply('Short.');
    await start();
    await process.idle();
    expect(chat.pages.map(({ closed, view }) => [closed, view.markdown])).toEqual([
      [true, 'Short.'],
      [true, WORDS.en.said.aboveIsWhole],
    ]);
  });
});

describe('a button whose press was being answered when the process was killed', () => {
  const answered = async () => {
    await ask();
    const { view } = await finished('M1');
    await process.idle();
    return view.actions[0]!.turnId;
  };

  it('is answered once', async () => {
    openai.reply(code);
    await ask();
    const { view } = await chat.until(({ view: { actions } }) => actions.some(({ id }) => id === 'files'));
    await process.idle();
    const before = chat.attached.length;
    const there = Promise.withResolvers<void>();
    chat.answering = () => {
      there.resolve();
      return forever;
    };
    await press('files', view.actions[0]!.turnId);
    await there.promise;
    await process.kill();
    await start();
    await process.idle();
    expect(chat.attached).toHaveLength(before + 1);
  });

  it('asks again once', async () => {
    const turnId = await answered();
    process.killAfter('accept');
    await press('regenerate', turnId);
    await process.kill();
    openai.reply('Again.');
    await start();
    expect((await finished('press-regenerate')).view.markdown).toBe('Again.');
    await process.idle();
    expect(openai.requests).toHaveLength(2);
    expect(chat.pages).toHaveLength(2);
  });

  it('asks again once, also where the second answer was there first', async () => {
    const turnId = await answered();
    process.stall('finishErrand');
    openai.reply('Again.');
    await press('regenerate', turnId);
    expect((await finished('press-regenerate')).view.markdown).toBe('Again.');
    while ((await process.store.open({ platform: 'test' })).length > 0) await new Promise(setImmediate);
    await process.kill();
    await start();
    await process.idle();
    expect(openai.requests).toHaveLength(2);
    await press('regenerate', turnId, 'press-later');
    expect((await finished('press-later')).view.phase).toBe('done');
    await process.idle();
    expect(openai.requests).toHaveLength(3);
  });
});

describe('a question that was stopped', () => {
  it('while nobody was there is not answered; a command says so', async () => {
    await process.end();
    const store = await openStore({ dataFolder: folder });
    const admitted = () => ({ rank: 0 });
    const asked = askEvent({ id: 'M1' });
    const command = { type: 'command', eventId: 'E2', name: 'ask', message: message({ id: 'I2' }) } as const;
    const target = { ...asked.target, messageId: 'I2' };
    const turns = [await store.accept(asked, admitted), await store.accept({ ...command, target }, admitted)];
    for (const turn of turns) await store.stop(turn!.id);
    await store.close();
    await start();
    expect((await finished('I2')).view.phase).toBe('stopped');
    await process.idle();
    expect(chat.pages).toHaveLength(1);
    expect(openai.requests).toEqual([]);
  });
});

describe('a turn that brings the process down', () => {
  it('is given up after three attempts, and says so in the message that is there', async () => {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      openai.reply('Half of ', { wait: forever });
      if (attempt === 0) await ask();
      await openai.until(() => openai.requests.length > attempt);
      await chat.until(() => true);
      await process.kill();
      await start();
    }
    const { view } = await finished('M1');
    expect(view).toMatchObject({ phase: 'failed', notices: [expect.stringContaining('3 times')] });
    expect(chat.pages).toHaveLength(1);
    await process.idle();
    expect(await process.store.open({ platform: 'test' })).toEqual([]);
  });
});
