/** What the bot remembers of a conversation: nothing but what Discord itself still shows. */
import { expect, test } from 'vitest';
import type { Message } from '../../../src/chat/index.ts';
import type { Channel } from '../../loopback/discord/index.ts';
import { signal, startBench, viewOf } from './harness.ts';

const bytes = new TextEncoder().encode('a picture');

test('in a channel, the chain of replies is the conversation, pictures and our own answers included', async () => {
  const { discord, general, ana, hear, adapter } = await startBench();
  const picture = discord.say({
    channel: general,
    author: ana,
    attachments: [{ name: 'heron.png', bytes, contentType: 'image/png' }],
  });
  const answer = discord.say({
    channel: general,
    author: discord.bot,
    content: 'It is a heron.',
    replyTo: picture,
  });
  discord.say({ channel: general, author: ana, content: 'something else entirely' });
  const question = await hear({ channel: general, author: ana, content: 'are you sure?', replyTo: answer });

  const history = await adapter.history({ before: question, limit: 20 }, signal);

  expect(history).toMatchObject([
    { id: picture.id, fromUs: false, attachments: [{ name: 'heron.png' }] },
    { id: answer.id, fromUs: true, text: 'It is a heron.' },
  ]);
});

test('a chain that began before the bot was started is read from Discord', async () => {
  const { discord, general, hear, adapter, ana } = await startBench({
    before: ({ discord, general, ana }) => {
      const first = discord.say({ channel: general, author: ana, content: 'one' });
      discord.say({ channel: general, author: ana, content: 'two', replyTo: first });
    },
  });
  const [, second] = discord.messages(general);
  const question = await hear({ channel: general, author: ana, content: 'three', replyTo: second!.stored });

  const history = await adapter.history({ before: question, limit: 20 }, signal);

  expect(history.map(({ text }) => text)).toEqual(['one', 'two']);
});

test('a message that answers nothing has no history in a channel', async () => {
  const { discord, general, ana, hear, adapter } = await startBench();
  discord.say({ channel: general, author: ana, content: 'unrelated' });
  const question = await hear({ channel: general, author: ana, content: 'hello' });

  expect(await adapter.history({ before: question, limit: 20 }, signal)).toEqual([]);
});

test('a chain ends where a message was deleted, or at the limit', async () => {
  const { discord, general, ana, hear, next, adapter } = await startBench();
  const one = discord.say({ channel: general, author: ana, content: 'one' });
  const two = discord.say({ channel: general, author: ana, content: 'two', replyTo: one });
  const three = discord.say({ channel: general, author: ana, content: 'three', replyTo: two });
  const question = await hear({ channel: general, author: ana, content: 'four', replyTo: three });
  const texts = async (limit: number) =>
    (await adapter.history({ before: question, limit }, signal)).map(({ text }) => text);

  expect(await texts(2)).toEqual(['two', 'three']);
  discord.delete(one);
  await next('deleted');
  expect(await texts(20)).toEqual(['two', 'three']);
});

test('in a thread, everything said there counts, beginning with the message it was started from', async () => {
  const { discord, general, ana, hear, adapter } = await startBench();
  const start = discord.say({
    channel: general,
    author: ana,
    content: 'look',
    attachments: [{ name: 'heron.png', bytes, contentType: 'image/png' }],
  });
  const thread = discord.thread(general, 'herons', start);
  discord.say({ channel: thread, author: ana, content: 'one' });
  discord.say({ channel: thread, author: ana, content: 'two' });
  discord.say({ channel: thread, author: ana, system: true });
  const question = await hear({ channel: thread, author: ana, content: 'three' });
  discord.say({ channel: thread, author: ana, content: 'later' });

  const history = await adapter.history({ before: question, limit: 20 }, signal);
  expect(history.map(({ text }) => text)).toEqual(['look', 'one', 'two']);
  expect(history[0]?.attachments).toMatchObject([{ name: 'heron.png' }]);

  const short = await adapter.history({ before: question, limit: 1 }, signal);
  expect(short.map(({ text }) => text)).toEqual(['look']);
});

test('in direct messages, what was said above counts', async () => {
  const { discord, ana, hear, adapter } = await startBench();
  const dm = discord.dm(ana);
  for (let i = 1; i <= 120; i++) discord.say({ channel: dm, author: ana, content: String(i) });
  const question = await hear({ channel: dm, author: ana, content: 'and?' });

  const history = await adapter.history({ before: question, limit: 3 }, signal);
  expect(history.map(({ text }) => text)).toEqual(['118', '119', '120']);
  expect(await adapter.history({ before: question, limit: 500 }, signal)).toHaveLength(120);
});

