/** “Show what you saw”: a button under a finished answer, and the pictures that come of pressing it. */
import { describe, expect, test } from 'vitest';
import type { OutgoingFile, ReplyView } from '../../../src/chat/index.ts';
import { answer, asked, connect, NEVER, type Scene, view } from './harness.ts';

const MEBIBYTE = 2 ** 20;

const sheet = (changes: Partial<OutgoingFile> = {}): OutgoingFile => ({
  name: 'clip.mp4 seen.png',
  mediaType: 'image/png',
  data: new TextEncoder().encode('twelve frames'),
  altText: 'Twelve frames of clip.mp4, from 0:03 to 3:40.',
  ...changes,
});

const DONE: Partial<ReplyView> = {
  phase: 'done',
  footer: 'gpt-5.5 · low',
  actions: [{ id: 'saw', label: 'Show what you saw', turnId: 'turn-7' }],
};
const BUTTON = { action: 'attache_saw', value: 'turn-7' };

/** A finished answer that offers to show what was seen. */
async function answered(scene: Scene) {
  const target = await asked(scene);
  const surface = scene.adapter.surface(target);
  const page = await surface.open(view('A'), NEVER);
  await surface.close(page, view('A heron.', DONE), NEVER);
  return { ...scene, target, surface, page };
}

const methods = ({ slack }: Scene) => slack.calls.map(({ method }) => method);

describe('the button', () => {
  test('stands under a streamed answer, below its footer', async () => {
    const scene = await answered(await connect());
    expect(answer(scene)).toMatchObject({ text: 'A heron.', context: ['gpt-5.5 · low'], buttons: [BUTTON] });
    expect(methods(scene)).not.toContain('chat.update');
    expect(scene.slack.violations()).toEqual([]);
  });

  test('stands under an answer that was edited, in the place of the stop button', async () => {
    const scene = await connect();
    const target = await asked(scene);
    scene.slack.fail('chat.startStream', { error: 'method_not_supported_for_channel_type' });
    const surface = scene.adapter.surface(target);
    const actions = [{ id: 'stop', label: 'Stop', turnId: 'turn-7' }] as const;
    const page = await surface.open(view('A', { actions }), NEVER);
    expect(answer(scene).buttons).toEqual([{ action: 'attache_stop', value: 'turn-7' }]);
    await surface.close(page, view('A heron.', DONE), NEVER);
    expect(answer(scene).buttons).toEqual([BUTTON]);
  });

  test('stands under an answer that another process has finished', async () => {
    const scene = await connect();
    const target = await asked(scene);
    const page = await scene.adapter.surface(target).open(view('A'), NEVER);
    await scene.adapter.surface(target).close(page, view('A heron.', DONE), NEVER);
    expect(answer(scene)).toMatchObject({ text: 'A heron.', buttons: [BUTTON] });
  });

  test('stands under a private answer, whose pictures come in a direct message', async () => {
    const scene = await connect();
    const ann = scene.slack.user('Ann');
    const general = scene.slack.channel('general');
    scene.slack.runCommand({ user: ann.id, channel: general.id, text: 'private:yes what is it?' });
    const surface = scene.adapter.surface((await scene.event('command')).target);
    await surface.close(await surface.open(view(''), NEVER), view('A heron.', DONE), NEVER);
    const [shown] = scene.slack.messages(general.id);
    expect(shown).toMatchObject({ text: 'A heron.', visibleTo: ann.id, buttons: [BUTTON] });

    await scene.slack.press(ann.id, general.id, shown!.ts, BUTTON.action, BUTTON.value);
    const { target } = await scene.event('action');
    expect(target.private).toBe(true);
    await scene.adapter.surface(target).attach([sheet()], 'What I saw:', NEVER);

    expect(scene.slack.messages(general.id)).toHaveLength(1);
    const direct = scene.slack.messages().filter(({ channel }) => channel.startsWith('D'));
    expect(direct.map(({ text, files }) => [text, files.length])).toEqual([
      ['What I saw:', 0],
      ['', 1],
    ]);
    expect(scene.slack.violations()).toEqual([]);
  });
});

