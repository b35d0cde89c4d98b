/** A server that does not take a conversation's past gets the question once more without what it did not take. */
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/chat/index.ts';
import { askEvent, conversation, message } from '../../support/events.ts';
import { useBench } from '../harness.ts';

const bench = useBench();
const finished = async () => (await bench.chat.until((page) => page.answers === 'M1' && page.closed)).view;
const ask = (changes: Partial<Message> = {}) =>
  bench.chat.deliver(askEvent({ id: 'M1', text: 'And now?', sentAt: Date.UTC(2026, 1, 1), ...changes }));
const fact = (number: number) => message({ id: `H${number}`, text: `Fact ${number}` });
const sizes = () => bench.openai.requests.map(({ asked }) => asked?.turns.length);

describe('a question that the server finds too long', () => {
  const TOO_LONG = { status: 400, code: 'context_length_exceeded', message: 'too long' } as const;

  it('is asked once more with the newer half of what was said before, and the reader is told', async () => {
    bench.chat.past = Array.from({ length: 8 }, (_, index) =>
      message({ id: `H${index}`, text: `Fact ${index}` }),
    );
    bench.openai.fail(TOO_LONG);
    bench.openai.reply('Now this.');
    await ask();
    const view = await finished();
    expect(view).toMatchObject({ phase: 'done', markdown: 'Now this.' });
    expect(view.notices).toEqual(['4 earlier messages did not fit and were left out.']);
    expect(sizes()).toEqual([9, 5]);
  });

  it('is not asked once more where something of its answer stands there', async () => {
    bench.chat.past = [1, 2, 3, 4].map(fact);
    bench.openai.reply('Well, ', { failed: { code: 'context_length_exceeded', message: 'too long' } });
    await ask();
    const view = await finished();
    expect(view).toMatchObject({ phase: 'failed', markdown: 'Well, ' });
    expect(view.notices.join()).toContain('too long for gpt-5.5');
    expect(sizes()).toHaveLength(1);
  });

  it.each(['dm', 'channel'] as const)(
    'keeps the summary of what was said before that in its place, and goes without half of the rest: %s',
    async (kind) => {
      const where = conversation({ kind });
      bench.chat.past = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => ({
        ...fact(number),
        conversation: where,
        sentAt: Date.UTC(2026, 0, 2) + number,
      }));
      const place = {
        conversation: where,
        model: 'gpt-5.5',
        ...(kind === 'channel' && { chain: 'H1' }),
      };
      const content = { kind: 'summary', text: 'Facts 1 to 4.' } as const;
      const kept = { throughId: 'H4', throughAt: Date.UTC(2026, 0, 2) + 4, messages: 4, content };
      await bench.store.keepCompaction(place, kept, Date.now());
      bench.openai.fail(TOO_LONG);
      await ask({ conversation: where, mentionsUs: true });
      const { notices } = await finished();
      expect(notices).toEqual([
        '4 earlier messages did not fit and were summed up.',
        '2 earlier messages did not fit and were left out.',
      ]);
      expect(sizes()).toEqual([6, 4]);
      const [first, second] = bench.openai.requests.map(({ asked }) => asked!.turns);
      expect(second).toEqual([first![0], ...first!.slice(3)]);
      expect(await bench.store.compaction(place)).toEqual(kept);
    },
  );

  it('is told to be too long where that does not help, or there is nothing to leave out', async () => {
    bench.openai.fail(TOO_LONG, 2);
    await ask();
    expect((await finished()).notices.join()).toContain('too long for gpt-5.5');
    expect(sizes()).toHaveLength(1);
  });
});

it.each([
  ['could not be verified', { status: 400, code: 'invalid_encrypted_content' }],
  ['There is no such type of item.', { status: 400 }],
  ['There is nothing at this path.', { status: 404 }],
])(
  'what a server no longer reads of a conversation that it made short itself is forgotten: %s',
  async (words, failure) => {
    const past = Array.from({ length: 3 }, (_, index) => message({ id: `H${index}`, text: `Fact ${index}` }));
    const place = { conversation: conversation(), model: 'gpt-5.5' };
    const replay = { api: 'responses', items: [{ type: 'compaction', encrypted_content: 'x'.repeat(400) }] };
    await bench.store.keepCompaction(
      place,
      { throughId: 'H1', throughAt: past[1]!.sentAt - 1, messages: 2, content: { kind: 'replay', replay } },
      Date.now(),
    );
    bench.chat.past = past;
    bench.openai.fail({ ...failure, message: words });
    await ask();
    expect(await finished()).toMatchObject({ phase: 'done' });
    expect(await bench.store.compaction(place)).toBeUndefined();
    expect(bench.openai.requests.at(-1)?.asked?.turns).toHaveLength(4);
  },
);
