/** What whoever looks on is shown of what happens, and what it may hold up. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type ChatEvent, UserError } from '../../../src/chat/index.ts';
import { askEvent, conversation } from '../../support/events.ts';
import { useBench } from '../harness.ts';
import { bobs, channel, createWatcher, type Watcher } from './asking.ts';

const bench = useBench();
let watcher: Watcher;

const thread = conversation({ kind: 'thread', thread: 'T1' });
const said = (changes: Parameters<typeof askEvent>[0] = {}) =>
  askEvent({ conversation: channel, eventId: `E-${changes.id ?? 'M1'}`, ...changes });
const shown = () =>
  watcher.seen.map(({ event, ...how }) => [
    'message' in event ? event.message.id : event.type,
    ...Object.entries(how).flatMap(([name, isSo]) => (isSo ? [name] : [])),
  ]);
const finished = (answers: string) => bench.chat.until((page) => page.answers === answers && page.closed);
const deleted = (messageId = 'M1'): ChatEvent => ({
  type: 'deleted',
  eventId: `D-${messageId}`,
  conversation: channel,
  messageId,
});
const reacted: ChatEvent = {
  type: 'reacted',
  eventId: 'R1',
  emoji: '👀',
  author: bobs().author,
  conversation: channel,
  messageId: 'M1',
  at: 5,
};
const diskIsFull = () => Promise.reject(new Error('database or disk is full'));

beforeEach(async () => {
  watcher = createWatcher();
  await bench.restart({ onlooker: watcher });
});

describe('whoever looks on is shown', () => {
  it('every message, edit, deletion and reaction before the platform is told that it was heard', async () => {
    await bench.chat.deliver(said());
    await bench.chat.deliver({ type: 'edited', eventId: 'Ed', message: bobs({ id: 'M1' }) });
    await bench.chat.deliver(deleted());
    await bench.chat.deliver(reacted);
    expect(shown()).toEqual([['M1'], ['M1'], ['deleted'], ['reacted']]);
    expect(bench.chat.pages).toEqual([]);
  });

  it('which of them ask the bot: by a mention, in direct messages, and in a thread where it was asked before', async () => {
    await bench.chat.deliver(said({ id: 'M1', conversation: thread }));
    await bench.chat.deliver(said({ id: 'M2', conversation: thread, mentionsUs: true }));
    await bench.chat.deliver(said({ id: 'M3', conversation: thread, sentAt: Date.now() }));
    await bench.chat.deliver(said({ id: 'M4', conversation: conversation() }));
    await bench.chat.deliver({
      type: 'edited',
      eventId: 'Ed',
      message: bobs({ id: 'M5', mentionsUs: true }),
    });
    expect(shown()).toEqual([
      ['M1'],
      ['M2', 'isAsked'],
      ['M3', 'isAsked'],
      ['M4', 'isAsked'],
      ['M5', 'isAsked'],
    ]);
    await finished('M4');
  });

  it('what other bots say, which asks nothing, whomever it mentions', async () => {
    await bench.chat.deliver(said({ fromBot: true, mentionsUs: true }));
    await bench.idle();
    expect(shown()).toEqual([['M1']]);
    expect(bench.chat.pages).toEqual([]);
  });

  it('what was missed, as such, also where it is a question that is known by now', async () => {
    await bench.store.keepDelivered('test', Date.now() - 60_000);
    bench.openai.reply({ wait: new Promise(() => {}) });
    const question = said({ id: 'M1', mentionsUs: true, sentAt: Date.now() - 30_000 });
    await bench.chat.deliver(question);
    await bench.openai.until(() => true);
    bench.chat.missed = async function* () {
      yield question;
      yield said({ id: 'M2', sentAt: Date.now() - 20_000 });
    };
    await bench.restart({ onlooker: watcher }, 0);
    await watcher.untilSeen(3);
    expect(shown()).toEqual([
      ['M1', 'isAsked'],
      ['M1', 'isMissed', 'isAsked'],
      ['M2', 'isMissed'],
    ]);
  });
});

describe('what is said', () => {
  it('is shown at once while it is looked for what was missed, and asks nothing that would wait for that', async () => {
    await bench.store.keepDelivered('test', Date.now() - 60_000);
    const looking = Promise.withResolvers<void>();
    bench.chat.missed = async function* () {
      await looking.promise;
      yield* [];
    };
    await bench.restart({ onlooker: watcher });
    await bench.chat.deliver(said({ id: 'M1' }));
    const asked = bench.chat.deliver(said({ id: 'M2', mentionsUs: true }));
    expect(shown()).toEqual([['M1'], ['M2', 'isAsked']]);
    looking.resolve();
    await asked;
    await finished('M2');
  });

  it('does not wait for what was said before it, and neither does a reaction', async () => {
    const first = Promise.withResolvers<void>();
    watcher.seeing = () => first.promise;
    const slow = bench.chat.deliver(said({ id: 'M1' }));
    watcher.seeing = () => Promise.resolve();
    await bench.chat.deliver(said({ id: 'M2' }));
    await bench.chat.deliver(reacted);
    const edit = bench.chat.deliver({ type: 'edited', eventId: 'Ed', message: bobs({ id: 'M1' }) });
    await new Promise(setImmediate);
    expect(shown()).toEqual([['M1'], ['M2'], ['reacted']]);
    first.resolve();
    await Promise.all([slow, edit]);
    expect(shown().at(-1)).toEqual(['M1']);
  });
});

describe('what cannot be journalled for whoever looks on', () => {
  it('is left to the platform, and looked for again', async () => {
    watcher.seeing = diskIsFull;
    const lost = said({ sentAt: Date.now() });
    bench.chat.missed = async function* () {
      watcher.seeing = () => Promise.resolve();
      yield lost;
    };
    await bench.restart({ onlooker: watcher });
    await expect(bench.chat.deliver(lost)).rejects.toThrow('could not be journalled');
    await watcher.untilSeen(2);
    expect(shown()).toEqual([['M1'], ['M1', 'isMissed']]);
  });

  it('is no reason to decline a question: that is answered, once, and nobody is told otherwise', async () => {
    watcher.seeing = diskIsFull;
    const question = said({ mentionsUs: true });
    await expect(bench.chat.deliver(question)).rejects.toThrow('could not be journalled');
    watcher.seeing = () => Promise.resolve();
    await bench.chat.deliver(question);
    await finished('M1');
    await bench.idle();
    expect(bench.chat.attached).toEqual([]);
    expect(bench.chat.pages).toHaveLength(1);
  });

  it('is said to no bot', async () => {
    watcher.seeing = () => Promise.reject(new UserError('no', 'No.'));
    await expect(bench.chat.deliver(said({ fromBot: true, mentionsUs: true }))).rejects.toThrow();
    expect(bench.chat.attached).toEqual([]);
  });
});
