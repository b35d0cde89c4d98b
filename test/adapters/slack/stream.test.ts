/** Answers that are streamed: what the reader sees, and what becomes of it when a stream fails. */
import { describe, expect, test } from 'vitest';
import { RateLimited, UserError, type Receipt, type ReplyStep } from '../../../src/chat/index.ts';
import { answer, asked, connect, NEVER, view, type Scene, type SceneOptions } from './harness.ts';

const RECEIPT: Receipt = {
  attachmentId: 'F1',
  name: 'clip <1>.mp4',
  kind: 'video',
  outcome: 'used',
  summary: '12 frames of 3:40',
  pictures: 0,
  tokens: 7100,
  costUsd: 0,
};

async function surface(options: SceneOptions = {}) {
  const scene = await connect(options);
  const target = await asked(scene);
  return { ...scene, target, surface: scene.adapter.surface(target) };
}

const calls = (scene: { slack: { calls: readonly { method: string }[] } }) =>
  scene.slack.calls.map(({ method }) => method).filter((method) => method.startsWith('chat.'));

describe('a good stream', () => {
  test('grows by what is new, in the thread of the question', async () => {
    const scene = await surface();
    const page = await scene.surface.open(view(''), NEVER);
    await scene.surface.update(page, view('It is'), NEVER);
    await scene.surface.update(page, view('It is a **cat**,'), NEVER);
    await scene.surface.close(page, view('It is a **cat**, I think.', { phase: 'done' }), NEVER);

    expect(answer(scene)).toMatchObject({
      thread: scene.target.conversation.thread,
      text: 'It is a **cat**, I think.',
      revisions: ['', 'It is', 'It is a **cat**,', 'It is a **cat**, I think.'],
      streaming: false,
    });
    expect(scene.slack.violations()).toEqual([]);
  });

  test('says who is answered in a channel, and not in direct messages', async () => {
    const scene = await surface();
    await scene.surface.open(view(''), NEVER);
    const { args } = scene.slack.calls.find(({ method }) => method === 'chat.startStream')!;
    expect(args).toMatchObject({
      recipient_user_id: scene.target.userId,
      recipient_team_id: scene.slack.team,
    });

    const direct = scene.slack.directMessage(scene.target.userId);
    await scene.slack.say({ user: direct.name, channel: direct.id, text: 'hi' }).delivered;
    const event = scene.events.at(-1);
    if (event?.type !== 'message') throw new Error('no message arrived');
    await scene.adapter.surface(event.target).open(view(''), NEVER);
    const last = scene.slack.calls.findLast(({ method }) => method === 'chat.startStream')!;
    expect(last.args).not.toHaveProperty('recipient_user_id');
  });

  test('shows status and thoughts as a task that is complete once the answer begins', async () => {
    const scene = await surface();
    const page = await scene.surface.open(
      view('', { phase: 'working', status: 'Watching clip.mp4…' }),
      NEVER,
    );
    expect(answer(scene).tasks).toEqual([
      { title: 'Watching clip.mp4…', status: 'in_progress', details: '' },
    ]);
    await scene.surface.update(page, view('', { phase: 'thinking', reasoning: 'A cat' }), NEVER);
    await scene.surface.update(page, view('', { phase: 'thinking', reasoning: 'A cat or a dog?' }), NEVER);
    await scene.surface.update(page, view('A cat', { reasoning: 'A cat or a dog? A cat.' }), NEVER);
    expect(answer(scene).tasks).toEqual([
      { title: 'Thinking', status: 'complete', details: 'A cat or a dog? A cat.' },
    ]);
    await scene.surface.close(page, view('A cat', { phase: 'done' }), NEVER);
    expect(scene.slack.violations()).toEqual([]);
  });

  test('ends with receipts, notices and footer', async () => {
    const scene = await surface();
    const page = await scene.surface.open(view(''), NEVER);
    const extras = { receipts: [RECEIPT], notices: ['One file was left out.'], footer: 'gpt-5.4 · low' };
    await scene.surface.close(page, view('Done.', { phase: 'done', ...extras }), NEVER);
    expect(answer(scene).context).toEqual([
      '📎 clip &lt;1&gt;.mp4 · 12 frames of 3:40 · 7,100 tokens',
      'One file was left out.',
      'gpt-5.4 · low',
    ]);
  });

  test('with fifty receipts stays within what Slack takes', async () => {
    const scene = await surface();
    const page = await scene.surface.open(view(''), NEVER);
    const receipts = Array.from({ length: 50 }, () => ({ ...RECEIPT, summary: 'x'.repeat(900) }));
    await scene.surface.close(page, view('Done.', { phase: 'done', receipts }), NEVER);
    expect(answer(scene).context.join('').match(/clip/g)).toHaveLength(50);
  });

  test('rings nobody, not even when a mention arrives in pieces', async () => {
    const scene = await surface();
    const page = await scene.surface.open(view(''), NEVER);
    const whole = 'Dear <!channel>, @everyone and <@U123>: `<!here>`';
    for (let end = 1; end <= whole.length; end++)
      if (end % 3 === 0) await scene.surface.update(page, view(whole.slice(0, end)), NEVER);
    await scene.surface.close(page, view(whole, { phase: 'done' }), NEVER);

    expect(answer(scene).text.replaceAll('\u200b', '')).toBe(whole);
    expect(scene.slack.violations()).toEqual([]);
  });

  test('asks for a pause as Slack does, instead of waiting', async () => {
    const scene = await surface();
    const page = await scene.surface.open(view(''), NEVER);
    scene.slack.fail('chat.appendStream', { status: 429, retryAfter: 7 });
    const error = await scene.surface.update(page, view('It'), NEVER).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RateLimited);
    expect(error).toMatchObject({ retryAfterMs: 7_000 });

    await scene.surface.close(page, view('It works', { phase: 'done' }), NEVER);
    expect(answer(scene).text).toBe('It works');
  });
});

