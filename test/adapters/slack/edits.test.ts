/** Edited answers of a workspace: the end of each has its edit, however many there are. */
import { expect, test } from 'vitest';
import { createEdits } from '../../../adapters/slack/reading/edits.ts';
import { latePage } from '../../../adapters/slack/reading/late.ts';
import type { Page } from '../../../adapters/slack/answer/page.ts';
import { answer, asked, connect, NEVER, view } from './harness.ts';

test('every page that is open keeps an edit for its end, and every edit counts for a minute', () => {
  let now = 0;
  const edits = createEdits(() => now);
  const pages = Array.from({ length: 40 }, () => edits.reserve('T1')!);
  for (let edit = 1; edit <= 7; edit++) pages[0]?.edited();
  expect(edits.reserve('T1')).toBeUndefined();
  expect(edits.reserve('T2')).toBeDefined();

  // Its end counts, too: what was kept is now used.
  pages[0]?.closed();
  expect(edits.reserve('T1')).toBeUndefined();
  pages[1]?.release();
  expect(edits.reserve('T1')).toBeDefined();
  now += 60_000;
  expect(edits.reserve('T1')).toBeDefined();
});

test('the more pages are open, the less often they are edited', () => {
  const edits = createEdits(() => 0);
  const writes = () => edits.progress('T1')[0]?.writes;
  expect(writes()).toBe(47);
  for (let page = 1; page <= 40; page++) edits.reserve('T1');
  expect(writes()).toBe(7);
  expect(edits.progress('T1').map(({ bucket }) => bucket)).toEqual([
    'slack:T1:chat.update:progress',
    'slack:T1:chat.update',
  ]);
});

/** A workspace in which no edits are left, and a channel that takes no streams. */
async function crowded() {
  const scene = await connect({ slack: { rateLimits: false } });
  const target = await asked(scene);
  scene.slack.fail('chat.startStream', { error: 'method_not_supported_for_channel_type', times: 2 });
  for (let page = 1; page <= 47; page++) await scene.adapter.surface(target).open(view('other'), NEVER);
  const surface = scene.adapter.surface(target);
  const page = await surface.open(view(''), NEVER);
  const shown = () =>
    scene.slack
      .messages()
      .filter(({ user, text }) => user === scene.slack.botUserId && text !== 'other')
      .map(({ text }) => text);
  return { ...scene, target, surface, page, shown };
}

test('a page for whose end there is no edit is posted when it is complete', async () => {
  const { surface, page, shown } = await crowded();
  await surface.update(page, view('It is'), NEVER);
  expect(shown()).toEqual([]);
  expect(surface.limits.budgets.close[0]?.bucket).toContain('chat.postMessage');
  await surface.close(page, view('It is a cat.', { phase: 'done' }), NEVER);
  expect(shown()).toEqual(['It is a cat.']);
});

test('or as soon as there is text and an edit again, and is edited from then on', async () => {
  const written: string[] = [];
  let places = 0;
  const place = { edited: () => undefined, closed: () => undefined, release: () => undefined };
  const edited: Page = {
    state: 'edited',
    update: async ({ markdown }) => void written.push(`edit ${markdown}`),
    close: async ({ markdown }) => void written.push(`last edit ${markdown}`),
  };
  const page = latePage({
    post: async ({ markdown }) => {
      written.push(`post ${markdown}`);
      return edited;
    },
    reserve: () => (places-- > 0 ? place : undefined),
  });
  await page.update(view('one'), NEVER);
  expect([written, page.state]).toEqual([[], 'late']);
  places = 1;
  await page.update(view(''), NEVER);
  expect(written).toEqual([]);
  await page.update(view('one two'), NEVER);
  await page.update(view('one two three'), NEVER);
  await page.close(view('one two three four'), NEVER);
  expect(written).toEqual(['post one two', 'edit one two three', 'last edit one two three four']);
});

test('is posted once by another process, too', async () => {
  const { adapter, target, surface, page, shown } = await crowded();
  const later = adapter.surface(target);
  await surface.close(page, view('It is a cat.', { phase: 'done' }), NEVER);
  await later.close(page, view('It is a cat!', { phase: 'done' }), NEVER);
  expect(shown()).toEqual(['It is a cat!']);
});

test('is posted by another process where it was not yet', async () => {
  const scene = await connect();
  const target = await asked(scene);
  const thread = target.conversation.thread ?? '';
  const surface = scene.adapter.surface(target);
  await surface.close(`${thread}//late0`, view('It is a cat.', { phase: 'done' }), NEVER);
  expect(answer(scene)).toMatchObject({ text: 'It is a cat.', thread });
});
