import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Attachment } from '../../src/chat/index.ts';
import type { Handler } from '../../src/handler/index.ts';
import type { Store } from '../../src/store/index.ts';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { askEvent, attachment, conversation, message } from '../support/events.ts';
import { createMemoryChat, type MemoryChat } from '../support/memory-chat.ts';
import { openHandler } from './harness.ts';

let folder: string;
let openai: LoopbackOpenAi;
let chat: MemoryChat;
let handler: Handler;
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attache-look-'));
  openai = await startOpenAi();
  chat = createMemoryChat();
  ({ handler, store } = await openHandler(folder, openai));
  await handler.start(chat);
});
afterEach(async () => {
  await handler.stop(0);
  await store.close();
  await openai.close();
  rmSync(folder, { recursive: true });
});

const file = (name: string, id = name): Attachment =>
  attachment({ id, name, source: join(import.meta.dirname, '../fixtures', name) });
const finished = (answers: string) => chat.until((page) => page.answers === answers && page.closed);
const calling = (name: string, given: unknown) => ({ call: { name, arguments: JSON.stringify(given) } });
/** The questions the model was asked, transcriptions left out. */
const questions = () => openai.requests.flatMap(({ asked }) => (asked ? [asked] : []));
/** What came of the calls of the first round, as the model was given it in the second. */
const results = () =>
  questions()[1]
    ?.turns.filter(({ role }) => role === 'tool')
    .flatMap(({ parts }) => parts);

describe('a model that looks again at a video', () => {
  it('gets the pictures of the seconds it asks for, and the reader is told which', async () => {
    openai.reply('Let me look.', calling('look_at', { file: 'screen.mp4', seconds: [5, 9.5] }));
    openai.reply('It is red.');
    await chat.deliver(askEvent({ id: 'M1', attachments: [file('screen.mp4')] }));
    const { view } = await finished('M1');
    expect(results()).toMatchObject([
      { text: '[screen.mp4 0:05 frame]' },
      { type: 'image' },
      { text: '[screen.mp4 0:09.5 frame]' },
      { type: 'image' },
    ]);
    expect(view).toMatchObject({ phase: 'done', markdown: 'Let me look.\n\nIt is red.' });
    expect(view.receipts[0]?.summary).toMatch(/ · looked again at 0:05, 0:09\.5$/);
    // Both rounds are paid for: 100 tokens in and 20 out each.
    expect(view.footer).toContain('200 in · 40 out');
  });

  it('can watch a stretch closely, also of a video that was posted before', async () => {
    chat.past = [message({ id: 'H1', text: 'look', attachments: [file('screen.mp4')] })];
    openai.reply(calling('zoom', { file: 'screen.mp4', from: 3, to: 5 }));
    openai.reply('It turned blue.');
    await chat.deliver(askEvent({ id: 'M1', text: 'What changed at four seconds?' }));
    expect((await finished('M1')).view.markdown).toBe('It turned blue.');
    const labels = results()?.flatMap((part) => (part.type === 'text' ? [part.text] : []));
    expect(labels?.length).toBeGreaterThan(6);
    expect(labels?.[0]).toBe('[screen.mp4 0:03 frame]');
  });

  it('knows two videos of one name apart', async () => {
    const attachments = [file('silent.mp4', 'first'), file('silent.mp4', 'second')];
    openai.reply(calling('look_at', { file: 'silent (2).mp4', seconds: [1] }));
    openai.reply('Seen.');
    await chat.deliver(askEvent({ id: 'M1', attachments }));
    const { view } = await finished('M1');
    expect(view.receipts.map(({ name, summary }) => [name, summary.includes('looked again')])).toEqual([
      ['silent.mp4', false],
      ['silent (2).mp4', true],
    ]);
  });

  it.each([
    [
      'a file that is not there',
      calling('look_at', { file: 'other.mp4', seconds: [1] }),
      'no video “other.mp4”',
    ],
    ['no seconds', calling('look_at', { file: 'silent.mp4' }), 'do not fit'],
    ['something that is no JSON', { call: { name: 'zoom', arguments: '{"file":' } }, 'do not fit'],
  ])('is told what was wrong when it asks for %s, and answers all the same', async (_, call, sentence) => {
    openai.reply(call);
    openai.reply('Never mind.');
    await chat.deliver(askEvent({ id: 'M1', attachments: [file('silent.mp4')] }));
    expect((await finished('M1')).view).toMatchObject({ phase: 'done', markdown: 'Never mind.' });
    expect(results()).toMatchObject([{ text: expect.stringContaining(sentence) }]);
  });

  it('that never stops looking is stopped, and the reader is told', async () => {
    for (let round = 0; round < 10; round++)
      openai.reply(calling('look_at', { file: 'silent.mp4', seconds: [round / 4] }));
    await chat.deliver(askEvent({ id: 'M1', attachments: [file('silent.mp4')] }));
    const { view } = await finished('M1');
    expect(view.notices.join(' ')).toContain('I stopped it');
    expect(questions().length).toBeLessThan(10);
  });

  it('is offered the tools only where there is a video', async () => {
    openai.reply('A photo.');
    await chat.deliver(askEvent({ id: 'M1', attachments: [file('photo.jpg')] }));
    await finished('M1');
    expect(questions()[0]?.tools).toEqual([]);
  });
});

describe('"Show what you saw"', () => {
  const press = (turnId: string) =>
    chat.deliver({
      type: 'action',
      action: 'saw',
      eventId: 'P1',
      turnId,
      conversation: conversation(),
      author: { id: 'U2', name: 'Bo', roles: [] },
      target: { conversation: conversation(), userId: 'U2', private: true },
    });

  it('shows the frames on a sheet with their times, to whoever presses, also after a restart', async () => {
    openai.reply('Three slides.');
    await chat.deliver(askEvent({ id: 'M1', attachments: [file('screen.mp4')] }));
    const { view } = await finished('M1');
    const [button] = view.actions;
    expect(button).toMatchObject({ id: 'saw', label: 'Show what you saw' });
    await handler.stop(5_000);
    await store.close();
    ({ handler, store } = await openHandler(folder, openai));
    await handler.start(chat);
    const requests = openai.requests.length;
    await press(button!.turnId);
    const { files, text } = await chat.untilAttached();
    expect(text).toContain('This is what I saw');
    expect(files).toMatchObject([
      {
        name: 'screen.mp4-seen-1.jpg',
        mediaType: 'image/jpeg',
        altText: expect.stringMatching(/^\d+ frames of screen\.mp4, at 0:00, /),
      },
    ]);
    // Nothing was asked or transcribed a second time.
    expect(openai.requests).toHaveLength(requests);
  });

  it('keeps a spoiler a spoiler', async () => {
    openai.reply('I will not tell.');
    await chat.deliver(askEvent({ id: 'M1', attachments: [{ ...file('silent.mp4'), spoiler: true }] }));
    await press((await finished('M1')).view.actions[0]!.turnId);
    expect((await chat.untilAttached()).files).toMatchObject([
      { name: 'spoiler.mp4-seen-1.jpg', spoiler: true },
    ]);
  });

  it('says so when it no longer knows', async () => {
    await press('forgotten');
    expect(await chat.untilAttached()).toMatchObject({
      files: [],
      text: expect.stringContaining('no longer have'),
    });
  });
});
