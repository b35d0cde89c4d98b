/** Reads the outlines of letters from a TrueType font: pictures with words must not depend on which fonts a machine has. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A closed line of straight stretches, in units of the font, `y` upwards. */
export type Contour = readonly Point[];

export interface Font {
  /** Of one line of letters: `unitsPerEm` units are the size of the font. */
  readonly unitsPerEm: number;
  /** Whether it has letters for all of a text that need only stand one beside the other. */
  canDraw(text: string): boolean;
  /** The outline of a character and how far it moves the next one; those of the sign for unknown ones where it has none. */
  glyph(character: string): { readonly contours: readonly Contour[]; readonly advance: number };
}

const FILES = { regular: 'DejaVuSans.ttf', bold: 'DejaVuSans-Bold.ttf' } as const;
export type Weight = keyof typeof FILES;

const opened = new Map<Weight, Promise<Font>>();

/** A font that is installed with this program, read once. */
export function openFont(weight: Weight): Promise<Font> {
  let font = opened.get(weight);
  if (!font) {
    const file = fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${FILES[weight]}`));
    font = readFile(file).then(parseFont);
    opened.set(weight, font);
  }
  return font;
}

/** Scripts whose letters stand one after the other, from left to right, and do not change their shape. */
const PLAIN =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Common}]*$/u;

/** Straight stretches that stand for one curve: more cannot be told apart at the sizes that are drawn. */
const STRETCHES = 5;

/** Flags of a point (OpenType specification, table `glyf`). */
const ON_CURVE = 1;
const SHORT_X = 2;
const SHORT_Y = 4;
const REPEAT = 8;
const SAME_X = 16;
const SAME_Y = 32;
/** Flags of a part of a glyph that is made of others. */
const WORDS = 1;
const IS_OFFSET = 2;
const SCALE = 8;
const MORE = 32;
const TWO_SCALES = 64;
const MATRIX = 128;

/** @throws RangeError where the bytes are no TrueType font with a character map of format 12 */
export function parseFont(bytes: Uint8Array): Font {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = new Map<string, number>();
  for (let entry = 0; entry < view.getUint16(4); entry++) {
    const at = 12 + entry * 16;
    tables.set(String.fromCharCode(...bytes.subarray(at, at + 4)), view.getUint32(at + 8));
  }
  const table = (name: string): number => {
    const at = tables.get(name);
    if (at === undefined) throw new RangeError(`the font has no table ${name}`);
    return at;
  };
  const head = table('head');
  const hmtx = table('hmtx');
  const loca = table('loca');
  const glyf = table('glyf');
  const unitsPerEm = view.getUint16(head + 18);
  const isLong = view.getInt16(head + 50) === 1;
  const measured = view.getUint16(table('hhea') + 34);
  const glyphOf = characterMap(view, table('cmap'));
  const offsetOf = (glyph: number): number =>
    isLong ? view.getUint32(loca + glyph * 4) : view.getUint16(loca + glyph * 2) * 2;

  function contoursOf(glyph: number): readonly Contour[] {
    const start = offsetOf(glyph);
    if (offsetOf(glyph + 1) === start) return [];
    const at = glyf + start;
    const count = view.getInt16(at);
    return count < 0 ? composite(at + 10) : simple(at + 10, count);
  }

  function simple(at: number, count: number): readonly Contour[] {
    const ends = Array.from({ length: count }, (_, index) => view.getUint16(at + index * 2));
    const points = (ends.at(-1) ?? -1) + 1;
    let cursor = at + count * 2;
    cursor += 2 + view.getUint16(cursor);
    const flags: number[] = [];
    while (flags.length < points) {
      const flag = view.getUint8(cursor++);
      flags.push(flag);
      if (flag & REPEAT) for (let more = view.getUint8(cursor++); more > 0; more--) flags.push(flag);
    }
    const along = (short: number, same: number): readonly number[] => {
      let value = 0;
      return flags.map((flag) => {
        if (flag & short) value += view.getUint8(cursor++) * (flag & same ? 1 : -1);
        else if (!(flag & same)) {
          value += view.getInt16(cursor);
          cursor += 2;
        }
        return value;
      });
    };
    const xs = along(SHORT_X, SAME_X);
    const ys = along(SHORT_Y, SAME_Y);
    return ends.map((end, index) => {
      const first = index === 0 ? 0 : ends[index - 1]! + 1;
      const own = Array.from({ length: end - first + 1 }, (_, step) => first + step);
      return flatten(
        own.map((point) => ({ x: xs[point]!, y: ys[point]!, on: (flags[point]! & ON_CURVE) > 0 })),
      );
    });
  }

  /** Letters with accents are put together from a letter and an accent. */
  function composite(at: number): readonly Contour[] {
    const contours: Contour[] = [];
    for (let cursor = at, more = true; more;) {
      const flags = view.getUint16(cursor);
      const part = contoursOf(view.getUint16(cursor + 2));
      cursor += 4;
      const read =
        flags & WORDS
          ? (by: number) => view.getInt16(cursor + by * 2)
          : (by: number) => view.getInt8(cursor + by);
      const [dx, dy] = flags & IS_OFFSET ? [read(0), read(1)] : [0, 0];
      cursor += flags & WORDS ? 4 : 2;
      const fraction = () => {
        cursor += 2;
        return view.getInt16(cursor - 2) / 2 ** 14;
      };
      let [xx, xy, yx, yy] = [1, 0, 0, 1];
      if (flags & SCALE) xx = yy = fraction();
      else if (flags & TWO_SCALES) [xx, yy] = [fraction(), fraction()];
      else if (flags & MATRIX) [xx, xy, yx, yy] = [fraction(), fraction(), fraction(), fraction()];
      for (const contour of part)
        contours.push(contour.map(({ x, y }) => ({ x: x * xx + y * yx + dx, y: x * xy + y * yy + dy })));
      more = (flags & MORE) > 0;
    }
    return contours;
  }

  const known = new Map<number, ReturnType<Font['glyph']>>();
  return {
    unitsPerEm,
    canDraw: (text) => PLAIN.test(text) && Array.from(text).every((one) => glyphOf(one.codePointAt(0)!) > 0),
    glyph(character) {
      const glyph = glyphOf(character.codePointAt(0)!);
      let found = known.get(glyph);
      if (!found) {
        const advance = view.getUint16(hmtx + Math.min(glyph, measured - 1) * 4);
        known.set(glyph, (found = { contours: contoursOf(glyph), advance }));
      }
      return found;
    },
  };
}

/** The number of the glyph of each character, 0 for those that have none. */
function characterMap(view: DataView, cmap: number): (codePoint: number) => number {
  for (let entry = 0; entry < view.getUint16(cmap + 2); entry++) {
    const at = cmap + view.getUint32(cmap + 4 + entry * 8 + 4);
    if (view.getUint16(at) !== 12) continue;
    const groups = view.getUint32(at + 12);
    return (codePoint) => {
      for (let group = 0; group < groups; group++) {
        const first = at + 16 + group * 12;
        if (codePoint < view.getUint32(first)) return 0;
        if (codePoint <= view.getUint32(first + 4))
          return view.getUint32(first + 8) + codePoint - view.getUint32(first);
      }
      return 0;
    };
  }
  throw new RangeError('the font has no character map of format 12');
}

/** Straight stretches in place of the curves between points that are `on` the line; between two that are not lies one that is. */
function flatten(points: readonly (Point & { readonly on: boolean })[]): Contour {
  const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const begin = points.find(({ on }) => on) ?? middle(points[0]!, points.at(-1)!);
  const from = points.findIndex(({ on }) => on);
  const around = [...points.slice(from + 1), ...points.slice(0, from + 1)];
  const line: Point[] = [begin];
  let bend: Point | undefined;
  const curveTo = (end: Point): void => {
    const start = line.at(-1)!;
    for (let step = 1; bend && step < STRETCHES; step++) {
      const t = step / STRETCHES;
      const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
      line.push({ x: a * start.x + b * bend.x + c * end.x, y: a * start.y + b * bend.y + c * end.y });
    }
    line.push(end);
  };
  for (const point of around) {
    if (point.on) {
      curveTo(point);
      bend = undefined;
    } else {
      if (bend) curveTo(middle(bend, point));
      bend = point;
    }
  }
  curveTo(begin);
  return line;
}
