/** What a provider's prompt cache saves: a thread of twenty questions, asked through the real handler as people ask them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Attachment, Message } from '../../../src/chat/index.ts';
import { type LoopbackOpenAi, startOpenAi } from '../../loopback/openai/index.ts';
import { askEvent, attachment, conversation, message } from '../../support/events.ts';
import { createMemoryChat, type MemoryChat } from '../../support/memory-chat.ts';
import { openHandler } from '../harness.ts';

const file = (name: string, id: string, called = name, more: Partial<Attachment> = {}): Attachment =>
  attachment({ id, name: called, source: join(import.meta.dirname, '../../fixtures', name), ...more });

const thread = conversation({ kind: 'thread', thread: 'T1' });
const START = Date.UTC(2026, 0, 2);
const MINUTE = 60_000;

let folder: string;
let openai: LoopbackOpenAi;
let chat: MemoryChat;
let opened: Awaited<ReturnType<typeof openHandler>>;
/** What the platform lists of the thread. */
let said: Message[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attache-cache-'));
  openai = await startOpenAi({ promptCache: true });
  chat = createMemoryChat();
  said = [];
  opened = await openHandler(folder, openai);
  await opened.handler.start(chat);
});
afterEach(async () => {
  await opened.handler.stop(0);
  await opened.store.close();
  await openai.close();
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

/** Somebody asks; the platform shows the answer its own way: in several messages, cut and with other things beside the words. */
async function ask(id: string, changes: Partial<Message>) {
  const question = message({ id, conversation: thread, sentAt: START + said.length * MINUTE, ...changes });
  chat.past = [...said];
  await chat.deliver(askEvent({ ...question, eventId: id, mentionsUs: true }));
  const { view } = await chat.until(
    (page) => page.answers === id && page.closed && page.view.footer !== undefined,
  );
  said.push(question);
  for (const page of chat.pages.filter(({ answers }) => answers === id))
    said.push(
      message({
        id: page.id,
        conversation: thread,
        author: { id: 'B1', name: 'Bot', roles: [] },
        text: `${page.view.markdown.toUpperCase()}\n(${page.view.footer})`,
        sentAt: START + said.length * MINUTE,
        fromBot: true,
        fromUs: true,
      }),
    );
  return view;
}

const questions = () => openai.requests.flatMap(({ asked, body }) => (asked ? [{ asked, body }] : []));

/** Tokens of each question that the one before it had sent as well, and those the cache knew of them. */
async function cacheOf(views: readonly Awaited<ReturnType<typeof ask>>[]) {
  await opened.handler.stop(5_000);
  const costs = await Promise.all(
    views.map(async ({ actions }) => (await opened.store.find(actions[0]!.turnId))!.cost!),
  );
  return costs.slice(1).map((cost, index) => ({
    cacheable: costs[index]!.inputTokens,
    cached: cost.cachedInputTokens,
  }));
}

/** How much of one request's input the next one begins with, as a share of its JSON. */
function sharedShare(one: unknown, next: unknown): number {
  const begins = JSON.stringify((one as { input: unknown }).input).slice(0, -1);
  const goesOn = JSON.stringify((next as { input: unknown }).input);
  let length = 0;
  while (length < begins.length && begins[length] === goesOn[length]) length += 1;
  return length / begins.length;
}

describe('a thread of twenty questions', () => {
  it('with pictures, a voice note and a document begins each time as it did before', async () => {
    said.push(
      message({
        id: 'H1',
        conversation: thread,
        sentAt: START,
        author: { id: 'U2', name: 'Bo', roles: [] },
        text: 'Here is the plan.',
      }),
    );
    const files: Readonly<Record<number, readonly Attachment[]>> = {
      1: [file('photo.jpg', 'A1', 'image.png')],
      4: [file('voice.ogg', 'A2'), file('report.pdf', 'A3')],
      9: [file('photo.heic', 'A4', 'image.png'), file('notes.txt', 'A5')],
      14: [file('report.pdf', 'A6', 'report.pdf')],
    };
    const views = [];
    for (let turn = 1; turn <= 20; turn++) {
      openai.replyWhen(
        ({ turns }) => turns.length > 0,
        `Answer ${turn}: ${'it is **so** because of that. '.repeat(turn === 6 ? 200 : 20)}`,
      );
      const options = turn % 5 === 0 ? 'effort:medium ' : '';
      views.push(
        await ask(`M${turn}`, {
          text: `${options}Question ${turn}: what of this?`,
          attachments: files[turn] ?? [],
          author: turn % 3 === 0 ? { id: 'U2', name: 'Bo', roles: [] } : { id: 'U1', name: 'Ada', roles: [] },
        }),
      );
      // Others talk as well.
      if (turn % 4 === 0)
        said.push(
          message({
            id: `C${turn}`,
            conversation: thread,
            sentAt: START + said.length * MINUTE,
            author: { id: 'U3', name: 'Cy', roles: [] },
            text: 'I see.',
          }),
        );
    }
    expect(questions()).toHaveLength(20);
    const shares = questions()
      .slice(1)
      .map(({ body }, index) => sharedShare(questions()[index]!.body, body));
    expect(Math.min(...shares)).toBe(1);
    const cache = await cacheOf(views);
    const sum = (key: 'cached' | 'cacheable') => cache.reduce((all, one) => all + one[key], 0);
    expect(sum('cached') / sum('cacheable')).toBeGreaterThan(0.9);
    // What is shown of a picture does not change, and is not left out later.
    expect(questions()[19]!.asked.turns.flatMap(({ parts }) => parts.map(({ type }) => type))).toEqual(
      expect.arrayContaining(['image', 'file']),
    );
    expect(JSON.stringify(questions()[19]!.body)).not.toContain('ANSWER');
  });

  it('goes on after the answers that were given while a question waited, as if it had been asked after them', async () => {
    const { promise: held, resolve } = Promise.withResolvers<void>();
    openai.reply({ wait: held }, 'The first.');
    openai.reply('The second.');
    const ask1 = message({ id: 'M1', conversation: thread, text: 'One?', sentAt: START });
    const ask2 = message({ id: 'M2', conversation: thread, text: 'Two?', sentAt: START + MINUTE });
    await chat.deliver(askEvent({ ...ask1, eventId: 'M1', mentionsUs: true }));
    await openai.until(({ asked }) => asked !== undefined);
    chat.past = [ask1];
    await chat.deliver(askEvent({ ...ask2, eventId: 'M2', mentionsUs: true }));
    resolve();
    await chat.until(({ answers, closed }) => answers === 'M2' && closed);
    const ours = (answers: string) =>
      chat.pages
        .filter((page) => page.answers === answers)
        .map(({ id }) =>
          message({
            id,
            conversation: thread,
            text: 'shown',
            fromBot: true,
            fromUs: true,
            sentAt: START + 2 * MINUTE,
          }),
        );
    said = [ask1, ask2, ...ours('M1'), ...ours('M2')];
    await ask('M3', { text: 'Three?' });
    expect(questions()[2]!.asked.turns.map(({ role, parts }) => [role, parts[0]])).toMatchObject([
      ['user', { text: 'Ada: One?' }],
      ['assistant', { text: 'The first.' }],
      ['user', { text: 'Ada: Two?' }],
      ['assistant', { text: 'The second.' }],
      ['user', { text: 'Ada: Three?' }],
    ]);
    expect(sharedShare(questions()[1]!.body, questions()[2]!.body)).toBe(1);
  });

  it('that began with a command knows what was asked', async () => {
    openai.reply('A pot for tea.');
    const { message: asked, target } = askEvent({
      id: 'K1',
      conversation: thread,
      text: 'What is a teapot?',
      sentAt: START,
    });
    await chat.deliver({ type: 'command', eventId: 'E1', name: 'ask', message: asked, target });
    const page = await chat.until(({ closed }) => closed);
    said = [
      message({
        id: page.id,
        conversation: thread,
        text: 'shown',
        fromBot: true,
        fromUs: true,
        sentAt: START,
      }),
    ];
    await ask('M2', { text: 'And in German?' });
    expect(questions()[1]!.asked.turns.map(({ parts }) => parts[0])).toMatchObject([
      { text: 'Ada: What is a teapot?' },
      { text: 'A pot for tea.' },
      { text: 'Ada: And in German?' },
    ]);
  });

  it('in which much was said drops the oldest in coarse steps', async () => {
    const lots = Array.from({ length: 900 }, (_, index) =>
      message({ id: `L${index}`, conversation: thread, text: `Line ${index}`, sentAt: START + index }),
    );
    const firsts: string[] = [];
    for (const turn of [0, 1, 2, 3]) {
      // The platform gives the newest 800 messages.
      said = lots.slice(60 + turn * 2, 860 + turn * 2);
      await ask(`M${turn}`, { text: 'And now?', sentAt: START + MINUTE });
      firsts.push(JSON.stringify(questions()[turn]!.asked.turns[0]!.parts[0]));
    }
    expect(new Set(firsts).size).toBe(1);
    expect(questions()[3]!.asked.turns.length).toBeGreaterThan(590);
  });
});
