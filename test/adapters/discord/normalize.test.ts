/** What the bot hears: every kind of message people write on Discord, in the words of the project. */
import { expect, test } from 'vitest';
import type { StoredMessage } from '../../loopback/discord/index.ts';
import { startBench } from './harness.ts';

const bytes = new TextEncoder().encode('not really a picture');

test('a mention in a channel is for us, and its text has no trace of it', async () => {
  const { discord, general, guild, ana, hear, events } = await startBench();

  const message = await hear({
    channel: general,
    author: ana,
    content: `<@${discord.bot.id}> what is this?`,
  });

  expect(message).toMatchObject({
    text: 'what is this?',
    conversation: { platform: 'discord', workspace: guild.id, channel: general.id, kind: 'channel' },
    author: { id: ana.id, name: 'Ana' },
    mentionsUs: true,
    mentionsOthers: false,
    fromBot: false,
    fromUs: false,
  });
  expect(events[0]).toMatchObject({
    eventId: `discord:message:${message.id}`,
    target: { messageId: message.id, userId: ana.id, private: false },
  });
});

test('a mention of the role Discord made for the bot is a mention of the bot', async () => {
  const { botRole, general, ana, hear } = await startBench();

  const message = await hear({ channel: general, author: ana, content: `hey <@&${botRole.id}>, hello` });

  expect(message).toMatchObject({ text: 'hey, hello', mentionsUs: true, mentionsOthers: false });
});

test('a message to somebody else says so', async () => {
  const { discord, general, guild, ana, hear } = await startBench();
  const ben = discord.user('Ben');
  const editors = discord.role(guild, 'editors');

  expect(await hear({ channel: general, author: ana, content: `<@${ben.id}> look` })).toMatchObject({
    text: '@Ben look',
    mentionsUs: false,
    mentionsOthers: true,
  });
  expect(await hear({ channel: general, author: ana, content: `<@&${editors.id}> look` })).toMatchObject({
    text: '@editors look',
    mentionsOthers: true,
  });
});

test('a reply to the bot is for the bot, even when the reply does not ping', async () => {
  const { discord, general, ana, hear } = await startBench();
  const answer = discord.say({ channel: general, author: discord.bot, content: 'It is a heron.' });

  const message = await hear({
    channel: general,
    author: ana,
    content: 'are you sure?',
    replyTo: answer,
    replyPing: false,
  });

  expect(message).toMatchObject({ text: 'are you sure?', replyTo: answer.id, mentionsUs: true });
});

test('the roles of an author are known, for access lists', async () => {
  const { discord, general, guild, ana, hear } = await startBench();
  const editors = discord.role(guild, 'editors', [ana]);

  const message = await hear({ channel: general, author: ana, content: 'hello' });

  expect(message.author.roles).toEqual([editors.id]);
});

test('a direct message arrives although its channel was never seen before', async () => {
  const { discord, ana, hear } = await startBench();
  const dm = discord.dm(ana);

  const message = await hear({ channel: dm, author: ana, content: 'psst' });

  expect(message).toMatchObject({
    text: 'psst',
    conversation: { platform: 'discord', workspace: '@me', channel: dm.id, kind: 'dm' },
  });
});

test('a message in a thread names the thread and the channel it belongs to', async () => {
  const { discord, general, guild, ana, hear } = await startBench();
  const thread = discord.thread(general, 'herons');

  const message = await hear({ channel: thread, author: ana, content: 'hello' });

  expect(message.conversation).toEqual({
    platform: 'discord',
    workspace: guild.id,
    channel: general.id,
    thread: thread.id,
    kind: 'thread',
  });
});

test('a message of files only keeps them all, with names, types, sizes and descriptions', async () => {
  const { general, ana, hear } = await startBench();

  const message = await hear({
    channel: general,
    author: ana,
    attachments: [
      { name: '왜가리.png', bytes, contentType: 'image/png', description: 'a heron at dusk', spoiler: true },
      { name: 'clip.mp4', bytes, contentType: 'video/mp4', durationSecs: 12.5 },
      { name: 'mystery', bytes },
    ],
  });

  expect(message.text).toBe('');
  expect(message.attachments).toEqual([
    expect.objectContaining({
      name: '왜가리.png',
      declaredType: 'image/png',
      bytes: bytes.byteLength,
      altText: 'a heron at dusk',
      spoiler: true,
    }),
    expect.objectContaining({ name: 'clip.mp4', declaredType: 'video/mp4', durationSeconds: 12.5 }),
    expect.not.objectContaining({ declaredType: expect.anything() }),
  ]);
});

