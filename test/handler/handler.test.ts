import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { conversationKey, EFFORTS } from '../../src/chat/index.ts';
import type { Handler } from '../../src/handler/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { askEvent, attachment, conversation, message } from '../support/events.ts';
import { createMemoryChat, type MemoryChat } from '../support/memory-chat.ts';
import { admitted, type Changes, everybody, openHandler } from './harness.ts';

let folder: string;
let openai: LoopbackOpenAi;
let store: Store;
let chat: MemoryChat;
let handler: Handler;

const startHandler = async (access?: Changes['access'], changes: Changes = {}) => {
  ({ handler, store } = await openHandler(folder, openai, { ...changes, ...(access && { access }) }));
  await handler.start(chat);
};

/** Does something to the journal in a process of its own, which ends as by a crash. */
const openAlone = async (work: (journal: Store) => Promise<unknown>) => {
  const journal = await openStore({ dataFolder: folder });
  await work(journal);
  await journal.close();
};

/** The same, once the handler has ended. */
const offline = async (work: (journal: Store) => Promise<unknown>) => {
  await stopHandler();
  await openAlone(work);
};

const stopHandler = async (graceMs = 5_000) => {
  await handler.stop(graceMs);
  await store.close();
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attache-handler-'));
  openai = await startOpenAi();
  chat = createMemoryChat();
  await startHandler();
});
afterEach(async () => {
  await stopHandler(0);
  await openai.close();
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

const finished = (answers: string) => chat.until((page) => page.answers === answers && page.closed);
const textOf = (index: number) =>
  openai.requests[index]?.asked?.turns.flatMap(({ parts }) =>
    parts.map((part) => ('text' in part ? part.text : part.type)),
  );

describe('a question', () => {
  it('is answered with model, effort, tokens and price below', async () => {
    openai.reply({ reasoning: 'Looking.' }, 'It is ', 'a teapot.');
    await chat.deliver(askEvent({ id: 'M1' }));
    const { view } = await finished('M1');
    expect(view).toMatchObject({
      phase: 'done',
      markdown: 'It is a teapot.',
      notices: [],
    });
    expect(view.footer).toMatch(/^gpt-5\.5 · medium · 100 in · 20 out · \$0\.\d+$/);
  });

  it('is answered once, however often and under whatever id it arrives', async () => {
    const copies = [
      askEvent({ id: 'M1', eventId: 'E1', aliases: ['C1:M1'] }),
      askEvent({ id: 'M1', eventId: 'E1', aliases: ['C1:M1'] }),
      askEvent({ id: 'M1', eventId: 'E2', aliases: ['C1:M1'] }),
    ];
    await Promise.all(copies.map((copy) => chat.deliver(copy)));
    await finished('M1');
    await handler.stop(5_000);
    expect(openai.requests).toHaveLength(1);
    expect(chat.pages).toHaveLength(1);
  });

  it('brings what was said before, each side in its own role, with names where several people talk', async () => {
    const channel = conversation({ kind: 'channel' });
    chat.past = [
      message({ id: 'H1', conversation: channel, text: 'What is a teapot?' }),
      message({ id: 'H2', conversation: channel, text: 'A pot for tea.', fromBot: true, fromUs: true }),
    ];
    await chat.deliver(askEvent({ id: 'M1', conversation: channel, mentionsUs: true, text: 'And why?' }));
    await finished('M1');
    expect(openai.requests[0]?.asked?.turns).toMatchObject([
      { role: 'user', parts: [{ text: 'Ada: What is a teapot?' }] },
      { role: 'assistant', parts: [{ text: 'A pot for tea.' }] },
      { role: 'user', parts: [{ text: 'Ada: And why?' }] },
    ]);
  });

  it('is answered without the history when the platform does not give it, and says so', async () => {
    chat.past = new Error('no permission');
    await chat.deliver(askEvent({ id: 'M1' }));
    const { view } = await finished('M1');
    expect(view.phase).toBe('done');
    expect(view.notices).toEqual([expect.stringContaining('could not read what was said before')]);
  });

  it('that is only a mention gets a greeting and costs nothing', async () => {
    await chat.deliver(askEvent({ id: 'M1', text: ' ' }));
    expect((await finished('M1')).view.markdown).toContain('Ask me something');
    expect(openai.requests).toEqual([]);
  });

  it('of 100,000 characters reaches the model whole', async () => {
    const text = 'word '.repeat(20_000);
    await chat.deliver(askEvent({ id: 'M1', text }));
    await finished('M1');
    expect(textOf(0)).toEqual([text]);
  });

  it('too long for the model is told so before anything is spent', async () => {
    await chat.deliver(askEvent({ id: 'M1', text: 'word '.repeat(1_100_000) }));
    expect((await finished('M1')).view).toMatchObject({
      phase: 'failed',
      notices: [expect.stringContaining('tokens long')],
    });
    expect(openai.requests).toEqual([]);
  });

  it.each(EFFORTS)('can be asked at effort %s', async (effort) => {
    await stopHandler();
    await startHandler(undefined, { offered: ['gpt-5.6-luna'] });
    const { target, message: asked } = askEvent({ id: 'M1' });
    await chat.deliver({
      type: 'command',
      eventId: 'E1',
      name: 'ask',
      message: asked,
      target,
      effort,
      model: 'gpt-5.6-luna',
    });
    expect((await finished('M1')).view.footer).toContain(`gpt-5.6-luna · ${effort}`);
    expect(openai.requests[0]?.asked).toMatchObject({ model: 'gpt-5.6-luna', effort });
  });
});

describe('whom it answers', () => {
  const channel = conversation({ kind: 'channel', channel: 'C9' });
  const thread = conversation({ kind: 'thread', channel: 'C9', thread: 'T1' });

  it('stays out of talk that is not for it, and never answers bots', async () => {
    await chat.deliver(askEvent({ id: 'M1', conversation: channel }));
    await chat.deliver(
      askEvent({ id: 'M2', conversation: channel, mentionsUs: true, fromBot: true, eventId: 'E2' }),
    );
    await handler.stop(5_000);
    expect(chat.pages).toEqual([]);
  });

  it('goes on in a thread it was asked in, but not when somebody else is spoken to', async () => {
    await chat.deliver(askEvent({ id: 'M1', conversation: thread, mentionsUs: true, eventId: 'E1' }));
    const sentAt = message().sentAt + 1_000;
    await chat.deliver(askEvent({ id: 'M2', conversation: thread, eventId: 'E2', sentAt }));
    await chat.deliver(
      askEvent({ id: 'M3', conversation: thread, mentionsOthers: true, eventId: 'E3', sentAt }),
    );
    await finished('M2');
    await handler.stop(5_000);
    expect(chat.pages.map(({ answers }) => answers)).toEqual(['M1', 'M2']);
  });

  it.each([
    ['a denied person', { allow: everybody, deny: { ...everybody, users: ['U1'] } }, 'people I may answer'],
    [
      'a person without an allowed role',
      { allow: { ...everybody, roles: ['R1'] }, deny: everybody },
      'people I may',
    ],
    [
      'a channel that is not allowed',
      { allow: { ...everybody, channels: ['C1'] }, deny: everybody },
      'this channel',
    ],
    [
      'a thread of a denied channel',
      { allow: everybody, deny: { ...everybody, channels: ['C9'] } },
      'this channel',
    ],
  ])('tells %s kindly that it may not', async (_who, access, sentence) => {
    await stopHandler();
    await startHandler(access);
    await chat.deliver(askEvent({ id: 'M1', conversation: thread, mentionsUs: true }));
    expect((await finished('M1')).view).toMatchObject({
      phase: 'failed',
      notices: [expect.stringContaining(sentence)],
    });
    expect(openai.requests).toEqual([]);
  });

  it('answers a person with an allowed role', async () => {
    await stopHandler();
    await startHandler({ allow: { ...everybody, roles: ['R1'] }, deny: everybody });
    await chat.deliver(askEvent({ id: 'M1', author: { id: 'U2', name: 'Bo', roles: ['R1'] } }));
    expect((await finished('M1')).view.phase).toBe('done');
  });
});

describe('many questions', () => {
  it('of one conversation are answered in order, those of others meanwhile', async () => {
    const first = Promise.withResolvers<void>();
    openai.reply('one ', { wait: first.promise }, 'done');
    await chat.deliver(askEvent({ id: 'M1', eventId: 'E1' }));
    await openai.until(() => true);
    await chat.deliver(askEvent({ id: 'M2', eventId: 'E2' }));
    await chat.deliver(askEvent({ id: 'M3', eventId: 'E3', conversation: conversation({ channel: 'C2' }) }));
    await finished('M3');
    expect(chat.pages.map(({ answers }) => answers)).toEqual(['M1', 'M3']);
    first.resolve();
    await finished('M2');
    expect(chat.pages.map(({ answers }) => answers)).toEqual(['M1', 'M3', 'M2']);
  });

  it('that waited know the answers they waited for, which the platform lists after them', async () => {
    const first = Promise.withResolvers<void>();
    openai.reply({ wait: first.promise }, 'A pot for tea.');
    await chat.deliver(askEvent({ id: 'M1', eventId: 'E1', text: 'What is a teapot?' }));
    await openai.until(() => true);
    await chat.deliver(askEvent({ id: 'M2', eventId: 'E2', text: 'And in German?' }));
    chat.past = [message({ id: 'M1', text: 'What is a teapot?' })];
    first.resolve();
    await finished('M2');
    expect(openai.requests[1]?.asked?.turns).toMatchObject([
      { role: 'user', parts: [{ text: 'What is a teapot?' }] },
      { role: 'assistant', parts: [{ text: 'A pot for tea.' }] },
      { role: 'user', parts: [{ text: 'And in German?' }] },
    ]);
  });

  it('beyond the queue are declined with a sentence at once', async () => {
    const first = Promise.withResolvers<void>();
    openai.reply({ wait: first.promise }, 'done');
    const ids = Array.from({ length: 21 }, (_, index) => `M${index}`);
    for (const id of ids) await chat.deliver(askEvent({ id, eventId: id }));
    expect((await finished('M20')).view.notices).toEqual([expect.stringContaining('20 questions waiting')]);
    first.resolve();
    await finished('M19');
  });
});

describe('stopping', () => {
  const forever = new Promise(() => {});
  const asked = async () => {
    openai.reply('As I was ', { wait: forever });
    await chat.deliver(askEvent({ id: 'M1' }));
    return chat.until(({ view }) => view.markdown !== '');
  };
  const press = (turnId: string, userId: string) =>
    chat.deliver({
      type: 'action',
      eventId: `press-${userId}`,
      action: 'stop',
      turnId,
      conversation: conversation(),
      author: { id: userId, name: 'Somebody', roles: [] },
      target: { conversation: conversation(), userId, private: true },
    });

  it('by the button keeps what is there and closes the request', async () => {
    const { view } = await asked();
    await press(view.actions[0]!.turnId, 'U1');
    expect((await finished('M1')).view).toMatchObject({
      phase: 'stopped',
      markdown: 'As I was ',
      actions: [{ id: 'regenerate' }],
    });
    expect(await openai.requests[0]!.closed).toBe(false);
  });

  it('a question that still waits leaves no trace', async () => {
    await asked();
    await chat.deliver(askEvent({ id: 'M2', eventId: 'E2' }));
    await chat.deliver({ type: 'deleted', eventId: 'D1', conversation: conversation(), messageId: 'M2' });
    await press(chat.pages[0]!.view.actions[0]!.turnId, 'U1');
    await handler.stop(5_000);
    expect(chat.pages.map(({ answers }) => answers)).toEqual(['M1']);
    expect(await store.open({ platform: 'test' })).toEqual([]);
  });

  it('belongs to the person who asked', async () => {
    const rest = Promise.withResolvers<void>();
    openai.reply('As I was ', { wait: rest.promise }, 'saying.');
    await chat.deliver(askEvent({ id: 'M1' }));
    const { view } = await chat.until((page) => page.view.markdown !== '');
    await press(view.actions[0]!.turnId, 'U2');
    expect((await chat.untilAttached()).text).toContain('This button belongs to Ada');
    rest.resolve();
    expect((await finished('M1')).view).toMatchObject({ phase: 'done', markdown: 'As I was saying.' });
  });

  it.each([
    [
      'deleting the question',
      { type: 'deleted', eventId: 'D1', conversation: conversation(), messageId: 'M1' },
    ],
    [
      "the platform's own stop",
      {
        type: 'stop',
        eventId: 'S1',
        conversation: conversation(),
        author: { id: 'U1', name: 'Ada', roles: [] },
      },
    ],
  ] as const)('works by %s', async (_how, event) => {
    await asked();
    await chat.deliver(event);
    expect((await finished('M1')).view.phase).toBe('stopped');
  });
});

describe('failures', () => {
  it('keep the text that arrived and say what happened', async () => {
    openai.reply('The answer is ', { cut: true });
    await chat.deliver(askEvent({ id: 'M1' }));
    const { view } = await finished('M1');
    expect(view).toMatchObject({ phase: 'failed', markdown: 'The answer is ' });
    expect(view.notices[0]).toMatch(/broke off|cut|connection/i);
  });

  it('of one question do not stop the next', async () => {
    openai.fail({ status: 401, message: 'no', code: 'invalid_api_key' });
    await chat.deliver(askEvent({ id: 'M1', eventId: 'E1' }));
    await chat.deliver(askEvent({ id: 'M2', eventId: 'E2' }));
    expect((await finished('M1')).view).toMatchObject({
      phase: 'failed',
      notices: [expect.stringContaining('OPENAI_API_KEY')],
    });
    expect((await finished('M2')).view.phase).toBe('done');
  });

  it('of one attachment leave the others and the answer', async () => {
    await chat.deliver(
      askEvent({
        id: 'M1',
        attachments: [
          attachment({ id: 'A1', name: 'gone.jpg', source: 'test/fixtures/gone.jpg' }),
          attachment({ id: 'A2', name: 'notes.txt', source: 'test/fixtures/notes.txt' }),
        ],
      }),
    );
    const { view } = await finished('M1');
    expect(view.receipts.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['gone.jpg', 'skipped'],
      ['notes.txt', 'used'],
    ]);
    expect(textOf(0)?.join('\n')).toContain('gone.jpg was skipped');
  });

  it('of 50 attachments in one message: each has its receipt', async () => {
    const attachments = Array.from({ length: 50 }, (_, index) =>
      attachment({ id: `A${index}`, name: `${index}.txt`, source: 'test/fixtures/notes.txt' }),
    );
    await chat.deliver(askEvent({ id: 'M1', attachments }));
    const { receipts } = (await finished('M1')).view;
    expect(receipts.map(({ name }) => name)).toEqual(attachments.map(({ name }) => name));
    expect(receipts.filter(({ outcome }) => outcome === 'used')).toHaveLength(20);
  });
});

describe('a restart', () => {
  it('takes an interrupted answer up again in the message it had begun', async () => {
    openai.reply('Half of ', { wait: new Promise(() => {}) });
    await chat.deliver(askEvent({ id: 'M1' }));
    await chat.until(({ view }) => view.markdown !== '');
    await stopHandler(0);
    expect(chat.pages[0]?.closed).toBe(false);

    openai.reply('The whole answer.');
    await startHandler();
    expect((await finished('M1')).view.markdown).toBe('The whole answer.');
    expect(chat.pages).toHaveLength(1);
  });

  it('leaves nothing of a longer first answer half-written', async () => {
    openai.reply('word '.repeat(1_000), { wait: new Promise(() => {}) });
    await chat.deliver(askEvent({ id: 'M1' }));
    await chat.until(({ id }) => id === 'page-3');
    await stopHandler(0);
    openai.reply('Short.');
    await startHandler();
    await chat.until(({ id, closed }) => id === 'page-3' && closed);
    expect(chat.pages.map(({ view, closed }) => [view.markdown, view.actions.length > 0, closed])).toEqual([
      ['Short.', true, true],
      ['(The answer above is whole.)', false, true],
      ['(The answer above is whole.)', false, true],
    ]);
  });

  it('begins a new message when the old one was deleted meanwhile', async () => {
    openai.reply('Half of ', { wait: new Promise(() => {}) });
    await chat.deliver(askEvent({ id: 'M1' }));
    await chat.until(({ view }) => view.markdown !== '');
    await stopHandler(0);
    chat.gone = 'page-1';
    openai.reply('The whole answer.');
    await startHandler();
    expect(await finished('M1')).toMatchObject({ id: 'page-2', view: { markdown: 'The whole answer.' } });
  });

  it('does not count an end in good order as a failed attempt', async () => {
    for (let round = 0; round < 4; round += 1) {
      openai.reply('Half of ', { wait: new Promise(() => {}) });
      if (round === 0) await chat.deliver(askEvent({ id: 'M1' }));
      await openai.until(({ closed }) => closed !== undefined && openai.requests.length > round);
      await stopHandler(0);
      await startHandler();
    }
    expect((await finished('M1')).view.phase).toBe('done');
  });

  it('answers what arrives before the platform is ready once, after what was left over', async () => {
    const ready = Promise.withResolvers<void>();
    await offline((journal) => journal.accept(askEvent({ id: 'M1', eventId: 'E1' }), admitted));
    chat = createMemoryChat();
    chat.ready = ready.promise;
    const starting = startHandler();
    await chat.started;
    await chat.deliver(askEvent({ id: 'M2', eventId: 'E2' }));
    ready.resolve();
    await starting;
    await finished('M2');
    expect(chat.pages.map(({ answers }) => answers)).toEqual(['M1', 'M2']);
    expect(openai.requests).toHaveLength(2);
  });

  it('gives a question up that was interrupted three times, and says so', async () => {
    await offline((journal) => journal.accept(askEvent({ id: 'M1' }), admitted));
    for (let attempt = 0; attempt < 3; attempt += 1)
      await openAlone((journal) => journal.take(conversationKey(conversation())));
    await startHandler();
    expect((await finished('M1')).view.notices).toEqual([expect.stringContaining('3 times')]);
    await handler.stop(5_000);
    expect(await store.open({ platform: 'test' })).toEqual([]);
  });
});
