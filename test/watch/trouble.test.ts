/** When a rule cannot act: what passes is tried again, what does not pauses it, and its author hears of that once. */
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/chat/index.ts';
import type { KeptRule } from '../../src/store/index.ts';
import { channel, DAY, MINUTE, NOON, SECOND, useWatch, type Written } from './bench.ts';

const bench = useWatch();

const toNowhere = { say: 'Hello.', to: { platform: 'slack', channel: 'C9' } };
const everything = { on: 'message' };

const keep = (name: string, rule: Written | string, changes: Partial<KeptRule> = {}) =>
  bench.store.keepRule({
    key: `slack:W1/${name}`,
    definition: typeof rule === 'string' ? rule : JSON.stringify(rule),
    author: { id: 'U7', name: 'Grace', roles: [] },
    conversation: channel({ channel: 'C7' }),
    madeAt: NOON,
    ...changes,
  });

/** Places are refused from now on, where this holds. */
function refuse(error: Error, isRefused: (channel: string) => boolean): void {
  const { acts } = bench.slack;
  const { place } = acts;
  acts.place = (placing, signal) =>
    placing.how === 'post' && isRefused(placing.channel)
      ? Promise.reject(error)
      : place.call(acts, placing, signal);
}

const gone = new UserError('slack-channel-not-found', 'I cannot see this Slack channel.', 'Invite me to it.');
const told = (chat = bench.slack) => chat.attached.map(({ text }) => text);

describe('a rule that posts where nothing can be posted', () => {
  test('is paused, and its author is told once, with what to do; others go on', async () => {
    await keep('hello', { when: everything, then: toNowhere });
    await keep('seen', { when: everything, then: { react: '👀' } });
    refuse(gone, (id) => id === 'C9');
    await bench.say({});
    await bench.say({});
    await bench.due();
    expect(told()).toEqual([
      'I have paused the rule **hello**, because it no longer works. I cannot see this Slack channel. Invite me to it. When that is mended, `/watch resume hello` starts it again.',
    ]);
    expect(bench.slack.acts.placed.at(-1)).toEqual({ how: 'direct', user: 'U7', workspace: 'W1' });
    expect(await bench.pauses()).toMatchObject([{ key: 'slack:W1/hello', why: 'broken' }]);
    expect(bench.slack.acts.reactions).toHaveLength(2);
  });

  test('is told of in the language of its author', async () => {
    await keep(
      'hello',
      { when: everything, then: { say: 'Hi.', to: { webhook: 'crm' } } },
      { author: { id: 'U7', name: 'Grace', roles: [], locale: 'de' } },
    );
    await bench.say({});
    await bench.due();
    expect(told()).toEqual([
      'Ich habe die Regel **hello** angehalten, weil sie nicht mehr funktioniert. Einen Webhook „crm“ gibt es nicht. Füge ihn in attache.yaml unter „webhooks“ hinzu. Wenn das behoben ist, setzt `/watch resume hello` sie fort.',
    ]);
  });

  test('is told of again only when it has been resumed and breaks again', async () => {
    await keep('hello', { when: everything, then: toNowhere });
    refuse(gone, (id) => id === 'C9');
    await bench.say({});
    await bench.due();
    await bench.restart();
    await bench.due();
    expect(told()).toHaveLength(1);
    await bench.pass(MINUTE);
    await bench.store.resume('slack:W1/hello');
    await bench.watch.open();
    await bench.say({});
    await bench.due();
    expect(told()).toHaveLength(2);
  });

  test('goes on with the next start when its text in attache.yaml is mended, and not before', async () => {
    const toNobody = { when: everything, then: { say: 'Hello.', to: { webhook: 'gone' } } };
    const mended = { when: everything, then: { say: 'Hello.', to: 'reply' } };
    await bench.restart({ rules: { hello: toNobody } });
    await bench.say({});
    await bench.due();
    await bench.restart();
    expect(await bench.pauses()).toMatchObject([{ key: 'hello', why: 'broken' }]);
    await bench.pass(MINUTE);
    await bench.restart({ rules: { hello: mended } });
    await bench.pass(MINUTE);
    await bench.say({});
    await bench.due();
    expect(await bench.pauses()).toEqual([]);
    expect(bench.posts()).toEqual(['Hello.']);
  });

  test('is told of where it was made, when its author takes no direct messages', async () => {
    await keep('hello', { when: everything, then: toNowhere });
    const { acts } = bench.slack;
    const { place } = acts;
    acts.place = (placing, signal) => {
      if (placing.how === 'direct') return Promise.reject(new UserError('dm-closed', 'No direct messages.'));
      return placing.how === 'post' && placing.channel === 'C9'
        ? Promise.reject(gone)
        : place.call(acts, placing, signal);
    };
    await bench.say({});
    await bench.due();
    expect(told()).toHaveLength(1);
    expect(acts.placed.at(-1)).toEqual({ how: 'post', channel: 'C7', workspace: 'W1' });
  });

  test('is told of after a crash that came between the pause and the telling', async () => {
    await keep('hello', { when: everything, then: toNowhere });
    await bench.store.pause({ key: 'slack:W1/hello', why: 'broken', sentence: 'It is gone.', at: NOON });
    await bench.restart();
    await bench.due();
    await bench.due();
    expect(told()).toHaveLength(1);
  });

  test('is told of no more where it was resumed before anybody could be told', async () => {
    await keep('hello', { when: everything, then: toNowhere });
    await bench.store.pause({ key: 'slack:W1/hello', why: 'broken', sentence: 'It is gone.', at: NOON });
    await bench.restart();
    await bench.store.resume('slack:W1/hello');
    await bench.due();
    expect(told()).toEqual([]);
  });

  test('has not acted by being told of', async () => {
    await keep('hello', { when: everything, then: toNowhere });
    refuse(gone, (id) => id === 'C9');
    await bench.say({});
    await bench.due();
    expect(told()).toHaveLength(1);
    expect(await bench.store.standings(0)).toMatchObject([{ acted: 0 }]);
  });

  test('of attache.yaml without an author tells nobody in a chat', async () => {
    await bench.restart({ rules: { hello: { when: everything, then: toNowhere } } });
    refuse(gone, (id) => id === 'C9');
    await bench.say({});
    await bench.due();
    expect(told()).toEqual([]);
    expect(await bench.pauses()).toMatchObject([{ key: 'hello', sentence: `${gone.message} ${gone.hint}` }]);
  });
});

