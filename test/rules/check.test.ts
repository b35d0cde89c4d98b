/** Which happenings set a rule off, as far as that can be told without a model, and what is said of the others. */
import { describe, expect, it } from 'vitest';
import {
  type Attachment,
  type Author,
  type Conversation,
  type Message,
  WORDS,
} from '../../src/chat/index.ts';
import { checksOf, type Sight } from '../../src/rules/index.ts';
import { ruleOf } from './rule-of.ts';

const conversation: Conversation = { platform: 'discord', workspace: 'G1', channel: 'C1', kind: 'channel' };
const ana: Author = { id: 'U1', name: 'Ana', roles: ['R1'] };

const said = (text: string, more: Partial<Message> = {}): Message => ({
  id: 'M1',
  conversation,
  author: ana,
  text,
  attachments: [],
  sentAt: 0,
  fromBot: false,
  fromUs: false,
  mentionsUs: false,
  mentionsOthers: false,
  ...more,
});

const file = (name: string, declaredType?: string): Attachment => ({
  id: name,
  name,
  source: '',
  ...(declaredType !== undefined && { declaredType }),
});

const seen = (message: Message, kind: Sight['kind'] = 'message'): Sight => ({
  kind,
  conversation: message.conversation,
  message,
});

const pressed = (emoji: string, by: Author, message?: Message): Sight => ({
  kind: 'reaction',
  conversation,
  message,
  emoji,
  by,
});

/** Why a rule is not set off, in English; undefined where it is. */
function missOf(rule: string, sight: Sight): string | undefined {
  const miss = checksOf(ruleOf(`${rule}\nthen: { react: 👀 }`))(sight);
  return miss && WORDS.en.watch.outcome(miss);
}

const inThread = (id: string, thread = 'M1') =>
  said('Hi', { id, conversation: { ...conversation, thread, kind: 'thread' } });

describe('where a rule watches', () => {
  const where = (text: string) => `where: ${text}\nwhen: { on: message }`;
  const among = said('Hi', { inGroup: true });
  const direct = said('Hi', { conversation: { ...conversation, kind: 'dm' } });

  it.each([
    ['{}', said('Hi'), undefined],
    ['{}', direct, 'Rules never see direct messages.'],
    ['{}', among, 'It watches group messages only where `where.channels` names them.'],
    ['{ channels: [C1] }', among, undefined],
    ['{ platforms: [discord, slack] }', said('Hi'), undefined],
    ['{ platforms: [slack] }', said('Hi'), 'It watches Slack alone.'],
    ['{ workspaces: [G1] }', said('Hi'), undefined],
    ['{ workspaces: [G2] }', said('Hi'), 'It does not watch this workspace.'],
    ['{ channels: [C1] }', said('Hi'), undefined],
    ['{ channels: [C2] }', said('Hi'), 'It does not watch this channel.'],
    ['{ channels: [C1] }', inThread('M2'), undefined],
    ['{ channels: [M1] }', inThread('M2'), undefined],
    ['{ channels: [M3] }', inThread('M2'), 'It does not watch this channel.'],
    ['{ threads: in }', inThread('M2'), undefined],
    ['{ threads: in }', said('Hi'), 'It watches threads alone, and this is not in one.'],
    ['{ threads: out }', said('Hi'), undefined],
    ['{ threads: out }', inThread('M2'), 'It does not watch threads.'],
  ])('%s', (text, message, miss) => {
    expect(missOf(where(text), seen(message))).toBe(miss);
  });

  it('is outside of threads where a message on Slack could begin one', () => {
    expect(missOf(where('{ threads: out }'), seen(inThread('1.1', '1.1')))).toBeUndefined();
    expect(missOf(where('{ threads: in }'), seen(inThread('1.1', '1.1')))).toBeDefined();
  });
});

describe('whose messages a rule watches', () => {
  const bea = { id: 'U2', name: 'Bea', roles: [] };
  const bot = { id: 'B1', name: 'Build', roles: ['R1'] };
  const people = 'where: { people: { users: [U2], roles: [R1] } }\nwhen: { on: message }';
  const bots = 'where: { bots: [B1] }\nwhen: { on: message }';

  it('is those of the users that are named, and of all with one of the roles', () => {
    expect(missOf(people, seen(said('Hi')))).toBeUndefined();
    expect(missOf(people, seen(said('Hi', { author: bea })))).toBeUndefined();
    expect(missOf(people, seen(said('Hi', { author: { ...bea, id: 'U3' } })))).toMatch(/certain people/);
  });

  it('is those of other bots where they are named, whatever roles they have', () => {
    const built = said('Build failed', { author: bot, fromBot: true });
    expect(missOf(bots, seen(built))).toBeUndefined();
    expect(missOf(people, seen(built))).toMatch(/another bot/);
    expect(missOf('when: { on: message }', seen(built))).toMatch(/another bot/);
    expect(missOf(bots, seen(said('Hi')))).toBeUndefined();
  });

  it('is never those of this bot, even where it is named', () => {
    const own = said('Hi', { author: bot, fromBot: true, fromUs: true });
    expect(missOf(bots, seen(own))).toBe('Rules never see what I have written myself.');
  });
});

