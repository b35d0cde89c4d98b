/** Whole answers on Discord's own terms: delivered by the real pacer over real sockets, with rate limits ten times as fast. */
import { expect, test } from 'vitest';
import type { ReplyTarget, ReplyView } from '../../../src/chat/index.ts';
import { systemClock } from '../../../src/ops/index.ts';
import { createPacer, deliver, type Pacer } from '../../../src/reply/index.ts';
import { type Bench, signal, startBench, viewOf } from './harness.ts';

const LIMITS = {
  createMessage: { requests: 5, windowMs: 500 },
  editMessage: { requests: 5, windowMs: 500 },
  webhook: { requests: 5, windowMs: 200 },
} as const;

const SENTENCE = 'The heron stands in the water and waits. ';

/** An answer as a model writes it: so many characters, so many at once, with time to breathe between. */
async function* writing(characters: number, atOnce: number): AsyncGenerator<ReplyView> {
  yield viewOf({ phase: 'thinking', status: 'Thinking…' });
  const whole = SENTENCE.repeat(Math.ceil(characters / SENTENCE.length)).slice(0, characters);
  for (let end = atOnce; end < characters; end += atOnce) {
    yield viewOf({ markdown: whole.slice(0, end) });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  yield viewOf({ phase: 'done', markdown: whole, footer: 'gpt-5.5' });
}

async function asked(bench: Bench): Promise<ReplyTarget> {
  const { discord, general, ana } = bench;
  discord.say({ channel: general, author: ana, content: `<@${discord.bot.id}> tell me of herons` });
  return (await bench.next('message')).target;
}

const answer = (bench: Bench, target: ReplyTarget, pacer: Pacer, views: AsyncIterable<ReplyView>) =>
  deliver(views, bench.adapter.surface(target), pacer, { signal });

const createdBy = ({ discord }: Bench) => discord.requests.filter(({ method }) => method !== 'GET');
const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

/** What stands in the channel of the bot, message by message. */
const said = ({ discord, general }: Bench) =>
  discord
    .messages(general)
    .filter(({ author }) => author.id === discord.bot.id)
    .map(({ content }) => content);

test('three answers at once in one channel arrive whole, and Discord never has to ask for a pause', async () => {
  const bench = await startBench({ limits: LIMITS });
  const pacer = createPacer({ clock: systemClock });
  const targets = [await asked(bench), await asked(bench), await asked(bench)];

  await Promise.all(targets.map((target) => answer(bench, target, pacer, writing(1500, 15))));

  expect(said(bench)).toHaveLength(3);
  for (const text of said(bench)) expect(words(text)).toEqual(words(SENTENCE.repeat(37).slice(0, 1500)));
  expect(bench.discord.rateLimited()).toEqual([]);
  expect(bench.discord.violations()).toEqual([]);
});

test('an answer of 40,000 characters takes little more than a request for each of its messages', async () => {
  const bench = await startBench({ limits: LIMITS });
  const pacer = createPacer({ clock: systemClock });
  const before = createdBy(bench).length;

  await answer(bench, await asked(bench), pacer, writing(40_000, 2000));

  const pages = said(bench);
  expect(words(pages.join(' '))).toHaveLength(words(SENTENCE.repeat(976).slice(0, 40_000)).length);
  expect(createdBy(bench).length - before).toBeLessThan(pages.length * 1.7);
  expect(bench.discord.rateLimited()).toEqual([]);
});

test('an answer to a command is as whole, and its budget its own', async () => {
  const bench = await startBench({ limits: LIMITS });
  const { discord, general, ana } = bench;
  const pacer = createPacer({ clock: systemClock });
  const questions = [1, 2, 3].map((number) => `question ${number}`);
  for (const question of questions)
    discord.runCommand('ask', { channel: general, user: ana, options: { question } });
  const targets = [];
  for (const _ of questions) targets.push((await bench.next('command')).target);

  await Promise.all(targets.map((target) => answer(bench, target, pacer, writing(3000, 50))));

  expect(words(said(bench).join(' '))).toHaveLength(3 * words(SENTENCE.repeat(74).slice(0, 3000)).length);
  expect(discord.rateLimited()).toEqual([]);
  expect(discord.violations()).toEqual([]);
});

test('typing shows until the first words are there, and no longer', async () => {
  const bench = await startBench({ limits: LIMITS });
  const target = await asked(bench);
  const isTyping = ({ path }: { readonly path: string }) => path.endsWith('/typing');
  async function* thinking() {
    yield viewOf({ phase: 'thinking', status: 'Thinking…' });
    await bench.discord.until(() => bench.discord.requests.some(isTyping), 'typing');
    yield* writing(500, 10);
  }

  await answer(bench, target, createPacer({ clock: systemClock }), thinking());

  const requests = bench.discord.requests.slice();
  const firstWords = requests.findIndex(({ method }) => method === 'PATCH');
  expect(requests.slice(0, firstWords).filter(isTyping)).not.toEqual([]);
  expect(requests.slice(firstWords).filter(isTyping)).toEqual([]);
});

test('a pause that another bot of the same server caused is waited out, and nothing is lost', async () => {
  const bench = await startBench({ limits: LIMITS });
  bench.discord.fail({ method: 'PATCH', how: 'refuse', status: 429, retryAfter: 0.4 });

  await answer(bench, await asked(bench), createPacer({ clock: systemClock }), writing(1500, 30));

  expect(words(said(bench).join(' '))).toEqual(words(SENTENCE.repeat(37).slice(0, 1500)));
  const edits = bench.discord.requests.filter(({ method }) => method === 'PATCH');
  const refused = edits.findIndex(({ status }) => status === 429);
  expect(edits[refused + 1]!.at - edits[refused]!.at).toBeGreaterThanOrEqual(390);
  expect(bench.discord.rateLimited()).toHaveLength(1);
});
