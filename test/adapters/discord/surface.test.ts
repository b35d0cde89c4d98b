/** What readers see: pages within Discord's limits, quiet, stoppable, never posted twice. */
import { expect, test } from 'vitest';
import { type Receipt, type ReplyTarget, UserError } from '../../../src/chat/index.ts';
import type { StoredMessage } from '../../loopback/discord/index.ts';
import { type Bench, signal, startBench, viewOf } from './harness.ts';

/** A bot that was just asked something in #general, and the place for its answer. */
async function asked(bench: Bench) {
  const { discord, general, ana, next, adapter } = bench;
  const question = discord.say({
    channel: general,
    author: ana,
    content: `<@${discord.bot.id}> what is this?`,
  });
  const { target } = await next('message');
  return {
    question,
    target,
    surface: adapter.surface(target),
    answers: () => discord.messages(general).slice(1),
  };
}

const receipt = (index: number): Receipt => ({
  attachmentId: String(index),
  name: `clip_${index}.mp4`,
  kind: 'video',
  outcome: 'used',
  summary: '12 frames of 3:40',
  pictures: 0,
  tokens: 1000,
  costUsd: 0,
});

test('an answer begins with what is being done, grows in place and ends with its receipts and costs', async () => {
  const bench = await startBench();
  const { surface, answers, question } = await asked(bench);

  const page = await surface.open(
    viewOf({
      phase: 'thinking',
      status: 'Watching clip.mp4…',
      reasoning: 'A long neck.\nGrey feathers.',
      actions: [{ id: 'stop', label: 'Stop', turnId: 'turn-1' }],
    }),
    signal,
  );
  const [thinking] = answers();
  expect(thinking).toMatchObject({ id: page, content: '', buttons: ['stop:turn-1'] });
  expect(thinking?.embeds[0]?.description).toBe('*Watching clip.mp4…*\n\n> A long neck.\n> Grey feathers.');
  expect(thinking?.stored.replyTo?.messageId).toBe(question.id);

  await surface.update(page, viewOf({ markdown: 'It is a' }), signal);
  expect(answers()[0]).toMatchObject({ content: 'It is a', embeds: [], buttons: [] });

  await surface.close(
    page,
    viewOf({ phase: 'done', markdown: 'It is a heron.', receipts: [receipt(1)], footer: 'gpt-5.5 · $0.01' }),
    signal,
  );
  expect(answers()).toHaveLength(1);
  expect(answers()[0]).toMatchObject({
    content: 'It is a heron.',
    embeds: [
      {
        description: String.raw`📎 **clip\_1.mp4** · 12 frames of 3:40 · 1,000 tokens`,
        footer: { text: 'gpt-5.5 · $0.01' },
      },
    ],
  });
  expect(bench.discord.violations()).toEqual([]);
});

test('a long answer is a chain of messages, each answering the one before', async () => {
  const bench = await startBench();
  const { surface, answers, question } = await asked(bench);

  const first = await surface.open(viewOf({ markdown: 'one' }), signal);
  const second = await surface.open(viewOf({ markdown: 'two' }), signal);

  expect(answers().map(({ id, stored }) => [id, stored.replyTo?.messageId])).toEqual([
    [first, question.id],
    [second, first],
  ]);
});

test('the fullest page Discord allows is taken: 2000 characters and every note cut to fit', async () => {
  const bench = await startBench();
  const { surface, answers } = await asked(bench);
  const markdown = '🪶'.repeat(1000);

  await surface.open(
    viewOf({
      phase: 'thinking',
      markdown,
      status: 's'.repeat(5000),
      reasoning: 'so it goes on\n'.repeat(2000),
      receipts: Array.from({ length: 200 }, (_, index) => receipt(index)),
      notices: ['n'.repeat(500)],
      footer: 'f'.repeat(5000),
      actions: [{ id: 'stop', label: 'Stop'.repeat(50), turnId: 'turn-1' }],
    }),
    signal,
  );

  expect(surface.limits.measure(markdown)).toBe(surface.limits.pageSize);
  const description = answers()[0]?.embeds[0]?.description ?? '';
  expect(answers()[0]?.content).toBe(markdown);
  expect(description).toContain('n'.repeat(500));
  expect(description).toMatch(/… and \d+ more/);
  expect(bench.discord.violations()).toEqual([]);
});