test('pressing it shows the pictures, described, in the thread of the answer', async () => {
  const scene = await answered(await connect());
  const { ts, channel } = answer(scene);

  const outcome = await scene.slack.press(scene.target.userId, channel, ts, BUTTON.action, BUTTON.value);
  expect(outcome).toMatchObject({ acknowledged: true });
  const action = await scene.event('action');
  expect(action).toMatchObject({
    action: 'saw',
    turnId: 'turn-7',
    author: { name: 'Ann' },
    target: { conversation: scene.target.conversation, messageId: ts },
  });
  const files = [sheet(), sheet({ name: 'two.png', data: new Uint8Array(700_000) })];
  await scene.adapter.surface(action.target).attach(files, 'What I saw, @here:', NEVER);

  const shown = scene.slack.messages(channel).at(-1)!;
  expect(shown).toMatchObject({
    thread: scene.target.conversation.thread,
    files: [
      { name: 'clip.mp4 seen.png', altText: 'Twelve frames of clip.mp4, from 0:03 to 3:40.' },
      { name: 'two.png' },
    ],
  });
  expect(shown.text.replace('\u200b', '')).toBe('What I saw, @here:');
  expect(Buffer.from(shown.files[0]!.bytes).toString()).toBe('twelve frames');
  expect(scene.slack.violations()).toEqual([]);
});

test('a line without pictures is a message, too', async () => {
  const scene = await answered(await connect());
  await scene.surface.attach([], 'I no longer have **them**.', NEVER);
  expect(scene.slack.messages().at(-1)).toMatchObject({
    thread: scene.target.conversation.thread,
    text: 'I no longer have **them**.',
    files: [],
  });
});

test('what was shown is no part of the conversation', async () => {
  const scene = await answered(await connect());
  await scene.surface.attach([sheet()], 'Seen:', NEVER);
  const { channel, thread = '' } = scene.target.conversation;
  const { ts, delivered } = scene.slack.say({
    user: scene.target.userId,
    channel,
    thread,
    text: 'and what is behind it?',
  });
  await delivered;
  const question = scene.events.find((event) => event.type === 'message' && event.message.id === ts);
  if (question?.type !== 'message') throw new Error('the question did not arrive');

  const history = await scene.adapter.history({ before: question.message, limit: 9 }, NEVER);

  expect(history.map(({ text }) => text)).toEqual(['hello', 'A heron.']);
});

describe('what goes wrong', () => {
  test('without the scope, it is named', async () => {
    const scene = await answered(await connect());
    scene.slack.setScopes(['chat:write']);
    await expect(scene.surface.attach([sheet()], 'Seen:', NEVER)).rejects.toMatchObject({
      code: 'slack-missing-scope',
      message: expect.stringContaining('files:write'),
    });
  });

  test('a file that is too large is not sent', async () => {
    const scene = await answered(await connect());
    const large = sheet({ name: 'large.png', data: new Uint8Array(20 * MEBIBYTE + 1) });
    await expect(scene.surface.attach([large], 'Seen:', NEVER)).rejects.toMatchObject({
      code: 'slack-file-size',
      message: expect.stringContaining('large.png'),
    });
    expect(methods(scene)).not.toContain('files.getUploadURLExternal');
  });

  test('more text than a message takes is refused, not cut', async () => {
    const scene = await answered(await connect());
    const refused = { code: 'slack-text-size' };
    await expect(scene.surface.attach([], 'word '.repeat(3_000), NEVER)).rejects.toMatchObject(refused);
    await expect(scene.surface.attach([sheet()], 'word '.repeat(1_000), NEVER)).rejects.toMatchObject(
      refused,
    );
    expect(methods(scene)).not.toContain('files.getUploadURLExternal');
  });

  test('a file that Slack’s store refuses is told by its name', async () => {
    const scene = await answered(await connect());
    scene.slack.fail('upload', { status: 403 });
    await expect(scene.surface.attach([sheet()], 'Seen:', NEVER)).rejects.toMatchObject({
      code: 'slack-file-refused',
      message: expect.stringContaining(sheet().name),
    });
  });

  test('a workspace without files says so', async () => {
    const scene = await answered(await connect());
    scene.slack.fail('files.getUploadURLExternal', { error: 'file_uploads_disabled' });
    await expect(scene.surface.attach([sheet()], 'Seen:', NEVER)).rejects.toMatchObject({
      code: 'slack-file-uploads-disabled',
    });
  });

  test('a long description is cut to what Slack takes', async () => {
    const scene = await answered(await connect());
    await scene.surface.attach([sheet({ altText: 'ä'.repeat(3_000) })], 'Seen:', NEVER);
    expect(scene.slack.messages().at(-1)?.files[0]?.altText).toHaveLength(1_000);
  });

  test('when Slack asks for a pause the caller is told; nothing is shown twice when an answer is lost', async () => {
    const scene = await answered(await connect());
    scene.slack.fail('files.completeUploadExternal', { status: 429, retryAfter: 5 });
    await expect(scene.surface.attach([sheet()], 'Seen:', NEVER)).rejects.toMatchObject({
      retryAfterMs: 5_000,
    });
    scene.slack.fail('files.completeUploadExternal', { lost: true });
    await scene.surface.attach([sheet()], 'Seen:', NEVER);
    expect(scene.slack.messages().filter(({ files }) => files.length > 0)).toHaveLength(1);
  });
});
