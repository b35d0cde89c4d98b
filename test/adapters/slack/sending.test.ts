/** A message that was on its way when a process ended: the next one finds it where it stands, or sends it. */
import { describe, expect, test } from 'vitest';
import type { OutgoingFile, ReplyTarget, ReplyView, Sending } from '../../../src/chat/index.ts';
import type { LoopbackSlackOptions } from '../../loopback/slack/index.ts';
import { asked, connect, NEVER, type Scene, view } from './harness.ts';

const DONE: Partial<ReplyView> = { phase: 'done', footer: 'low' };
const WORKING: Partial<ReplyView> = {
  phase: 'working',
  actions: [{ id: 'stop', label: 'Stop', turnId: 'turn-1' }],
};
const file = (name: string, words: string): OutgoingFile => ({
  name,
  mediaType: 'text/plain',
  data: new TextEncoder().encode(words),
  altText: name,
});

let keys = 0;
/** What a process notes before it sends, a moment ago; and what another one finds noted. */
function noted(): { readonly first: Sending; readonly again: Sending } {
  const first = {
    key: `sending-${String(++keys).padStart(14, '0')}`,
    at: Date.now() - 4_000,
    isRepeated: false,
  };
  return { first, again: { ...first, isRepeated: true } };
}

const ours = ({ slack }: Scene) => slack.messages().filter(({ user }) => user === slack.botUserId);
const called = ({ slack }: Scene, method: string) => slack.calls.filter((call) => call.method === method);

/** Somebody asks, in a workspace that refuses streams or takes them. */
async function scene(how: 'streamed' | 'edited' = 'edited', options: LoopbackSlackOptions = {}) {
  const made = await connect({ slack: { rateLimits: false, ...options } });
  const target = await asked(made);
  if (how === 'edited')
    made.slack.fail('chat.startStream', { error: 'method_not_supported_for_channel_type', times: 99 });
  return { ...made, target };
}

/** Another process: it knows nothing but what was noted. */
const another = (made: Scene, target: ReplyTarget) => made.adapter.surface(target);