test('of long reasoning the newest thoughts are shown', async () => {
  const bench = await startBench();
  const { surface, answers } = await asked(bench);

  await surface.open(viewOf({ phase: 'thinking', reasoning: `${'old\n'.repeat(3000)}newest` }), signal);

  expect(answers()[0]?.embeds[0]?.description).toMatch(/^> old\n[\s\S]*\n> newest$/);
});

test('a page with nothing to show yet is still a message', async () => {
  const bench = await startBench();
  const { surface, answers } = await asked(bench);

  await surface.open(viewOf({ phase: 'working' }), signal);

  expect(answers()[0]?.content).toBe('…');
});

test('nobody is pinged by what a model writes, at first or in an edit', async () => {
  const bench = await startBench();
  const { surface, answers } = await asked(bench);
  const loud = `@everyone <@${bench.ana.id}> <@&${bench.botRole.id}>`;

  const page = await surface.open(viewOf({ markdown: loud }), signal);
  await surface.update(page, viewOf({ markdown: `${loud}!` }), signal);

  expect(answers()[0]).toMatchObject({
    content: expect.stringMatching(/everyone.*!$/),
    stored: { pings: { users: [], roles: [], everyone: false } },
  });
});

test('a question deleted in the meantime is still answered', async () => {
  const bench = await startBench();
  const { surface, question } = await asked(bench);
  bench.discord.delete(question);

  await surface.open(viewOf({ markdown: 'It was a heron.' }), signal);

  expect(bench.discord.messages(bench.general)).toMatchObject([{ content: 'It was a heron.' }]);
});

test('a page whose confirmation got lost is not posted twice', async () => {
  const bench = await startBench();
  const { surface, answers } = await asked(bench);
  bench.discord.fail({ method: 'POST', path: /messages$/, how: 'lose', times: 4 });

  await expect(surface.open(viewOf({ markdown: 'It is a heron.' }), signal)).rejects.toThrow();
  const page = await surface.open(viewOf({ markdown: 'It is a heron.' }), signal);

  expect(answers()).toMatchObject([{ id: page, content: 'It is a heron.' }]);
});

test('a missing permission is named as Discord’s settings name it', async () => {
  const bench = await startBench();
  bench.discord.deny(bench.general, 'EmbedLinks');
  const { surface } = await asked(bench);

  const refusal = await surface
    .open(viewOf({ phase: 'thinking', status: 'Thinking…' }), signal)
    .catch((error: unknown) => error);

  expect(refusal).toBeInstanceOf(UserError);
  expect(refusal).toMatchObject({
    code: 'discord-permission',
    message: expect.stringContaining('Embed Links'),
  });
});

test('an answer deleted while it is written ends with a sentence, not a riddle', async () => {
  const bench = await startBench();
  const { surface, answers } = await asked(bench);
  const page = await surface.open(viewOf({ markdown: 'It is' }), signal);
  bench.discord.delete(answers()[0]!.stored);

  await expect(surface.update(page, viewOf({ markdown: 'It is a heron.' }), signal)).rejects.toMatchObject({
    code: 'discord-gone',
  });
});

test('what was to be read by the time of the retry is read, though the first try had arrived', async () => {
  const bench = await startBench();
  const { surface, answers } = await asked(bench);
  bench.discord.fail({ method: 'POST', path: /messages$/, how: 'lose', times: 4 });

  await expect(surface.open(viewOf({ markdown: 'It is' }), signal)).rejects.toThrow();
  await surface.post(viewOf({ phase: 'done', markdown: 'It is a heron.' }), signal);

  expect(answers()).toMatchObject([{ content: 'It is a heron.' }]);
});

test('an answer that is there at once takes one request', async () => {
  const bench = await startBench();
  const { surface, answers } = await asked(bench);
  const before = bench.discord.requests.length;

  const page = await surface.post(viewOf({ phase: 'done', markdown: 'It is a heron.' }), signal);

  expect(answers()).toMatchObject([{ id: page, content: 'It is a heron.' }]);
  expect(bench.discord.requests.slice(before)).toHaveLength(1);
});

