/** The menu of a message: “Transcribe”, “Describe”, and “Ask about this message” with its form. */
import { describe, expect, test } from 'vitest';
import { createDiscordAdapter } from '../../../adapters/discord/index.ts';
import { type ChatEvent, LANGUAGES, WORDS } from '../../../src/chat/index.ts';
import type { Interaction, StoredMessage } from '../../loopback/discord/index.ts';
import { type Bench, signal, startBench, textOf, viewOf } from './harness.ts';

const bytes = new TextEncoder().encode('a voice');
const { ask, transcribe, describe: describeMenu } = WORDS.en.menus;

/** Ben sent something; Ana wants to know about it. */
function shared({ discord, general }: Bench): StoredMessage {
  const ben = discord.user('Ben');
  return discord.say({
    channel: general,
    author: ben,
    content: 'listen to this',
    attachments: [{ name: 'voice.ogg', bytes, contentType: 'audio/ogg' }],
  });
}

/** Chooses “Ask about this message” and waits for the form. */
async function openForm({ discord, ana }: Bench, message: StoredMessage, locale = 'en-US') {
  const use = discord.useMenu(ask, message, { user: ana, locale });
  await discord.until(() => use.form, 'the form');
  return use;
}

const acknowledged = ({ discord }: Bench, { id }: Interaction) =>
  discord.until(
    () => discord.requests.find(({ path, status }) => path.includes(`/interactions/${id}/`) && status !== 0),
    'the acknowledgement',
  );

describe.each([
  ['transcribe', transcribe],
  ['describe', describeMenu],
] as const)('“%s”', (name, menu) => {
  test('is about the message it was used on, with its files, also without the right to read messages', async () => {
    const bench = await startBench({ messageContent: false });
    const { discord, ana, adapter } = bench;
    const message = shared(bench);

    const use = discord.useMenu(menu, message, { user: ana, locale: 'de' });
    const command = await bench.next('command');

    expect(command).toMatchObject({
      eventId: `discord:command:${use.id}`,
      name,
      message: { text: '', attachments: [], author: { id: ana.id, locale: 'de' }, mentionsUs: true },
      about: {
        id: message.id,
        text: 'listen to this',
        author: { name: 'Ben' },
        attachments: [{ name: 'voice.ogg', declaredType: 'audio/ogg' }],
      },
      target: { messageId: message.id, userId: ana.id, private: false },
    });
    const opened = await adapter.open(command.about!.attachments[0]!, signal);
    expect(await textOf(opened)).toBe('a voice');
  });

  test('is answered in the place of “thinking…”, for all who see the message', async () => {
    const bench = await startBench();
    const { discord, general, ana, adapter } = bench;
    const use = discord.useMenu(menu, shared(bench), { user: ana });
    const { target } = await bench.next('command');
    await acknowledged(bench, use);

    await adapter.surface(target).open(viewOf({ markdown: 'Somebody whistles.' }), signal);

    const answer = discord.messages(general)[1];
    expect(answer).toMatchObject({ content: 'Somebody whistles.', loading: false });
    expect(answer?.stored.ephemeralFor).toBeUndefined();
    expect(discord.violations()).toEqual([]);
  });
});