test('a voice message is a message with one recording', async () => {
  const { general, ana, hear } = await startBench();

  const message = await hear({
    channel: general,
    author: ana,
    voiceMessage: true,
    attachments: [
      { name: 'voice-message.ogg', bytes, contentType: 'audio/ogg', durationSecs: 3.2, waveform: 'AAAA' },
    ],
  });

  expect(message.attachments).toEqual([
    expect.objectContaining({ name: 'voice-message.ogg', declaredType: 'audio/ogg', durationSeconds: 3.2 }),
  ]);
});

test('a forwarded message comes with its text, quoted, and its files', async () => {
  const { discord, general, guild, ana, hear } = await startBench();
  const elsewhere = discord.channel(guild, 'elsewhere');
  const ben = discord.user('Ben');
  const original = discord.say({
    channel: elsewhere,
    author: ben,
    content: 'look at this\nit flew away',
    attachments: [{ name: 'heron.png', bytes, contentType: 'image/png' }],
  });

  const message = await hear({ channel: general, author: ana, forward: original });

  expect(message.text).toBe('Forwarded message:\n> look at this\n> it flew away');
  expect(message.attachments).toEqual([expect.objectContaining({ name: 'heron.png' })]);
  expect(message.replyTo).toBeUndefined();
});

test('channels, commands, emoji and times become words, and code stays code', async () => {
  const { general, ana, hear } = await startBench();

  const message = await hear({
    channel: general,
    author: ana,
    content: `in <#${general.id}> at <t:0:R> try </ask:123456789012345678> <:heron:123456789012345678> \`<@1>\` <t:99999999999999>`,
  });

  expect(message.text).toBe(
    'in #general at 1970-01-01T00:00:00.000Z try /ask :heron: `<@1>` <t:99999999999999>',
  );
});

test('other bots and webhooks are heard as what they are, in threads as well', async () => {
  const { discord, general, next } = await startBench();
  const thread = discord.thread(general, 'builds');
  const beep = discord.sayAsBot({ channel: general, name: 'OtherBot', content: 'beep' });
  const green = discord.sayAsBot({ channel: thread, name: 'Builds', content: 'green', byWebhook: true });
  discord.edit(green, 'red');
  discord.delete(beep);

  expect((await next('message')).message).toMatchObject({
    text: 'beep',
    author: { id: beep.authorId, name: 'OtherBot' },
    fromBot: true,
    fromUs: false,
  });
  expect((await next('message')).message).toMatchObject({
    text: 'green',
    author: { id: green.webhookId, name: 'Builds', roles: [] },
    conversation: { kind: 'thread', thread: thread.id },
    fromBot: true,
  });
  expect((await next('edited')).message).toMatchObject({ id: green.id, text: 'red', fromBot: true });
  expect(await next('deleted')).toMatchObject({ messageId: beep.id });
});

test('Discord itself and the bot’s own messages are not handed on', async () => {
  const { discord, general, ana, hear, events } = await startBench();
  discord.say({ channel: general, author: ana, system: true });
  const mine = discord.say({ channel: general, author: discord.bot, content: 'mine' });
  discord.edit(mine, 'mine, better');
  discord.delete(mine);

  await hear({ channel: general, author: ana, content: 'hello' });

  expect(events).toHaveLength(1);
});

test('an edit is an event of its own; a link preview is not an edit', async () => {
  const { discord, general, ana, next, events } = await startBench();
  const said = discord.say({ channel: general, author: ana, content: 'https://example.com' });
  await next('message');

  discord.unfurl(said);
  discord.edit(said, 'never mind');

  const edited = await next('edited');
  expect(edited.message).toMatchObject({ id: said.id, text: 'never mind' });
  expect(events.map(({ type }) => type)).toEqual(['message', 'edited']);
});

test('an edit and a deletion of a message from before the start are noticed', async () => {
  const said: StoredMessage[] = [];
  const { discord, general, next, events } = await startBench({
    before: ({ discord, general, ana }) => {
      said.push(discord.say({ channel: general, author: ana, content: 'old' }));
    },
  });

  discord.unfurl(said[0]!);
  discord.edit(said[0]!, 'new');
  discord.delete(said[0]!);

  expect(await next('deleted')).toMatchObject({
    messageId: said[0]!.id,
    conversation: { channel: general.id },
  });
  expect(events[0]).toMatchObject({ type: 'edited', message: { text: 'new' } });
});

test('an event that cannot be journalled is not the end: the next one is heard', async () => {
  let refused = 0;
  const { general, ana, hear } = await startBench({
    onEvent: () => {
      if (refused++ === 0) throw new Error('the disk is full');
    },
  });

  await hear({ channel: general, author: ana, content: 'one' });
  const second = await hear({ channel: general, author: ana, content: 'two' });

  expect(second.text).toBe('two');
});
