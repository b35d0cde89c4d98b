/** The thread that led to a message. */
import { expect, test } from 'vitest';
import { connect, NEVER } from './harness.ts';

async function thread(replies: number) {
  const scene = await connect();
  const { slack } = scene;
  const ann = slack.user('Ann');
  const general = slack.channel('general');
  const photo = { name: 'cat.jpg', mimetype: 'image/jpeg', bytes: Buffer.from('a photograph') };
  const root = slack.say({ user: ann.id, channel: general.id, text: 'root', files: [photo] });
  await root.delivered;
  for (let number = 1; number <= replies; number++)
    await slack.say({ user: ann.id, channel: general.id, text: `reply ${number}`, thread: root.ts })
      .delivered;
  const last = scene.events.at(-1);
  if (last?.type !== 'message') throw new Error('no message arrived');
  return { ...scene, before: last.message, ann, general, root };
}

test('comes oldest first, without the message itself, files and all', async () => {
  const { adapter, before } = await thread(3);
  const history = await adapter.history({ before, limit: 10 }, NEVER);
  expect(history.map(({ text }) => text)).toEqual(['root', 'reply 1', 'reply 2']);
  expect(history[0]?.attachments).toMatchObject([{ name: 'cat.jpg' }]);
});

test('of a long thread it is the newest part', async () => {
  const { adapter, before } = await thread(250);
  const history = await adapter.history({ before, limit: 60 }, NEVER);
  const newest = Array.from({ length: 60 }, (_, index) => `reply ${190 + index}`);
  expect(history.map(({ text }) => text)).toEqual(newest);
});

test('of a thread longer than a page it is the newest part, too', async () => {
  const { adapter, slack, before, ann, general, root } = await thread(1);
  for (let number = 2; number <= 1_300; number++)
    slack.say({ user: ann.id, channel: general.id, text: `reply ${number}`, thread: root.ts });
  const later = { ...before, id: `${Number(root.ts) + 3_600}` };
  const history = await adapter.history({ before: later, limit: 400 }, NEVER);
  expect(history.map(({ text }) => text)).toEqual(
    Array.from({ length: 400 }, (_, index) => `reply ${901 + index}`),
  );
});

test('tells our own words from those of others', async () => {
  const scene = await thread(1);
  const { adapter, slack, ann, general, root, events } = scene;
  const target = events.find((event) => event.type === 'message')!.target;
  const surface = adapter.surface(target);
  const empty = { steps: [], receipts: [], notices: [], actions: [], files: [] };
  const page = await surface.open({ phase: 'working', markdown: '', ...empty }, NEVER);
  await surface.close(page, { phase: 'done', markdown: 'It is a **cat**.', ...empty }, NEVER);
  await slack.say({ user: ann.id, channel: general.id, text: 'thanks', thread: root.ts }).delivered;
  const last = events.at(-1);
  if (last?.type !== 'message') throw new Error('no message arrived');

  const history = await adapter.history({ before: last.message, limit: 10 }, NEVER);
  expect(history.map(({ fromUs }) => fromUs)).toEqual([false, false, true]);
  expect(history[2]?.text).toContain('cat');
});

test('a message that begins its thread has none, and Slack is not asked', async () => {
  const { adapter, slack, before } = await thread(0);
  expect(await adapter.history({ before, limit: 10 }, NEVER)).toEqual([]);
  expect(slack.calls.some(({ method }) => method === 'conversations.replies')).toBe(false);
});

test('a missing scope is named', async () => {
  const { adapter, slack, before } = await thread(1);
  slack.setScopes(['chat:write']);
  await expect(adapter.history({ before, limit: 10 }, NEVER)).rejects.toMatchObject({
    code: 'slack-missing-scope',
    message: expect.stringContaining('channels:history'),
  });
});
