/** The whole bot on Discord, asked in every way but a mention: commands, menus of messages, forms, buttons, from elsewhere. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ActionId, WORDS } from '../../src/chat/index.ts';
import {
  type Channel,
  type LoopbackDiscord,
  type MessageView,
  startDiscord,
  type User,
} from '../loopback/discord/index.ts';
import { ANSWER, FILES, REASONING, startBot, startModel } from './bench.ts';

const { menus, said: english } = WORDS.en;
const PHOTO = FILES.find(({ name }) => name === 'photo.jpg')!;
const VOICE = { name: 'voice.ogg', bytes: readFileSync('test/fixtures/voice.ogg'), contentType: 'audio/ogg' };

/** A server of one's own offers the models that are named for it. */
const MODELS = () => 'models: { gpt-5.4-mini: {} }';

/** A bot on a server with Ana in it. `settings`: the text of attache.yaml. */
async function start(settings: (discord: LoopbackDiscord) => string = () => '') {
  const openai = await startModel();
  const discord = await startDiscord();
  onTestFinished(() => discord.close());
  const channel = discord.channel(discord.guild('Studio').guild, 'general');
  const ana = discord.user('Ana');
  await startBot(
    openai,
    {
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      ATTACHE_MEDIA_HOSTS: discord.mediaHost,
    },
    { settings: settings(discord) },
  );

  /** What the bot has said in full: all of it, or what fits. */
  const said = (place: Channel = channel) =>
    discord
      .messages(place)
      .filter(
        ({ author, loading, buttons }) =>
          author.id === discord.bot.id && !loading && !buttons.some((button) => button.startsWith('stop:')),
      );
  const saying = (text: string | RegExp, place: Channel = channel): Promise<MessageView> =>
    discord.until(
      () =>
        said(place).find(({ content }) =>
          typeof text === 'string' ? content.includes(text) : text.test(content),
        ),
      `“${text}”`,
    );
  const answered = (place: Channel = channel): Promise<MessageView> =>
    discord.until(
      () => said(place).find(({ buttons }) => buttons.some((button) => button.startsWith('regenerate:'))),
      'the answer',
    );
  const press = ({ stored, buttons }: MessageView, action: ActionId, who: User, locale = 'en-US') =>
    discord.press(
      stored,
      buttons.find((button) => button.startsWith(`${action}:`))!,
      who,
      { locale },
    );
  const asked = () => openai.requests.filter(({ endpoint }) => endpoint === 'responses');
  const askedAgain = async () => (await openai.until((request) => request === asked()[1])).asked;
  return { openai, discord, channel, ana, said, saying, answered, press, asked, askedAgain };
}

describe('/ask', () => {
  it('with a file, an effort and a model is asked so, and answered to the asker alone where that is wanted', async () => {
    const { discord, channel, ana, answered, asked } = await start(MODELS);
    discord.runCommand('ask', {
      channel,
      user: ana,
      options: {
        question: 'What is it?',
        file: PHOTO,
        effort: 'high',
        model: 'gpt-5.4-mini',
        private: true,
      },
    });
    const { content, stored, embeds } = await answered();
    expect({ content, seenBy: stored.ephemeralFor }).toEqual({ content: ANSWER, seenBy: ana.id });
    expect(JSON.stringify(embeds)).toMatch(/photo\.jpg.*gpt-5\.4-mini · high/);
    expect(asked()[0]?.asked).toMatchObject({ model: 'gpt-5.4-mini', effort: 'high' });
    const parts = asked()[0]?.asked?.turns.at(-1)?.parts ?? [];
    expect(parts.map(({ type }) => type)).toContain('image');
    expect(JSON.stringify(parts)).toContain('What is it?');
    expect(discord.violations()).toEqual([]);
  });
});

