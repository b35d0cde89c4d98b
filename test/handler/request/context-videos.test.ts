/** Videos that were posted before: what is sent of them stays the same, whatever is asked later. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Attachment, Message } from '../../../src/chat/index.ts';
import { askEvent, attachment, message } from '../../support/events.ts';
import { useBench } from '../harness.ts';

const bench = useBench();
const file = (name: string, id = name): Attachment =>
  attachment({ id, name, source: join(import.meta.dirname, '../../fixtures', name) });
const ask = async (id: string, text: string, past: readonly Message[]) => {
  bench.chat.past = past;
  await bench.chat.deliver(askEvent({ id, eventId: id, text }));
  await bench.chat.until(({ answers, closed }) => answers === id && closed);
};
const asked = () => bench.openai.requests.flatMap((one) => (one.asked ? [one.asked] : []));
const body = (index: number) =>
  bench.openai.requests.filter((one) => one.asked)[index]!.body as {
    readonly input: readonly unknown[];
    readonly tools?: unknown;
  };

describe('a video that was posted before', () => {
  const first = message({ id: 'H1', text: 'Look at this.', attachments: [file('screen.mp4')] });

  it('is offered to be looked at again in the same words when another one is posted', async () => {
    const second = message({ id: 'H2', text: 'And this.', attachments: [file('silent.mp4')] });
    await ask('M1', 'What is it?', [first]);
    await ask('M2', 'What is it?', [first, second]);
    expect(asked()[0]!.tools).toEqual(['look_at', 'zoom']);
    expect(body(1).tools).toEqual(body(0).tools);
    expect(body(1).input[0]).toEqual(body(0).input[0]);
  });

  it('comes with the question once more at the moments it names, for a model that cannot look again', async () => {
    await bench.restart({ catalog: { models: { 'gpt-5.5': { takes: { tools: false } } } } });
    await ask('M1', 'What is it?', [first]);
    await ask('M2', 'What happens between 0:03 and 0:05?', [first]);
    expect(asked().map(({ tools }) => tools)).toEqual([[], []]);
    expect(body(1).input[0]).toEqual(body(0).input[0]);
    const labelled = (index: number) =>
      asked()
        [index]!.turns.at(-1)!
        .parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
    expect(labelled(0)).toEqual(['What is it?']);
    const labels = labelled(1).slice(0, -1);
    expect(labels.length).toBeGreaterThan(1);
    expect(labels).toEqual(labels.map(() => expect.stringMatching(/^\[screen\.mp4 0:0\d/)));
    expect(
      asked()[1]!
        .turns.at(-1)!
        .parts.filter(({ type }) => type === 'image'),
    ).toHaveLength(labels.length);
  });
});