describe('a stream that dies', () => {
  test('of old age: the page is finished by editing, and no word is lost or doubled', async () => {
    let now = Date.now();
    const scene = await surface({ slack: { now: () => now } });
    const page = await scene.surface.open(view(''), NEVER);
    await scene.surface.update(page, view('one two'), NEVER);
    now += 301_000;
    await scene.surface.update(page, view('one two three'), NEVER);
    expect(answer(scene).text).toBe('one two three');
    await scene.surface.close(page, view('one two three four', { phase: 'done', footer: 'low' }), NEVER);
    expect(answer(scene)).toMatchObject({ text: 'one two three four', context: ['low'] });
  });

  test('at its very end', async () => {
    let now = Date.now();
    const scene = await surface({ slack: { now: () => now } });
    const page = await scene.surface.open(view('one'), NEVER);
    now += 301_000;
    await scene.surface.close(page, view('one two', { phase: 'done' }), NEVER);
    expect(answer(scene).text).toBe('one two');
  });

  test('because Slack finds it too long', async () => {
    const scene = await surface();
    const page = await scene.surface.open(view('one'), NEVER);
    scene.slack.fail('chat.appendStream', { error: 'msg_too_long' });
    await scene.surface.update(page, view('one two'), NEVER);
    await scene.surface.close(page, view('one two three', { phase: 'done' }), NEVER);
    expect(answer(scene).text).toBe('one two three');
    expect(calls(scene)).not.toContain('chat.postMessage');
  });

  test('because an answer of Slack was lost, so that nobody knows what arrived', async () => {
    const scene = await surface();
    const page = await scene.surface.open(view('one'), NEVER);
    scene.slack.fail('chat.appendStream', { lost: true });
    await scene.surface.update(page, view('one two'), NEVER);
    await scene.surface.close(page, view('one two three', { phase: 'done' }), NEVER);
    expect(answer(scene).text).toBe('one two three');
  });

  test('while Slack is away: the error is one to try again after, and the next try writes it whole', async () => {
    const scene = await surface();
    const page = await scene.surface.open(view('one'), NEVER);
    scene.slack.fail('chat.appendStream', { status: 503 });
    scene.slack.fail('chat.stopStream', { status: 503 });
    const error = await scene.surface.update(page, view('one two'), NEVER).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(UserError);
    await scene.surface.close(page, view('one two three', { phase: 'done' }), NEVER);
    expect(answer(scene).text).toBe('one two three');
  });

  test('because the reader stopped it: it is left as it is', async () => {
    const scene = await surface();
    const page = await scene.surface.open(view('one'), NEVER);
    const { channel, thread = '' } = scene.target.conversation;
    await scene.slack.stopSession(scene.target.userId, channel, thread);
    await scene.surface.update(page, view('one two'), NEVER);
    await scene.surface.close(page, view('one two', { phase: 'stopped' }), NEVER);
    expect(answer(scene).text).toBe('one');
    expect(calls(scene)).not.toContain('chat.update');
  });

  test('a full page of 9,000 bytes with long thoughts still fits', async () => {
    const scene = await surface();
    const page = await scene.surface.open(view('', { status: 'Looking…' }), NEVER);
    await scene.surface.update(page, view('', { phase: 'thinking', reasoning: 'hm '.repeat(2_000) }), NEVER);
    const long = 'ä'.repeat(4_500);
    expect(scene.surface.limits.measure(long)).toBe(scene.surface.limits.pageSize);
    await scene.surface.close(page, view(long, { phase: 'done' }), NEVER);
    expect(answer(scene).text).toBe(long);
    expect(calls(scene)).not.toContain('chat.update');
  });

  test('text that changed after all is written anew at the end', async () => {
    const scene = await surface();
    const page = await scene.surface.open(view('It is a dog'), NEVER);
    await scene.surface.update(page, view('It is a cat'), NEVER);
    expect(answer(scene).text).toBe('It is a dog');
    await scene.surface.close(page, view('It is a cat', { phase: 'done' }), NEVER);
    expect(answer(scene).text).toBe('It is a cat');
  });
});

