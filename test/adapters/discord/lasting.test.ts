/** Answers to commands and buttons that take longer than Discord's fifteen minutes: none is lost, and none is shown to the wrong people. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createDiscordAdapter } from '../../../adapters/discord/index.ts';
import type { ReplyTarget } from '../../../src/chat/index.ts';
import { current } from '../../loopback/discord/state.ts';
import { type Bench, signal, startBench, viewOf } from './harness.ts';

const MINUTE = 60_000;

/** Somebody asks by command, in a place of their choice. */
async function ask(
  bench: Bench,
  { channel = bench.general, ...options }: { channel?: Bench['general']; private?: boolean } = {},
) {
  bench.discord.runCommand('ask', {
    channel,
    user: bench.ana,
    options: { question: 'what is this?', ...options },
  });
  const { target } = await bench.next('command');
  return { target, surface: bench.adapter.surface(target) };
}

/** The same, after so many minutes: Discord still takes the token, the bot knows how old it is. */
function agedBy(minutes: number, target: ReplyTarget): ReplyTarget {
  const handle = JSON.parse(target.handle!) as { createdAt: number };
  return { ...target, handle: JSON.stringify({ ...handle, createdAt: Date.now() - minutes * MINUTE }) };
}

/** What somebody reads in their direct messages with the bot. */
const directOf = ({ discord, ana }: Bench) => discord.messages(discord.dm(ana));

const notes = (message: { readonly embeds: readonly { readonly description?: string }[] } | undefined) =>
  message?.embeds.map(({ description = '' }) => description).join('\n') ?? '';

describe('an answer that all may see', () => {
  test('goes on in the same messages and in ordinary ones, also in the middle of a page', async () => {
    const bench = await startBench();
    const { surface } = await ask(bench);
    const first = await surface.open(viewOf({ markdown: 'one' }), signal);
    bench.discord.advance(16 * MINUTE);

    await surface.update(first, viewOf({ markdown: 'one, later' }), signal);
    const second = await surface.open(viewOf({ markdown: 'two' }), signal);
    await surface.close(second, viewOf({ markdown: 'two.' }), signal);

    const messages = bench.discord.messages(bench.general);
    expect(messages.map(({ content }) => content)).toEqual(['one, later', 'two.']);
    expect(messages[1]?.stored.replyTo?.messageId).toBe(first);
  });

  test('moves before its token dies, not after', async () => {
    const bench = await startBench();
    const { target } = await ask(bench);
    const surface = bench.adapter.surface(agedBy(14.6, target));

    await surface.open(viewOf({ markdown: 'one' }), signal);

    expect(bench.discord.requests.at(-1)).toMatchObject({
      method: 'POST',
      path: expect.stringMatching(/^\/channels/),
    });
    expect(bench.discord.violations()).toEqual([]);
  });

  test('begun by a button answers the message with the button', async () => {
    const bench = await startBench();
    const { discord, general, ana } = bench;
    discord.say({ channel: general, author: ana, content: `<@${discord.bot.id}> hello` });
    const actions = [{ id: 'regenerate', label: 'Regenerate', turnId: 'turn-7' }] as const;
    const answered = bench.adapter.surface((await bench.next('message')).target);
    await answered.post(viewOf({ phase: 'done', markdown: 'Hi.', actions }), signal);
    const answer = discord.messages(general).at(-1)!;
    discord.press(answer.stored, 'regenerate:turn-7', ana);
    const { target } = await bench.next('action');
    discord.advance(16 * MINUTE);

    await bench.adapter.surface({ ...target, private: false }).open(viewOf({ markdown: 'Hello.' }), signal);

    expect(discord.messages(general).at(-1)).toMatchObject({
      content: 'Hello.',
      stored: { replyTo: { messageId: answer.id } },
    });
  });
});