describe('a choice of one’s own', () => {
  it('of an effort and a model is told to the chooser, and holds for their next question, also by mention', async () => {
    const { discord, channel, ana, answered, saying, asked } = await start(MODELS);
    discord.runCommand('effort', { channel, user: ana, options: { effort: 'high' } });
    expect((await saying(english.effortSet('high', 'me'))).stored.ephemeralFor).toBe(ana.id);
    discord.runCommand('model', { channel, user: ana, options: { model: 'gpt-5.4-mini' } });
    await saying(english.modelSet('gpt-5.4-mini', 'me'));

    discord.say({ channel, author: ana, content: `<@${discord.bot.id}> why?` });
    await answered();
    expect(asked()[0]?.asked).toMatchObject({ model: 'gpt-5.4-mini', effort: 'high' });

    discord.runCommand('effort', { channel, user: ana, options: {} });
    await saying(english.effortIs('high'));
    expect(discord.violations()).toEqual([]);
  });

  it('does not hold for others, and what holds for a channel is for admins to say', async () => {
    const { discord, channel, ana, answered, saying, asked } = await start();
    discord.runCommand('effort', { channel, user: ana, options: { effort: 'high', for: 'me' } });
    await saying(english.effortSet('high', 'me'));
    discord.runCommand('effort', { channel, user: ana, options: { effort: 'low', for: 'channel' } });
    await saying(english.onlyAdmins);

    discord.runCommand('ask', { channel, user: discord.user('Bea'), options: { question: 'why?' } });
    await answered();
    expect(asked()[0]?.asked).toMatchObject({ effort: 'medium' });
  });
});

it('/usage tells what was used, and nothing of it once everything is forgotten', async () => {
  const { discord, channel, ana, answered, press, said, saying } = await start();
  discord.runCommand('usage', { channel, user: ana, options: { period: 'today' } });
  expect((await saying(english.noUsage('today'))).stored.ephemeralFor).toBe(ana.id);

  discord.runCommand('ask', { channel, user: ana, options: { question: 'why?', private: true } });
  const answer = await answered();
  // A button waits until what was used is noted down.
  press(answer, 'reasoning', ana);
  await saying(REASONING);
  discord.runCommand('usage', { channel, user: ana });
  const { content, stored } = await saying(/gpt-5\.5/);
  expect(content).toMatch(/answers 1, tokens \d+ in and \d+ out, \$\d/);
  expect(stored.ephemeralFor).toBe(ana.id);

  discord.runCommand('forget', { channel, user: ana, options: { what: 'everything' } });
  await saying(english.forgotEverything);
  discord.runCommand('usage', { channel, user: ana });
  await saying(english.noUsage('month'));
  press(answer, 'regenerate', ana);
  await saying(english.forgotten);
  expect(said().every((message) => message.stored.ephemeralFor === ana.id)).toBe(true);
});

it('/forget: what somebody said in the channel before is no longer read', async () => {
  const { discord, channel, ana, answered, saying, askedAgain } = await start();
  const first = discord.say({ channel, author: ana, content: `<@${discord.bot.id}> my cat is called Momo` });
  const { stored } = await answered();
  discord.runCommand('forget', { channel, user: ana });
  await saying(english.forgotMine);
  discord.say({ channel, author: ana, content: 'what is my cat called?', replyTo: stored });
  const turns = JSON.stringify((await askedAgain())?.turns);
  expect(turns).toContain('what is my cat called?');
  expect(turns).not.toContain('Momo');
  expect(first.deleted).toBe(false);
});

it('/help answers in the language of the person', async () => {
  const { discord, channel, ana, saying } = await start();
  discord.runCommand('help', { channel, user: ana, locale: 'de' });
  const { stored, content } = await saying(/Frag mich/);
  expect(stored.ephemeralFor).toBe(ana.id);
  expect(content).toContain('effort:high');
});

describe('the menu of a message', () => {
  it('“Transcribe” on a voice message is answered with what is said in it', async () => {
    const { discord, channel, ana, answered, asked } = await start();
    const bea = discord.user('Bea');
    const note = discord.say({ channel, author: bea, attachments: [VOICE], voiceMessage: true });
    discord.useMenu(menus.transcribe, note, { user: ana });
    const { content, stored } = await answered();
    expect(content).toBe(ANSWER);
    expect(stored.ephemeralFor).toBeUndefined();
    expect(JSON.stringify(asked()[0]?.asked?.turns)).toContain('ask not what your country');
    expect(discord.violations()).toEqual([]);
  });

  it('“Describe” on a photo shows it to the model, which is to answer in the language of the asker', async () => {
    const { discord, channel, ana, answered, asked } = await start();
    const photo = discord.say({ channel, author: discord.user('Bea'), attachments: [PHOTO] });
    discord.useMenu(menus.describe, photo, { user: ana, locale: 'ja' });
    await answered();
    const parts = asked()[0]?.asked?.turns.at(-1)?.parts ?? [];
    expect(parts.map(({ type }) => type)).toContain('image');
    expect(JSON.stringify(parts)).toContain('Answer in Japanese.');
  });

  it('“Ask about this message” asks what is written into its form, of the message and its files', async () => {
    const { discord, channel, ana, answered, asked } = await start();
    const message = discord.say({
      channel,
      author: discord.user('Bea'),
      content: 'the new poster',
      attachments: [PHOTO],
    });
    const use = discord.useMenu(menus.ask, message, { user: ana });
    await discord.until(() => use.form, 'the form');
    discord.submit(use, { question: 'Is the type legible?', private: true });
    expect((await answered()).stored.ephemeralFor).toBe(ana.id);
    const parts = asked()[0]?.asked?.turns.at(-1)?.parts ?? [];
    expect(parts.map(({ type }) => type)).toContain('image');
    expect(JSON.stringify(parts)).toMatch(/of Bea.*> the new poster.*Is the type legible\?/);
    expect(discord.violations()).toEqual([]);
  });
});

