/** Rows of a formula: set in columns between tall brackets where they have lines to stand on, else in one line. */
import { widthOf } from './width.ts';

/** A part of a formula that is several lines high, and how it looks in one line. */
export interface Tall {
  readonly lines: readonly string[];
  readonly flat: string;
}

/** Brackets of one, and of several lines: top, middle, bottom. Braces have a point in the middle. */
const TALL: Readonly<Record<string, readonly [top: string, middle: string, bottom: string]>> = {
  '(': ['⎛', '⎜', '⎝'], ')': ['⎞', '⎟', '⎠'], '[': ['⎡', '⎢', '⎣'], ']': ['⎤', '⎥', '⎦'],
  '{': ['⎧', '⎨', '⎩'], '}': ['⎫', '⎬', '⎭'], '|': ['│', '│', '│'], '‖': ['║', '║', '║'],
}; // prettier-ignore

/** A matrix or a list of cases. `brackets`: the left one and the right one, or one of them. */
export function bracketed(
  rows: readonly (readonly string[])[],
  brackets: string,
  align: 'left' | 'center',
): Tall {
  const body = columns(rows, () => align);
  const left = brackets.startsWith('}') ? '' : brackets.slice(0, 1);
  const right = brackets.startsWith('}') ? '}' : brackets.slice(1);
  const [open, close] = [left.replace('|', '∣'), right.replace('|', '∣')];
  return {
    lines: body.map(
      (line, row) =>
        `${bracket(left, row, rows.length)}${left && ' '}${line}${right && ' '}${bracket(right, row, rows.length)}`,
    ),
    flat: `${open}${rows.map((row) => row.join(' ').trim()).join('; ')}${close}`,
  };
}

/** Rows that are aligned at each `&`: what is left of it ends there. */
export function alignedRows(rows: readonly (readonly string[])[]): Tall {
  return {
    lines: columns(rows, (column) =>
      column % 2 === 0 && rows.some((row) => row.length > 1) ? 'right' : 'left',
    ),
    flat: rows.map((row) => row.join(' ').trim()).join('; '),
  };
}

/** Parts of a formula beside each other, their middles on one height. */
export function beside(parts: readonly (string | Tall)[], tidy: (text: string) => string): string {
  const blocks = merged(parts, tidy);
  const height = Math.max(1, ...blocks.map(({ length }) => length));
  const lines = Array.from({ length: height }, () => '');
  for (const block of blocks) {
    const width = Math.max(...block.map(widthOf));
    const top = Math.floor((height - block.length) / 2);
    for (const [row, line] of lines.entries()) {
      const piece = block[row - top] ?? '';
      lines[row] = line + piece + ' '.repeat(width - widthOf(piece));
    }
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** The same parts in one line. */
export function oneLine(parts: readonly (string | Tall)[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.flat)).join('');
}

/** What stands between tall parts, as one piece each, with a space to them. */
function merged(parts: readonly (string | Tall)[], tidy: (text: string) => string): (readonly string[])[] {
  const blocks: (readonly string[])[] = [];
  let text = '';
  const flush = () => {
    const piece = tidy(text);
    if (piece !== '') blocks.push([`${blocks.length > 0 ? ' ' : ''}${piece} `]);
    text = '';
  };
  for (const part of parts) {
    if (typeof part === 'string') text += part;
    else {
      flush();
      blocks.push(part.lines);
    }
  }
  flush();
  return blocks;
}

function bracket(mark: string, row: number, rows: number): string {
  const tall = TALL[mark];
  if (!tall || rows === 1) return mark.replace('|', '∣');
  return row === 0 ? tall[0] : row === rows - 1 ? tall[2] : tall[1];
}

/** Cells as lines, each column as wide as its widest cell. */
function columns(
  rows: readonly (readonly string[])[],
  alignOf: (column: number) => 'left' | 'center' | 'right',
): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(0, ...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  return rows.map((row) =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? '';
        const room = width - widthOf(cell);
        const before = { left: 0, center: Math.floor(room / 2), right: room }[alignOf(column)];
        return ' '.repeat(before) + cell + ' '.repeat(room - before);
      })
      .join(alignOf(0) === 'center' ? '  ' : ' '),
  );
}
