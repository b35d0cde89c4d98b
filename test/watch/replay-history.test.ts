/** Histories: what was said, out of every format there is, and what is told of a file that is none. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  const isWritten = typeof content === 'string' || Buffer.isBuffer(content);
  writeFileSync(path, isWritten ? content : JSON.stringify(content));
  return path;
};
const IN_A_CHANNEL = {
  conversation: { platform: 'discord', workspace: 'G1', channel: 'C1', kind: 'channel' },
} as const;
const emojiOf = (name: string) =>
  Promise.resolve(name === 'bug' ? { emoji: '🐛', names: [':bug:'] } : { emoji: `:${name}:` });
const read = (path: string) => readHistory(path, { emojiOf });

describe('lines of JSON', () => {
  it('are messages as this bot has them, oldest first', async () => {
    const lines = [
      message({ ...IN_A_CHANNEL, id: 'M2', sentAt: 2 }),
      message({ ...IN_A_CHANNEL, id: 'M1', sentAt: 1 }),
    ];
    const path = write('a.jsonl', `\ufeff${lines.map((line) => JSON.stringify(line)).join('\n\n')}\n`);
    const history = await read(path);
    expect(history).toMatchObject({ format: 'lines', folder, reactions: [] });
    expect(history.messages.map(({ id }) => id)).toEqual(['M1', 'M2']);
  });

  it('may be written as the documentation does', async () => {
    const [, lines] = /```jsonl\n([^]*?)```/.exec(readFileSync('docs/watching.md', 'utf8'))!;
    const { messages } = await read(write('a.jsonl', lines));
    expect(messages.map(({ text }) => text)).toEqual(['It is broken', 'Here']);
    // All keys of the first line are needed.
    const [first] = lines!.split('\n');
    for (const key of Object.keys(JSON.parse(first!)))
      await expect(read(write('a.jsonl', { ...JSON.parse(first!), [key]: undefined }))).rejects.toMatchObject(
        {
          message: expect.stringContaining(`line 1: ${key}: `),
        },
      );
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

  it('of which the last is cut off are told to break off there', async () => {
    const good = JSON.stringify(message());
    const path = write('a.jsonl', `${good}\n${good.slice(0, 60)}`);
    await expect(read(path)).rejects.toMatchObject({
      message: expect.stringContaining('a.jsonl line 2: it breaks off'),
    });
  });

  it('that hold control characters are quoted without them', async () => {
    const path = write('a.jsonl', '{}\u0007\u001b[31m red');
    const told = await read(path).catch((error: Error) => error.message);
    expect(told).toMatch(/a\.jsonl line 1: it is no JSON/);
    expect(told).not.toMatch(/[^\P{Cc}\n]/u);
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
    expect(reactions).toMatchObject([
      { emoji: '🐛', names: [':bug:'], messageId: '1767258000.000100', author: { id: 'U2' } },
    ]);
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

  it('knows a bot by the ids of its app and its user as well', async () => {
    const app = { bot_id: 'B1', bot_profile: { name: 'Robot', app_id: 'A1' } };
    const { messages } = await read(
      write('general/2026-01-01.json', [
        { type: 'message', user: 'U3', ts: '1767258000.000100', text: 'beep', ...app },
        {
          type: 'message',
          ts: '1767258001.000100',
          text: 'boop',
          bot_id: 'B2',
          app_id: 'A2',
          username: 'Bo',
        },
      ]),
    );
    expect(messages).toMatchObject([
      { fromBot: true, author: { id: 'B1', name: 'Robot', roles: ['U3', 'A1'] } },
      { fromBot: true, author: { id: 'B2', name: 'Bo', roles: ['A2'] } },
    ]);
  });

  it('tells nothing of reactions by bots, as when it is watched', async () => {
    write('users.json', USERS);
    const reactions = [{ name: 'bug', users: ['U2', 'U3'] }];
    const path = write('general/2026-01-01.json', [{ ...DAY[1], reactions }]);
    expect((await read(path)).reactions.map(({ author }) => author.id)).toEqual(['U2']);
  });

  it('has private channels, group messages and direct messages, which stay what they are', async () => {
    write('groups.json', [{ id: 'C2', name: 'secret' }]);
    write('mpims.json', [{ id: 'C3', name: 'mpdm-ada--bo--cy-1' }]);
    write('dms.json', [{ id: 'D1' }]);
    for (const name of ['secret', 'mpdm-ada--bo--cy-1', 'D1']) write(`${name}/2026-01-01.json`, [DAY[1]]);
    const { messages } = await read(folder);
    const told = messages.map(({ conversation: { channel, kind }, inGroup }) => [channel, kind, inGroup]);
    expect(told.toSorted()).toEqual([
      ['C2', 'thread', undefined],
      ['C3', 'thread', true],
      ['D1', 'dm', undefined],
    ]);
    await expect(read(join(folder, 'D1'))).rejects.toMatchObject({
      message: expect.stringContaining('There are only direct messages'),
    });
  });

  it('may have folders that are named like files', async () => {
    mkdirSync(join(folder, 'general/2026-01-02.json'), { recursive: true });
    write('general/2026-01-01.json', DAY);
    expect((await read(folder)).messages).toHaveLength(3);
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

describe('a folder with exports of DiscordChatExporter', () => {
  it('is all of their channels, whatever else lies there', async () => {
    const channel = { id: 'C2', type: 'GuildTextChat' };
    const [first] = EXPORT.messages;
    write('Guild - general [C1].json', EXPORT);
    write('Guild - help [C2].json', { ...EXPORT, channel, messages: [{ ...first, id: 'M9' }] });
    write('package.json', {});
    const { format, messages, reactions } = await read(folder);
    expect(format).toBe('discord');
    expect(messages.map(({ id, conversation }) => `${conversation.channel}/${id}`).toSorted()).toEqual([
      'C1/M1',
      'C1/M2',
      'C2/M9',
    ]);
    expect(reactions).toHaveLength(4);
  });
});

describe('what breaks off', () => {
  it.each([
    ['over many lines', JSON.stringify(EXPORT, undefined, 2)],
    ['in one line', JSON.stringify(EXPORT)],
    ['of Slack', JSON.stringify(DAY, undefined, 2)],
  ])('is told so in one sentence: %s', async (_name, whole) => {
    const half = whole.slice(0, whole.length / 2);
    const line = half.trim().split('\n').length;
    await expect(read(write('half.json', half))).rejects.toMatchObject({
      code: 'history',
      message: `half.json breaks off in line ${line}: the rest of it is missing.`,
    });
  });

  it('is told so wherever it does', async () => {
    const whole = JSON.stringify({ guild: { a: [1.5e3, true, null, 'ü\u0007\n"'] }, messages: [{}] });
    for (let length = 1; length < whole.length; length += 1)
      await expect(read(write('half.json', whole.slice(0, length)))).rejects.toMatchObject({
        message: expect.stringContaining('half.json breaks off in line 1'),
      });
  });

  it('is not what is wrong in the middle: that is told with its line', async () => {
    const wrong = JSON.stringify(EXPORT, undefined, 2).replace('"id": "C1",', '"id": "C1"');
    const line = wrong.slice(0, wrong.indexOf('"type": "GuildTextChat"')).split('\n').length;
    await expect(read(write('wrong.json', wrong))).rejects.toMatchObject({
      message: expect.stringMatching(new RegExp(`^wrong\\.json line ${line}: it is no JSON`)),
    });
  });
});

describe('what is no history', () => {
  it.each([
    ['a table', 'AuthorID,Author\n1,Ada', 'is no history: it begins with “AuthorID,Author”'],
    ['a page', '<!DOCTYPE html><html>', 'is no history: it begins with “<!DOCTYPE html><html>”'],
    ['a value', '42', 'is no history: it begins with “42”'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0]), 'is no text'],
    ['other JSON', '{\n  "name": "x"\n}', 'is JSON, but no export that I know'],
  ])('is told in a sentence, with what to give: %s', async (_name, content, said) => {
    await expect(read(write('some.json', content))).rejects.toMatchObject({
      code: 'history',
      message: expect.stringContaining(said),
      hint: expect.stringContaining('DiscordChatExporter'),
    });
  });

  it.each(['DirectTextChat', 'DirectGroupTextChat'])('are direct messages: %s', async (type) => {
    const path = write('dm.json', { ...EXPORT, guild: { id: '0' }, channel: { id: 'D1', type } });
    await expect(read(path)).rejects.toMatchObject({
      code: 'history',
      message: expect.stringContaining('There are only direct messages'),
    });
  });
});

it.each([
  ['little', 'utf16le'],
  ['big', undefined],
] as const)('a file in UTF-16 is read as well: %s end first', async (_name, encoding) => {
  const bytes = Buffer.from(`\ufeff${JSON.stringify(EXPORT)}`, 'utf16le');
  const { messages } = await read(write('utf16.json', encoding ? bytes : bytes.swap16()));
  expect(messages.map(({ id }) => id)).toEqual(['M1', 'M2']);
});

describe('nothing', () => {
  it('is a file that is not there', async () => {
    await expect(read(join(folder, 'nowhere.json'))).rejects.toMatchObject({ code: 'usage' });
  });

  it('is a file in which nobody says anything', async () => {
    await expect(read(write('empty.jsonl', '\n'))).rejects.toMatchObject({ code: 'history' });
  });
});
