import { describe, expect, it } from 'vitest';
import { createBeginnings, type Item } from '../../../src/handler/request/beginnings.ts';

/** Messages of these numbers, each as large as said. */
const items = (from: number, to: number, size = 1): readonly Item[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ id: `${from + index}`, size }));

describe('where a conversation begins', () => {
  it('is its first message while there is room for all', () => {
    expect(createBeginnings().first('a', items(1, 100), 100)).toBe(0);
  });

  it('moves in coarse steps: the questions of a long conversation share it', () => {
    const beginnings = createBeginnings();
    const begins = Array.from({ length: 60 }, (_, question) => {
      const said = items(1, 90 + question);
      return said[beginnings.first('a', said, 100)]!.id;
    });
    // Eleven questions have room; then a quarter goes at once, twice.
    expect([...new Set(begins)]).toEqual(['1', '27', '53']);
  });

  it('stays where the platform gives only the newest of it', () => {
    const beginnings = createBeginnings();
    const begins = Array.from({ length: 20 }, (_, question) => {
      const window = items(1 + question, 100 + question);
      return window[beginnings.first('a', window, 99, 75)]!.id;
    });
    expect(new Set(begins)).toEqual(new Set(['26']));
  });

  it('is its own for each conversation, and for each thing that is counted', () => {
    const beginnings = createBeginnings();
    expect(beginnings.first('a', items(1, 101), 100)).toBe(26);
    expect(beginnings.first('b', items(1, 120), 100)).toBe(45);
    expect(beginnings.first('a', items(1, 120), 100)).toBe(26);
  });

  it('comes back after a question that left room for little', () => {
    const beginnings = createBeginnings();
    expect(beginnings.first('a', items(1, 101), 100, 75)).toBe(26);
    expect(beginnings.first('a', items(1, 102), 10, 75)).toBe(92);
    expect(beginnings.first('a', items(1, 103), 99, 75)).toBe(26);
  });

  it('is behind everything where there is room for nothing', () => {
    expect(createBeginnings().first('a', items(1, 3, 50), 10)).toBe(3);
  });
});
