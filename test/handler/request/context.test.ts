import { describe, expect, it } from 'vitest';
import type { Attachment } from '../../../src/chat/index.ts';
import { createBeginnings } from '../../../src/handler/request/beginnings.ts';
import { pack, type PreparedMessage } from '../../../src/handler/request/context.ts';
import { findModel } from '../../../src/model/index.ts';
import { attachment, message } from '../../support/events.ts';

const MB = 2 ** 20;
const model = findModel('gpt-5.5');

/** A message with documents of so many megabytes. */
const withFiles = (id: string, ...megabytes: readonly number[]): PreparedMessage => {
  const files = megabytes.map((_, index): Attachment =>
    attachment({ id: `${id}-${index}`, name: `${id}-${index}.pdf` }),
  );
  return {
    message: message({ id, text: id, attachments: files }),
    prepared: files.map(({ id: attachmentId, name }, index) => ({
      parts: [
        {
          type: 'file',
          name,
          mediaType: 'application/pdf',
          data: new Uint8Array(megabytes[index]! * MB),
          text: '',
        },
      ],
      receipt: {
        attachmentId,
        name,
        kind: 'document',
        outcome: 'used',
        summary: 'PDF',
        pictures: 0,
        tokens: 1,
        costUsd: 0,
      },
    })),
  };
};
const saying = (id: string, words = id): PreparedMessage => ({
  message: message({ id, text: words }),
  prepared: [],
});
const namesOf = ({ turns }: ReturnType<typeof pack>) =>
  turns.map(({ parts }) =>
    parts.map((part) => (part.type === 'text' ? part.text : part.type === 'file' ? part.name : '')),
  );

describe('packing a question', () => {
  it('sends documents up to what a model takes at once, and says which ones were not sent', () => {
    const packed = pack([], withFiles('q', 30, 15, 10, 4), '', model);
    expect(packed.sent.map(({ receipt }) => receipt.outcome)).toEqual(['used', 'used', 'skipped', 'used']);
    expect(packed.sent[2]?.receipt.summary).toContain('50 MB');
    expect(namesOf(packed)).toEqual([
      ['q-0.pdf', 'q-1.pdf', expect.stringContaining('q-2.pdf was skipped'), 'q-3.pdf', 'q'],
    ]);
  });

  it("keeps the question's documents before those of earlier messages", () => {
    const packed = pack([withFiles('old', 30)], withFiles('q', 30), '', model);
    expect(packed.sent.map(({ receipt }) => receipt.outcome)).toEqual(['used']);
    expect(namesOf(packed)).toEqual([
      [expect.stringContaining('old-0.pdf was skipped'), 'old'],
      ['q-0.pdf', 'q'],
    ]);
  });

  it('never refuses a question for the size of a document, whose words only the server can count', () => {
    expect(pack([], withFiles('q', 49), '', findModel('some-local-model')).sent[0]?.receipt.outcome).toBe(
      'used',
    );
  });

  it('leaves out the oldest messages that do not fit, and counts them', () => {
    const long = 'word '.repeat(310_000);
    const packed = pack(
      [saying('a', long), saying('b', long), saying('c', long)],
      saying('q', long),
      '',
      model,
    );
    expect(packed.leftOut).toBe(2);
    expect(packed.turns).toHaveLength(2);
  });

  it('names attachments of earlier messages that are not opened again', () => {
    const past = {
      message: message({ text: '', attachments: [attachment({ name: 'old.png' })] }),
      prepared: [],
    };
    expect(namesOf(pack([past], saying('q'), '', model))[0]).toEqual([expect.stringContaining('old.png')]);
  });

  it('sends documents of earlier messages as before until there is no more room for them, and then fewer of them', () => {
    const beginnings = createBeginnings();
    const said = Array.from({ length: 12 }, (_, index) => withFiles(`m${index}`, 6));
    const sent = Array.from({ length: 12 }, (_, count) => {
      const { turns } = pack(said.slice(0, count), saying('q'), '', model, { beginnings });
      return turns.findIndex(({ parts }) => parts.some(({ type }) => type === 'file'));
    });
    // Eight have room; from the ninth on six are kept, so that two more questions change nothing.
    expect(sent).toEqual([-1, 0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 3]);
  });

  it('leaves pictures of the oldest messages out where a request would have too many', () => {
    const pictures = (id: string, count: number): PreparedMessage => {
      const one = withFiles(id, 0);
      const [prepared] = one.prepared;
      const image = {
        type: 'image',
        mediaType: 'image/png',
        data: new Uint8Array(1),
        width: 1,
        height: 1,
      } as const;
      return { ...one, prepared: [{ ...prepared!, parts: Array.from({ length: count }, () => image) }] };
    };
    const { turns } = pack([pictures('a', 900), pictures('b', 500)], pictures('q', 500), '', model);
    const images = turns.map(({ parts }) => parts.filter(({ type }) => type === 'image').length);
    expect(images).toEqual([0, 500, 500]);
    expect(turns[0]!.parts[0]).toMatchObject({ text: expect.stringContaining('not shown again') });
  });

  it('begins with a question, and not with an answer whose question is left out', () => {
    const long = 'word '.repeat(310_000);
    const answered = { ...saying('b', long).message, fromUs: true };
    const packed = pack(
      [saying('a', long), { message: answered, prepared: [] }, saying('c')],
      saying('q', long),
      '',
      model,
    );
    expect(packed.turns.map(({ role }) => role)).toEqual(['user', 'user']);
    expect(packed.leftOut).toBe(2);
  });
});
