import { describe, expect, it } from 'vitest';
import type { Author, ChatEvent, Conversation } from '../../../src/chat/index.ts';
import { askEvent, conversation, message } from '../../support/events.ts';
import { everybody, useBench } from '../harness.ts';

const bench = useBench();

const ada: Author = { id: 'U1', name: 'Ada', roles: [] };
const bo: Author = { id: 'U2', name: 'Bo', roles: [] };
const channel = conversation({ kind: 'channel' });
const finished = (answers: string) => bench.chat.until((page) => page.answers === answers && page.closed);

interface Command {
  readonly author?: Author;
  readonly where?: Conversation;
  readonly scope?: 'me' | 'channel';
}
type Control = Extract<ChatEvent, { type: 'control' }>['control'];
let commands = 0;

/** Runs a command and gives what it answers. */
async function run(
  control: Control,
  value?: string,
  { author = ada, where = conversation(), scope = 'me' }: Command = {},
) {
  const eventId = `command-${++commands}`;
  await bench.chat.deliver({
    type: 'control',
    eventId,
    control,
    value,
    scope,
    author,
    target: { conversation: where, messageId: eventId, userId: author.id, private: true },
  });
  const { text } = await bench.chat.untilAttached(({ answers }) => answers === eventId);
  return text;
}

/** Asks and gives the line below the answer. */
async function footer(id: string, changes: Parameters<typeof askEvent>[0] = {}) {
  await bench.chat.deliver(askEvent({ id, eventId: id, mentionsUs: true, ...changes }));
  return (await finished(id)).view.footer;
}

describe('/model and /effort', () => {
  it('say what answers here', async () => {
    expect(await run('model')).toBe('**gpt-5.5** answers you here.');
    expect(await run('effort')).toContain('**medium**');
  });

  it('hold for the person everywhere, also after a restart, until the usual is chosen', async () => {
    expect(await run('model', 'GPT-5.4-mini')).toBe('From now on **gpt-5.4-mini** answers for you.');
    await run('effort', 'high');
    await bench.restart();
    expect(await footer('M1', { conversation: conversation({ channel: 'C2' }) })).toContain(
      'gpt-5.4-mini · high',
    );
    expect(await footer('M2', { author: bo })).toContain('gpt-5.5 · medium');
    expect(await run('effort', 'usual')).toBe('The usual applies again for you.');
    expect(await footer('M3')).toContain('gpt-5.4-mini · medium');
  });

  it('hold for a channel and its threads when an admin says so', async () => {
    await bench.restart({ access: { admins: { ...everybody, users: ['U1'] } } });
    const where = { where: channel, scope: 'channel' } as const;
    expect(await run('effort', 'low', { ...where, author: bo })).toContain('Only those who look after me');
    expect(await footer('M1', { conversation: channel, author: bo })).toContain('medium');
    expect(await run('effort', 'low', where)).toContain('for this channel');
    const thread = conversation({ kind: 'thread', thread: 'T1' });
    expect(await footer('M2', { conversation: thread, author: bo })).toContain('low');
    expect(await footer('M3', { conversation: conversation({ channel: 'C2' }), author: bo })).toContain(
      'medium',
    );
  });

  it('say what there is when something else is wanted', async () => {
    expect(await run('model', 'gpt-99')).toBe(
      'I do not know the model “gpt-99”. It can be: gpt-5.5, gpt-5.4-mini.',
    );
    expect(await run('effort', 'huge')).toContain('none, low, medium, high, xhigh');
  });

  it('give way: what is asked once, the person, the channel, the place in attache.yaml, the usual', async () => {
    const places = [{ channel: 'C1', effort: 'none' as const }];
    await bench.restart({ manner: { places }, access: { admins: { ...everybody, users: ['U1'] } } });
    expect(await footer('M1')).toContain('none');
    await run('effort', 'low', { scope: 'channel' });
    expect(await footer('M2')).toContain('low');
    await run('effort', 'high');
    expect(await footer('M3')).toContain('high');
    expect(await footer('M4', { text: 'effort:xhigh Why?' })).toContain('xhigh');
  });

  it('keep working when a model that was chosen is no longer offered', async () => {
    await bench.store.set('test:U1', { model: 'gpt-5.4-nano' });
    expect(await footer('M1')).toContain('gpt-5.4-nano');
  });
});

