import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Attachment } from '../../../src/chat/index.ts';
import { askEvent, attachment, message } from '../../support/events.ts';
import { useBench } from '../harness.ts';

const bench = useBench();

const file = (name: string, id = name): Attachment =>
  attachment({ id, name, source: join(import.meta.dirname, '../../fixtures', name) });
const finished = (answers: string) => bench.chat.until((page) => page.answers === answers && page.closed);
const calling = (name: string, given: unknown) => ({ call: { name, arguments: JSON.stringify(given) } });
/** The questions the model was asked, transcriptions left out. */
const questions = () => bench.openai.requests.flatMap(({ asked }) => (asked ? [asked] : []));
/** What came of the calls of the first round, as the model was given it in the second. */
const results = () =>
  questions()[1]
    ?.turns.filter(({ role }) => role === 'tool')
    .flatMap(({ parts }) => parts);

describe('a model that looks again at a video', () => {
  it('gets the pictures of the seconds it asks for, and the reader is told which', async () => {
    bench.openai.reply('Let me look.', calling('look_at', { file: 'screen.mp4', seconds: [5, 9.5] }));
    bench.openai.reply('It is red.');
    await bench.chat.deliver(askEvent({ id: 'M1', attachments: [file('screen.mp4')] }));
    const { view } = await finished('M1');
    expect(results()).toMatchObject([
      { text: '[screen.mp4 0:05 frame]' },
      { type: 'image' },
      { text: '[screen.mp4 0:09.5 frame]' },
      { type: 'image' },
    ]);
    expect(view).toMatchObject({ phase: 'done', markdown: 'Let me look.\n\nIt is red.' });
    expect(view.receipts[0]?.summary).toMatch(/ · looked again at 0:05, 0:09\.5$/);
    expect(view.steps).toMatchObject([
      { title: 'Watched screen.mp4', state: 'done' },
      { title: 'Looked at screen.mp4 again', state: 'done' },
    ]);
    // Both rounds are paid for: 100 tokens in and 20 out each.
    expect(view.footer).toContain('200 in · 40 out');
  });

  it('can watch a stretch closely, also of a video that was posted before', async () => {
    bench.chat.past = [message({ id: 'H1', text: 'look', attachments: [file('screen.mp4')] })];
    bench.openai.reply(calling('zoom', { file: 'screen.mp4', from: 3, to: 5 }));
    bench.openai.reply('It turned blue.');
    await bench.chat.deliver(askEvent({ id: 'M1', text: 'What changed at four seconds?' }));
    expect((await finished('M1')).view.markdown).toBe('It turned blue.');
    const labels = results()?.flatMap((part) => (part.type === 'text' ? [part.text] : []));
    expect(labels?.length).toBeGreaterThan(6);
    expect(labels?.[0]).toBe('[screen.mp4 0:03 frame]');
  });

  it('knows two videos of one name apart', async () => {
    const attachments = [file('silent.mp4', 'first'), file('silent.mp4', 'second')];
    bench.openai.reply(calling('look_at', { file: 'silent (2).mp4', seconds: [1] }));
    bench.openai.reply('Seen.');
    await bench.chat.deliver(askEvent({ id: 'M1', attachments }));
    const { view } = await finished('M1');
    expect(view.receipts.map(({ name, summary }) => [name, summary.includes('looked again')])).toEqual([
      ['silent.mp4', false],
      ['silent (2).mp4', true],
    ]);
  });

  it.each([
    [
      'a file that is not there',
      calling('look_at', { file: 'other.mp4', seconds: [1] }),
      'no video “other.mp4”',
    ],
    ['no seconds', calling('look_at', { file: 'silent.mp4' }), 'do not fit'],
    ['something that is no JSON', { call: { name: 'zoom', arguments: '{"file":' } }, 'do not fit'],
  ])('is told what was wrong when it asks for %s, and answers all the same', async (_, call, sentence) => {
    bench.openai.reply(call);
    bench.openai.reply('Never mind.');
    await bench.chat.deliver(askEvent({ id: 'M1', attachments: [file('silent.mp4')] }));
    expect((await finished('M1')).view).toMatchObject({ phase: 'done', markdown: 'Never mind.' });
    expect(results()).toMatchObject([{ text: expect.stringContaining(sentence) }]);
    expect(bench.chat.pages[0]?.view.steps.at(-1)?.state).toBe('failed');
  });

  it('that never stops looking is stopped, and the reader is told', async () => {
    for (let round = 0; round < 10; round++)
      bench.openai.reply(calling('look_at', { file: 'silent.mp4', seconds: [round / 4] }));
    await bench.chat.deliver(askEvent({ id: 'M1', attachments: [file('silent.mp4')] }));
    const { view } = await finished('M1');
    expect(view.notices.join(' ')).toContain('I stopped it');
    expect(questions().length).toBeLessThan(10);
  });

  it('is offered the tools only where there is a video', async () => {
    bench.openai.reply('A photo.');
    await bench.chat.deliver(askEvent({ id: 'M1', attachments: [file('photo.jpg')] }));
    await finished('M1');
    expect(questions()[0]?.tools).toEqual([]);
  });
});