describe('the buttons under an answer', () => {
  async function answeredTo(question: string, settings?: (discord: LoopbackDiscord) => string) {
    const bench = await start(settings);
    const { discord, channel, ana, answered } = bench;
    discord.say({ channel, author: ana, content: `<@${discord.bot.id}> ${question}` });
    return { ...bench, answer: await answered() };
  }

  it('Regenerate answers the same question again, for all to see, beside the first answer', async () => {
    const { discord, channel, ana, answer, press, asked, openai, saying } = await answeredTo('why?');
    openai.reply('Because.');
    press(answer, 'regenerate', ana);
    const { stored, id } = await saying('Because.');
    expect(stored.ephemeralFor).toBeUndefined();
    expect(id).not.toBe(answer.id);
    expect(asked()[1]?.asked?.turns.at(-1)).toEqual(asked()[0]?.asked?.turns.at(-1));
    expect(asked()[1]?.asked?.effort).toBe('medium');
    expect(discord.messages(channel)[1]?.content).toBe(ANSWER);
    expect(discord.violations()).toEqual([]);
  });

  it('Think harder asks with the next effort, and the answer to it offers the one after that', async () => {
    const { ana, answer, press, openai, saying, askedAgain } = await answeredTo('why?');
    openai.reply('Because.');
    press(answer, 'harder', ana);
    expect(await askedAgain()).toMatchObject({ model: 'gpt-5.5', effort: 'high' });
    const again = await saying('Because.');
    expect(JSON.stringify(again.stored.revisions.at(-1)?.components)).toContain(
      WORDS.en.actions.harder('xhigh'),
    );
  });

  it('Show reasoning shows it to the one who pressed alone', async () => {
    const { ana, answer, press, saying, asked } = await answeredTo('why?');
    press(answer, 'reasoning', ana);
    const { stored, content } = await saying(REASONING);
    expect(stored.ephemeralFor).toBe(ana.id);
    expect(content).toContain(english.reasoning);
    expect(asked()).toHaveLength(1);
  });

  it('Files brings the code of an answer that is too long to copy', async () => {
    const { discord, ana, press, openai, channel, said } = await start();
    const code = Array.from({ length: 12 }, (_, line) => `print(${line})`).join('\n');
    // Ahead of the answer that every model here begins with.
    discord.runCommand('ask', { channel, user: ana, options: { question: 'first' } });
    await discord.until(() => said().length === 1, 'the first answer');
    openai.reply(`Here:\n\n\`\`\`python\n${code}\n\`\`\`\n`);
    discord.runCommand('ask', { channel, user: ana, options: { question: 'code, please' } });
    const answer = await discord.until(
      () => said().find(({ buttons }) => buttons.some((button) => button.startsWith('files:'))),
      'the code',
    );
    press(answer, 'files', ana);
    const shown = await discord.until(() => said().find(({ files }) => files.length > 0), 'the file');
    expect(shown.stored.ephemeralFor).toBe(ana.id);
    expect(
      shown.files.map(({ filename, bytes }) => [filename, Buffer.from(bytes).toString().trim()]),
    ).toEqual([['code-1.py', code]]);
  });

  it('belong to the asker: a stranger is told so kindly, in their language, and alone', async () => {
    const { discord, answer, press, saying, asked } = await answeredTo('why?');
    const bea = discord.user('Bea');
    for (const action of ['regenerate', 'reasoning'] as const) press(answer, action, bea, 'fr');
    const { stored } = await saying(WORDS.fr.said.notYours('Ana'));
    expect(stored.ephemeralFor).toBe(bea.id);
    expect(asked()).toHaveLength(1);
  });

  it('may be used by admins, who are named in attache.yaml', async () => {
    let admin: User | undefined;
    const { answer, press, saying } = await answeredTo('why?', (discord) => {
      admin = discord.user('Chief');
      return `admins: { users: ["${admin.id}"] }`;
    });
    press(answer, 'reasoning', admin!);
    expect((await saying(REASONING)).stored.ephemeralFor).toBe(admin?.id);
  });
});