describe('/stop', () => {
  const forever = new Promise(() => {});

  it('stops the answers to the person here, those that wait as well, and nobody else’s', async () => {
    for (const _ of [1, 2]) bench.openai.reply('As I was ', { wait: forever });
    const thread = conversation({ kind: 'thread', thread: 'T1' });
    await bench.chat.deliver(askEvent({ id: 'M1', eventId: 'E1', conversation: thread, mentionsUs: true }));
    await bench.chat.deliver(askEvent({ id: 'M2', eventId: 'E2', conversation: thread, mentionsUs: true }));
    await bench.chat.deliver(askEvent({ id: 'M3', eventId: 'E3', author: bo }));
    await bench.chat.until(({ answers, view }) => answers === 'M1' && view.markdown !== '');
    await bench.chat.until(({ answers, view }) => answers === 'M3' && view.markdown !== '');
    expect(await run('stop', undefined, { where: conversation({ channel: 'C2' }) })).toContain(
      'No answer to you',
    );
    expect(await run('stop')).toBe('Stopped 2 answers.');
    expect((await finished('M1')).view.phase).toBe('stopped');
    expect(bench.chat.pages.map(({ answers, closed }) => [answers, closed])).toEqual([
      ['M1', true],
      ['M3', false],
    ]);
    expect(await run('stop', undefined, { author: bo })).toBe('Stopped one answer.');
  });
});

describe('/stop of a command that waits', () => {
  it('lets it say so, for it shows that it was heard', async () => {
    bench.openai.reply('As I was ', { wait: new Promise(() => {}) });
    await bench.chat.deliver(askEvent({ id: 'M1', eventId: 'E1' }));
    await bench.chat.until(({ view }) => view.markdown !== '');
    const asked = message({ id: 'I2' });
    const target = { conversation: conversation(), messageId: 'I2', userId: 'U1', private: false };
    await bench.chat.deliver({ type: 'command', eventId: 'E2', name: 'ask', message: asked, target });
    expect(await run('stop')).toBe('Stopped 2 answers.');
    expect((await finished('I2')).view).toMatchObject({ phase: 'stopped', markdown: '' });
    expect(bench.openai.requests).toHaveLength(1);
  });
});

describe('/forget', () => {
  it('a conversation: what was said there before is no longer read, and what the person asked is gone', async () => {
    await bench.chat.deliver(askEvent({ id: 'M1', eventId: 'E1' }));
    const { view } = await finished('M1');
    await bench.idle();
    await bench.restart();
    expect(await run('forget', 'conversation')).toContain('Forgotten.');
    bench.chat.past = [
      message({ id: 'H1', text: 'Long ago.', sentAt: Date.now() - 60_000 }),
      message({ id: 'H2', text: 'Just now.', sentAt: Date.now() + 60_000 }),
    ];
    await footer('M2', { sentAt: Date.now() + 90_000 });
    const read = bench.openai.requests.at(-1)?.asked?.turns.flatMap(({ parts }) => parts);
    expect(read).toMatchObject([{ text: 'Just now.' }, { text: 'What is this?' }]);
    expect(await bench.store.find(view.actions[0]!.turnId)).toBeUndefined();
  });

  it('a channel: what somebody said themselves, and the answers to it, for everybody; what others said stays', async () => {
    await bench.chat.deliver(askEvent({ id: 'M1', eventId: 'E1', conversation: channel, mentionsUs: true }));
    await finished('M1');
    await bench.idle();
    await bench.restart();
    expect(await run('forget', undefined, { where: channel })).toContain('What others said stays');
    const before = { conversation: channel, sentAt: Date.now() - 60_000 };
    const ours = { ...before, fromUs: true, fromBot: true, author: { id: 'B1', name: 'Attaché', roles: [] } };
    bench.chat.past = [
      message({ ...before, id: 'H1', text: 'Mine.' }),
      message({ ...ours, id: 'H2', text: 'To you.', replyTo: 'H1' }),
      message({ ...ours, id: 'page-1', text: 'To you, too.', sentAt: 0 }),
      message({ ...before, id: 'H3', text: 'Bo’s.', author: bo }),
    ];
    for (const id of ['M2', 'M3'])
      await footer(id, { conversation: channel, sentAt: Date.now(), author: id === 'M2' ? bo : ada });
    for (const { asked } of bench.openai.requests.slice(1))
      expect(asked?.turns.map(({ parts }) => parts[0])).toMatchObject([
        { text: 'Bo: Bo’s.' },
        { text: expect.stringContaining('What is this?') },
      ]);
  });

  it('a channel for everybody, when an admin says so', async () => {
    await bench.restart({ access: { admins: { ...everybody, users: ['U1'] } } });
    expect(await run('forget', undefined, { where: channel })).toContain('What anybody said');
    bench.chat.past = [message({ id: 'H1', author: bo, conversation: channel, sentAt: Date.now() - 60_000 })];
    await footer('M1', { conversation: channel, sentAt: Date.now() });
    expect(bench.openai.requests[0]?.asked?.turns).toHaveLength(1);
  });

  it('a conversation ends the listening in its threads, until somebody asks there again', async () => {
    const where = conversation({ kind: 'thread', thread: 'T1' });
    await footer('M1', { conversation: where });
    expect(await run('forget', undefined, { where })).toContain('Forgotten.');
    await bench.chat.deliver(askEvent({ id: 'M2', eventId: 'E2', conversation: where }));
    await bench.idle();
    expect(bench.openai.requests).toHaveLength(1);
  });

  it('a conversation takes the question that is being answered as well', async () => {
    const written = Promise.withResolvers<void>();
    bench.openai.reply('Secret ', { wait: written.promise }, 'end.');
    await bench.chat.deliver(askEvent({ id: 'M1', eventId: 'E1' }));
    const { view } = await bench.chat.until((page) => page.view.markdown !== '');
    await run('forget');
    written.resolve();
    expect((await finished('M1')).view.phase).toBe('done');
    await bench.idle();
    await bench.restart();
    expect(await bench.store.find(view.actions[0]!.turnId)).toBeUndefined();
  });

  it('everything takes a stopped answer whose end is still being written', async () => {
    bench.openai.reply('Secret ', { wait: new Promise(() => {}) });
    await bench.chat.deliver(askEvent({ id: 'M1', eventId: 'E1' }));
    const { view } = await bench.chat.until((page) => page.view.markdown !== '');
    const writable = Promise.withResolvers<void>();
    bench.chat.writable = writable.promise;
    await run('stop');
    await run('forget', 'everything');
    writable.resolve();
    await finished('M1');
    await bench.idle();
    await bench.restart();
    expect(await bench.store.find(view.actions[0]!.turnId)).toBeUndefined();
  });

  it('everything: settings, questions, answers and usage, those that are being written as well', async () => {
    await run('effort', 'high');
    await footer('M1');
    bench.openai.reply('As I was ', { wait: new Promise(() => {}) });
    await bench.chat.deliver(askEvent({ id: 'M2', eventId: 'E2' }));
    const { view } = await bench.chat.until((page) => page.answers === 'M2' && page.view.markdown !== '');
    expect(await run('forget', 'everything')).toContain('your settings');
    expect((await finished('M2')).view.phase).toBe('stopped');
    expect(await footer('M3')).toContain('medium');
    expect(await bench.store.find(view.actions[0]!.turnId)).toBeUndefined();
    await bench.idle();
    expect(await bench.store.usage({ author: 'test:U1', since: 0 })).toMatchObject([{ answers: 1 }]);
  });
});

