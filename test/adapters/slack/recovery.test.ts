/** Streams that fail in every way and at every call: what the reader has in the end is the answer, each word once. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError, type ReplySurface, type ReplyView } from '../../../src/chat/index.ts';
import type { Fault } from '../../loopback/slack/index.ts';
import { asked, connect, NEVER, type Scene, view } from './harness.ts';

const STREAM_ERRORS = [
  'message_not_in_streaming_state',
  'msg_too_long',
  'fatal_error',
  'internal_error',
  'invalid_chunks',
];
const LOST: readonly Fault[] = [{ lost: true }, { lost: true, status: 500 }, { status: 500 }, { cut: true }];
const PAUSE: Fault = { status: 429, retryAfter: 1 };
const ON_STREAMS: readonly Fault[] = [...STREAM_ERRORS.map((error) => ({ error })), ...LOST, PAUSE];
const ON_EDITS: readonly Fault[] = [
  { error: 'streaming_state_conflict' },
  { error: 'fatal_error' },
  { lost: true },
  PAUSE,
];

/** What delivery does with an error: it tries again, unless a person must act on it. */
async function insist<T>(write: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1)
    try {
      return await write();
    } catch (error) {
      if (error instanceof UserError || tries === 20) throw error;
    }
}

const STEPS: ReplyView['steps'] = [{ id: 'look', title: 'Looking…', state: 'running' }];

/** Writes an answer word by word; before each write something may be made to fail. */
async function write(surface: ReplySurface, words: readonly string[], before: (write: number) => void) {
  let text = '';
  before(0);
  const page = await insist(() => surface.open(view('', { phase: 'working', steps: STEPS }), NEVER));
  for (const [index, word] of words.entries()) {
    text += word;
    before(index + 1);
    const last = index === words.length - 1;
    const done = view(text, last ? { phase: 'done', footer: 'low' } : { steps: STEPS });
    await insist(() => (last ? surface.close(page, done, NEVER) : surface.update(page, done, NEVER)));
  }
  return text;
}

const answers = ({ slack }: Scene, thread: string) =>
  slack.messages().filter((message) => message.user === slack.botUserId && message.thread === thread);

const WORDS = ['It ', 'is ', 'a ', 'cat.'];

describe.each([
  ['chat.appendStream', ON_STREAMS],
  ['chat.stopStream', ON_STREAMS],
] as const)('%s', (method, faults) => {
  test.each(faults.flatMap((fault) => [1, 2, 3, 4].map((at) => ({ ...fault, at }))))(
    '$error $status lost:$lost cut:$cut before write $at',
    async ({ at, ...fault }) => {
      const scene = await connect();
      const target = await asked(scene);
      const surface = scene.adapter.surface(target);
      const text = await write(surface, WORDS, (write) => {
        if (write === at) scene.slack.fail(method, fault);
      });
      expect(answers(scene, target.conversation.thread!)).toMatchObject([{ text, streaming: false }]);
      expect(scene.slack.violations()).toEqual([]);
    },
  );
});

test('the answer to a start that was lost is found in the thread, and finished there', async () => {
  const scene = await connect();
  const target = await asked(scene);
  scene.slack.fail('chat.startStream', { lost: true });
  const text = await write(scene.adapter.surface(target), WORDS, () => undefined);
  expect(answers(scene, target.conversation.thread!)).toMatchObject([
    { text, context: ['low'], streaming: false },
  ]);
});

test('an older answer is never taken for a start that was lost', async () => {
  let now = Date.now() - 60_000;
  const scene = await connect({ slack: { now: () => now } });
  const target = await asked(scene);
  await write(scene.adapter.surface(target), WORDS, () => undefined);
  now = Date.now();
  scene.slack.fail('chat.startStream', { status: 500 });
  await scene.adapter.surface(target).open(view('two'), NEVER);
  expect(answers(scene, target.conversation.thread!)).toMatchObject([
    { text: 'It is a cat.', streaming: false },
    { text: 'two', streaming: true },
  ]);
});

test('whatever fails, and whenever: the answer is there once, whole', async () => {
  const scene = await connect({ slack: { rateLimits: false } });
  const ann = scene.slack.user('Ann');
  const direct = scene.slack.directMessage(ann.id);
  const failures = fc.record({
    at: fc.nat(6),
    target: fc.constantFrom('chat.startStream', 'chat.appendStream', 'chat.stopStream', 'chat.update'),
    fault: fc.nat(20),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('eins ', 'zwei **drei** ', '日本語 ', '<!here> ', '\n\n- x ', '👩‍👩‍👧 '), {
        minLength: 1,
        maxLength: 6,
      }),
      fc.array(failures, { maxLength: 5 }),
      async (words, planned) => {
        const { ts, delivered } = scene.slack.say({ user: ann.id, channel: direct.id, text: 'hi' });
        await delivered;
        const event = scene.events.find((one) => one.type === 'message' && one.message.id === ts);
        if (event?.type !== 'message') throw new Error('no message arrived');
        scene.slack.heal();
        const text = await write(scene.adapter.surface(event.target), words, (write) => {
          for (const { at, target, fault } of planned) {
            if (at !== write) continue;
            const faults =
              target === 'chat.update'
                ? ON_EDITS
                : target === 'chat.startStream'
                  ? [LOST[0]!, PAUSE]
                  : ON_STREAMS;
            scene.slack.fail(target, faults[fault % faults.length]!);
          }
        });
        const shown = answers(scene, ts);
        expect(shown.map((message) => message.text.replaceAll('\u200b', '').trim())).toEqual([text.trim()]);
        expect(shown[0]?.streaming).toBe(false);
      },
    ),
    { numRuns: 150 },
  );
  expect(scene.slack.violations()).toEqual([]);
}, 60_000);

describe('the reader stops it', () => {
  test('and nothing more is written, not even on a next page', async () => {
    const scene = await connect();
    const target = await asked(scene);
    const surface = scene.adapter.surface(target);
    const page = await surface.open(view('one'), NEVER);
    const { channel, thread = '' } = target.conversation;
    await scene.slack.stopSession(target.userId, channel, thread);
    await surface.update(page, view('one two'), NEVER);
    await surface.close(page, view('one two', { phase: 'done' }), NEVER);
    const next = await surface.open(view('three'), NEVER);
    await surface.close(next, view('three four', { phase: 'stopped', notices: ['Stopped.'] }), NEVER);
    await surface.post(view('five', { phase: 'stopped' }), NEVER);
    expect(answers(scene, thread).map(({ text }) => text)).toEqual(['one']);
  });

  test('at the very end', async () => {
    const scene = await connect();
    const target = await asked(scene);
    const surface = scene.adapter.surface(target);
    const page = await surface.open(view('one'), NEVER);
    const { channel, thread = '' } = target.conversation;
    await scene.slack.stopSession(target.userId, channel, thread);
    await surface.close(page, view('one', { phase: 'stopped', notices: ['Stopped.'] }), NEVER);
    expect(answers(scene, thread)).toMatchObject([{ text: 'one', context: [] }]);
  });
});