describe('a private answer', () => {
  test('goes on as a direct message, and says so in time where it was', async () => {
    const bench = await startBench();
    const { target, surface } = await ask(bench, { private: true });
    const page = await surface.open(viewOf({ markdown: 'It is' }), signal);

    const old = bench.adapter.surface(agedBy(14.6, target));
    await old.update(page, viewOf({ markdown: 'It is a' }), signal);
    await old.close(page, viewOf({ phase: 'done', markdown: 'It is a heron.' }), signal);

    const [there] = bench.discord.messages(bench.general);
    expect(there).toMatchObject({ content: 'It is a', stored: { ephemeralFor: bench.ana.id } });
    expect(notes(there)).toContain('goes on in your direct messages');
    expect(directOf(bench)).toMatchObject([{ content: 'It is a heron.' }]);
    expect(notes(directOf(bench)[0])).toContain(`<#${bench.general.id}>`);
    expect(bench.discord.messages(bench.general)).toHaveLength(1);
    expect(bench.discord.violations()).toEqual([]);
  });

  test('tells in the direct message where it comes from, when its token died unseen', async () => {
    const bench = await startBench();
    const { surface } = await ask(bench, { private: true });
    const page = await surface.open(viewOf({ phase: 'thinking', status: 'Thinking…' }), signal);
    bench.discord.advance(16 * MINUTE);

    await surface.update(page, viewOf({ markdown: 'It is a heron.' }), signal);
    await surface.open(viewOf({ markdown: 'And a second page.' }), signal);

    const direct = directOf(bench);
    expect(direct.map(({ content }) => content)).toEqual(['It is a heron.', 'And a second page.']);
    expect(notes(direct[0])).toContain(`<#${bench.general.id}>`);
    expect(notes(direct[1])).toBe('');
    expect(direct[1]?.stored.replyTo?.messageId).toBe(direct[0]?.id);
  });

  test.each(['', 'It is'])(
    'moves by itself while nothing is written, with its buttons (“%s”)',
    async (markdown) => {
      const bench = await startBench();
      const { surface } = await ask(bench, { private: true });
      const actions = [{ id: 'stop', label: 'Stop', turnId: 'turn-7' }] as const;
      await surface.open(viewOf({ phase: 'thinking', status: 'Looking again…', markdown, actions }), signal);
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 14.6 * MINUTE });
      onTestFinished(() => void vi.useRealTimers());

      // Delivery shows it again and again until all of the answer is there.
      expect(surface.presence?.until).toBe('end');
      await surface.presence?.show(signal);

      const [there] = bench.discord.messages(bench.general);
      expect(notes(there)).toContain('goes on in your direct messages');
      expect(current(there!.stored).components).toEqual([]);
      expect(directOf(bench)).toMatchObject([{ content: markdown }]);
      expect(JSON.stringify(current(directOf(bench)[0]!.stored).components)).toContain('stop:turn-7');
    },
  );

  test('is not begun anew by the next process', async () => {
    const bench = await startBench();
    const { target, surface } = await ask(bench, { private: true });
    const page = await surface.open(viewOf({ markdown: 'It is' }), signal);
    await bench.adapter.surface(agedBy(14.6, target)).update(page, viewOf({ markdown: 'It is a' }), signal);

    const successor = createDiscordAdapter(bench.options).surface(agedBy(14.7, target));
    await successor.update(page, viewOf({ markdown: 'It is a heron' }), signal);
    const next = await successor.open(viewOf({ markdown: 'two' }), signal);
    const third = createDiscordAdapter(bench.options).surface(agedBy(14.8, target));
    await third.close(next, viewOf({ markdown: 'two.' }), signal);

    expect(directOf(bench).map(({ content }) => content)).toEqual(['It is a heron', 'two.']);
  });

  test('ends with a sentence where its reader takes no direct messages', async () => {
    const bench = await startBench();
    bench.discord.closeDirect(bench.ana);
    const { target, surface } = await ask(bench, { private: true });
    const page = await surface.open(viewOf({ markdown: 'It is' }), signal);

    const late = bench.adapter.surface(agedBy(14.6, target));
    await expect(late.update(page, viewOf({ markdown: 'It is a heron.' }), signal)).rejects.toMatchObject({
      code: 'discord-dm-closed',
    });

    const [there] = bench.discord.messages(bench.general);
    expect(notes(there)).toContain('you take no direct messages from me');
  });

  test('that never began says so in place of “thinking…”', async () => {
    const bench = await startBench();
    const { target } = await ask(bench, { private: true });

    await bench.adapter.surface(agedBy(14.6, target)).open(viewOf({ markdown: 'late' }), signal);

    expect(bench.discord.messages(bench.general)).toMatchObject([
      { loading: false, content: expect.stringContaining('direct messages') },
    ]);
    expect(directOf(bench)).toMatchObject([{ content: 'late' }]);
  });
});

describe('where the bot itself is not', () => {
  async function abroad(bench: Bench) {
    const elsewhere = bench.discord.channel(bench.discord.foreignGuild('Elsewhere'), 'general');
    return { elsewhere, ...(await ask(bench, { channel: elsewhere })) };
  }

  /** Posts pages, as by two processes of which the second begins when Discord takes more of them. */
  async function fill(bench: Bench, target: ReplyTarget, pages: number) {
    const [before, after] = [bench.adapter, createDiscordAdapter(bench.options)].map((adapter) =>
      adapter.surface(target),
    );
    for (let page = 1; page <= pages; page++) {
      if (page === 4) bench.discord.advance(2000);
      await (page < 4 ? before : after)!.post(viewOf({ markdown: `page ${page}` }), signal);
    }
    return after!;
  }

  test('an answer takes the first message and those that may follow, less one for a file', async () => {
    const bench = await startBench();
    const { elsewhere, target, surface } = await abroad(bench);

    expect(surface.limits.pages).toBe(5);
    const rest = await fill(bench, target, 5);
    await rest.attach([], 'and the rest', signal);

    expect(bench.discord.messages(elsewhere).map(({ content }) => content)).toEqual([
      ...[1, 2, 3, 4, 5].map((page) => `page ${page}`),
      'and the rest',
    ]);
    expect(bench.discord.violations()).toEqual([]);
  });

  test('what is more than that comes as a direct message', async () => {
    const bench = await startBench();
    const { elsewhere, target } = await abroad(bench);
    const rest = await fill(bench, target, 6);

    await rest.attach([], 'and the rest', signal);

    expect(bench.discord.messages(elsewhere)).toHaveLength(6);
    expect(directOf(bench)).toMatchObject([{ content: 'and the rest' }]);
  });

  test('an answer that takes too long goes on as a direct message, though all could see it', async () => {
    const bench = await startBench();
    const { elsewhere, target, surface } = await abroad(bench);
    const page = await surface.open(viewOf({ markdown: 'It is' }), signal);

    await bench.adapter
      .surface(agedBy(14.6, target))
      .update(page, viewOf({ markdown: 'It is a heron.' }), signal);

    expect(notes(bench.discord.messages(elsewhere)[0])).toContain('goes on in your direct messages');
    expect(directOf(bench)).toMatchObject([{ content: 'It is a heron.' }]);
    expect(bench.discord.violations()).toEqual([]);
  });
});
