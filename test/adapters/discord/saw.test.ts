/** “Show what you saw”: a button under a finished answer, and the pictures that come of pressing it. */
import { expect, test } from 'vitest';
import { createDiscordAdapter } from '../../../adapters/discord/index.ts';
import type { ChatEvent, OutgoingFile } from '../../../src/chat/index.ts';
import { type Bench, signal, startBench, viewOf } from './harness.ts';

const MEBIBYTE = 2 ** 20;

const sheet = (changes: Partial<OutgoingFile> = {}): OutgoingFile => ({
  name: 'clip.mp4 seen.png',
  mediaType: 'image/png',
  data: new TextEncoder().encode('twelve frames'),
  altText: 'Twelve frames of clip.mp4, from 0:03 to 3:40.',
  ...changes,
});

/** A finished answer that offers to show what was seen. */
async function answered(bench: Bench) {
  const { discord, general, ana, next, adapter } = bench;
  discord.say({ channel: general, author: ana, content: `<@${discord.bot.id}> what is in clip.mp4?` });
  const surface = adapter.surface((await next('message')).target);
  const page = await surface.open(viewOf({ markdown: 'A heron' }), signal);
  const actions = [{ id: 'saw', label: 'Show what you saw', turnId: 'turn-7' }] as const;
  await surface.close(page, viewOf({ phase: 'done', markdown: 'A heron.', actions }), signal);
  return { surface, answer: discord.messages(general).at(-1)!, actions };
}

type Action = Extract<ChatEvent, { type: 'action' }>;

test('pressing it shows the pictures, described, to the one who pressed and nobody else', async () => {
  const bench = await startBench();
  const { discord, general, ana } = bench;
  const { answer } = await answered(bench);
  expect(answer).toMatchObject({ content: 'A heron.', buttons: ['saw:turn-7'] });

  const pressed = discord.press(answer.stored, 'saw:turn-7', ana);
  const action = await bench.next('action');
  expect(action).toMatchObject({
    action: 'saw',
    turnId: 'turn-7',
    author: { id: ana.id },
    target: { private: true, messageId: answer.id, userId: ana.id },
  });
  await discord.until(() => pressed.answeredAt, 'the acknowledgement');
  expect(discord.messages(general)).toHaveLength(2);

  await bench.adapter.surface(action.target).attach([sheet()], 'What I saw of @everyone:', signal);

  const shown = discord.messages(general).at(-1)!;
  expect(shown).toMatchObject({
    content: expect.stringMatching(/^What I saw of .*everyone:$/),
    files: [{ description: 'Twelve frames of clip.mp4, from 0:03 to 3:40.', contentType: 'image/png' }],
    stored: { ephemeralFor: ana.id, pings: { everyone: false } },
  });
  expect(new TextDecoder().decode(shown.files[0]!.bytes)).toBe('twelve frames');
  expect(discord.violations()).toEqual([]);
});

test('pictures that are ready before Discord was told “got it” wait for that', async () => {
  const bench = await startBench({
    onEvent: (event) => {
      if (event.type === 'action') shown.resolve(show(event));
    },
  });
  const shown = Promise.withResolvers<void>();
  const show = (event: Action) => bench.adapter.surface(event.target).attach([sheet()], 'Seen:', signal);
  const { discord, general, ana } = bench;
  const { answer } = await answered(bench);

  discord.press(answer.stored, 'saw:turn-7', ana);
  await shown.promise;

  expect(discord.messages(general).at(-1)).toMatchObject({ content: 'Seen:', loading: false });
  expect(discord.messages(general)).toHaveLength(3);
});

test('more pictures, spoilers hidden, and a line without any, follow the first', async () => {
  const bench = await startBench();
  const { discord, general, ana } = bench;
  const { answer } = await answered(bench);
  discord.press(answer.stored, 'saw:turn-7', ana);
  const surface = bench.adapter.surface((await bench.next('action')).target);

  await surface.attach([sheet(), sheet({ name: 'two.png', spoiler: true })], 'Here:', signal);
  await surface.attach([], 'That is all.', signal);

  expect(discord.messages(general).slice(2)).toMatchObject([
    { content: 'Here:', files: [{}, { filename: 'SPOILER_two.png' }] },
    { content: 'That is all.', files: [], stored: { ephemeralFor: ana.id } },
  ]);
});

test('a button of an answer from before a restart works as well', async () => {
  const bench = await startBench();
  const { discord, ana } = bench;
  const { answer } = await answered(bench);
  await bench.adapter.stop();
  const later = createDiscordAdapter(bench.options);
  const event = Promise.withResolvers<ChatEvent>();
  await later.start(async (happened) => event.resolve(happened));

  discord.press(answer.stored, 'saw:turn-7', ana);

  expect(await event.promise).toMatchObject({ type: 'action', action: 'saw', turnId: 'turn-7' });
  await later.stop();
});

test('in a channel, pictures are one message that answers the page before it, even when its confirmation is lost', async () => {
  const bench = await startBench();
  const { surface, answer } = await answered(bench);
  bench.discord.fail({ method: 'POST', path: /messages$/, how: 'lose' });

  await surface.attach([sheet()], 'Seen:', signal);

  const after = bench.discord.messages(bench.general).slice(2);
  expect(after).toMatchObject([
    { content: 'Seen:', files: [{}], stored: { replyTo: { messageId: answer.id } } },
  ]);
});

test('what Discord would refuse is refused with a sentence, before it is sent', async () => {
  const bench = await startBench();
  const { surface } = await answered(bench);
  expect(surface.limits.fileBytes).toBe(10 * MEBIBYTE);

  const large = sheet({ name: 'large.png', data: new Uint8Array(10 * MEBIBYTE + 1) });
  await expect(surface.attach([large], 'Seen:', signal)).rejects.toMatchObject({
    code: 'discord-file-size',
    message: expect.stringContaining('large.png'),
  });
  const many = Array.from({ length: 11 }, () => sheet());
  await expect(surface.attach(many, 'Seen:', signal)).rejects.toMatchObject({ code: 'discord-file-size' });
  expect(bench.discord.violations()).toEqual([]);
});

test('the largest pictures Discord takes together arrive', async () => {
  const bench = await startBench();
  const { surface } = await answered(bench);
  const large = sheet({ data: new Uint8Array(10 * MEBIBYTE), altText: 'ä'.repeat(3000) });

  await surface.attach([large, large], 'Seen:', signal);

  expect(bench.discord.messages(bench.general).at(-1)?.files).toHaveLength(2);
  expect(bench.discord.violations()).toEqual([]);
});

test('where files may not be attached, the missing permission is named', async () => {
  const bench = await startBench();
  const { surface } = await answered(bench);
  bench.discord.deny(bench.general, 'AttachFiles');

  await expect(surface.attach([sheet()], 'Seen:', signal)).rejects.toMatchObject({
    code: 'discord-permission',
    message: expect.stringContaining('Attach Files'),
  });
});