test.each([
  [
    'a schema that there is not',
    { prompt: 'Read.', schema: 'none', to: 'reply' },
    'There is no schema “none”.',
  ],
  ['a webhook that there is not', { say: 'Hi.', to: { webhook: 'none' } }, 'There is no webhook “none”.'],
])('a rule that names %s is paused', async (_what, then, sentence) => {
  await bench.restart({ rules: { hello: { when: everything, then } } });
  await bench.say({});
  expect(await bench.pauses()).toMatchObject([{ sentence: expect.stringContaining(sentence) }]);
});

test('a rule that can no longer be read is paused, and its author is told why', async () => {
  await keep('old', '{"when": {"on": "full moon"}}');
  await keep('older', 'no JSON');
  await bench.restart();
  await bench.due();
  expect(told()).toHaveLength(2);
  expect(await bench.pauses()).toMatchObject([
    { key: 'slack:W1/old', sentence: expect.stringMatching(/^It can no longer be read: when\.on: expected/) },
    { key: 'slack:W1/older', sentence: 'It can no longer be read: it is no JSON.' },
  ]);
});

describe('what passes', () => {
  const hello = { rules: { hello: { when: everything, then: { say: 'Hello.', to: 'reply' } } } };

  test('is tried again after half a minute', async () => {
    await bench.restart(hello);
    bench.slack.acts.refusal = new Error('socket hang up');
    await bench.say({});
    expect(bench.posts()).toEqual([]);
    await bench.pass(30 * SECOND);
    expect(bench.posts()).toEqual(['Hello.']);
    expect(await bench.pauses()).toEqual([]);
  });

  test('fails when it has not passed at the third attempt', async () => {
    await bench.restart(hello);
    for (const ms of [0, 30 * SECOND, 5 * MINUTE]) {
      bench.slack.acts.refusal = new Error('socket hang up');
      if (ms === 0) await bench.say({});
      else await bench.pass(ms);
    }
    await bench.pass(DAY);
    expect(bench.posts()).toEqual([]);
    expect(await bench.runs('hello')).toMatchObject([
      { state: 'failed', outcome: 'Something went wrong on my side; the details are in my log.' },
    ]);
    expect(await bench.pauses()).toEqual([]);
  });
});

test('a platform that does not answer in time is tried again, and it is told that this was so', async () => {
  await bench.restart({ rules: { hello: { when: everything, then: { say: 'Hello.', to: 'reply' } } } });
  bench.slack.acts.refusal = new DOMException('The operation timed out.', 'TimeoutError');
  await bench.say({});
  expect(await bench.runs('hello')).toMatchObject([
    { state: 'waiting', outcome: 'The platform or the model did not answer in time.' },
  ]);
  await bench.pass(30 * SECOND);
  expect(bench.posts()).toEqual(['Hello.']);
});

describe('what goes wrong three times in a row', () => {
  const refusal = () => new UserError('slack-restricted', 'This workspace does not let me write here.');

  test('pauses a rule, whatever it is', async () => {
    await bench.restart({ rules: { hello: { when: everything, then: { say: 'Hello.', to: 'reply' } } } });
    for (let said = 0; said < 3; said += 1) {
      expect(await bench.pauses()).toEqual([]);
      bench.slack.acts.refusal = refusal();
      await bench.say({});
    }
    expect(await bench.pauses()).toMatchObject([
      { sentence: expect.stringMatching(/^It went wrong 3 times in a row, .*does not let me write here\.$/) },
    ]);
  });

  test('but not where something went well between', async () => {
    await bench.restart({ rules: { hello: { when: everything, then: { say: 'Hello.', to: 'reply' } } } });
    for (let said = 0; said < 6; said += 1) {
      if (said % 3 !== 2) bench.slack.acts.refusal = refusal();
      await bench.say({});
    }
    expect(await bench.pauses()).toEqual([]);
  });

  test('in the answer itself pauses it, too', async () => {
    await bench.restart({ rules: { hello: { when: everything, then: { prompt: 'Hello.', to: 'reply' } } } });
    for (let said = 0; said < 3; said += 1) {
      bench.openai.fail({ status: 400, message: 'No.', code: 'invalid_request' });
      await bench.say({});
    }
    expect(bench.posts()).toEqual([]);
    expect(await bench.pauses()).toMatchObject([{ key: 'hello', why: 'broken' }]);
  });
});

