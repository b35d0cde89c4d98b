/** A line that tells how far something is. */
import { expect, it } from 'vitest';
import { createProgressLine } from '../../src/cli/progress-line.ts';

/** What is written to a terminal of so many columns. */
function written(
  isTTY: boolean,
  columns: number,
  use: (line: ReturnType<typeof createProgressLine>) => void,
) {
  const texts: string[] = [];
  use(createProgressLine({ isTTY, columns, write: (text: string) => texts.push(text) }));
  return texts.join('');
}

it('takes the place of the one before, and is gone in the end', () => {
  const text = written(true, 80, (line) => {
    line.tell('1 of 2');
    line.tell('2 of 2');
    line.clear();
  });
  expect(text).toBe('\r\u001b[K1 of 2\r\u001b[K2 of 2\r\u001b[K');
});

it('is not written where nobody looks on', () => {
  expect(
    written(false, 80, (line) => {
      line.tell('1 of 2');
      line.clear();
    }),
  ).toBe('');
});

it('is cut before the edge of the terminal, where that is known', () => {
  expect(written(true, 5, (line) => line.tell('1 of 2'))).toBe('\r\u001b[K1 of');
  expect(written(true, 0, (line) => line.tell('1 of 2'))).toBe('\r\u001b[K1 of 2');
});

it('that was never told is not wiped either', () => {
  expect(written(true, 80, (line) => line.clear())).toBe('');
});