describe('a page', () => {
  test.each([
    ['that is complete', 'It is a cat.', DONE],
    [
      'of nothing but words, as in the middle of an answer',
      'It is a **cat** 🐱, [see](https://cat.example/a).',
      { phase: 'done' },
    ],
  ] as const)('%s is not posted again', async (_, text, more) => {
    const made = await scene();
    const { first, again } = noted();
    await made.adapter.surface(made.target).post(view(text, more), NEVER, first);
    const page = await another(made, made.target).post(view(text, more), NEVER, again);
    expect(ours(made)).toMatchObject([{ text }]);
    expect(page).toBe(`${made.target.conversation.thread}/${ours(made)[0]!.ts}`);
  });

  test('that has more to say by now says it in its place', async () => {
    const made = await scene();
    const { first, again } = noted();
    await made.adapter.surface(made.target).post(view('It is', DONE), NEVER, first);
    await another(made, made.target).post(view('It is a cat.', DONE), NEVER, again);
    expect(ours(made)).toMatchObject([{ text: 'It is a cat.', context: ['low'] }]);
  });

  test('that grows goes on where it stands', async () => {
    const made = await scene();
    const { first, again } = noted();
    await made.adapter.surface(made.target).open(view('', WORKING), NEVER, first);
    const later = another(made, made.target);
    const page = await later.open(view('It', WORKING), NEVER, again);
    await later.close(page, view('It is a cat.', DONE), NEVER);
    expect(ours(made)).toMatchObject([{ text: 'It is a cat.', buttons: [] }]);
    expect(called(made, 'chat.stopStream')).toEqual([]);
  });

  test('that is streamed is ended and finished where it stands', async () => {
    const made = await scene('streamed');
    const { first, again } = noted();
    await made.adapter.surface(made.target).open(view('It'), NEVER, first);
    const later = another(made, made.target);
    const page = await later.open(view('It'), NEVER, again);
    await later.close(page, view('It is a cat.', DONE), NEVER);
    expect(ours(made)).toMatchObject([{ text: 'It is a cat.', streaming: false, context: ['low'] }]);
  });

  test('that is streamed is found after its stream has ended by itself, too', async () => {
    let now = Date.now() - 400_000;
    const made = await scene('streamed', { now: () => now });
    const { first, again } = noted();
    await made.adapter.surface(made.target).open(view('It'), NEVER, first);
    now = Date.now();
    const later = another(made, made.target);
    const page = await later.open(view('It'), NEVER, { ...again, at: now - 401_000 });
    await later.close(page, view('It is a cat.', DONE), NEVER);
    expect(ours(made)).toMatchObject([{ text: 'It is a cat.' }]);
  });

  test('that never left is posted once', async () => {
    const made = await scene();
    const { again } = noted();
    await another(made, made.target).post(view('It is a cat.', DONE), NEVER, again);
    expect(ours(made)).toMatchObject([{ text: 'It is a cat.' }]);
    expect(called(made, 'conversations.replies')).toHaveLength(1);
  });

  test('is never taken for another one, however alike they are', async () => {
    const made = await scene();
    const surface = made.adapter.surface(made.target);
    for (const [text, more] of [
      ['It is a cat.', DONE],
      ['Another thing', { phase: 'done' }],
      ['', WORKING],
    ] as const)
      await surface.post(view(text, more), NEVER, noted().first);
    await another(made, made.target).post(view('It is a cat.', DONE), NEVER, noted().again);
    expect(ours(made).map(({ text }) => text)).toEqual([
      'It is a cat.',
      'Another thing',
      '_Working…_',
      'It is a cat.',
    ]);
  });

  test('that somebody else streams is left alone once it is complete', async () => {
    const made = await scene('streamed');
    const surface = made.adapter.surface(made.target);
    const page = await surface.open(view('One'), NEVER, noted().first);
    await surface.close(page, view('One.', { phase: 'done' }), NEVER);
    const later = another(made, made.target);
    const next = await later.open(view('Two'), NEVER, noted().again);
    await later.close(next, view('Two.', { phase: 'done' }), NEVER);
    expect(ours(made).map(({ text }) => text)).toEqual(['One.', 'Two.']);
  });

  test('that was put off is found by its key, whatever it says by now', async () => {
    const made = await scene();
    const crowd = Array.from({ length: 47 }, () => made.adapter.surface(made.target));
    const pages = await Promise.all(crowd.map((surface) => surface.open(view('other', WORKING), NEVER)));
    const { first } = noted();
    const surface = made.adapter.surface(made.target);
    const page = await surface.open(view('', WORKING), NEVER, first);
    expect(page).toContain(first.key);
    expect(ours(made)).toHaveLength(47);
    for (const [index, other] of crowd.entries())
      await other.close(pages[index]!, view('other', { phase: 'done' }), NEVER);
    await surface.close(page, view('It is', DONE), NEVER);
    await another(made, made.target).close(page, view('No, a dog.', DONE), NEVER);
    expect(ours(made).filter(({ text }) => text !== 'other')).toMatchObject([{ text: 'No, a dog.' }]);
  });
});

describe('where Slack', () => {
  test('lets nobody read, the message is sent: better twice than not at all', async () => {
    const made = await scene();
    const { again } = noted();
    made.slack.fail('conversations.replies', { error: 'missing_scope' });
    await another(made, made.target).post(view('It is a cat.', DONE), NEVER, again);
    expect(ours(made)).toHaveLength(1);
  });

  test('asks for a pause, nothing is sent before it was looked', async () => {
    const made = await scene();
    const { first, again } = noted();
    await made.adapter.surface(made.target).post(view('It is a cat.', DONE), NEVER, first);
    const later = another(made, made.target);
    made.slack.fail('conversations.replies', { status: 429, retryAfter: 7 });
    await expect(later.post(view('It is a cat.', DONE), NEVER, again)).rejects.toMatchObject({
      retryAfterMs: 7_000,
    });
    await later.post(view('It is a cat.', DONE), NEVER, again);
    expect(ours(made)).toHaveLength(1);
  });

  test('cannot be reached, nothing is sent, and it may be tried again', async () => {
    const made = await scene();
    const { first, again } = noted();
    await made.adapter.surface(made.target).post(view('It is a cat.', DONE), NEVER, first);
    const later = another(made, made.target);
    made.slack.fail('conversations.replies', { cut: true, times: 3 });
    await expect(later.post(view('It is a cat.', DONE), NEVER, again)).rejects.not.toHaveProperty('hint');
    await later.post(view('It is a cat.', DONE), NEVER, again);
    expect(ours(made)).toHaveLength(1);
  });

  test('does not tell what became of a message, and asks for a pause, it is looked for when it is tried again', async () => {
    const made = await scene();
    const { first } = noted();
    const surface = made.adapter.surface(made.target);
    made.slack.fail('chat.postMessage', { lost: true });
    made.slack.fail('conversations.replies', { status: 429, retryAfter: 7 });
    await expect(surface.post(view('It is a cat.', DONE), NEVER, first)).rejects.toMatchObject({
      retryAfterMs: 7_000,
    });
    await surface.post(view('It is a cat.', DONE), NEVER, first);
    expect(ours(made)).toHaveLength(1);
  });

  test('fails in the middle of posting, the message is looked for before it is posted again', async () => {
    const made = await scene();
    made.slack.fail('chat.postMessage', { error: 'fatal_error' });
    await made.adapter.surface(made.target).post(view('It is a cat.', DONE), NEVER, noted().first);
    expect(ours(made)).toHaveLength(1);
    expect(called(made, 'conversations.replies').length).toBeGreaterThan(0);
  });
});

