/** Questions whose words ask for a private answer: whoever asked reads it, and nobody else. */
import { describe, expect, test } from 'vitest';
import { privately } from '../../../src/chat/index.ts';
import { type Bench, CHOICES, signal, startBench, viewOf } from './harness.ts';

/** Somebody asks by a mention, for an answer that nobody else sees. */
async function asked(bench: Bench) {
  const { discord, general, ana } = bench;
  const question = discord.say({
    channel: general,
    author: ana,
    content: `<@${discord.bot.id}> private:yes am I late?`,
  });
  const event = privately(await bench.next('message'), CHOICES);
  return { question, target: event.target, surface: bench.adapter.surface(event.target) };
}

/** What is said to somebody directly, and what the bot says in the channel. */
const direct = ({ discord, ana }: Bench) => discord.messages(discord.dm(ana));
const inPublic = ({ discord, general }: Bench) =>
  discord.messages(general).filter(({ author }) => author.id === discord.bot.id);

describe('private:yes behind a mention', () => {
  test('is answered in direct messages, which say where the question is', async () => {
    const bench = await startBench();
    const { surface } = await asked(bench);
    const page = await surface.open(viewOf({ markdown: 'No' }), signal);
    await surface.update(page, viewOf({ markdown: 'No.' }), signal);
    await surface.close(await surface.open(viewOf({}), signal), viewOf({ markdown: 'Rest.' }), signal);
    await surface.attach([], 'A file was too large.', signal);

    expect(direct(bench).map(({ content }) => content)).toEqual(['No.', 'Rest.', 'A file was too large.']);
    expect(JSON.stringify(direct(bench)[0]?.embeds)).toContain(`<#${bench.general.id}>`);
    expect(inPublic(bench)).toEqual([]);
    expect(surface.presence).toBeUndefined();
  });

  test('goes on in the same direct message after a restart', async () => {
    const bench = await startBench();
    const { target, surface } = await asked(bench);
    const page = await surface.open(viewOf({ markdown: 'No' }), signal);
    const again = bench.adapter.surface(target);
    await again.close(page, viewOf({ markdown: 'No.' }), signal);
    await again.post(viewOf({ markdown: 'Rest.' }), signal);
    expect(direct(bench).map(({ content }) => content)).toEqual(['No.', 'Rest.']);
    const introduced = direct(bench).map(({ embeds }) => embeds.length > 0);
    expect(introduced).toEqual([true, false]);
  });

  test('is not answered in public when direct messages are closed, but the asker is told', async () => {
    const bench = await startBench();
    bench.discord.closeDirect(bench.ana);
    const { surface, question } = await asked(bench);
    await expect(surface.open(viewOf({ markdown: 'No.' }), signal)).rejects.toMatchObject({
      code: 'discord-dm-closed',
    });
    expect(inPublic(bench)).toMatchObject([
      {
        content: expect.stringContaining('take no direct messages'),
        stored: { replyTo: { messageId: question.id } },
      },
    ]);
  });
});

test('private:yes in the question of a command hides its answer from the beginning', async () => {
  const bench = await startBench();
  const { discord, general, ana } = bench;
  discord.runCommand('ask', { channel: general, user: ana, options: { question: 'private:yes am I late?' } });
  const { target } = await bench.next('command');
  await bench.adapter.surface(target).post(viewOf({ markdown: 'No.' }), signal);
  expect(discord.messages(general)).toMatchObject([{ content: 'No.', stored: { ephemeralFor: ana.id } }]);
});