describe('Stop', () => {
  it('ends the answer, whose beginning stays; the model is told to stop', async () => {
    const { discord, channel, ana, answered, press, openai, asked } = await start();
    discord.runCommand('ask', { channel, user: ana, options: { question: 'one' } });
    const first = await answered();
    openai.reply('The beginning ', { wait: new Promise(() => {}) });
    press(first, 'regenerate', ana);
    const running = await discord.until(
      () =>
        discord
          .messages(channel)
          .find(
            ({ content, buttons }) =>
              content === 'The beginning' && buttons.some((button) => button.startsWith('stop:')),
          ),
      'the beginning',
    );
    press(running, 'stop', ana);
    await discord.until(
      () =>
        discord
          .messages(channel)
          .find(
            ({ id, buttons }) => id === running.id && !buttons.some((button) => button.startsWith('stop:')),
          ),
      'the end',
    );
    expect(await asked()[1]?.closed).toBe(false);
    expect(discord.messages(channel).find(({ id }) => id === running.id)?.content).toBe('The beginning');
    expect(discord.violations()).toEqual([]);
  });
});

it('in a direct message all of it works without a mention: the question, its buttons, a command', async () => {
  const { discord, ana, openai, answered, press, saying, askedAgain } = await start();
  const direct = discord.dm(ana);
  discord.say({ channel: direct, author: ana, content: 'effort:low why?' });
  const answer = await answered(direct);
  openai.reply('Because.');
  press(answer, 'harder', ana);
  expect(await askedAgain()).toMatchObject({ effort: 'medium' });
  await saying('Because.', direct);
  press(answer, 'reasoning', ana);
  await saying(REASONING, direct);
  discord.runCommand('usage', { channel: direct, user: ana });
  await saying(/answers \d/, direct);
  expect(discord.violations()).toEqual([]);
});

describe('somebody who added the bot to themselves', () => {
  it('asks on a server without it, with a file, and is answered there in full', async () => {
    const { discord, ana, answered, openai, press, saying } = await start();
    const lounge = discord.channel(discord.foreignGuild('Elsewhere'), 'lounge');
    discord.runCommand('ask', {
      channel: lounge,
      user: ana,
      options: { question: 'What is it?', file: PHOTO },
    });
    const answer = await answered(lounge);
    expect(answer.content).toBe(ANSWER);
    expect(answer.stored.ephemeralFor).toBeUndefined();
    openai.reply('Because.');
    press(answer, 'regenerate', ana);
    await saying('Because.', lounge);
    expect(discord.violations()).toEqual([]);
  });

  it('gets an answer that is longer than may be said there as a file', async () => {
    const { discord, ana, answered, openai, press, saying } = await start();
    const lounge = discord.channel(discord.foreignGuild('Elsewhere'), 'lounge');
    discord.runCommand('ask', { channel: lounge, user: ana, options: { question: 'why?' } });
    const answer = await answered(lounge);
    const long = Array.from({ length: 400 }, (_, line) => `Line ${line} says a little more.`).join('\n\n');
    openai.reply(long);
    press(answer, 'regenerate', ana);
    await saying(/Line 0 /, lounge);
    const file = await discord.until(
      () => discord.messages(lounge).flatMap(({ files }) => files)[0],
      'the file',
    );
    expect([file.filename, Buffer.from(file.bytes).toString()]).toEqual(['answer.md', long]);
    expect(discord.violations()).toEqual([]);
  });

  it('learns about a message of others, too', async () => {
    const { discord, ana, answered, asked } = await start();
    const bea = discord.user('Bea');
    const between = discord.among(ana, bea);
    const note = discord.say({ channel: between, author: bea, attachments: [VOICE], voiceMessage: true });
    discord.useMenu(menus.transcribe, note, { user: ana });
    expect((await answered(between)).content).toBe(ANSWER);
    expect(JSON.stringify(asked()[0]?.asked?.turns)).toContain('ask not what your country');
    expect(discord.violations()).toEqual([]);
  });
});
