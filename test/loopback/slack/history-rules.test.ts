/** How the loopback Slack gives what was said: a channel from its newest end, a thread from its oldest, page by page. */
import { webApi } from '@slack/bolt';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startSlack, type LoopbackSlackOptions } from './index.ts';

interface Given {
  readonly messages?: readonly {
    readonly ts?: string;
    readonly text?: string;
    readonly reply_count?: number;
  }[];
  readonly response_metadata?: { readonly next_cursor?: string };
}

async function start(options: LoopbackSlackOptions = {}) {
  const slack = await startSlack({ events: [], ...options });
  onTestFinished(() => slack.stop());
  const client = new webApi.WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  const ann = slack.user('Ann');
  const general = slack.channel('general');
  const say = (text: string, more: object = {}) =>
    slack.say({ user: ann.id, channel: general.id, text, ...more }).ts;
  const texts = ({ messages = [] }: Given) => messages.map(({ text }) => text);
  return { slack, client, ann, general, say, texts, channel: general.id };
}

describe('a channel', () => {
  test('is given newest first, 100 messages unless told otherwise and 999 at most, with a cursor to the rest', async () => {
    const { client, channel, say, texts } = await start();
    for (let i = 1; i <= 1_100; i++) say(String(i));
    const usual = await client.conversations.history({ channel });
    expect(texts(usual)).toHaveLength(100);
    const first = await client.conversations.history({ channel, limit: 5_000 });
    expect(texts(first)).toHaveLength(999);
    expect(texts(first)[0]).toBe('1100');
    const cursor = first.response_metadata!.next_cursor!;
    const rest = await client.conversations.history({ channel, cursor, limit: 999 });
    expect(texts(rest)).toEqual(Array.from({ length: 101 }, (_, i) => String(101 - i)));
    expect(rest).toMatchObject({ has_more: false });
  });

  test('is cut by time, its ends included only where that is asked for', async () => {
    const { client, channel, say, texts } = await start();
    const [oldest, , latest] = [say('one'), say('two'), say('three')];
    const range = { channel, oldest, latest };
    expect(texts(await client.conversations.history(range))).toEqual(['two']);
    expect(texts(await client.conversations.history({ ...range, inclusive: true }))).toEqual([
      'three',
      'two',
      'one',
    ]);
  });

  test('has the first messages of its threads, and of their replies those that were sent there, too', async () => {
    const { client, channel, say, texts } = await start();
    const thread = say('root');
    say('reply', { thread });
    say('for all', { thread, subtype: 'thread_broadcast' });
    const given = await client.conversations.history({ channel });
    expect(texts(given)).toEqual(['for all', 'root']);
    expect(given.messages?.at(-1)).toMatchObject({ reply_count: 2, thread_ts: thread });
    expect(texts(await client.conversations.replies({ channel, ts: thread }))).toEqual([
      'root',
      'reply',
      'for all',
    ]);
  });

  test.each([
    [{ limit: 0 }, 'invalid_limit'],
    [{ cursor: 'next' }, 'invalid_cursor'],
    [{ oldest: 'yesterday' }, 'invalid_ts_oldest'],
    [{ channel: 'C404' }, 'channel_not_found'],
  ])('is not given for %o', async (args, error) => {
    const { client, channel } = await start();
    await expect(client.conversations.history({ channel, ...args })).rejects.toMatchObject({
      data: { error },
    });
  });

  test('is given to its members alone, with the scope of its kind, and also after it was archived', async () => {
    const { slack, client, channel, say, texts } = await start();
    say('one');
    slack.archive(channel);
    expect(texts(await client.conversations.history({ channel }))).toEqual(['one']);
    const refused = (where: string) => expect(client.conversations.history({ channel: where })).rejects;
    await refused(slack.channel('other', { withoutBot: true }).id).toMatchObject({
      data: { error: 'not_in_channel' },
    });
    slack.setScopes([]);
    for (const [kind, needed] of [
      ['channel', 'channels:history'],
      ['group', 'groups:history'],
      ['mpim', 'mpim:history'],
    ] as const)
      await refused(slack.channel(kind, { kind }).id).toMatchObject({
        data: { error: 'missing_scope', needed },
      });
  });
});

test('an app that is sold outside the marketplace gets 15 messages, once a minute', async () => {
  let now = Date.now();
  const { client, channel, say, texts } = await start({ isSold: true, now: () => now });
  for (let i = 1; i <= 40; i++) say(String(i));
  const first = await client.conversations.history({ channel, limit: 999 });
  expect(texts(first)).toHaveLength(15);
  const cursor = first.response_metadata!.next_cursor!;
  await expect(client.conversations.history({ channel, cursor })).rejects.toMatchObject({ retryAfter: 60 });
  now += 60_000;
  expect(texts(await client.conversations.history({ channel, cursor }))[0]).toBe('25');
});