describe('what stands beside an answer', () => {
  test('is not said twice', async () => {
    const made = await scene();
    const { first, again } = noted();
    await made.adapter.surface(made.target).attach([], 'I could not post `a.txt`.', NEVER, first);
    await another(made, made.target).attach([], 'I could not post `a.txt`.', NEVER, again);
    await another(made, made.target).attach([], 'I could not post `b.txt`.', NEVER, noted().again);
    expect(ours(made).map(({ text }) => text)).toEqual([
      'I could not post `a.txt`.',
      'I could not post `b.txt`.',
    ]);
  });

  test('files are not shared twice, even those of the same names are told apart', async () => {
    const made = await scene();
    const { first, again } = noted();
    const files = [file('a.txt', 'one'), file('b.txt', 'two')];
    await made.adapter.surface(made.target).attach(files, '', NEVER, first);
    await another(made, made.target).attach(files, '', NEVER, again);
    expect(called(made, 'files.getUploadURLExternal')).toHaveLength(2);
    await another(made, made.target).attach([file('a.txt', 'three'), files[1]!], '', NEVER, noted().again);
    expect(ours(made).map((message) => message.files.map(({ name }) => name))).toEqual([
      ['a.txt', 'b.txt'],
      ['a.txt', 'b.txt'],
    ]);
  });
});

describe('the answer to a command, which begins a thread of its own', () => {
  async function ran(kind: 'channel' | 'dm', options: LoopbackSlackOptions = {}) {
    const made = await connect({ slack: { rateLimits: false, ...options } });
    const ann = made.slack.user('Ann');
    const place = kind === 'dm' ? made.slack.directMessage(ann.id) : made.slack.channel('general');
    made.slack.runCommand({ user: ann.id, channel: place.id, text: 'why <is> it & how?' });
    const { target } = await made.event('command');
    return { ...made, target };
  }

  test.each(['channel', 'dm'] as const)(
    'is streamed under its question, which is told once (%s)',
    async (kind) => {
      const made = await ran(kind);
      const { first, again } = noted();
      await made.adapter.surface(made.target).open(view('Be'), NEVER, first);
      const later = another(made, made.target);
      const page = await later.open(view('Be'), NEVER, again);
      await later.close(page, view('Because.', DONE), NEVER);
      const [question, answer, ...others] = ours(made);
      expect(answer).toMatchObject({ text: 'Because.', thread: question?.ts, streaming: false });
      expect(others).toEqual([]);
    },
  );

  test('goes on below a question of which nothing else was sent', async () => {
    const made = await ran('channel');
    const { first, again } = noted();
    made.slack.fail('chat.startStream', { status: 429, retryAfter: 7 });
    // The process ends between the question and the answer.
    await expect(made.adapter.surface(made.target).open(view('Be'), NEVER, first)).rejects.toMatchObject({
      retryAfterMs: 7_000,
    });
    const later = another(made, made.target);
    const page = await later.open(view('Be'), NEVER, again);
    await later.close(page, view('Because.', DONE), NEVER);
    const [question, answer, ...others] = ours(made);
    expect(answer).toMatchObject({ text: 'Because.', thread: question?.ts });
    expect(others).toEqual([]);
  });

  test.each(['channel', 'dm'] as const)(
    'stands under its question in one message, once (%s)',
    async (kind) => {
      const made = await ran(kind);
      const { first, again } = noted();
      await made.adapter.surface(made.target).post(view('Because.', DONE), NEVER, first);
      const page = await another(made, made.target).post(view('Because.', DONE), NEVER, again);
      const [message, ...others] = ours(made);
      expect(others).toEqual([]);
      expect(page).toBe(`${message?.ts}/${message?.ts}/asked`);
      expect(JSON.stringify(message?.blocks[0])).toContain('asked:');
    },
  );

  test('brings its files once, and tells its question once', async () => {
    const made = await ran('channel');
    const { first, again } = noted();
    const files = [file('a.txt', 'one')];
    await made.adapter.surface(made.target).attach(files, '', NEVER, first);
    await another(made, made.target).attach(files, '', NEVER, again);
    const [question, shared, ...others] = ours(made);
    expect(shared).toMatchObject({ thread: question?.ts, files: [{ name: 'a.txt' }] });
    expect(others).toEqual([]);
  });
});

