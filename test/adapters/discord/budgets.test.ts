/** How often Discord may be written to: as often as it says itself, in each place apart, and never more. */
import { expect, test } from 'vitest';
import { RateLimited, type RateBudget } from '../../../src/chat/index.ts';
import { type Bench, signal, startBench, viewOf } from './harness.ts';

async function asked(bench: Bench) {
  const { discord, general, ana } = bench;
  discord.say({ channel: general, author: ana, content: `<@${discord.bot.id}> what is this?` });
  const { target } = await bench.next('message');
  return { target, surface: bench.adapter.surface(target) };
}

const own = ([narrowest]: readonly RateBudget[]) => narrowest!;

test('until Discord has spoken, five messages and five edits in five seconds; then what its answers say', async () => {
  const bench = await startBench();
  const { surface } = await asked(bench);
  const budgets = () => surface.limits.budgets;
  expect(own(budgets().open)).toMatchObject({ writes: 5, windowMs: 5000 });
  expect(own(budgets().open).standing?.()).toBeUndefined();

  const page = await surface.open(viewOf({ markdown: 'one' }), signal);
  await surface.update(page, viewOf({ markdown: 'two' }), signal);
  await surface.update(page, viewOf({ markdown: 'three' }), signal);

  expect(own(budgets().open).standing?.()).toMatchObject({ writes: 5, remaining: 4 });
  const edits = own(budgets().update).standing?.();
  expect(edits).toMatchObject({ writes: 5, remaining: 3 });
  expect(edits!.resetsInMs).toBeGreaterThan(0);
  expect(edits!.resetsInMs).toBeLessThanOrEqual(5000);
});

test('a place that Discord allows more in is written to more often', async () => {
  const bench = await startBench({ limits: { editMessage: { requests: 20, windowMs: 10_000 } } });
  const { surface } = await asked(bench);

  const page = await surface.open(viewOf({ markdown: 'one' }), signal);
  await surface.update(page, viewOf({ markdown: 'two' }), signal);

  const { writes, windowMs } = own(surface.limits.budgets.update);
  expect(writes).toBe(20);
  expect(windowMs).toBeGreaterThan(9000);
});

test('all answers in a channel draw on one budget, a command on its own; only channels draw on the one of the bot', async () => {
  const bench = await startBench();
  const [one, other] = [await asked(bench), await asked(bench)];
  bench.discord.runCommand('ask', {
    channel: bench.general,
    user: bench.ana,
    options: { question: 'hello' },
  });
  const command = bench.adapter.surface((await bench.next('command')).target);
  const names = (budgets: readonly RateBudget[]) => budgets.map(({ bucket }) => bucket);

  const { open, update, close, post, attach, presence } = one.surface.limits.budgets;
  expect(names(other.surface.limits.budgets.update)).toEqual(names(update));
  expect([names(close), names(post), names(attach)]).toEqual([names(update), names(open), names(open)]);
  expect(new Set([open, update, presence].map((budgets) => own(budgets).bucket)).size).toBe(3);
  expect(new Set([open, update, presence].map((budgets) => names(budgets)[1]))).toEqual(
    new Set(['discord:everything']),
  );
  expect(names(command.limits.budgets.update)).toHaveLength(1);
  expect(names(command.limits.budgets.update)).not.toEqual(names(update));
});

test('the token of a command is in no name of a budget', async () => {
  const bench = await startBench();
  const { discord, general, ana } = bench;
  const { token } = discord.runCommand('ask', {
    channel: general,
    user: ana,
    options: { question: 'hello' },
  });
  const { target } = await bench.next('command');

  const { bucket } = own(bench.adapter.surface(target).limits.budgets.open);

  expect(bucket).not.toContain(token);
});

test('an edit that would be one too many is refused at once and without asking Discord, with the time to wait', async () => {
  const bench = await startBench();
  const { surface } = await asked(bench);
  const page = await surface.open(viewOf({ markdown: '0' }), signal);
  const writeFast = async () => {
    for (let i = 1; i <= 20; i++) await surface.update(page, viewOf({ markdown: String(i) }), signal);
  };

  const refusal = (await writeFast().catch((error: unknown) => error)) as RateLimited;

  expect(refusal).toBeInstanceOf(RateLimited);
  expect(refusal.retryAfterMs).toBeGreaterThan(0);
  expect(refusal.retryAfterMs).toBeLessThanOrEqual(5000);
  expect(bench.discord.rateLimited()).toEqual([]);
  expect(bench.discord.messages(bench.general)[1]?.content).toBe('5');
});

test('a pause that Discord asks for is passed on as long as it is', async () => {
  const bench = await startBench();
  const { surface } = await asked(bench);
  const page = await surface.open(viewOf({ markdown: 'one' }), signal);
  bench.discord.fail({ method: 'PATCH', how: 'refuse', status: 429, retryAfter: 2.5 });

  await expect(surface.update(page, viewOf({ markdown: 'two' }), signal)).rejects.toMatchObject({
    name: 'RateLimited',
    retryAfterMs: 2500,
  });
});

test('a message from more than an hour ago, which Discord lets bots edit rarely, is waited for', async () => {
  const bench = await startBench();
  const { surface } = await asked(bench);
  const page = await surface.open(viewOf({ markdown: 'one' }), signal);
  bench.discord.advance(61 * 60_000);
  for (const markdown of ['two', 'three', 'four']) await surface.update(page, viewOf({ markdown }), signal);

  const refusal = await surface
    .update(page, viewOf({ markdown: 'five' }), signal)
    .catch((error: unknown) => error);

  expect(refusal).toBeInstanceOf(RateLimited);
  expect((refusal as RateLimited).retryAfterMs).toBeGreaterThan(15_000);
});
