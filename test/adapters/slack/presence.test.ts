/** The status beside the thread of an edited answer: shown while it is worked on, and never left behind. */
import { describe, expect, test } from 'vitest';
import { asked, connect, NEVER, view, type SceneOptions } from './harness.ts';

/** An answer in a channel that takes no streams. */
async function edited(options: SceneOptions = {}) {
  const scene = await connect(options);
  const target = await asked(scene);
  scene.slack.fail('chat.startStream', { error: 'method_not_supported_for_channel_type' });
  const { channel, thread = '' } = target.conversation;
  const before = scene.adapter.surface(target);
  await before.close(await before.open(view('one'), NEVER), view('one', { phase: 'done' }), NEVER);
  const surface = scene.adapter.surface(target);
  const { show, clear, refreshMs } = surface.presence!;
  return {
    ...scene,
    surface,
    target,
    refreshMs,
    show: () => show(NEVER),
    clear: () => clear!(NEVER),
    status: () => scene.slack.status(channel, thread),
    calls: () => scene.slack.calls.filter(({ method }) => method === 'assistant.threads.setStatus'),
  };
}

test('is shown, fades with the next message, is shown again, and is taken away', async () => {
  const scene = await edited({ slack: { rateLimits: false } });
  await scene.show();
  expect(scene.status()).toBe('is thinking…');
  await scene.surface.open(view(''), NEVER);
  expect(scene.status()).toBeUndefined();
  await scene.show();
  expect(scene.status()).toBe('is thinking…');
  expect(scene.slack.violations()).toEqual(['the status “is thinking…” was left beside a thread']);
  await scene.clear();
  expect(scene.status()).toBeUndefined();
  expect(scene.slack.violations()).toEqual([]);
});

test('is shown again before Slack takes it away', async () => {
  let now = Date.now();
  const scene = await edited({ slack: { now: () => now } });
  await scene.show();
  now += scene.refreshMs;
  expect(scene.status()).toBe('is thinking…');
  now += 120_000;
  expect(scene.status()).toBeUndefined();
});

test('is not shown for a streamed answer, which brings its own', async () => {
  const scene = await connect();
  const target = await asked(scene);
  const surface = scene.adapter.surface(target);
  await surface.presence?.show(NEVER);
  await surface.presence?.clear?.(NEVER);
  expect(scene.slack.calls.map(({ method }) => method)).not.toContain('assistant.threads.setStatus');
});

describe('where it cannot be shown', () => {
  test('a channel is asked once', async () => {
    const scene = await edited();
    scene.slack.fail('assistant.threads.setStatus', { error: 'missing_scope' });
    await scene.show();
    await scene.show();
    await scene.clear();
    const next = scene.adapter.surface(scene.target);
    await next.presence?.show(NEVER);
    expect(scene.calls()).toHaveLength(1);
  });

  test('a passing failure is one to try again after', async () => {
    const scene = await edited();
    scene.slack.fail('assistant.threads.setStatus', { error: 'internal_error' });
    await expect(scene.show()).rejects.toThrow();
    await scene.show();
    expect(scene.status()).toBe('is thinking…');
    await scene.clear();
  });

  test('one whose answer was lost may be shown, so it is taken away all the same', async () => {
    const scene = await edited();
    scene.slack.fail('assistant.threads.setStatus', { lost: true, times: 3 });
    await expect(scene.show()).rejects.toThrow();
    expect(scene.status()).toBe('is thinking…');
    await scene.clear();
    expect(scene.status()).toBeUndefined();
  });
});