describe('a private answer, which nobody can read back', () => {
  async function ran() {
    const made = await connect();
    const ann = made.slack.user('Ann');
    made.slack.runCommand({
      user: ann.id,
      channel: made.slack.channel('general').id,
      text: 'private:yes why?',
    });
    const { target } = await made.event('command');
    return { ...made, target };
  }
  const shown = ({ slack }: Scene) => slack.messages().map(({ text }) => text);

  test('is announced once, and takes the place of the announcement', async () => {
    const made = await ran();
    const { first, again } = noted();
    await made.adapter.surface(made.target).open(view('', WORKING), NEVER, first);
    const later = another(made, made.target);
    const page = await later.open(view('', WORKING), NEVER, again);
    await later.close(page, view('Because.', DONE), NEVER);
    expect(shown(made)).toEqual(['Because.']);
  });

  test('that was complete at once takes its own place', async () => {
    const made = await ran();
    const { first, again } = noted();
    await made.adapter.surface(made.target).post(view('Because.', DONE), NEVER, first);
    await another(made, made.target).post(view('Because.', DONE), NEVER, again);
    expect(shown(made)).toEqual(['Because.']);
  });

  test('goes on with its next page after those of an earlier process', async () => {
    const made = await ran();
    const page = await made.adapter.surface(made.target).open(view('', WORKING), NEVER, noted().first);
    const later = another(made, made.target);
    await later.close(page, view('one', { phase: 'done' }), NEVER);
    const next = await later.post(view('two', DONE), NEVER, noted().first);
    expect([page, next]).toEqual(['response:1', 'response:2']);
    expect(shown(made)).toEqual(['one', 'two']);
  });
});

test('a page that could not be noted is the same page when it is tried again, and its stream goes on', async () => {
  const made = await scene('streamed');
  const { first, again } = noted();
  const surface = made.adapter.surface(made.target);
  const page = await surface.open(view('It'), NEVER, first);
  expect(await surface.open(view('It'), NEVER, again)).toBe(page);
  await surface.update(page, view('It is'), NEVER);
  expect(ours(made)).toMatchObject([{ text: 'It is', streaming: true }]);
  expect(called(made, 'conversations.replies')).toEqual([]);
});

test('a message that Slack has put off is sent without a look: it is not there', async () => {
  const made = await scene();
  const { first, again } = noted();
  const surface = made.adapter.surface(made.target);
  made.slack.fail('chat.postMessage', { status: 429, retryAfter: 1 });
  await expect(surface.post(view('It is a cat.', DONE), NEVER, first)).rejects.toMatchObject({
    retryAfterMs: 1_000,
  });
  await surface.post(view('It is a cat.', DONE), NEVER, again);
  expect(ours(made)).toHaveLength(1);
  expect(called(made, 'conversations.replies')).toEqual([]);
});

test('what stands beside an answer and could not be noted is not said again', async () => {
  const made = await scene();
  const { first, again } = noted();
  const surface = made.adapter.surface(made.target);
  await surface.attach([file('a.txt', 'one')], '', NEVER, first);
  await surface.attach([file('a.txt', 'one')], '', NEVER, again);
  expect(ours(made)).toHaveLength(1);
});
