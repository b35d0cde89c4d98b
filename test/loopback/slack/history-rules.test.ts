/** How the loopback Slack gives what was said: a channel from its newest end, a thread from its oldest, page by page. */
import { webApi } from '@slack/bolt';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startSlack, type LoopbackSlackOptions } from './index.ts';

interface Given {
  readonly messages?: readonly {
    readonly ts?: string;
    readonly text?: string;
    readonly reply_count?: number;
    readonly reply_users_count?: number;
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
    expect(given.messages?.at(-1)).toMatchObject({
      reply_count: 2,
      reply_users_count: 1,
      thread_ts: thread,
    });
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

describe('a message of the bot', () => {
  test('comes back with the ids of its blocks, but of none that is Markdown, and with the text that stands for them', async () => {
    const { client, channel } = await start({ rateLimits: false });
    await client.chat.postMessage({
      channel,
      text: 'for the notification',
      blocks: [
        { type: 'markdown', text: 'It is a **cat**.', block_id: 'mine-1' },
        { type: 'divider', block_id: 'mine-2' },
      ],
    });
    const { messages = [] } = await client.conversations.history({ channel });
    expect(messages[0]).toMatchObject({
      text: 'for the notification',
      blocks: [{ type: 'rich_text' }, { block_id: 'mine-2' }],
    });
    expect(messages[0]?.blocks?.[0]?.block_id).not.toBe('mine-1');
    const twice = [
      { type: 'divider', block_id: 'a' },
      { type: 'divider', block_id: 'a' },
    ];
    await expect(client.chat.postMessage({ channel, text: 'a', blocks: twice })).rejects.toMatchObject({
      data: { error: 'invalid_blocks' },
    });
  });

  test('of Markdown alone comes back in Slack’s markup', async () => {
    const { client, channel } = await start();
    await client.chat.postMessage({ channel, markdown_text: '**A** & [b](https://b.example/c) 🐱' });
    const { messages = [] } = await client.conversations.history({ channel });
    expect(messages[0]?.text).toBe('*A* &amp; <https://b.example/c|b> :cat:');
  });

  test('tells whether it is streamed', async () => {
    let now = Date.now();
    const { client, slack, channel, ann, say } = await start({ now: () => now });
    const thread = say('hi');
    const stream = { channel, thread_ts: thread, recipient_user_id: ann.id, recipient_team_id: slack.team };
    const { ts = '' } = await client.chat.startStream(stream);
    await client.chat.startStream(stream);
    const states = async () => {
      const { messages = [] } = await client.conversations.replies({ channel, ts: thread });
      return messages.map((message) => ('streaming_state' in message ? message.streaming_state : undefined));
    };
    expect(await states()).toEqual([undefined, 'in_progress', 'in_progress']);
    await client.chat.stopStream({ channel, ts });
    expect(await states()).toEqual([undefined, 'completed', 'in_progress']);
    now += 300_000;
    expect(await states()).toEqual([undefined, 'completed', 'errored']);
  });
});

describe('the conversations of the bot', () => {
  test('are those it is in, of the kinds that are asked for, page by page', async () => {
    const { client, slack, ann, channel } = await start();
    const others = [slack.channel('a').id, slack.channel('b').id];
    slack.channel('elsewhere', { withoutBot: true });
    const secret = slack.channel('secret', { kind: 'group' }).id;
    const direct = slack.directMessage(ann.id).id;
    const first = await client.users.conversations({ limit: 2 });
    expect(first.channels?.map(({ id }) => id)).toEqual([channel, others[0]]);
    const cursor = first.response_metadata!.next_cursor!;
    expect((await client.users.conversations({ limit: 2, cursor })).channels?.map(({ id }) => id)).toEqual([
      others[1],
    ]);
    const types = 'im,private_channel';
    expect((await client.users.conversations({ types })).channels?.map(({ id }) => id)).toEqual([
      secret,
      direct,
    ]);
    slack.archive(secret);
    const left = await client.users.conversations({ types, exclude_archived: true });
    expect(left.channels?.map(({ id }) => id)).toEqual([direct]);
  });

  test('take a scope for each kind', async () => {
    const { client, slack } = await start();
    slack.setScopes(['channels:read']);
    await client.users.conversations({ types: 'public_channel' });
    await expect(client.users.conversations({ types: 'public_channel,im' })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'im:read' },
    });
  });
});