describe('what is done on the way', () => {
  const step = (id: string, title: string, state: ReplyStep['state'], details = ''): ReplyStep => ({
    id,
    title,
    state,
    ...(details === '' ? {} : { details }),
  });
  const tasks = (scene: Scene) =>
    answer(scene).tasks.map(({ title, status, details }) => [title, status, details]);

  test('is a task for each step; the first takes the place of “Working”', async () => {
    const scene = await surface();
    const page = await scene.surface.open(view('', { phase: 'working' }), NEVER);
    expect(tasks(scene)).toEqual([['Working', 'in_progress', '']]);
    const clip = step('clip', 'Watching clip.mp4…', 'running');
    await scene.surface.update(page, view('', { steps: [clip] }), NEVER);
    const watched = step('clip', 'Watched clip.mp4', 'done', '12 frames');
    const failed = step('page', 'No page at example.org', 'failed');
    await scene.surface.update(page, view('', { steps: [watched, failed], reasoning: 'A cat?' }), NEVER);
    expect(tasks(scene)).toEqual([
      ['Watched clip.mp4', 'complete', '12 frames'],
      ['No page at example.org', 'error', ''],
      ['Thinking', 'in_progress', 'A cat?'],
    ]);
    // Thoughts are folded away once the answer begins.
    await scene.surface.update(page, view('A cat,', { steps: [watched, failed] }), NEVER);
    expect(tasks(scene).at(-1)).toEqual(['Thinking', 'complete', 'A cat?']);
    await scene.surface.close(page, view('A cat, yes.', { phase: 'done', steps: [watched, failed] }), NEVER);
    expect(scene.slack.violations()).toEqual([]);
  });

  test('goes on while there is text', async () => {
    const scene = await surface();
    const page = await scene.surface.open(view('Let me look. '), NEVER);
    const zoom = step('zoom', 'Looking closer…', 'running');
    await scene.surface.update(page, view('Let me look. ', { steps: [zoom] }), NEVER);
    expect(tasks(scene)).toEqual([['Looking closer…', 'in_progress', '']]);
    await scene.surface.close(page, view('Let me look. A cat.', { phase: 'done', steps: [zoom] }), NEVER);
    expect(tasks(scene)).toEqual([['Looking closer…', 'complete', '']]);
  });

  test('that was left open is no success of a failed answer', async () => {
    const scene = await surface();
    const steps = [step('clip', 'Watching clip.mp4…', 'running')];
    const page = await scene.surface.open(view('', { steps }), NEVER);
    const notices = ['The model is busy.'];
    await scene.surface.close(page, view('', { phase: 'failed', steps, notices }), NEVER);
    expect(tasks(scene)).toEqual([['Watching clip.mp4…', 'error', '']]);
    expect(answer(scene).text).toBe('');
  });

  test('is shown as a plan where there is one from the start', async () => {
    const scene = await surface();
    const steps = [step('a', 'Reading', 'running')];
    const page = await scene.surface.open(view('', { plan: { title: 'Three steps' }, steps }), NEVER);
    expect(scene.slack.calls.find(({ method }) => method === 'chat.startStream')?.args).toMatchObject({
      task_display_mode: 'plan',
    });
    await scene.surface.close(
      page,
      view('Done.', { phase: 'done', plan: { title: 'Three steps, done' } }),
      NEVER,
    );
    expect(answer(scene).plan).toBe('Three steps, done');
  });

  test('never takes the room of text, however much there is of it', async () => {
    const scene = await surface();
    const page = await scene.surface.open(view(''), NEVER);
    const long = 'wörtlich '.repeat(60);
    for (let round = 1; round <= 40; round++) {
      const steps = Array.from({ length: round }, (_, index) =>
        step(
          `s${index}`,
          `${index} ${long}`,
          index < round - 1 ? 'done' : 'running',
          long.slice(0, round * 10),
        ),
      );
      await scene.surface.update(page, view('', { steps, reasoning: long.slice(0, round * 9) }), NEVER);
    }
    const text = 'ä'.repeat(4_500);
    await scene.surface.close(page, view(text, { phase: 'done' }), NEVER);
    expect(answer(scene).text).toBe(text);
    expect(calls(scene)).not.toContain('chat.update');
    expect(scene.slack.violations()).toEqual([]);
  });
});

describe('after a restart', () => {
  test('an answer is finished in the same message', async () => {
    const scene = await surface();
    const page = await scene.surface.open(view('one'), NEVER);
    const later = scene.adapter.surface(scene.target);
    await later.update(page, view('one two'), NEVER);
    await later.close(page, view('one two three', { phase: 'done' }), NEVER);
    expect(answer(scene)).toMatchObject({ text: 'one two three', streaming: false });
  });
});

test('a channel that we were thrown out of is named', async () => {
  const scene = await surface();
  scene.slack.archive(scene.target.conversation.channel);
  await expect(scene.surface.open(view(''), NEVER)).rejects.toMatchObject({ code: 'slack-is-archived' });
});
