/** Letters as outlines, from fonts that are installed with this program: many machines have none, and no two the same. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import opentype from 'opentype.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Font {
  /** Whether it has letters for all of a text that need only stand one beside the other. */
  canDraw(text: string): boolean;
  /** Pixels from the beginning of a text to its end, at a size in pixels. */
  widthOf(text: string, size: number): number;
  /** The outline of a text on a line that begins at `from`, as the data of an SVG path. */
  outline(text: string, from: Point, size: number): string;
}

const FILES = { regular: 'DejaVuSans.ttf', bold: 'DejaVuSans-Bold.ttf' } as const;
export type Weight = keyof typeof FILES;

const opened = new Map<Weight, Promise<Font>>();

/** A font that is installed with this program, read once. */
export function openFont(weight: Weight): Promise<Font> {
  let font = opened.get(weight);
  if (!font) {
    font = readFont(fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${FILES[weight]}`)));
    opened.set(weight, font);
  }
  return font;
}

/** Scripts whose letters stand one after the other, from left to right, and do not change their shape. */
const PLAIN =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Common}]*$/u;

/** Decimal places of a pixel: finer than anybody sees. */
const PLACES = 2;

async function readFont(file: string): Promise<Font> {
  // Letters are read when they are needed: that takes a fifth of the time.
  const font = opentype.parse(await readFile(file), { lowMemory: true });
  const advanceOf = (letter: string, size: number): number =>
    ((font.charToGlyph(letter).advanceWidth ?? 0) * size) / font.unitsPerEm;
  return {
    canDraw: (text) => PLAIN.test(text) && Array.from(text).every((letter) => font.hasChar(letter)),
    widthOf: (text, size) => Array.from(text).reduce((sum, letter) => sum + advanceOf(letter, size), 0),
    outline(text, { x, y }, size) {
      const outlines: string[] = [];
      // Letter by letter: the library knows only some of the ways in which these fonts join letters, and refuses the others.
      for (const letter of text) {
        outlines.push(font.charToGlyph(letter).getPath(x, y, size).toPathData(PLACES));
        x += advanceOf(letter, size);
      }
      return outlines.join('');
    },
  };
}