test('a long thread is read further back than one request reaches, and no further than asked', async () => {
  let thread: Channel | undefined;
  const { discord, ana, hear, adapter } = await startBench({
    before: ({ discord, general, ana }) => {
      thread = discord.thread(
        general,
        'herons',
        discord.say({ channel: general, author: ana, content: 'look' }),
      );
      for (let i = 1; i <= 350; i++) discord.say({ channel: thread, author: ana, content: String(i) });
    },
  });
  const question = await hear({ channel: thread!, author: ana, content: 'and?' });

  const history = await adapter.history({ before: question, limit: 300 }, signal);

  expect(history.map(({ text }) => text)).toEqual([
    'look',
    ...Array.from({ length: 299 }, (_, i) => String(52 + i)),
  ]);
  const pages = discord.requests.filter(({ path }) => path === `/channels/${thread!.id}/messages`);
  expect(pages).toHaveLength(3);
});

test('a long chain of replies from before the start takes a few requests, not one for each reply', async () => {
  const { discord, general, ana, hear, adapter } = await startBench({
    before: ({ discord, general, ana }) => {
      for (let i = 1; i <= 120; i++)
        discord.say({
          channel: general,
          author: ana,
          content: String(i),
          ...(i > 1 && { replyTo: discord.messages(general).at(-1)!.stored }),
        });
    },
  });
  const replyTo = discord.messages(general).at(-1)!.stored;
  const question = await hear({ channel: general, author: ana, content: 'and?', replyTo });
  discord.delete(discord.messages(general)[9]!.stored);

  const history = await adapter.history({ before: question, limit: 200 }, signal);

  expect(history.map(({ text }) => text)).toEqual(Array.from({ length: 110 }, (_, i) => String(11 + i)));
  const reads = discord.requests.filter(({ path }) => path.startsWith(`/channels/${general.id}/messages`));
  expect(reads.length).toBeLessThan(6);
});

test('direct messages from before the start are remembered too', async () => {
  let dm: Channel | undefined;
  const { discord, ana, adapter } = await startBench({
    before: ({ discord, ana }) => {
      dm = discord.dm(ana);
      discord.say({ channel: dm, author: ana, content: 'one' });
      discord.say({ channel: dm, author: ana, content: 'two' });
    },
  });
  const last = discord.messages(dm!).at(-1)!;
  const question: Message = {
    id: last.id,
    conversation: { platform: 'discord', workspace: '@me', channel: dm!.id, kind: 'dm' },
    author: { id: ana.id, name: 'Ana', roles: [] },
    text: 'two',
    attachments: [],
    sentAt: 0,
    fromBot: false,
    fromUs: false,
    mentionsUs: false,
    mentionsOthers: false,
  };

  expect(await adapter.history({ before: question, limit: 20 }, signal)).toMatchObject([{ text: 'one' }]);
});

test('where the bot may not read, there is no history and no failure', async () => {
  const { discord, general, ana, hear, adapter } = await startBench();
  const thread = discord.thread(general, 'herons');
  const question = await hear({ channel: thread, author: ana, content: 'hello' });
  discord.deny(general, 'ViewChannel');

  expect(await adapter.history({ before: question, limit: 20 }, signal)).toEqual([]);
});

test('reading the past ends when the asker has lost patience', async () => {
  const { discord, ana, hear, adapter } = await startBench();
  const dm = discord.dm(ana);
  const question = await hear({ channel: dm, author: ana, content: 'hello' });
  discord.fail({ path: /messages$/, how: 'stall' });
  const impatient = new AbortController();
  const reason = new Error('stopped by the reader');

  const reading = adapter.history({ before: question, limit: 20 }, impatient.signal);
  await discord.until(() => discord.requests.some(({ path }) => path.endsWith('/messages')), 'the request');
  impatient.abort(reason);

  await expect(reading).rejects.toBe(reason);
});

test('whom we mention without a ping is mentioned all the same when we read it again', async () => {
  const { discord, general, ana, hear, next, adapter } = await startBench();
  discord.say({ channel: general, author: ana, content: `<@${discord.bot.id}> who said so?` });
  const { target } = await next('message');
  await adapter.surface(target).post(viewOf({ phase: 'done', markdown: `<@${ana.id}> did.` }), signal);
  const answer = discord.messages(general).at(-1)!;
  const question = await hear({ channel: general, author: ana, content: 'really?', replyTo: answer.stored });

  const history = await adapter.history({ before: question, limit: 1 }, signal);

  expect(history).toMatchObject([{ text: '@Ana did.', fromUs: true }]);
});
