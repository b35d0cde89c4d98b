/** Answers where Slack refuses to stream: one message, edited. */
import { describe, expect, test } from 'vitest';
import type { ReplySurface, Write } from '../../../src/chat/index.ts';
import { answer, asked, connect, NEVER, view } from './harness.ts';

async function refused(
  error = 'method_not_supported_for_channel_type',
  { rateLimits = true }: { readonly rateLimits?: boolean } = {},
) {
  const scene = await connect({ slack: { rateLimits } });
  const target = await asked(scene);
  scene.slack.fail('chat.startStream', { error });
  return { ...scene, target, surface: scene.adapter.surface(target) };
}

const bucketOf = ({ limits }: ReplySurface, write: Write) => limits.budgets[write][0]?.bucket;

test('the answer is posted and edited instead', async () => {
  const scene = await refused();
  const page = await scene.surface.open(view('', { phase: 'working', status: 'Looking…' }), NEVER);
  await scene.surface.update(page, view('It is'), NEVER);
  await scene.surface.close(page, view('It is a **cat**.', { phase: 'done', footer: 'low' }), NEVER);

  expect(answer(scene)).toMatchObject({
    thread: scene.target.conversation.thread,
    text: 'It is a **cat**.',
    context: ['low'],
    revisions: ['_Looking…_', 'It is', 'It is a **cat**.'],
  });
});

test('the next answer in that channel does not ask again, and says so in its limits', async () => {
  const scene = await refused();
  expect(scene.surface.limits.mode).toBe('append');
  await scene.surface.open(view('one'), NEVER);
  // An answer that began by growing goes on growing, but draws on the budget of edits.
  expect(scene.surface.limits.mode).toBe('append');
  expect(bucketOf(scene.surface, 'close')).toBe(`slack:${scene.slack.team}:chat.update`);
  const next = scene.adapter.surface(scene.target);
  expect(next.limits.mode).toBe('replace');
  expect(bucketOf(next, 'close')).toBe(`slack:${scene.slack.team}:chat.update`);
  expect(scene.slack.calls.filter(({ method }) => method === 'chat.startStream')).toHaveLength(1);
});

test('a refusal that is about one call bars only its own answer from streaming', async () => {
  const scene = await refused('invalid_arguments', { rateLimits: false });
  await scene.surface.open(view('one'), NEVER);
  await scene.surface.open(view('one more'), NEVER);
  const next = scene.adapter.surface(scene.target);
  expect(next.limits.mode).toBe('append');
  await next.open(view('two'), NEVER);
  expect(scene.slack.calls.filter(({ method }) => method === 'chat.startStream')).toHaveLength(2);
});

test('the stop button is under the message while it runs, and gone at the end', async () => {
  const scene = await refused();
  const actions = [{ id: 'stop', label: 'Stop', turnId: 'turn-1' }] as const;
  const page = await scene.surface.open(view('It', { actions }), NEVER);
  const { ts, channel, blocks } = answer(scene);
  expect(JSON.stringify(blocks)).toContain('attache_stop');

  await scene.slack.press(scene.target.userId, channel, ts, 'attache_stop', 'turn-1');
  expect(await scene.event('action')).toMatchObject({
    action: 'stop',
    turnId: 'turn-1',
    author: { name: 'Ann' },
  });

  await scene.surface.close(page, view('It', { phase: 'stopped' }), NEVER);
  expect(JSON.stringify(answer(scene).blocks)).not.toContain('attache_stop');
});

test('a refusal that would meet a message, too, is an error a person can act on', async () => {
  const scene = await refused('missing_scope');
  await expect(scene.surface.open(view('one'), NEVER)).rejects.toMatchObject({ code: 'slack-missing-scope' });
});

test('an answer of notices alone is shown', async () => {
  const scene = await refused();
  const page = await scene.surface.open(view('', { phase: 'working' }), NEVER);
  await scene.surface.close(page, view('', { phase: 'failed', notices: ['The model is busy.'] }), NEVER);
  expect(answer(scene).context).toEqual(['The model is busy.']);
});

describe('a post whose answer was lost', () => {
  test('is not made twice: the message is found in its thread, and goes on there', async () => {
    const scene = await refused();
    scene.slack.fail('chat.postMessage', { lost: true });
    const page = await scene.surface.open(view('one'), NEVER);
    await scene.surface.close(page, view('one two', { phase: 'done' }), NEVER);
    expect(answer(scene).text).toBe('one two');
    expect(scene.slack.calls.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(1);
  });

  test('that is not found is sent again, once', async () => {
    const scene = await refused('method_not_supported_for_channel_type', { rateLimits: false });
    scene.slack.fail('chat.postMessage', { status: 500 });
    await scene.surface.open(view('one'), NEVER);
    expect(answer(scene).text).toBe('one');
    scene.slack.fail('chat.postMessage', { status: 500, times: 2 });
    await expect(scene.surface.open(view('two'), NEVER)).rejects.toMatchObject({ code: 'slack-unsure' });
    expect(answer(scene).text).toBe('one');
  }, 20_000);

  test('that nobody lets us look for is told', async () => {
    const scene = await refused();
    scene.slack.fail('chat.postMessage', { lost: true });
    scene.slack.fail('conversations.replies', { error: 'missing_scope' });
    await expect(scene.surface.open(view('one'), NEVER)).rejects.toMatchObject({ code: 'slack-unsure' });
    expect(scene.slack.calls.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(1);
  });
});

test('while there is no text, it shows what is done and thought', async () => {
  const scene = await refused();
  const steps = [
    { id: 'a', title: 'Watched clip.mp4', state: 'done' },
    { id: 'b', title: 'Reading notes.pdf…', state: 'running' },
  ] as const;
  const working = view('', { phase: 'thinking', steps, reasoning: 'A cat?\nOr a dog?' });
  const page = await scene.surface.open(working, NEVER);
  expect(answer(scene).text).toBe('✓ Watched clip.mp4\n\n_Reading notes.pdf…_\n\n> A cat?\n> Or a dog?');
  await scene.surface.update(page, view('It is', { steps, status: 'Looking again…' }), NEVER);
  expect(answer(scene)).toMatchObject({ text: 'It is', context: ['Looking again…'] });
  await scene.surface.close(page, view('It is a cat.', { phase: 'done', steps }), NEVER);
  expect(answer(scene)).toMatchObject({ text: 'It is a cat.', context: [] });
});

test('an answer that is complete at once is one message', async () => {
  const scene = await refused();
  await scene.surface.post(view('It is a **cat**.', { phase: 'done', footer: 'low' }), NEVER);
  expect(answer(scene)).toMatchObject({
    thread: scene.target.conversation.thread,
    text: 'It is a **cat**.',
    context: ['low'],
    revisions: ['It is a **cat**.'],
  });
  expect(scene.slack.calls.filter(({ method }) => method.startsWith('chat.'))).toHaveLength(1);
});
