/** Answers where Slack refuses to stream: one message, edited. */
import { expect, test } from 'vitest';
import { answer, asked, connect, NEVER, view } from './harness.ts';

async function refused(error = 'method_not_supported_for_channel_type') {
  const scene = await connect();
  const target = await asked(scene);
  scene.slack.fail('chat.startStream', { error });
  return { ...scene, target, surface: scene.adapter.surface(target) };
}

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
  await scene.surface.open(view('one'), NEVER);
  const budget = `slack:${scene.slack.team}:edit`;
  expect(scene.surface.limits).toMatchObject({ mode: 'append', bucket: budget });
  const next = scene.adapter.surface(scene.target);
  expect(next.limits).toMatchObject({ mode: 'replace', bucket: budget });
  expect(scene.slack.calls.filter(({ method }) => method === 'chat.startStream')).toHaveLength(1);
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

test('a post whose answer was lost is not made twice', async () => {
  const scene = await refused();
  scene.slack.fail('chat.postMessage', { lost: true });
  await expect(scene.surface.open(view('one'), NEVER)).rejects.toMatchObject({ code: 'slack-unsure' });
  expect(scene.slack.calls.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(1);
});