describe('the rights of its author', () => {
  const rule = { where: { channels: ['C1'] }, when: everything, then: { say: 'Hello.', to: 'reply' } };

  test.each([
    ['may read and write', undefined, 1],
    ['may no longer write there', 'Its author may not write in the channel C1.', 0],
    ['has left', 'Its author is no longer a member here.', 0],
  ])('who %s', async (_what, sentence, posts) => {
    await keep('hello', rule);
    const { acts } = bench.slack;
    if (sentence?.includes('write')) acts.lacking.set('U7', ['write']);
    if (sentence?.includes('member')) acts.members.set('U1', { id: 'U1', name: 'Ada', roles: [] });
    await bench.say({});
    expect(bench.posts()).toHaveLength(posts);
    expect(await bench.pauses()).toMatchObject(sentence === undefined ? [] : [{ why: 'broken', sentence }]);
  });

  test('are those of the access lists as well', async () => {
    await bench.restart({ denied: ['U7'] });
    await keep('hello', rule);
    await bench.say({});
    expect(bench.posts()).toEqual([]);
    expect(await bench.pauses()).toMatchObject([
      { sentence: 'The access lists no longer let its author use me in the channel C1.' },
    ]);
  });

  test('end when they are no admin any more: only admins have rules', async () => {
    await bench.restart({ admins: [] });
    await keep('hello', rule);
    await bench.say({});
    expect(bench.posts()).toEqual([]);
    expect(await bench.pauses()).toMatchObject([
      { sentence: 'Its author is no admin any more: one of the admins can remove it and add it anew.' },
    ]);
  });

  test('are looked up for a schedule that watches no place as well', async () => {
    await keep('news', {
      when: { on: 'schedule', cron: '* * * * *' },
      then: { say: 'News.', to: { platform: 'slack', person: 'U2' } },
    });
    await bench.restart();
    await bench.due();
    bench.slack.acts.members.set('U1', { id: 'U1', name: 'Ada', roles: [] });
    await bench.pass(MINUTE);
    expect(bench.posts()).toEqual([]);
    expect(await bench.pauses()).toMatchObject([{ sentence: 'Its author is no longer a member here.' }]);
  });

  test('of one channel among all are no reason to pause it', async () => {
    await keep('hello', { ...rule, where: {} });
    bench.slack.acts.lacking.set('U7', ['read']);
    await bench.say({});
    expect(bench.posts()).toEqual([]);
    expect(await bench.pauses()).toEqual([]);
    expect(await bench.runs('slack:W1/hello')).toMatchObject([
      { state: 'declined', outcome: 'Its author may not read in this channel.' },
    ]);
  });

  test('hold where it posts, too', async () => {
    await keep('hello', { when: { on: 'message' }, then: toNowhere });
    const { acts } = bench.slack;
    acts.lacks = (_person, { channel: id }, rights) => Promise.resolve(id === 'C9' ? rights : []);
    await bench.say({});
    expect(bench.posts()).toEqual([]);
    expect(await bench.pauses()).toMatchObject([
      { sentence: 'Where it posts: Its author may not write in this channel.' },
    ]);
  });

  test('are not asked for where attache.yaml names no author', async () => {
    await bench.restart({ rules: { hello: rule }, denied: ['attache.yaml'] });
    bench.slack.acts.members.set('U1', { id: 'U1', name: 'Ada', roles: [] });
    await bench.say({});
    expect(bench.posts()).toEqual(['Hello.']);
  });
});

test('a rule that was paused or removed since it asked is silenced', async () => {
  const hello = { key: 'slack:W1/hello', name: 'hello', payer: 'slack:U7', run: 'run-1', tools: [] };
  await keep('hello', { when: everything, then: toNowhere });
  expect(await bench.watch.silenced(hello)).toBeUndefined();
  await bench.store.pause({ key: hello.key, why: 'asked', sentence: 'Ada paused it.', at: NOON });
  await bench.watch.open();
  expect(await bench.watch.silenced(hello)).toEqual({ code: 'paused', why: 'Ada paused it.' });
  await bench.store.dropRule(hello.key);
  expect(await bench.watch.silenced(hello)).toEqual({ code: 'ruleGone' });
});

test('a rule that was made in a chat sees its own workspace alone', async () => {
  await keep('seen', { when: everything, then: { react: '👀' } });
  await bench.say({ conversation: channel({ workspace: 'W2' }) });
  await bench.say({ conversation: channel({ platform: 'discord' }) }, bench.discord);
  expect(await bench.runs('slack:W1/seen')).toEqual([]);
});
