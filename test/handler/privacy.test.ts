import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Author, ControlEvent, Message } from '../../src/chat/index.ts';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { askEvent, attachment, conversation, message } from '../support/events.ts';
import { createMemoryChat, type MemoryChat } from '../support/memory-chat.ts';
import { openHandler } from './harness.ts';

const ada: Author = { id: 'U-4711-ADA', name: 'Ada Lovelace', roles: [] };
const bo: Author = { id: 'U2', name: 'Bo', roles: [] };
const channel = conversation({ kind: 'channel' });
const fixture = (name: string) => resolve('test/fixtures', name);

let folder: string;
let openai: LoopbackOpenAi;
let chat: MemoryChat;
let opened: Awaited<ReturnType<typeof openHandler>>;

const start = async () => {
  opened = await openHandler(folder, openai, {
    budgets: { limits: [{ for: 'person', per: 'day', usd: 100 }] },
  });
  await opened.handler.start(chat);
};
const stop = async () => {
  await opened.handler.stop(10_000);
  await opened.store.close();
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attache-privacy-'));
  openai = await startOpenAi();
  openai.transcripts(() => 'Whispered SPOKENWORD.');
  chat = createMemoryChat();
  await start();
});
afterEach(async () => {
  await stop();
  await openai.close();
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

let events = 0;

async function ask(changes: Partial<Message> = {}): Promise<void> {
  const id = `M${++events}`;
  await chat.deliver(askEvent({ id, eventId: id, author: ada, mentionsUs: true, ...changes }));
  await chat.until(({ answers, closed }) => answers === id && closed);
}

async function run(control: ControlEvent['control'], value: string, where = conversation(), author = ada) {
  const eventId = `C${++events}`;
  const target = { conversation: where, messageId: eventId, userId: author.id, private: true };
  await chat.deliver({ type: 'control', eventId, control, value, scope: 'me', author, target });
  return (await chat.untilAttached(({ answers }) => answers === eventId)).text;
}

/** The files of the data folder in which a word stands, as it is written in either of the ways that Node writes text. */
function filesWith(word: string): readonly string[] {
  const ways = [Buffer.from(word), Buffer.from(word, 'utf16le')];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path.includes(word) || ways.some((bytes) => readFileSync(path).includes(bytes)));
}

/** What only Ada has said, sent, or been told; and who she is. */
const HERS = [
  ada.id,
  ada.name,
  'ASKEDWORD',
  'TOLDWORD',
  'THOUGHTWORD',
  'SPOKENWORD',
  'the last line of the notes',
];

const notes = attachment({ id: 'A1', name: 'notes.txt', source: fixture('notes.txt') });
const voice = attachment({ id: 'A2', name: 'voice.ogg', source: fixture('voice.ogg') });

describe('/forget everything', () => {
  it('leaves nothing in the data folder that a person said, sent, was told or is called', async () => {
    const [line] = readFileSync(fixture('notes.txt'), 'utf8').trim().split('\n');
    const hers = [...HERS.slice(0, -1), line!];
    await run('forget', 'conversation', channel);
    await run('effort', 'high');
    openai.reply({ reasoning: 'Perhaps THOUGHTWORD.' }, 'It is TOLDWORD.');
    await ask({ text: 'What is ASKEDWORD?', attachments: [notes, voice] });
    await ask({ conversation: channel, text: 'And in the channel, ASKEDWORD?' });
    await stop();
    await start();
    for (const word of hers) expect([word, filesWith(word).length]).not.toEqual([word, 0]);

    expect(await run('forget', 'everything')).toContain('the copies I kept of your files');
    await stop();
    for (const word of hers) expect([word, filesWith(word)]).toEqual([word, []]);
    await start();
    for (const word of hers) expect([word, filesWith(word)]).toEqual([word, []]);
  });

  it('takes the copies of a file that somebody else had the bot look at, by the menu of its message', async () => {
    const hers = message({ id: 'H1', author: ada, attachments: [voice], text: 'Listen!' });
    const asked = message({ id: 'I1', author: bo, text: '' });
    const target = { conversation: conversation(), messageId: 'I1', userId: bo.id, private: false };
    await chat.deliver({
      type: 'command',
      eventId: 'E1',
      name: 'transcribe',
      message: asked,
      about: hers,
      target,
    });
    await chat.until(({ answers, closed }) => answers === 'I1' && closed);
    await opened.handler.stop(10_000);
    await opened.store.close();
    await start();
    expect(filesWith('SPOKENWORD').some((path) => path.includes('media'))).toBe(true);
    await run('forget', 'everything', conversation(), bo);
    expect(filesWith('SPOKENWORD').some((path) => path.includes('media'))).toBe(true);
    await run('forget', 'everything');
    expect(filesWith('SPOKENWORD').filter((path) => path.includes('media'))).toEqual([]);
  });

  it('takes the copies of a file that was posted before others asked', async () => {
    chat.past = [
      message({ id: 'H1', author: ada, attachments: [voice], text: 'Listen!', conversation: channel }),
    ];
    await ask({ author: bo, conversation: channel, text: 'What was said?' });
    expect(filesWith('SPOKENWORD').some((path) => path.includes('media'))).toBe(true);
    await run('forget', 'everything');
    expect(filesWith('SPOKENWORD').filter((path) => path.includes('media'))).toEqual([]);
  });

  it('goes on holding what the person had forgotten in a channel before', async () => {
    await run('forget', 'conversation', channel);
    await run('forget', 'everything');
    chat.past = [
      message({ author: ada, conversation: channel, text: 'Long ago.', sentAt: Date.now() - 60_000 }),
    ];
    await ask({ author: bo, conversation: channel, text: 'What was said?', sentAt: Date.now() });
    expect(JSON.stringify(openai.requests.at(-1)?.body)).not.toContain('Long ago.');
  });
});

describe('/forget conversation', () => {
  it('keeps the copies of files, which are of no conversation', async () => {
    await ask({ attachments: [voice] });
    await run('forget', 'conversation');
    expect(filesWith('SPOKENWORD').some((path) => path.includes('media'))).toBe(true);
  });
});

describe('the provider of the model', () => {
  it('is told to store nothing, and who asks by a name that tells nobody', async () => {
    await ask({ text: 'One', attachments: [voice] });
    await ask({ text: 'Two' });
    await ask({ text: 'Three', author: bo });
    const bodies = openai.requests.flatMap(({ endpoint, body }) =>
      endpoint === 'responses' ? [body as Readonly<Record<string, unknown>>] : [],
    );
    expect(bodies).toHaveLength(3);
    const [first, second, others] = bodies.map((body) => body['safety_identifier']);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toBe(first);
    expect(others).not.toBe(first);
    for (const body of bodies) {
      expect(body).toMatchObject({ store: false });
      expect(body).not.toHaveProperty('user');
      expect(body).not.toHaveProperty('metadata');
      for (const id of [ada.id, bo.id, 'W1', 'C1']) expect(JSON.stringify(body)).not.toContain(`"${id}"`);
      expect(JSON.stringify(body)).not.toContain(ada.name);
    }
  });

  it('cannot be told the same person by another installation', async () => {
    await ask();
    const other = mkdtempSync(join(tmpdir(), 'attache-privacy-'));
    const second = await openHandler(other, openai);
    expect(second.store.alias(`test:${ada.id}`)).not.toBe(opened.store.alias(`test:${ada.id}`));
    await second.store.close();
    rmSync(other, { recursive: true });
  });
});