describe('what sets a rule off', () => {
  it('is what it says and nothing else', () => {
    const rule = 'when: { on: message }';
    expect(missOf(rule, seen(said('Hi')))).toBeUndefined();
    expect(missOf(rule, seen(said('Hi'), 'edit'))).toBe(
      'It is set off by a new message, and this is an edit.',
    );
    expect(missOf('when: { on: unanswered, after: 5m }', seen(said('Hi')))).toBe(
      'It is set off by a message that nobody answers, and this is a new message.',
    );
    expect(missOf('when: { on: unanswered, after: 5m }', seen(said('Hi'), 'unanswered'))).toBeUndefined();
  });

  it('is the time alone where it has a schedule', () => {
    const rule = ruleOf('when: { on: schedule, cron: "@daily" }\nthen: { say: Hi, to: { webhook: w } }');
    expect(checksOf(rule)(seen(said('Hi')))).toEqual({ code: 'onlyScheduled' });
  });

  it.each([
    ['👀', '👀'],
    ['❤️', '❤'],
    ['❤', '❤️'],
    ['👍', '👍🏽'],
    ['👍🏿', '👍'],
    [':party:', ':party:'],
    ['<a:party:123456789012345678>', ':party:'],
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['1️⃣', '1⃣'],
  ])('is %s where somebody presses %s', (wanted, emoji) => {
    expect(missOf(`when: { on: reaction, emoji: ["${wanted}"] }`, pressed(emoji, ana))).toBeUndefined();
  });

  it('is an emoji under each of the names that the platform has for it', () => {
    const named = { ...pressed('👍', ana), names: [':+1:', ':thumbsup:'] };
    for (const name of [':+1:', ':thumbsup:', '👍'])
      expect(missOf(`when: { on: reaction, emoji: ["${name}"] }`, named)).toBeUndefined();
    expect(missOf('when: { on: reaction, emoji: [":eyes:"] }', named)).toBeDefined();
  });

  it('is no other emoji', () => {
    const rule = 'when: { on: reaction, emoji: ["👀", ":party:"] }';
    expect(missOf(rule, pressed('👍', ana))).toBe('It is set off by 👀 or :party:.');
    expect(missOf(rule, pressed(':part:', ana))).toBeDefined();
  });

  it('is the reaction of those who may', () => {
    const rule = 'when: { on: reaction, emoji: ["👀"], by: { roles: [R1] } }';
    expect(missOf(rule, pressed('👀', ana))).toBeUndefined();
    expect(missOf(rule, pressed('👀', { ...ana, roles: [] }))).toMatch(/certain people/);
  });

  it('is left open of a reaction until its message was read', () => {
    const rule = `where: { people: { users: [U2] } }\nwhen: { on: reaction, emoji: ["👀"], has: [image], matches: x }`;
    expect(missOf(rule, pressed('👀', ana))).toBeUndefined();
    expect(missOf(rule, pressed('👀', ana, said('Hi')))).toMatch(/certain people/);
    const bea = { id: 'U2', name: 'Bea', roles: [] };
    const picture = said('Hi', { author: bea, attachments: [file('a.png')] });
    expect(missOf(rule, pressed('👀', ana, picture))).toBe('Its pattern is not in the message.');
    expect(missOf(rule, pressed('👀', ana, { ...picture, text: 'box' }))).toBeUndefined();
  });
});

describe('what a message has', () => {
  const has = (kind: string, message: Message) =>
    missOf(`when: { on: message, has: [${kind}] }`, seen(message)) === undefined;
  const KINDS = ['image', 'audio', 'video', 'document', 'link', 'code'];
  const kindsOf = (message: Message) => KINDS.filter((kind) => has(kind, message));

  it.each([
    ['photo.HEIC', undefined, ['image']],
    ['image', 'image/png', ['image']],
    ['voice-message.ogg', 'audio/ogg', ['audio']],
    ['clip.webm', 'audio/webm', ['audio']],
    ['clip.mp4', undefined, ['video']],
    ['film', 'VIDEO/MP4; codecs="avc1"', ['video']],
    ['paper.pdf', 'application/pdf', ['document']],
    ['sheet', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', ['document']],
    ['notes.txt', 'text/plain; charset=utf-8', ['document']],
    ['index.ts', 'video/mp2t', ['code']],
    ['data.json', 'application/json', ['code']],
    ['archive.zip', 'application/zip', []],
    ['png', undefined, []],
    ['', undefined, []],
  ])('is told by the type and the name of a file: %s (%s)', (name, type, kinds) => {
    expect(kindsOf(said('', { attachments: [file(name, type)] }))).toEqual(kinds);
  });

  it.each([
    ['see https://a.example', ['link']],
    ['see <HTTP://a.example/b>', ['link']],
    ['[there](https://a.example)', ['link']],
    ['see https:// and http', []],
    ['call `fetch("https://a.example")`', []],
    ['```\nfetch("https://a.example")\n```', ['code']],
    ['```sh\nls\n```\nhttps://a.example', ['link', 'code']],
    ['```ls -la``` lists', ['code']],
    ['a `word` here', []],
    ['`one\ntwo`', ['code']],
    ['``` a ``` https://a.example ``` b ```', ['link', 'code']],
    ['~~~\ncode without end https://a.example', ['code']],
    ['````\n```\nhttps://a.example\n```\n````', ['code']],
    ['> ```\n> quoted\n> ```\n> https://a.example', ['link', 'code']],
    ['~~struck~~ ` alone https://a.example', ['link']],
    ['~~~not a fence~~~? https://a.example', ['code']],
  ])('is told by its words: %s', (text, kinds) => {
    expect(kindsOf(said(text))).toEqual(kinds);
  });

  it('needs to be only one of several, and what is missing is said', () => {
    const rule = 'when: { on: message, has: [image, audio, code] }';
    expect(missOf(rule, seen(said('', { attachments: [file('a.mp3')] })))).toBeUndefined();
    expect(missOf(rule, seen(said('Hi')))).toBe('It is for messages with an image, sound or code.');
  });

  it('is found in a text of nothing but marks as fast as in any other', () => {
    const before = performance.now();
    for (const text of [
      '`'.repeat(40_000),
      '` `` ``` '.repeat(5_000),
      '``` \n'.repeat(8_000),
      '~~~`'.repeat(10_000),
    ])
      has('link', said(text));
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
