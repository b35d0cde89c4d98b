/** Buttons under an answer: each press is an event for its turn, acknowledged without a word, also after a restart. */
import { expect, test } from 'vitest';
import { createDiscordAdapter } from '../../../adapters/discord/index.ts';
import { ActionId, type ChatEvent, WORDS } from '../../../src/chat/index.ts';
import { type Bench, signal, startBench, viewOf } from './harness.ts';

/** An answer with these buttons. */
async function answered(bench: Bench, ids: readonly ActionId[]) {
  const { discord, general, ana } = bench;
  discord.say({ channel: general, author: ana, content: `<@${discord.bot.id}> hello` });
  const surface = bench.adapter.surface((await bench.next('message')).target);
  const actions = ids.map((id) => ({ id, label: id, turnId: 'turn-7' }));
  const page = await surface.open(viewOf({ markdown: 'It is' }), signal);
  await surface.close(page, viewOf({ phase: 'done', markdown: 'It is a heron.', actions }), signal);
  return discord.messages(general).at(-1)!;
}

test.each(ActionId.options)('“%s” arrives with its turn, who pressed it, and their language', async (id) => {
  const bench = await startBench();
  const { discord, general, ana } = bench;
  const { stored } = await answered(bench, [id]);

  const pressed = discord.press(stored, `${id}:turn-7`, ana, { locale: 'zh-TW' });

  expect(await bench.next('action')).toMatchObject({
    eventId: `discord:action:${pressed.id}`,
    action: id,
    turnId: 'turn-7',
    author: { id: ana.id, name: 'Ana', locale: 'zh-TW' },
    conversation: { channel: general.id },
    target: { private: true, userId: ana.id, messageId: stored.id },
  });
  await discord.until(() => pressed.answeredAt, 'the acknowledgement');
  expect(discord.messages(general)).toHaveLength(2);
  expect(discord.violations()).toEqual([]);
});

test('of all buttons, “agree” is the one to be seen first, and “stop” the one to be careful with', async () => {
  const bench = await startBench();
  const { stored } = await answered(bench, ActionId.options);
  const rows = stored.revisions.at(-1)!.components as readonly {
    readonly components: readonly { readonly custom_id: string; readonly style: number }[];
  }[];
  const [PRIMARY, SECONDARY, DANGER] = [1, 2, 4];
  expect(
    rows.flatMap(({ components }) => components).map(({ custom_id, style }) => [custom_id, style]),
  ).toEqual(
    ActionId.options.map((id) => [
      `${id}:turn-7`,
      id === 'agree' ? PRIMARY : id === 'stop' ? DANGER : SECONDARY,
    ]),
  );
});

test('what a press brings is for the one who pressed, or for everybody where the event is answered so', async () => {
  const bench = await startBench();
  const { discord, general, ana } = bench;
  const { stored } = await answered(bench, ['sources', 'regenerate']);

  discord.press(stored, 'sources:turn-7', ana);
  const sources = await bench.next('action');
  await bench.adapter.surface(sources.target).attach([], 'What this answer rests on', signal);
  discord.press(stored, 'regenerate:turn-7', ana);
  const again = await bench.next('action');
  await bench.adapter
    .surface({ ...again.target, private: false })
    .open(viewOf({ markdown: 'Again' }), signal);

  const [, answer, aside, anew] = discord.messages(general);
  expect(answer?.content).toBe('It is a heron.');
  expect(aside).toMatchObject({ content: 'What this answer rests on', stored: { ephemeralFor: ana.id } });
  expect(anew?.content).toBe('Again');
  expect(anew?.stored.ephemeralFor).toBeUndefined();
  expect(discord.violations()).toEqual([]);
});

test('a button works after a restart, for it says itself what it does', async () => {
  const bench = await startBench();
  const { stored } = await answered(bench, ['harder']);
  await bench.adapter.stop();
  const later = createDiscordAdapter(bench.options);
  const event = Promise.withResolvers<ChatEvent>();
  await later.start(async (happened) => event.resolve(happened));

  bench.discord.press(stored, 'harder:turn-7', bench.ana);

  expect(await event.promise).toMatchObject({ type: 'action', action: 'harder', turnId: 'turn-7' });
  await later.stop();
});

test('a button that means nothing to us is answered kindly, to the one who pressed alone', async () => {
  const bench = await startBench();
  const { discord, general, ana } = bench;
  const old = discord.say({ channel: general, author: discord.bot, content: 'From long ago' });
  const row = { type: 1, components: [{ type: 2, style: 2, label: 'Vote', custom_id: 'vote' }] };
  old.revisions.push({ ...old.revisions.at(-1)!, components: [row] });

  discord.press(old, 'vote', ana, { locale: 'fr' });

  const answer = await discord.until(() => discord.messages(general)[1], 'an answer');
  expect(answer).toMatchObject({
    content: WORDS.fr.said.forgotten,
    stored: { ephemeralFor: ana.id },
  });
  expect(bench.events).toEqual([]);
});