describe('/usage and /help', () => {
  it('say what the person’s questions took, by model and in all', async () => {
    expect(await run('usage')).toBe('You have asked me nothing this month.');
    await footer('M1');
    await footer('M2', { text: 'model:gpt-5.4-mini Why?' });
    await footer('M3', { author: bo });
    await bench.restart();
    const lines = (await run('usage', 'today')).split('\n');
    expect(lines).toEqual([
      'What your questions have used today:',
      expect.stringMatching(/^- \*\*gpt-5\.[54].*: answers 1, tokens 100 in and 20 out, \$0\.\d+$/),
      expect.stringMatching(/^- \*\*gpt-5\.[54].*: answers 1, tokens 100 in and 20 out, \$0\.\d+$/),
      expect.stringMatching(/^In all: answers 2, \$0\.\d+$/),
    ]);
  });

  it('tell what can be done', async () => {
    expect(await run('help')).toContain('/ask');
  });

  it('are not for people who may not ask', async () => {
    await bench.restart({ access: { deny: { ...everybody, users: ['U1'] } } });
    expect(await run('usage')).toContain('not among the people I may answer');
    await run('effort', 'high');
    expect(await bench.store.settings('test:U1')).toMatchObject({ effort: undefined });
  });
});

describe('people who may not ask', () => {
  it('may still stop, be forgotten, and learn what this is', async () => {
    await footer('M1');
    await run('effort', 'high');
    await bench.restart({ access: { deny: { ...everybody, users: ['U1'] } } });
    expect(await run('stop')).toBe('No answer to you is being written here.');
    expect(await run('help')).toContain('/ask');
    expect(await run('forget', 'everything')).toContain('your settings');
    expect(await bench.store.settings('test:U1')).toMatchObject({ effort: undefined });
  });
});

describe('the bot’s own page', () => {
  it('shows what the person has chosen, what is usual and what they have used', async () => {
    await run('effort', 'high');
    await footer('M1');
    await bench.chat.deliver({ type: 'home', eventId: 'H1', author: ada });
    expect(await bench.chat.untilHome(1)).toEqual({
      model: undefined,
      effort: 'high',
      usual: { model: 'gpt-5.5', effort: 'medium' },
      usage: expect.stringContaining('answers 1'),
    });
  });

  it('says so to people who may not ask', async () => {
    await bench.restart({ access: { deny: { ...everybody, users: ['U1'] } } });
    await bench.chat.deliver({ type: 'home', eventId: 'H1', author: ada });
    expect((await bench.chat.untilHome(1)).usage).toContain('not among the people I may answer');
  });
});
