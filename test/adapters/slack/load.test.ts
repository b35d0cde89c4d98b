/** Many answers at once in one workspace: Slack turns nothing away, nobody waits long, and every answer is there whole. */
import { expect, test } from 'vitest';
import type { ReplyView } from '../../../src/chat/index.ts';
import { systemClock } from '../../../src/ops/index.ts';
import { createPacer, deliver, sentOnce } from '../../../src/reply/index.ts';
import { memorySent } from '../../reply/memory-sent.ts';
import { connect, NEVER, view } from './harness.ts';

const ANSWERS = 50;

/** Nothing to read until all answers have their page; then all end together: the worst for what has to happen at an end. */
async function* answered(words: readonly string[], all: Promise<void>): AsyncGenerator<ReplyView> {
  yield view('', { phase: 'working', status: 'Looking…' });
  await all;
  yield view(words.join(''), { phase: 'done', footer: 'low' });
}

test('fifty answers at once: 18 streamed, the others edited, no 429, every word there', async () => {
  const { slack, adapter, events } = await connect();
  const questions = await Promise.all(
    Array.from({ length: ANSWERS }, async (_, index) => {
      const ann = slack.user(`Ann ${index}`);
      const channel = slack.channel(`channel ${index}`);
      const said = slack.say({ user: ann.id, channel: channel.id, text: `<@${slack.botUserId}> hi` });
      await said.delivered;
      return { ts: said.ts, words: Array.from({ length: 40 }, (_word, word) => `${index}:${word} `) };
    }),
  );
  const targets = new Map(
    events.flatMap((event) => (event.type === 'message' ? [[event.message.id, event.target] as const] : [])),
  );

  const all = Promise.withResolvers<void>();
  const pacer = createPacer({ clock: systemClock });
  const opened = new Set<string>();
  const onPage = (page: string) => {
    opened.add(page);
    if (opened.size === ANSWERS) all.resolve();
  };
  const delivered = questions.map(({ ts, words }) => {
    const surface = sentOnce(adapter.surface(targets.get(ts)!), memorySent(onPage), 0);
    return deliver(answered(words, all.promise), surface, pacer, { signal: NEVER });
  });
  await Promise.all(delivered);

  expect(slack.throttled()).toBe(0);
  expect(slack.violations()).toEqual([]);
  const starts = slack.calls.filter(({ method }) => method === 'chat.startStream');
  expect(starts).toHaveLength(18);
  const shown = slack.messages().filter(({ user }) => user === slack.botUserId);
  expect(shown.map(({ thread, text, context }) => [thread, text, context]).sort()).toEqual(
    questions.map(({ ts, words }) => [ts, words.join(''), ['low']]).sort(),
  );
}, 30_000);
