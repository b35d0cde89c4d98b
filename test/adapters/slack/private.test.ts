/** Answers that only the asker sees, however long or late they are; and answers where we are no member. */
import { describe, expect, test } from 'vitest';
import type { OutgoingFile, ReplyView } from '../../../src/chat/index.ts';
import { connect, NEVER, view, type Scene } from './harness.ts';

const DONE: Partial<ReplyView> = { phase: 'done', footer: 'low' };
const WORKING: Partial<ReplyView> = {
  phase: 'working',
  actions: [{ id: 'stop', label: 'Stop', turnId: 'turn-1' }],
};
const note: OutgoingFile = {
  name: 'note.txt',
  mediaType: 'text/plain',
  data: new TextEncoder().encode('a note'),
  altText: 'A note.',
};

/** Somebody runs a command in a channel. */
async function ran(text: string, { withoutBot = false, ...options }: Options = {}) {
  const scene = await connect({ slack: options });
  const ann = scene.slack.user('Ann');
  const general = scene.slack.channel('general', { withoutBot });
  scene.slack.runCommand({ user: ann.id, channel: general.id, text });
  const { target } = await scene.event('command');
  return { ...scene, ann, general, target, surface: scene.adapter.surface(target) };
}
interface Options {
  readonly withoutBot?: boolean;
  readonly now?: () => number;
  readonly rateLimits?: boolean;
}

const seen = ({ slack }: Scene) =>
  slack
    .messages()
    .map(
      ({ text, visibleTo, channel }) => `${channel[0]}${visibleTo === undefined ? '' : ' private'}: ${text}`,
    );

describe('a private answer', () => {
  test('is announced, then takes the place of the announcement', async () => {
    const scene = await ran('private:yes why?');
    const page = await scene.surface.open(view('', { ...WORKING, status: 'Looking…' }), NEVER);
    const [announced] = scene.slack.messages();
    expect(announced).toMatchObject({ visibleTo: scene.ann.id, text: '_Looking…_' });
    expect(announced?.buttons).toEqual([{ action: 'attache_stop', value: 'turn-1' }]);
    await scene.surface.close(page, view('Because.', DONE), NEVER);
    expect(scene.slack.messages()).toMatchObject([
      { text: 'Because.', context: ['low'], buttons: [], visibleTo: scene.ann.id },
    ]);
  });

  test('with more pages than its address takes goes on in the channel, for the asker alone', async () => {
    const scene = await ran('private:yes why?');
    for (let page = 1; page <= 6; page++) {
      const id = await scene.surface.open(view('', WORKING), NEVER);
      await scene.surface.close(id, view(`page ${page}`, { phase: 'done' }), NEVER);
    }
    expect(seen(scene)).toEqual([1, 2, 3, 4, 5, 6].map((page) => `C private: page ${page}`));
    expect(scene.slack.violations()).toEqual([]);
  });

  test('that comes after half an hour is posted in the channel, for the asker alone', async () => {
    let now = Date.now();
    const scene = await ran('private:yes why?', { now: () => now });
    const page = await scene.surface.open(view('', WORKING), NEVER);
    now += 1_800_001;
    await scene.surface.close(page, view('Because.', DONE), NEVER);
    expect(seen(scene).at(-1)).toBe('C private: Because.');
  });

  test('that comes too late where we are no member is a direct message', async () => {
    let now = Date.now();
    const scene = await ran('private:yes why?', { withoutBot: true, now: () => now });
    now += 1_800_001;
    await scene.surface.post(view('Because.', DONE), NEVER);
    expect(seen(scene)).toEqual(['D: Because.']);
  });

  test('that can reach nobody any more is an error that says what to do', async () => {
    let now = Date.now();
    const scene = await ran('private:yes why?', { withoutBot: true, now: () => now });
    now += 1_800_001;
    scene.slack.fail('chat.postMessage', { error: 'cannot_dm_bot' });
    await expect(scene.surface.post(view('Because.', DONE), NEVER)).rejects.toMatchObject({
      code: 'slack-no-private',
    });
  });

  test('is finished in its place by another process', async () => {
    const scene = await ran('private:yes why?');
    const page = await scene.surface.open(view('', WORKING), NEVER);
    await scene.adapter.surface(scene.target).close(page, view('Because.', DONE), NEVER);
    expect(seen(scene)).toEqual(['C private: Because.']);
  });

  test('whose announcement was lost is there once', async () => {
    const scene = await ran('private:yes why?');
    scene.slack.fail('response_url', { status: 500 });
    const page = await scene.surface.open(view('', WORKING), NEVER);
    await scene.surface.close(page, view('Because.', DONE), NEVER);
    expect(seen(scene)).toEqual(['C private: Because.']);
  });

  test('brings its files in a direct message', async () => {
    const scene = await ran('private:yes why?');
    await scene.surface.attach([note], 'Here it is:', NEVER);
    expect(seen(scene)).toEqual(['D: Here it is:', 'D: ']);
    expect(scene.slack.messages().at(-1)?.files).toMatchObject([{ name: 'note.txt', altText: 'A note.' }]);
  });

  test('to a mention is for the one who mentioned us, in the thread', async () => {
    const scene = await connect();
    const ann = scene.slack.user('Ann');
    const general = scene.slack.channel('general');
    const { ts } = scene.slack.say({
      user: ann.id,
      channel: general.id,
      text: `<@${scene.slack.botUserId}> hi`,
    });
    const { target } = await scene.event('message');
    const surface = scene.adapter.surface({ ...target, private: true });
    const page = await surface.open(view('', WORKING), NEVER);
    await surface.close(page, view('Hello.', DONE), NEVER);
    expect(scene.slack.messages().at(-1)).toMatchObject({ text: 'Hello.', thread: ts, visibleTo: ann.id });
  });
});

