/** The rules of the loopback Discord for reactions, threads, other bots and rights. */
import { describe, expect, test } from 'vitest';
import { startBare } from './bare.ts';

describe('a reaction', () => {
  const path = (channel: string, message: unknown, emoji: string) =>
    `/channels/${channel}/messages/${String(message)}/reactions/${encodeURIComponent(emoji)}/@me`;

  test('is made once, and read again with the message', async () => {
    const { discord, general, ana, call } = await startBare();
    const message = discord.say({ channel: general, author: ana, content: 'a' });
    for (let time = 0; time < 2; time++) {
      expect(await call('PUT', path(general.id, message.id, '👀'))).toMatchObject({ status: 204 });
      discord.advance(250);
    }
    discord.react(message, ana, '👀');
    expect(await call('GET', `/channels/${general.id}/messages/${message.id}`)).toMatchObject({
      json: { reactions: [{ emoji: { id: null, name: '👀' }, count: 2, me: true }] },
    });
  });

  test.each([
    ['text', 'eyes'],
    ['a digit', '1'],
    ['an emoji of no server', 'heron:123456789012345678'],
    ['two signs and a space', '👀 👀'],
  ])('with %s is none', async (_, emoji) => {
    const { discord, general, ana, call } = await startBare();
    const message = discord.say({ channel: general, author: ana, content: 'a' });
    expect(await call('PUT', path(general.id, message.id, emoji))).toMatchObject({ json: { code: 10014 } });
  });

  test('is one of twenty different ones at most, and one in 250 ms in a channel', async () => {
    const { discord, general, ana, call } = await startBare();
    const message = discord.say({ channel: general, author: ana, content: 'a' });
    for (let n = 0; n < 20; n++) discord.react(message, ana, String.fromCodePoint(0x1f600 + n));
    const react = (emoji: string) => call('PUT', path(general.id, message.id, emoji));
    expect(await react('👀')).toMatchObject({ json: { code: 30010 } });
    const refused = await react('😀');
    expect(refused).toMatchObject({ status: 429 });
    expect(refused.json.retry_after).toBeLessThanOrEqual(0.25);
    discord.advance(250);
    expect(await react('😀')).toMatchObject({ status: 204 });
  });

  test('needs a permission, unless somebody else has made it first; an archived thread takes none', async () => {
    const { discord, general, ana, call } = await startBare();
    const message = discord.say({ channel: general, author: ana, content: 'a' });
    discord.react(message, ana, '👀');
    discord.deny(general, 'AddReactions');
    expect(await call('PUT', path(general.id, message.id, '🎉'))).toMatchObject({ json: { code: 50013 } });
    discord.advance(250);
    expect(await call('PUT', path(general.id, message.id, '👀'))).toMatchObject({ status: 204 });

    const thread = discord.thread(general, 'herons');
    const old = discord.say({ channel: thread, author: ana, content: 'a' });
    discord.archive(thread);
    expect(await call('PUT', path(thread.id, old.id, '👀'))).toMatchObject({ json: { code: 50083 } });
  });
});

