/** How events come in: what can be journalled, what cannot, and in which order they are answered. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ChatEvent, UserError } from '../../src/chat/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { askEvent, conversation, message } from '../support/events.ts';
import { createMemoryChat, type MemoryChat } from '../support/memory-chat.ts';
import { type Changes, type Opened, openHandler } from './harness.ts';
import { createWatcher } from './rule/asking.ts';

let folder: string;
let openai: LoopbackOpenAi;
let chat: MemoryChat;
let opened: Opened;
/** What takes the place of the store's own methods. */
let instead: Partial<Store>;
/** Every method of the store that was called, in order. */
let called: string[];

const finished = (answers: string) => chat.until((page) => page.answers === answers && page.closed);
const through = (store: Store): Store =>
  new Proxy(store, {
    get(target, name: keyof Store) {
      const method: unknown = Reflect.get(instead[name] ? instead : target, name);
      if (typeof method !== 'function') return method;
      return (...args: readonly unknown[]) => {
        called.push(name);
        return Reflect.apply(method, target, args) as unknown;
      };
    },
  });
const start = async (changes?: Changes) => {
  opened = await openHandler(folder, openai, changes, through);
  await opened.handler.start(chat);
};
const stop = async () => {
  await opened.handler.stop(0);
  await opened.store.close();
};
const diskIsFull = () => Promise.reject(new Error('database or disk is full'));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attache-intake-'));
  chat = createMemoryChat();
  instead = {};
  called = [];
});
beforeEach(async () => {
  openai = await startOpenAi();
});
afterEach(async () => {
  await stop();
  await openai.close();
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

it('looks for nothing that bots have asked: some write by editing, once a second', async () => {
  const byBot = { id: 'B1', fromBot: true, mentionsUs: true, sentAt: Date.now(), editedAt: Date.now() };
  const watcher = createWatcher();
  const journal = await openStore({ dataFolder: folder });
  await journal.keepDelivered('test', Date.now() - 60_000);
  await journal.close();
  chat.missed = async function* () {
    yield askEvent(byBot);
  };
  await start({ onlooker: watcher });
  await watcher.untilSeen(1);
  await chat.deliver({ type: 'edited', eventId: 'Ed', message: message(byBot) });
  expect(watcher.seen).toMatchObject([{ isMissed: true }, { isMissed: false, isAsked: false }]);
  expect(called).not.toContain('open');
});

describe('a question that cannot be journalled', () => {
  it('is not answered, and whoever asked is told so', async () => {
    await start();
    instead = { accept: diskIsFull };
    await chat.deliver(askEvent({ id: 'M1' }));
    expect(chat.attached).toMatchObject([
      { answers: 'M1', text: expect.stringContaining('could not write down what you asked') },
    ]);
    expect(chat.pages).toEqual([]);
  });

  it('is left to the platform where nobody can be told, and is looked for again', async () => {
    await start();
    const surface = chat.surface.bind(chat);
    chat.surface = (target) => ({
      ...surface(target),
      attach: () => Promise.reject(new UserError('no', 'Not here.')),
    });
    const lost = askEvent({ id: 'M1', sentAt: Date.now() });
    chat.missed = async function* () {
      instead = {};
      yield lost;
    };
    await stop();
    await start();
    instead = { accept: diskIsFull };
    await expect(chat.deliver(lost)).rejects.toThrow('disk is full');
    expect((await finished('M1')).view.phase).toBe('done');
  });

  it('and may not have been for us is answered by nothing', async () => {
    await start();
    instead = { knows: diskIsFull };
    const thread = conversation({ kind: 'thread', thread: 'T1' });
    await expect(chat.deliver(askEvent({ id: 'M1', conversation: thread }))).rejects.toThrow('full');
    expect(chat.attached).toEqual([]);
  });

  it('and is delivered again meanwhile shares the fate of the first copy', async () => {
    await start();
    const full = Promise.withResolvers<never>();
    instead = { accept: () => full.promise };
    const copies = [1, 2, 3].map(() => chat.deliver(askEvent({ id: 'M1' })));
    full.reject(new Error('database or disk is full'));
    await Promise.all(copies);
    expect(called.filter((name) => name === 'accept')).toHaveLength(1);
    expect(chat.attached).toHaveLength(1);
  });
});

describe('questions of one conversation', () => {
  it('are journalled in the order in which they came, and those of others meanwhile', async () => {
    await start();
    const room = Promise.withResolvers<void>();
    const asked: string[] = [];
    instead = {
      async accept(event, admit) {
        asked.push(event.eventId);
        if (event.eventId === 'E1') await room.promise;
        return opened.store.accept(event, admit);
      },
    };
    const said = [1, 2, 3].map((number) =>
      chat.deliver(askEvent({ id: `M${number}`, eventId: `E${number}` })),
    );
    await chat.deliver(askEvent({ id: 'M4', eventId: 'E4', conversation: conversation({ channel: 'C2' }) }));
    await finished('M4');
    expect(asked).toEqual(['E1', 'E4']);
    room.resolve();
    await Promise.all(said);
    expect(asked).toEqual(['E1', 'E4', 'E2', 'E3']);
  });

  it('are all taken in where the first of them cannot be', async () => {
    await start();
    instead = {
      accept: (event, admit) => (event.eventId === 'E1' ? diskIsFull() : opened.store.accept(event, admit)),
    };
    await Promise.all(
      [1, 2].map((number) => chat.deliver(askEvent({ id: `M${number}`, eventId: `E${number}` }))),
    );
    expect((await finished('M2')).view.phase).toBe('done');
    expect(chat.attached).toMatchObject([{ answers: 'M1' }]);
  });
});

describe('a platform that is not ready', () => {
  it('keeps nobody from being answered on another', async () => {
    const journal = await openStore({ dataFolder: folder });
    await journal.accept(askEvent({ id: 'M1', eventId: 'E1' }), () => ({ rank: 0 }));
    await journal.close();
    const other = createMemoryChat('other');
    const ready = Promise.withResolvers<void>();
    chat.ready = ready.promise;
    opened = await openHandler(folder, openai, { slots: 1 }, through);
    const starting = opened.handler.start(chat, other);
    await other.started;
    await other.deliver(
      askEvent({ id: 'M2', eventId: 'E2', conversation: conversation({ platform: 'other' }) }),
    );
    await other.until(({ closed }) => closed);
    expect(chat.pages).toEqual([]);
    ready.resolve();
    await starting;
    expect((await finished('M1')).view.phase).toBe('done');
  });

  it('is waited for where another one cannot be worked on, before the start fails', async () => {
    const ready = Promise.withResolvers<void>();
    const slow = createMemoryChat('slow');
    slow.ready = ready.promise;
    opened = await openHandler(folder, openai, {}, (store) => ({
      ...store,
      queue: { work: () => Promise.reject(new Error('no queue')) },
    }));
    let isOver = false;
    const starting = opened.handler.start(chat, slow).catch((error: unknown) => {
      isOver = true;
      return error;
    });
    await new Promise(setImmediate);
    expect(isOver).toBe(false);
    ready.resolve();
    expect(await starting).toMatchObject({ message: 'no queue' });
  });
});

describe('a turn that fails for a passing reason', () => {
  it('is tried again', async () => {
    await start();
    let tries = 0;
    instead = {
      settings: (owner) => ((tries += 1) === 1 ? diskIsFull() : opened.store.settings(owner)),
    };
    await chat.deliver(askEvent({ id: 'M1' }));
    expect((await finished('M1')).view.phase).toBe('done');
    expect(openai.requests).toHaveLength(1);
  });
});

describe('a turn that is left while its answer is being kept', () => {
  it('counts towards a budget once', async () => {
    const budgets = { limits: [{ for: 'person', per: 'day', usd: 1 }] } as const;
    await start({ budgets });
    const kept = Promise.withResolvers<void>();
    const left: unknown[] = [];
    instead = {
      async compose(...args) {
        await opened.store.compose(...args);
        kept.resolve();
        return new Promise(() => {});
      },
      addSpend: async (_drawer, spending) => void left.push(spending),
    };
    await chat.deliver(askEvent({ id: 'M1' }));
    await kept.promise;
    await stop();
    instead = {};
    await start({ budgets });
    await finished('M1');
    await opened.idle();
    const [asked] = await opened.store.usage({ since: 0 });
    expect(openai.requests).toHaveLength(1);
    expect(asked!.usd).toBeCloseTo(0.0011);
    expect(left).toEqual([]);
  });
});

describe('a process that ends while the database is away', () => {
  it('does not wait for it', async () => {
    await start();
    const hurried = Promise.withResolvers<void>();
    const composing = Promise.withResolvers<void>();
    instead = {
      hurry: () => hurried.resolve(),
      compose: async () => {
        composing.resolve();
        await hurried.promise;
        throw new Error('the database is away');
      },
    };
    await chat.deliver(askEvent({ id: 'M1' }));
    await composing.promise;
    await stop();
    instead = {};
    await start();
    expect((await finished('M1')).view.phase).toBe('done');
  });
});

describe('a command that asks no question', () => {
  const { author } = message();
  const said = (control: 'forget' | 'help', eventId: string) =>
    ({
      type: 'control',
      eventId,
      control,
      scope: 'me',
      author,
      target: { conversation: conversation(), messageId: eventId, userId: 'U1', private: true },
    }) as const;

  it('forgets what was said until it was asked to, however late that is done', async () => {
    const journal = await openStore({ dataFolder: folder });
    await journal.acceptErrand(said('forget', 'F1'), 'test');
    await journal.close();
    const asked = Date.now();
    while (Date.now() === asked) await new Promise(setImmediate);
    const until: number[] = [];
    instead = {
      forgetConversation(place, of) {
        until.push(of.at);
        return opened.store.forgetConversation(place, of);
      },
    };
    await start();
    await chat.untilAttached();
    expect(until).toHaveLength(1);
    expect(until[0]).toBeLessThanOrEqual(asked);
  });

  it('that is broken off by the end of the process was not tried', async () => {
    const surface = chat.surface.bind(chat);
    for (let round = 0; round < 5; round += 1) {
      const tried = Promise.withResolvers<void>();
      chat.surface = (target) => ({
        ...surface(target),
        attach() {
          tried.resolve();
          return Promise.reject(new Error('503'));
        },
      });
      await start();
      if (round === 0) await chat.deliver(said('help', 'H1'));
      await tried.promise;
      await stop();
    }
    chat.surface = surface;
    await start();
    expect((await chat.untilAttached()).answers).toBe('H1');
  });
});

describe('what is said beside the bot', () => {
  it.each<[string, ChatEvent]>([
    ['edited', { type: 'edited', eventId: 'ed', message: message({ id: 'M9' }) }],
    ['deleted', { type: 'deleted', eventId: 'de', conversation: conversation(), messageId: 'M9' }],
  ])('costs one look when it is %s, and no write', async (_what, event) => {
    await start();
    called = [];
    await chat.deliver(event);
    expect(called).toEqual(['open']);
  });
});

describe('questions that were missed', () => {
  it('are answered before those that were asked after them', async () => {
    const journal = await openStore({ dataFolder: folder });
    await journal.keepDelivered('test', Date.now() - 60_000);
    await journal.close();
    const looking = Promise.withResolvers<void>();
    const asked = Date.now();
    chat.missed = async function* () {
      await looking.promise;
      yield askEvent({ id: 'M1', eventId: 'E1', text: 'First', sentAt: asked - 30_000 });
    };
    await start();
    const second = chat.deliver(askEvent({ id: 'M2', eventId: 'E2', text: 'Second', sentAt: asked }));
    expect(chat.pages).toEqual([]);
    looking.resolve();
    await second;
    await finished('M2');
    expect(chat.pages.map(({ answers }) => answers)).toEqual(['M1', 'M2']);
  });

  it('are answered before those that were asked right after the reconnect', async () => {
    const looking = Promise.withResolvers<void>();
    const [first, second] = [1, 2].map((number) =>
      askEvent({ id: `M${number}`, eventId: `E${number}`, sentAt: Date.now() + number }),
    );
    chat.missed = async function* () {
      await looking.promise;
      // What has just been said is found as well.
      yield* [first!, second!];
    };
    await start();
    await chat.deliver({ type: 'gap', eventId: 'G1', since: Date.now() - 1_000 });
    const said = chat.deliver(second!);
    looking.resolve();
    await said;
    await finished('M2');
    expect(chat.pages.map(({ answers }) => answers)).toEqual(['M1', 'M2']);
  });

  it('are not for us where they were said in a thread before we were asked there', async () => {
    await start();
    const thread = conversation({ kind: 'thread', thread: 'T1' });
    const say = (number: number, changes = {}) =>
      chat.deliver(
        askEvent({
          id: `M${number}`,
          eventId: `E${number}`,
          conversation: thread,
          sentAt: number * 1_000,
          ...changes,
        }),
      );
    await say(2, { mentionsUs: true });
    await say(1);
    await say(3);
    await finished('M3');
    expect(chat.pages.map(({ answers }) => answers)).toEqual(['M2', 'M3']);
  });

  it('are looked for when a connection was lost', async () => {
    await start();
    chat.missed = async function* () {
      yield askEvent({ id: 'M1', sentAt: Date.now() });
    };
    await stop();
    await start();
    await chat.deliver({ type: 'gap', eventId: 'G1', since: Date.now() - 1_000 });
    expect((await finished('M1')).view.phase).toBe('done');
  });
});

describe('a process that may have missed news', () => {
  it('looks up what it holds, and goes on', async () => {
    await start();
    const rest = Promise.withResolvers<void>();
    openai.reply('As I was ', { wait: rest.promise }, 'saying.');
    await chat.deliver(askEvent({ id: 'M1' }));
    await chat.until(({ view }) => view.markdown !== '');
    await opened.store.tell({ type: 'unsure' });
    rest.resolve();
    expect((await finished('M1')).view.markdown).toBe('As I was saying.');
    expect(called).toContain('again');
    expect(openai.requests).toHaveLength(1);
  });

  it('leaves a turn that it cannot look up, and takes it up again when it can', async () => {
    await start();
    openai.reply('As I was ', { wait: new Promise(() => {}) });
    await chat.deliver(askEvent({ id: 'M1' }));
    await chat.until(({ view }) => view.markdown !== '');
    const away = Promise.withResolvers<never>();
    instead = { again: () => away.promise };
    await opened.store.tell({ type: 'unsure' });
    expect(await openai.requests[0]!.closed).toBe(false);
    openai.reply('As I was saying.');
    instead = {};
    away.reject(new Error('the database is gone'));
    expect((await finished('M1')).view.markdown).toBe('As I was saying.');
    expect(chat.pages).toHaveLength(1);
  });
});