describe('a public answer to a command', () => {
  test('is streamed below the question', async () => {
    const scene = await ran('why is the sky *blue*?');
    const page = await scene.surface.open(view(''), NEVER);
    await scene.surface.close(page, view('Because.', DONE), NEVER);
    const [question, answer] = scene.slack.messages();
    expect(question?.text).toContain('why is the sky **blue**?');
    expect(answer).toMatchObject({ text: 'Because.', thread: question?.ts });
  });

  test('stands under the question in one message where it is not streamed', async () => {
    const scene = await ran('why?', { rateLimits: false });
    await scene.surface.post(view('Because.', DONE), NEVER);
    await scene.surface.attach([], 'And more.', NEVER);
    const [both, more] = scene.slack.messages();
    expect(both).toMatchObject({ text: 'Because.', thread: undefined, context: ['low'] });
    expect(both?.blocks[0]).toMatchObject({ text: { text: `<@${scene.ann.id}> asked:\n>why?` } });
    expect(more).toMatchObject({ text: 'And more.', thread: both?.ts });
  });

  test('where we are no member, it comes through the address; its files are for the asker', async () => {
    const scene = await ran('why?', { withoutBot: true });
    const page = await scene.surface.open(view('', WORKING), NEVER);
    await scene.surface.close(page, view('Because.', DONE), NEVER);
    await scene.surface.attach([note], 'Here it is:', NEVER);
    expect(seen(scene)).toEqual(['C: Because.', 'D: Here it is:', 'D: ']);
  });
});

describe('what comes of a button', () => {
  async function pressed() {
    const scene = await connect();
    const ann = scene.slack.user('Ann');
    const general = scene.slack.channel('general');
    scene.slack.say({ user: ann.id, channel: general.id, text: `<@${scene.slack.botUserId}> hi` });
    const { target } = await scene.event('message');
    const surface = scene.adapter.surface(target);
    const action = { id: 'reasoning', label: 'Show reasoning', turnId: 'turn-1' } as const;
    await surface.post(view('Hello.', { phase: 'done', actions: [action] }), NEVER);
    const { ts } = scene.slack.messages().at(-1)!;
    await scene.slack.press(ann.id, general.id, ts, 'attache_reasoning', 'turn-1');
    const event = await scene.event('action');
    return { ...scene, ann, answer: ts, target: event.target, thread: target.conversation.thread };
  }

  test('is for the one who pressed, beside the answer, which stays', async () => {
    const scene = await pressed();
    const surface = scene.adapter.surface({ ...scene.target, private: true });
    const page = await surface.open(view('', WORKING), NEVER);
    await surface.close(page, view('I thought.', DONE), NEVER);
    const [, answer, shown] = scene.slack.messages();
    expect(answer).toMatchObject({ ts: scene.answer, text: 'Hello.' });
    expect(shown).toMatchObject({ text: 'I thought.', visibleTo: scene.ann.id, thread: scene.thread });
  });

  test('is for everybody where it is to be: an answer in the thread', async () => {
    const scene = await pressed();
    const surface = scene.adapter.surface({ ...scene.target, private: false });
    const page = await surface.open(view(''), NEVER);
    await surface.close(page, view('Hello again.', DONE), NEVER);
    expect(scene.slack.messages().at(-1)).toMatchObject({
      text: 'Hello again.',
      visibleTo: undefined,
      thread: scene.thread,
    });
  });
});
