/** People who added the bot to themselves use it where it is not: on other servers, and in their own direct messages. */
import { describe, expect, test } from 'vitest';
import { WORDS } from '../../../src/chat/index.ts';
import type { Channel, User } from '../../loopback/discord/index.ts';
import { type Bench, signal, startBench, textOf, viewOf } from './harness.ts';

const bytes = new TextEncoder().encode('a film');

describe.each([
  ['on a server without the bot', 'channel'],
  ['in a direct message of two people', 'dm'],
  ['in a group', 'dm'],
] as const)('%s', (where, kind) => {
  async function abroad(): Promise<Bench & { readonly place: Channel; readonly ben: User }> {
    const bench = await startBench();
    const { discord, ana } = bench;
    const ben = discord.user('Ben');
    const place =
      kind === 'channel'
        ? discord.channel(discord.foreignGuild('Elsewhere'), 'lounge')
        : discord.among(ana, ben, ...(where === 'in a group' ? [discord.user('Cem')] : []));
    return { ...bench, place, ben };
  }

  test('nothing is heard, but a command is', async () => {
    const { discord, place, ana, ben, next, events } = await abroad();
    discord.say({ channel: place, author: ben, content: `<@${discord.bot.id}> psst` });

    discord.runCommand('ask', { channel: place, user: ana, options: { question: 'why?' } });

    expect(await next('command')).toMatchObject({
      message: { text: 'why?', author: { name: 'Ana' }, conversation: { channel: place.id, kind } },
    });
    expect(events).toHaveLength(1);
  });

  test('the message a menu was used on is seen with its files, although it cannot be read', async () => {
    const { discord, place, ana, ben, next, adapter } = await abroad();
    const message = discord.say({
      channel: place,
      author: ben,
      content: `look, <@${ana.id}>`,
      attachments: [{ name: 'film.mp4', bytes, contentType: 'video/mp4' }],
    });

    discord.useMenu(WORDS.en.menus.describe, message, { user: ana });
    const { about, message: question, target } = await next('command');

    expect(about).toMatchObject({
      text: 'look, @Ana',
      author: { name: 'Ben' },
      conversation: question.conversation,
      attachments: [{ name: 'film.mp4' }],
    });
    expect(question.conversation).toMatchObject({ channel: place.id, kind });
    expect(await textOf(await adapter.open(about!.attachments[0]!, signal))).toBe('a film');
    expect(await adapter.history({ before: question, limit: 20 }, signal)).toEqual([]);
    await adapter.surface(target).open(viewOf({ markdown: 'A heron' }), signal);
    expect(discord.messages(place)[1]).toMatchObject({ content: 'A heron', loading: false });
  });

  test('the form for a question works as well', async () => {
    const { discord, place, ana, ben, next } = await abroad();
    const message = discord.say({ channel: place, author: ben, content: 'a riddle' });
    const use = discord.useMenu(WORDS.en.menus.ask, message, { user: ana });
    await discord.until(() => use.form, 'the form');

    discord.submit(use, { question: 'what is the answer?' });

    expect(await next('command')).toMatchObject({
      message: { text: 'what is the answer?' },
      about: { text: 'a riddle' },
    });
  });
});
