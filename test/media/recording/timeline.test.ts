import { describe, expect, it } from 'vitest';
import { timeline } from '../../../src/media/recording/timeline.ts';

const frame = (seconds: number) => ({ seconds, data: new Uint8Array([seconds]), width: 64, height: 36 });
const labels = (...input: Parameters<typeof timeline>) =>
  timeline(...input).map((piece) =>
    piece.type === 'label'
      ? `[${piece.label}]${piece.words === undefined ? '' : ` ${piece.words}`}`
      : piece.type,
  );

describe('the timeline of a video', () => {
  it('puts pictures and words in the order they happened', () => {
    expect(
      labels([frame(0), frame(3), frame(8)], [{ start: 2.2, end: 6.9, words: 'so when I press save' }]),
    ).toEqual([
      '[0:00 frame]',
      'image',
      '[0:02–0:07 speech] so when I press save',
      '[0:03 frame]',
      'image',
      '[0:08 frame]',
      'image',
    ]);
  });

  it('shows a picture before the words that begin with it', () => {
    expect(labels([frame(4)], [{ start: 4, end: 5, words: 'here' }])).toEqual([
      '[0:04 frame]',
      'image',
      '[0:04–0:05 speech] here',
    ]);
  });

  it('says tenths of a second only where they matter, and hours only where there are some', () => {
    expect(labels([frame(4.48), frame(3725)], [])).toEqual([
      '[0:04.5 frame]',
      'image',
      '[1:02:05 frame]',
      'image',
    ]);
  });

  it('puts a sheet where its first picture belongs, and says which pictures are on it', () => {
    const sheet = { times: [3, 21.5, 300], data: new Uint8Array([1]), width: 64, height: 36 };
    expect(
      timeline([frame(0), frame(8)], [], [sheet]).flatMap((piece) => (piece.type === 'label' ? [piece] : [])),
    ).toEqual([
      { type: 'label', label: '0:00 frame' },
      {
        type: 'label',
        label: '0:03–5:00 sheet',
        words: '3 frames, left to right, then down: 0:03, 0:21.5, 5:00',
      },
      { type: 'label', label: '0:08 frame' },
    ]);
  });

  it('tells words without pictures', () => {
    expect(labels([], [{ start: 0, end: 0.4, words: 'yes' }])).toEqual(['[0:00–0:01 speech] yes']);
  });
});