describe('a thread', () => {
  const open = { name: 'herons' };

  test('has the id of the message it is opened from, and there is one of each', async () => {
    const { discord, general, ana, call, messages } = await startBare();
    const { id } = discord.say({ channel: general, author: ana, content: 'a' });
    const path = `${messages}/${id}/threads`;
    expect(await call('POST', path, open)).toMatchObject({ status: 200, json: { id, type: 11, ...open } });
    expect(await call('POST', path, open)).toMatchObject({ status: 400, json: { code: 160004 } });
  });

  test.each([
    ['no name', { name: '' }],
    ['a name of 101 characters', { name: 'a'.repeat(101) }],
    ['a time to be archived after that there is not', { ...open, auto_archive_duration: 61 }],
  ])('with %s is refused', async (_, body) => {
    const { discord, general, ana, call, messages } = await startBare();
    const { id } = discord.say({ channel: general, author: ana, content: 'a' });
    expect(await call('POST', `${messages}/${id}/threads`, body)).toMatchObject({ json: { code: 50035 } });
  });

  test('of an announcement is of another kind; a voice channel has none', async () => {
    const { discord, ana, call } = await startBare();
    const { guild } = discord.guild('Other');
    const at = (type: 'announcement' | 'voice') => {
      const channel = discord.channel(guild, type, type);
      const { id } = discord.say({ channel, author: ana, content: 'a' });
      return call('POST', `/channels/${channel.id}/messages/${id}/threads`, open);
    };
    expect(await at('announcement')).toMatchObject({ json: { type: 10 } });
    expect(await at('voice')).toMatchObject({ json: { code: 50024 } });
  });

  test('that is locked is written in by moderators alone; that is archived opens again', async () => {
    const { discord, general, call } = await startBare();
    const thread = discord.thread(general, 'herons');
    discord.archive(thread);
    const write = () => call('POST', `/channels/${thread.id}/messages`, { content: 'a' });
    expect(await write()).toMatchObject({ status: 200 });
    expect(thread.archived).toBe(false);
    discord.lock(thread);
    expect(await write()).toMatchObject({ status: 403, json: { code: 160005 } });
  });

  test('that is private shows nothing to the bot unless it is in it, and who is', async () => {
    const { discord, general, ana, call } = await startBare();
    const secret = discord.privateThread(general, 'secret', [ana]);
    expect(await call('GET', `/channels/${secret.id}`)).toMatchObject({ json: { code: 50001 } });
    const ours = discord.privateThread(general, 'ours', [ana, discord.bot]);
    const member = (id: string) => call('GET', `/channels/${ours.id}/thread-members/${id}`);
    expect(await member(ana.id)).toMatchObject({ status: 200, json: { user_id: ana.id } });
    expect(await member(discord.user('Ben').id)).toMatchObject({ status: 404, json: { code: 10007 } });
  });
});

test('one message is read where the past may be read', async () => {
  const { discord, general, ana, call, messages } = await startBare();
  const { id } = discord.say({ channel: general, author: ana, content: 'a' });
  expect(await call('GET', `${messages}/${id}`)).toMatchObject({ status: 200, json: { id } });
  discord.deny(general, 'ReadMessageHistory');
  expect(await call('GET', `${messages}/${id}`)).toMatchObject({ status: 403, json: { code: 50013 } });
});

test('what a webhook says is by nobody who is a member; another bot is one', async () => {
  const { discord, general, call, messages } = await startBare();
  const hook = discord.sayAsBot({ channel: general, name: 'Builds', content: 'green', byWebhook: true });
  discord.sayAsBot({ channel: general, name: 'Robo', content: 'beep' });
  const again = discord.sayAsBot({ channel: general, name: 'Builds', content: 'red', byWebhook: true });
  expect(again.authorId).toBe(hook.authorId);
  const [, robo, builds] = (await call('GET', messages)).json as unknown as Record<string, unknown>[];
  expect(builds).toMatchObject({ webhook_id: hook.webhookId, author: { id: hook.webhookId, bot: true } });
  expect(robo).not.toHaveProperty('webhook_id');
});

test('the bot is told its servers and their own emoji, 200 servers at a time', async () => {
  const { discord, call } = await startBare();
  discord.guilds(250, 0);
  const page = async (query: string) => {
    const { json } = await call('GET', `/users/@me/guilds${query}`);
    return json as unknown as { readonly id: string; readonly permissions: string }[];
  };
  const first = await page('');
  expect(first).toHaveLength(200);
  expect(BigInt(first[0]!.permissions) & (1n << 6n)).not.toBe(0n);
  expect(await page(`?after=${first.at(-1)!.id}`)).toHaveLength(51);

  const { guild } = discord.guild('Other');
  const { id } = discord.guildEmoji(guild, 'heron');
  expect((await call('GET', `/guilds/${guild.id}/emojis`)).json).toMatchObject([{ id, name: 'heron' }]);
});