describe('“Ask about this message”', () => {
  test.each(LANGUAGES)('asks for the question in the language of the person: %s', async (language) => {
    const bench = await startBench();
    const { form } = await openForm(bench, shared(bench), language === 'es' ? 'es-419' : language);

    const words = WORDS[language];
    expect(form).toMatchObject({
      title: words.form.title,
      components: [
        { label: words.form.question, component: { type: 4, style: 2, max_length: 4000, required: true } },
        { label: words.options.private.description, component: { type: 23 } },
      ],
    });
    expect(bench.events.filter(({ type }) => type === 'command')).toEqual([]);
    expect(bench.discord.violations()).toEqual([]);
  });

  test('brings question and message together, and is answered like /ask', async () => {
    const bench = await startBench({ messageContent: false });
    const { discord, general, ana, adapter } = bench;
    const message = shared(bench);
    const use = await openForm(bench, message, 'fr');

    const sent = discord.submit(use, { question: `who sings in <#${general.id}>?` });
    const command = await bench.next('command');

    expect(command).toMatchObject({
      eventId: `discord:form:${use.id}`,
      name: 'ask',
      message: {
        id: sent.id,
        text: 'who sings in #general?',
        attachments: [],
        author: { id: ana.id, locale: 'fr' },
      },
      about: { id: message.id, text: 'listen to this', attachments: [{ name: 'voice.ogg' }] },
      target: { messageId: message.id, private: false },
    });
    await acknowledged(bench, sent);
    await adapter.surface(command.target).open(viewOf({ markdown: 'A wren.' }), signal);
    expect(discord.messages(general)[1]).toMatchObject({ content: 'A wren.', loading: false });
    expect(discord.violations()).toEqual([]);
  });

  test('is answered to the asker alone where the box is ticked', async () => {
    const bench = await startBench();
    const use = await openForm(bench, shared(bench));

    bench.discord.submit(use, { question: 'who sings?', private: true });
    const { target } = await bench.next('command');
    await bench.adapter.surface(target).open(viewOf({ markdown: 'A wren.' }), signal);

    expect(bench.discord.messages(bench.general)[1]).toMatchObject({
      content: 'A wren.',
      stored: { ephemeralFor: bench.ana.id },
    });
  });

  test('takes the longest question Discord lets people write', async () => {
    const bench = await startBench();
    const use = await openForm(bench, shared(bench));

    bench.discord.submit(use, { question: 'why? '.repeat(800) });

    expect((await bench.next('command')).message.text).toHaveLength(3999);
  });

  test('is one question when the form is sent again, which closes it', async () => {
    const bench = await startBench();
    const { discord, general } = bench;
    const use = await openForm(bench, shared(bench));

    const first = discord.submit(use, { question: 'who sings?' });
    await acknowledged(bench, first);
    const second = discord.submit(use, { question: 'who sings?' });
    await acknowledged(bench, second);

    expect(bench.events.filter(({ type }) => type === 'command')).toHaveLength(1);
    expect(discord.messages(general)).toHaveLength(2);
    expect(discord.violations()).toEqual([]);
  });

  test('can be sent again where it could not be taken in', async () => {
    let isFull = true;
    const bench = await startBench({
      onEvent: ({ type }) => {
        if (type === 'command' && isFull) throw new Error('the disk is full');
      },
    });
    const { discord, general, ana } = bench;
    const use = await openForm(bench, shared(bench));
    const refused = discord.submit(use, { question: 'who sings?' });
    await bench.next('command');
    await bench.hear({ channel: general, author: ana, content: 'are you there?' });
    expect(refused.answeredAt).toBeUndefined();

    isFull = false;
    const again = discord.submit(use, { question: 'who sings?' });

    expect(await bench.next('command')).toMatchObject({ eventId: `discord:form:${use.id}` });
    await acknowledged(bench, again);
  });

  test('reads the message again when a restart came between', async () => {
    const bench = await startBench();
    const message = shared(bench);
    const use = await openForm(bench, message);
    await bench.adapter.stop();
    const later = createDiscordAdapter(bench.options);
    const event = Promise.withResolvers<ChatEvent>();
    await later.start(async (happened) => event.resolve(happened));

    bench.discord.submit(use, { question: 'who sings?' });

    expect(await event.promise).toMatchObject({
      name: 'ask',
      message: { text: 'who sings?' },
      about: { id: message.id, attachments: [{ name: 'voice.ogg' }] },
    });
    await later.stop();
  });

  test.each([
    ['was deleted', true],
    ['may not be read', false],
  ])('says so, to the asker alone, when the message %s meanwhile', async (_, messageContent) => {
    const bench = await startBench({ messageContent });
    const { discord, general, ana } = bench;
    const message = shared(bench);
    const use = await openForm(bench, message, 'ja');
    await bench.adapter.stop();
    if (messageContent) discord.delete(message);
    const later = createDiscordAdapter(bench.options);
    await later.start(async () => {});

    discord.submit(use, { question: 'who sings?' });

    const answer = await discord.until(
      () => discord.messages(general).find(({ author }) => author.id === discord.bot.id),
      'an answer',
    );
    expect(answer).toMatchObject({
      content: WORDS.ja.said.messageGone,
      stored: { ephemeralFor: ana.id },
    });
    await later.stop();
  });
});

test('a message of ours can be asked about, too', async () => {
  const bench = await startBench();
  const { discord, general, ana } = bench;
  const ours = discord.say({ channel: general, author: discord.bot, content: 'It is a heron.' });

  discord.useMenu(describeMenu, ours, { user: ana });

  expect(await bench.next('command')).toMatchObject({ about: { text: 'It is a heron.', fromUs: true } });
});

test('a forwarded message brings what it forwards', async () => {
  const bench = await startBench({ messageContent: false });
  const { discord, general, ana } = bench;
  const forwarded = discord.say({ channel: general, author: ana, content: '', forward: shared(bench) });

  discord.useMenu(transcribe, forwarded, { user: ana });

  expect(await bench.next('command')).toMatchObject({
    about: { text: expect.stringContaining('listen to this'), attachments: [{ name: 'voice.ogg' }] },
  });
});

test('a menu used too late for Discord is answered in the channel', async () => {
  const bench: Bench = await startBench({
    onEvent: ({ type }) => {
      if (type === 'command') bench.discord.advance(4000);
    },
  });
  const { discord, general, ana } = bench;
  discord.useMenu(transcribe, shared(bench), { user: ana });
  const { target } = await bench.next('command');

  await bench.adapter.surface(target).open(viewOf({ markdown: 'sorry, I was slow' }), signal);

  expect(discord.messages(general)[1]).toMatchObject({ content: 'sorry, I was slow' });
});
