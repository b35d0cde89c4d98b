/** Messages beside an answer: pictures with their descriptions, and files. */
import { expect, test } from 'vitest';
import type { OutgoingFile } from '../../../src/chat/index.ts';
import { current } from '../../loopback/discord/state.ts';
import { type Bench, signal, startBench } from './harness.ts';

const IS_LAYOUT = 1 << 15;

const file = (changes: Partial<OutgoingFile> = {}): OutgoingFile => ({
  name: 'heron.png',
  mediaType: 'image/png',
  data: new TextEncoder().encode('bytes'),
  altText: 'A grey heron.',
  ...changes,
});

async function asked(bench: Bench) {
  const { discord, general, ana } = bench;
  discord.say({ channel: general, author: ana, content: `<@${discord.bot.id}> draw a heron` });
  const { target } = await bench.next('message');
  return { surface: bench.adapter.surface(target), asides: () => discord.messages(general).slice(1) };
}

test('pictures are laid out with their descriptions, spoilers hidden; other files stand below', async () => {
  const bench = await startBench();
  const { surface, asides } = await asked(bench);

  await surface.attach(
    [file(), file({ spoiler: true }), file({ name: 'Reiher, überall.csv', mediaType: 'text/csv' })],
    '**Three** files of @everyone:',
    signal,
  );

  const [aside] = asides();
  expect(current(aside!.stored).components).toMatchObject([
    { type: 10, content: expect.stringMatching(/^\*\*Three\*\* files of .*everyone:$/) },
    {
      type: 12,
      items: [
        { media: { url: 'attachment://heron.png' }, description: 'A grey heron.', spoiler: false },
        { media: { url: 'attachment://SPOILER_heron-2.png' }, spoiler: true },
      ],
    },
    { type: 13, file: { url: 'attachment://Reiher_uberall.csv' } },
  ]);
  expect(aside?.stored).toMatchObject({ flags: IS_LAYOUT, pings: { everyone: false } });
  expect(aside?.files.map(({ description }) => description)).toEqual(Array(3).fill('A grey heron.'));
  expect(bench.discord.violations()).toEqual([]);
});

test('what Discord plays and lets people look into stays a plain file; a line of text a plain line', async () => {
  const bench = await startBench();
  const { surface, asides } = await asked(bench);
  const sound = file({ name: 'répons.mp3', mediaType: 'audio/mpeg', spoiler: true });

  await surface.attach([sound], 'Listen:', signal);
  await surface.attach([], 'That is all.', signal);

  expect(asides()).toMatchObject([
    { content: 'Listen:', files: [{ contentType: 'audio/mpeg' }], stored: { flags: 0 } },
    { content: 'That is all.', files: [], stored: { flags: 0 } },
  ]);
});

test('more text than a message takes is refused, not cut', async () => {
  const bench = await startBench();
  const { surface, asides } = await asked(bench);

  for (const files of [[], [file()]])
    await expect(surface.attach(files, 'so it goes on\n'.repeat(200), signal)).rejects.toMatchObject({
      code: 'discord-text-size',
    });

  expect(asides()).toEqual([]);
  expect(bench.discord.violations()).toEqual([]);
});

test('what Discord refuses to lay out it gets as plain content', async () => {
  const bench = await startBench();
  const { surface, asides } = await asked(bench);
  const refused = { method: 'POST', path: /messages$/, how: 'refuse', status: 400, code: 50035 } as const;

  bench.discord.fail(refused);
  await surface.attach([file()], 'Seen:', signal);

  expect(asides()).toMatchObject([
    { content: 'Seen:', files: [{ filename: 'heron.png' }], stored: { flags: 0 } },
  ]);
});

test('the answer to a command may be such a message, for everybody or for one', async () => {
  const bench = await startBench();
  const { discord, general, ana } = bench;
  discord.runCommand('usage', { channel: general, user: ana });
  const { target } = await bench.next('control');
  const surface = bench.adapter.surface(target);

  await surface.attach([file()], 'Your usage:', signal);
  await surface.attach([file()], 'More:', signal);

  expect(discord.messages(general)).toMatchObject(
    ['Your usage:', 'More:'].map((content) => ({
      content,
      loading: false,
      files: [{}],
      stored: { ephemeralFor: ana.id },
    })),
  );
  expect(discord.violations()).toEqual([]);
});

test('we read such a message of ours as we wrote it, and a reply to it leads back', async () => {
  const bench = await startBench();
  const { surface, asides } = await asked(bench);
  await surface.attach([file()], 'Here is **the heron**.', signal);
  const [aside] = asides();

  const question = await bench.hear({
    channel: bench.general,
    author: bench.ana,
    content: 'make it blue',
    replyTo: aside!.stored,
  });
  const history = await bench.adapter.history({ before: question, limit: 20 }, signal);

  expect(question.mentionsUs).toBe(true);
  expect(history).toMatchObject([
    { text: 'draw a heron' },
    { text: 'Here is **the heron**.', fromUs: true, attachments: [{ name: 'heron.png' }] },
  ]);
});

test('what others lay out, and forwards of it, is read as well', async () => {
  const bench = await startBench();
  const { discord, general, ana } = bench;
  const bot = discord.user('Notes', { bot: true });
  const card = discord.say({ channel: general, author: bot, content: '' });
  const components = [
    {
      type: 17,
      components: [{ type: 10, content: '# Minutes' }, { type: 14 }, { type: 10, content: 'We met.' }],
    },
  ];
  card.revisions.push({ ...current(card), components });

  const reply = await bench.hear({
    channel: general,
    author: ana,
    content: `<@${discord.bot.id}> sum up`,
    replyTo: card,
  });
  const forward = await bench.hear({ channel: discord.dm(ana), author: ana, forward: card });

  const [told] = await bench.adapter.history({ before: reply, limit: 5 }, signal);
  expect(told?.text).toBe('# Minutes\nWe met.');
  expect(forward.text).toBe('Forwarded message:\n> # Minutes\n> We met.');
});