test('while there is nothing to read yet, Discord shows that we are typing', async () => {
  const bench = await startBench();
  const { surface } = await asked(bench);

  await surface.presence?.show(signal);

  expect(surface.presence?.refreshMs).toBeLessThan(10_000);
  expect(bench.discord.requests.at(-1)).toMatchObject({
    method: 'POST',
    path: `/channels/${bench.general.id}/typing`,
  });
  expect(bench.discord.violations()).toEqual([]);
});

test('a command shows by itself that it is being answered', async () => {
  const bench = await startBench();
  bench.discord.runCommand('ask', {
    channel: bench.general,
    user: bench.ana,
    options: { question: 'hello' },
  });

  expect(bench.adapter.surface((await bench.next('command')).target).presence).toBeUndefined();
});

test('steps are seen while they happen, of many the newest, and not once the answer is there', async () => {
  const bench = await startBench();
  const { surface, answers } = await asked(bench);
  const steps = Array.from({ length: 12 }, (_, index) => ({
    id: String(index),
    title: `Step_${index}`,
    state: index === 11 ? ('running' as const) : index === 10 ? ('failed' as const) : ('done' as const),
  }));
  const plan = { title: 'Watch three clips' };
  const described = () => answers()[0]?.embeds[0]?.description;

  const page = await surface.open(viewOf({ phase: 'working', steps, plan, status: 'Watching…' }), signal);
  const shown = [4, 5, 6, 7, 8, 9].map((index) => String.raw`✓ Step\_${index}`);
  expect(described()).toBe(
    [
      '*Watching…*',
      '',
      '**Watch three clips**',
      '… and 4 before',
      ...shown,
      String.raw`✗ Step\_10`,
      String.raw`⏳ Step\_11`,
    ].join('\n'),
  );

  await surface.update(page, viewOf({ markdown: 'They', steps, plan, status: 'Step_11' }), signal);
  // What a step says is not said twice.
  expect(described()).toBe(String.raw`**Watch three clips**
⏳ Step\_11`);

  await surface.close(page, viewOf({ phase: 'done', markdown: 'They show herons.', steps, plan }), signal);
  expect(described()).toBeUndefined();
});

test('a write that Discord never answers ends with the caller’s patience', async () => {
  const bench = await startBench();
  const { surface } = await asked(bench);
  bench.discord.fail({ method: 'POST', path: /messages$/, how: 'stall' });
  const impatient = new AbortController();
  const reason = new Error('stopped by the reader');

  const write = surface.open(viewOf({ markdown: 'It is' }), impatient.signal);
  await bench.discord.until(
    () => bench.discord.requests.some(({ path }) => path.endsWith('/messages')),
    'the write',
  );
  impatient.abort(reason);

  await expect(write).rejects.toBe(reason);
});

test('an answer can be finished after the bot has left the gateway', async () => {
  const bench = await startBench();
  const { surface, answers } = await asked(bench);
  const page = await surface.open(viewOf({ markdown: 'It is' }), signal);

  await bench.adapter.stop();
  await surface.close(page, viewOf({ phase: 'done', markdown: 'It is a heron.' }), signal);

  expect(answers()[0]?.content).toBe('It is a heron.');
});

test('an answer in a thread is written in the thread', async () => {
  const bench = await startBench();
  const thread = bench.discord.thread(bench.general, 'herons');
  bench.discord.say({ channel: thread, author: bench.ana, content: 'hello' });
  const { target } = await bench.next('message');

  await bench.adapter.surface(target).open(viewOf({ markdown: 'hi' }), signal);

  expect(bench.discord.messages(thread).map(({ content }) => content)).toEqual(['hello', 'hi']);
});

test('the target of an answer survives being written to disk', async () => {
  const bench = await startBench();
  const { surface, target, answers } = await asked(bench);
  const page = await surface.open(viewOf({ markdown: 'It is' }), signal);

  const restored = JSON.parse(JSON.stringify(target)) as ReplyTarget;
  await bench.adapter.surface(restored).close(page, viewOf({ markdown: 'It is a heron.' }), signal);

  expect(answers().map(({ content }) => content)).toEqual(['It is a heron.']);
  const [stored]: readonly (StoredMessage | undefined)[] = answers().map((answer) => answer.stored);
  expect(stored?.revisions).toHaveLength(2);
});
