/** A server that does not take a conversation's past gets the question once more without what it did not take. */
import { describe, expect, it } from 'vitest';
import { askEvent, conversation, message } from '../support/events.ts';
import { useBench } from './harness.ts';

const bench = useBench();
const finished = async () => (await bench.chat.until((page) => page.answers === 'M1' && page.closed)).view;
const ask = () => bench.chat.deliver(askEvent({ id: 'M1', text: 'And now?', sentAt: Date.UTC(2026, 1, 1) }));
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

  it('is told to be too long where that does not help, or there is nothing to leave out', async () => {
    bench.openai.fail(TOO_LONG, 2);
    await ask();
    expect((await finished()).notices.join()).toContain('too long for gpt-5.5');
    expect(sizes()).toHaveLength(1);
  });
});

it('what a server no longer reads of a conversation that it made short itself is forgotten', async () => {
  const past = Array.from({ length: 3 }, (_, index) => message({ id: `H${index}`, text: `Fact ${index}` }));
  const place = { conversation: conversation(), model: 'gpt-5.5' };
  const replay = { api: 'responses', items: [{ type: 'compaction', encrypted_content: 'x'.repeat(400) }] };
  await bench.store.keepCompaction(
    place,
    { throughId: 'H1', throughAt: past[1]!.sentAt - 1, messages: 2, content: { kind: 'replay', replay } },
    Date.now(),
  );
  bench.chat.past = past;
  bench.openai.fail({ status: 400, code: 'invalid_encrypted_content', message: 'could not be verified' });
  await ask();
  expect(await finished()).toMatchObject({ phase: 'done' });
  expect(await bench.store.compaction(place)).toBeUndefined();
  expect(bench.openai.requests.at(-1)?.asked?.turns).toHaveLength(4);
});
