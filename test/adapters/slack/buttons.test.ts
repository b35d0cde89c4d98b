/** The buttons under an answer: what a press hands on, for every button, in public and in private. */
import { describe, expect, test } from 'vitest';
import { ActionId, type ReplyView } from '../../../src/chat/index.ts';
import { asked, connect, NEVER, type Scene, view } from './harness.ts';

const DONE: Partial<ReplyView> = {
  phase: 'done',
  actions: ActionId.options.map((id) => ({ id, label: id, turnId: 'turn-7' })),
};

/** An answer with every button there is. */
async function answered(scene: Scene) {
  const target = await asked(scene);
  const surface = scene.adapter.surface(target);
  await surface.close(await surface.open(view('A'), NEVER), view('A heron.', DONE), NEVER);
  const page = scene.slack.messages().find(({ user }) => user === scene.slack.botUserId)!;
  return { ...scene, target, page };
}

describe.each(ActionId.options)('%s', (action) => {
  test.each([{ http: false }, { http: true }])(
    'is handed on and acknowledged without a word ($http)',
    async ({ http }) => {
      const { slack, page, target, event } = await answered(await connect({ http }));
      const bea = slack.user('Bea', 'es-ES');
      const outcome = await slack.press(bea.id, page.channel, page.ts, `attache_${action}`, 'turn-7');
      expect(outcome).toMatchObject({ acknowledged: true });
      expect(['', {}]).toContainEqual(outcome.response ?? '');
      expect(await event('action')).toMatchObject({
        action,
        turnId: 'turn-7',
        conversation: target.conversation,
        author: { id: bea.id, name: 'Bea', locale: 'es-ES' },
        target: {
          conversation: target.conversation,
          userId: bea.id,
          private: true,
        },
      });
    },
  );
});

test('of all buttons, “agree” is the one to be seen first, and “stop” the one to be careful with', async () => {
  const { page } = await answered(await connect());
  const buttons = page.blocks.flatMap((block) =>
    Object(block).type === 'actions'
      ? (Object(block).elements as readonly { readonly action_id: string; readonly style?: string }[])
      : [],
  );
  expect(buttons.flatMap(({ action_id, style }) => (style ? [[action_id, style]] : []))).toEqual([
    ['attache_stop', 'danger'],
    ['attache_agree', 'primary'],
  ]);
});

test('what comes of a press can be seen by the presser alone, or by everybody in the thread', async () => {
  const scene = await answered(await connect());
  const { slack, page, event, adapter } = scene;
  const bea = slack.user('Bea');
  await slack.press(bea.id, page.channel, page.ts, 'attache_reasoning', 'turn-7');
  const { target } = await event('action');
  await adapter.surface(target).attach([], 'It is grey.', NEVER);
  await adapter.surface({ ...target, private: false }).attach([], 'For all.', NEVER);
  expect(slack.messages(page.channel).slice(-2)).toMatchObject([
    { text: 'It is grey.', visibleTo: bea.id },
    { text: 'For all.', visibleTo: undefined, thread: page.thread },
  ]);
});

test.each([
  { action: 'reasoning', open: false },
  { action: 'sources', open: false },
  { action: 'files', open: true },
  { action: 'saw', open: true },
])('a file of $action is for everybody in the thread: $open', async ({ action, open }) => {
  const scene = await answered(await connect());
  const { slack, page, event, adapter } = scene;
  await slack.press(slack.user('Bea').id, page.channel, page.ts, `attache_${action}`, 'turn-7');
  const { target } = await event('action');
  const file = { name: 'a.md', mediaType: 'text/markdown', data: new Uint8Array(9), altText: 'A file' };
  await adapter.surface(target).attach([file], 'Here:', NEVER);
  const withFiles = slack.messages().filter(({ files }) => files.length > 0);
  expect(withFiles.map(({ channel }) => channel === page.channel)).toEqual([open]);
});

test('a button of an answer that only one person sees stays between the two of them', async () => {
  const scene = await connect();
  const { slack, event, adapter } = scene;
  const ann = slack.user('Ann');
  const channel = slack.channel('general');
  slack.runCommand({ user: ann.id, channel: channel.id, text: 'private:yes why?' });
  const surface = adapter.surface((await event('command')).target);
  const actions = DONE.actions ?? [];
  await surface.close(await surface.open(view(''), NEVER), view('Because.', { ...DONE, actions }), NEVER);
  const [page] = slack.messages(channel.id);
  expect(page).toMatchObject({ visibleTo: ann.id });
  if (page!.buttons.length === 0) return; // Private answers may go without buttons.
  await slack.press(ann.id, channel.id, page!.ts, 'attache_saw', 'turn-7');
  expect(await event('action')).toMatchObject({
    action: 'saw',
    conversation: { channel: channel.id, kind: 'channel' },
    target: { private: true },
  });
});
