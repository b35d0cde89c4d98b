/** Histories: what was said, out of every format there is, and what is told of a file that is none. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHistory } from '../../src/watch/index.ts';
import { message } from '../support/events.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attache-history-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: unknown): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const emojiOf = (name: string) => Promise.resolve(name === 'bug' ? '🐛' : `:${name}:`);
const read = (path: string) => readHistory(path, { emojiOf });

describe('lines of JSON', () => {
  it('are messages as this bot has them, oldest first', async () => {
    const lines = [message({ id: 'M2', sentAt: 2 }), message({ id: 'M1', sentAt: 1 })];
    const path = write('a.jsonl', `\ufeff${lines.map((line) => JSON.stringify(line)).join('\n\n')}\n`);
    const history = await read(path);
    expect(history).toMatchObject({ format: 'lines', folder, reactions: [] });
    expect(history.messages.map(({ id }) => id)).toEqual(['M1', 'M2']);
  });

  it('of which one is wrong are told with its number and what is wrong', async () => {
    const good = JSON.stringify(message());
    const path = write('a.jsonl', `${good}\n{"id": 7}\n${good}\nnot json\n`);
    await expect(read(path)).rejects.toMatchObject({
      code: 'history',
      message: expect.stringMatching(
        /a\.jsonl line 2: id: .+\na\.jsonl line 2: conversation: [^]*a\.jsonl line 4: it is no JSON/,
      ),
    });
  });

  it('of which very many are wrong are told of ten times', async () => {
    const path = write('a.jsonl', '{}x\n'.repeat(500));
    await expect(read(path)).rejects.toMatchObject({ message: expect.stringMatching(/… and 490 more\.\n$/) });
  });
});

const USERS = [
  { id: 'U1', name: 'ada', profile: { display_name: 'Ada', real_name: 'Ada L.' } },
  { id: 'U2', name: 'bo', profile: { display_name: '', real_name: 'Bo B.' } },
  { id: 'U3', name: 'robot', is_bot: true, profile: {} },
];
const DAY = [
  {
    type: 'message',
    user: 'U1',
    ts: '1767258000.000100',
    text: 'Hi <@U2>, see <https://example.com|this> &amp; <https://a.test> in <#C7|help> <!here>',
    edited: { user: 'U1', ts: '1767258060.000000' },
    files: [
      {
        id: 'F1',
        name: 'error.png',
        mimetype: 'image/png',
        size: 100,
        url_private: 'https://files.slack.test/x',
      },
      { id: 'F2', mode: 'tombstone' },
    ],
    reactions: [{ name: 'bug', users: ['U2'], count: 1 }],
    thread_ts: '1767258000.000100',
  },
  { type: 'message', user: 'U2', ts: '1767258030.000200', thread_ts: '1767258000.000100', text: 'Sure' },
  { type: 'message', subtype: 'channel_join', user: 'U2', ts: '1767258031.000000', text: '<@U2> has joined' },
  {
    type: 'message',
    subtype: 'bot_message',
    bot_id: 'B1',
    username: 'Deploys',
    ts: '1767258032.000000',
    text: 'done',
  },
];

describe('a Slack export', () => {
  it('is a day of a channel', async () => {
    const { format, messages, reactions } = await read(write('general/2026-01-01.json', DAY));
    expect(format).toBe('slack');
    expect(messages.map(({ text, author }) => [author.name, text])).toEqual([
      ['U1', 'Hi @U2, see [this](https://example.com) & https://a.test in #help @here'],
      ['U2', 'Sure'],
      ['Deploys', 'done'],
    ]);
    expect(messages[0]).toMatchObject({
      id: '1767258000.000100',
      conversation: { platform: 'slack', channel: 'general', thread: '1767258000.000100', kind: 'thread' },
      sentAt: Date.UTC(2026, 0, 1, 9),
      editedAt: Date.UTC(2026, 0, 1, 9, 1),
      attachments: [{ id: 'F1', name: 'error.png', declaredType: 'image/png', bytes: 100 }],
      mentionsOthers: true,
      fromBot: false,
    });
    expect(messages[1]).toMatchObject({ replyTo: '1767258000.000100' });
    expect(messages[2]).toMatchObject({ author: { id: 'B1' }, fromBot: true });
    expect(reactions).toMatchObject([{ emoji: '🐛', messageId: '1767258000.000100', author: { id: 'U2' } }]);
  });

  it('is a folder of days, with the names of people and channels beside it', async () => {
    write('users.json', USERS);
    write('channels.json', [{ id: 'C1', name: 'general' }]);
    write('general/2026-01-02.json', [
      { type: 'message', user: 'U3', ts: '1767344400.000000', text: 'beep' },
    ]);
    write('general/2026-01-01.json', DAY);
    const { messages } = await read(join(folder, 'general'));
    expect(messages.map(({ author }) => author.name)).toEqual(['Ada', 'Bo B.', 'Deploys', 'robot']);
    expect(messages[0]?.text).toMatch(/^Hi @Bo B\., see/);
    expect(messages.every(({ conversation }) => conversation.channel === 'C1')).toBe(true);
    expect(messages[3]?.fromBot).toBe(true);
  });

  it('is the folder of a workspace, channel by channel', async () => {
    write('users.json', USERS);
    write('general/2026-01-01.json', DAY);
    write('help/2026-01-01.json', [{ type: 'message', user: 'U1', ts: '1767258010.000000', text: 'help' }]);
    const { messages } = await read(folder);
    expect(messages.map(({ conversation }) => conversation.channel)).toEqual([
      'general',
      'help',
      'general',
      'general',
    ]);
  });

  it('that is wrong is told with its file and message', async () => {
    const path = write('general/2026-01-01.json', [DAY[1], { type: 'message', ts: 'yesterday' }]);
    await expect(read(path)).rejects.toMatchObject({
      message: expect.stringContaining('general/2026-01-01.json message 2: ts: '),
    });
  });

  it('that is no JSON is told with its line', async () => {
    const path = write('general/2026-01-01.json', '[\n{"ts": "1.1"},\n{"ts": }\n]');
    await expect(read(path)).rejects.toMatchObject({
      message: expect.stringMatching(/^2026-01-01\.json line 3:/),
    });
  });

  it('that is still packed is to be unpacked', async () => {
    await expect(read(write('export.zip', 'PK\u0003\u0004'))).rejects.toMatchObject({
      message: expect.stringContaining('is packed'),
      hint: expect.stringContaining('Unpack it'),
    });
  });

  it('is not any folder', async () => {
    write('notes.txt', 'x');
    await expect(read(folder)).rejects.toMatchObject({
      message: expect.stringContaining('There is no export'),
    });
  });
});

const ADA = { id: '1', name: 'ada', nickname: 'Ada', isBot: false, roles: [{ id: 'R1', name: 'mods' }] };
const EXPORT = {
  guild: { id: 'G1', name: 'Guild' },
  channel: { id: 'C1', type: 'GuildTextChat', categoryId: 'X1', name: 'general' },
  messages: [
    {
      id: 'M1',
      type: 'Default',
      timestamp: '2026-01-01T10:00:00.5+01:00',
      timestampEdited: '2026-01-01T10:05:00+01:00',
      content: 'Look @bo',
      author: ADA,
      attachments: [{ id: 'A1', url: 'general_Files/error-1.png', fileName: 'error.png', fileSizeBytes: 10 }],
      mentions: [{ id: '2', name: 'bo' }],
      reactions: [
        { emoji: { id: '', name: '🐛' }, count: 1, users: [{ id: '2', name: 'bo' }] },
        { emoji: { id: '9', name: 'party' }, count: 1, users: [ADA] },
      ],
    },
    {
      id: 'M2',
      type: 'Reply',
      timestamp: '2026-01-01T09:01:00Z',
      content: 'Yes',
      author: { ...ADA, isBot: true, nickname: null },
      reference: { messageId: 'M1' },
    },
    { id: 'M3', type: 'GuildMemberJoin', timestamp: '2026-01-01T09:02:00Z', content: 'Joined', author: ADA },
  ],
};

describe('an export of DiscordChatExporter', () => {
  it('is a channel with its messages, files and reactions', async () => {
    const { format, messages, reactions } = await read(write('general.json', EXPORT));
    expect(format).toBe('discord');
    expect(messages).toMatchObject([
      {
        id: 'M1',
        conversation: { platform: 'discord', workspace: 'G1', channel: 'C1', kind: 'channel' },
        author: { id: '1', name: 'Ada', roles: ['R1'] },
        text: 'Look @bo',
        attachments: [{ id: 'A1', name: 'error.png', bytes: 10, source: 'general_Files/error-1.png' }],
        sentAt: Date.UTC(2026, 0, 1, 9, 0, 0, 500),
        editedAt: Date.UTC(2026, 0, 1, 9, 5),
        link: 'https://discord.com/channels/G1/C1/M1',
        mentionsOthers: true,
      },
      { id: 'M2', replyTo: 'M1', fromBot: true, author: { name: 'ada' } },
    ]);
    expect(reactions.map(({ emoji, author }) => [emoji, author.name])).toEqual([
      ['🐛', 'bo'],
      [':party:', 'Ada'],
    ]);
  });

  it('may be a thread, in the channel that is given as its category', async () => {
    const channel = { id: 'T1', type: 'GuildPublicThread', categoryId: 'C1' };
    const { messages } = await read(write('thread.json', { ...EXPORT, channel }));
    expect(messages[0]).toMatchObject({
      conversation: { channel: 'C1', thread: 'T1', kind: 'thread' },
      link: 'https://discord.com/channels/G1/T1/M1',
    });
  });

  it('that is wrong is told with its message', async () => {
    const path = write('general.json', { ...EXPORT, messages: [...EXPORT.messages, { id: 'M4' }] });
    await expect(read(path)).rejects.toMatchObject({
      message: expect.stringContaining('general.json messages.3: type: '),
    });
  });
});

describe('nothing', () => {
  it('is a file that is not there', async () => {
    await expect(read(join(folder, 'nowhere.json'))).rejects.toMatchObject({ code: 'usage' });
  });

  it('is a file in which nobody says anything', async () => {
    await expect(read(write('empty.jsonl', '\n'))).rejects.toMatchObject({ code: 'history' });
  });
});
