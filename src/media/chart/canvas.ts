/** A picture in memory: areas, words and rounded boxes drawn on it with smooth edges. */
import type { Size } from '../../model/index.ts';
import type { Font, Point } from './font.ts';

/** Red, green and blue, as `#0072b2`. */
export type Colour = `#${string}`;

export interface Box extends Size {
  readonly left: number;
  readonly top: number;
}

export interface Words {
  readonly font: Font;
  /** Pixels. */
  readonly size: number;
  readonly colour: Colour;
  /** Where the words stand of the point they are put at. */
  readonly align?: 'left' | 'middle' | 'right';
}

export interface Canvas extends Size {
  /** RGB, rows from the top. */
  readonly pixels: Uint8Array;
  fill(box: Box, colour: Colour): void;
  /** A box with two round corners, away from where it stands. */
  bar(box: Box, colour: Colour, options: { readonly round: 'top' | 'right'; readonly radius: number }): void;
  /** Writes a text on a line that goes through `at`. */
  write(text: string, at: Point, words: Words): void;
}

/** Pixels from the beginning of a text to its end. */
export const widthOf = (text: string, { font, size }: Pick<Words, 'font' | 'size'>): number =>
  (Array.from(text).reduce((sum, one) => sum + font.glyph(one).advance, 0) * size) / font.unitsPerEm;

export function createCanvas({ width, height }: Size, background: Colour): Canvas {
  const pixels = Buffer.alloc(width * height * 3, Uint8Array.from(channelsOf(background)));

  /** Fills what lies within closed lines, `y` downwards. */
  const area = (contours: readonly (readonly Point[])[], colour: Colour): void => {
    let [left, top, right, bottom] = [width, height, 0, 0];
    for (const line of contours)
      for (const { x, y } of line) {
        left = Math.min(left, Math.floor(x));
        top = Math.min(top, Math.floor(y));
        right = Math.max(right, Math.ceil(x));
        bottom = Math.max(bottom, Math.ceil(y));
      }
    const box = { left: Math.max(0, left), top: Math.max(0, top), width: 0, height: 0 };
    box.width = Math.min(width, right) - box.left;
    box.height = Math.min(height, bottom) - box.top;
    if (box.width <= 0 || box.height <= 0) return;
    const covered = coverage(contours, box);
    const channels = channelsOf(colour);
    for (let row = 0; row < box.height; row++)
      for (let column = 0; column < box.width; column++) {
        const share = covered[row * box.width + column]!;
        if (share === 0) continue;
        const at = ((box.top + row) * width + box.left + column) * 3;
        for (let channel = 0; channel < 3; channel++)
          pixels[at + channel] = Math.round(pixels[at + channel]! * (1 - share) + channels[channel]! * share);
      }
  };

  return {
    width,
    height,
    pixels,
    fill: (box, colour) => area([cornersOf(box)], colour),
    bar: (box, colour, { round, radius }) => area([roundedOf(box, round, radius)], colour),
    write(text, at, { font, size, colour, align = 'left' }) {
      const scale = size / font.unitsPerEm;
      const shift = { left: 0, middle: 0.5, right: 1 }[align] * widthOf(text, { font, size });
      let x = at.x - shift;
      for (const one of text) {
        const { contours, advance } = font.glyph(one);
        const left = x;
        const place = (point: Point): Point => ({ x: left + point.x * scale, y: at.y - point.y * scale });
        area(
          contours.map((line) => line.map(place)),
          colour,
        );
        x += advance * scale;
      }
    },
  };
}

const channelsOf = (colour: Colour): readonly number[] =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

const cornersOf = ({ left, top, width, height }: Box): readonly Point[] => [
  { x: left, y: top },
  { x: left + width, y: top },
  { x: left + width, y: top + height },
  { x: left, y: top + height },
  { x: left, y: top },
];

/** Points on the arc of a corner. */
const ARC = 8;

function roundedOf(
  { left, top, width, height }: Box,
  round: 'top' | 'right',
  most: number,
): readonly Point[] {
  const radius = Math.min(most, round === 'top' ? height : width, (round === 'top' ? width : height) / 2);
  const arc = (x: number, y: number, from: number): readonly Point[] =>
    Array.from({ length: ARC + 1 }, (_, step) => {
      const angle = ((from + step / ARC) * Math.PI) / 2;
      return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
    });
  const [right, bottom] = [left + width, top + height];
  const upperRight = arc(right - radius, top + radius, 3);
  const line =
    round === 'top'
      ? [
          { x: left, y: bottom },
          ...arc(left + radius, top + radius, 2),
          ...upperRight,
          { x: right, y: bottom },
        ]
      : [
          { x: left, y: top },
          ...upperRight,
          ...arc(right - radius, bottom - radius, 0),
          { x: left, y: bottom },
        ];
  return [...line, line[0]!];
}

/**
 * How much of each pixel lies within closed lines, from 0 to 1: exact areas, summed up from left to right (as in Levien's
 * font-rs). Where lines run around each other in the same direction, both are within.
 */
function coverage(contours: readonly (readonly Point[])[], box: Box): Float32Array {
  const { width, height } = box;
  const stride = width + 2;
  const changes = new Float32Array(stride * height);
  for (const line of contours)
    for (let index = 1; index < line.length; index++) addEdge(changes, box, line[index - 1]!, line[index]!);
  const covered = new Float32Array(width * height);
  for (let row = 0; row < height; row++)
    for (let column = 0, sum = 0; column < width; column++) {
      sum += changes[row * stride + column]!;
      covered[row * width + column] = Math.min(1, Math.abs(sum));
    }
  return covered;
}

/** Notes for each row of a box that an edge crosses at which pixels the covered share changes. */
function addEdge(changes: Float32Array, { left, top, width, height }: Box, a: Point, b: Point): void {
  if (a.y === b.y) return;
  const direction = a.y < b.y ? 1 : -1;
  const [upper, lower] = a.y < b.y ? [a, b] : [b, a];
  const slope = (lower.x - upper.x) / (lower.y - upper.y);
  const stride = width + 2;
  const last = Math.min(height, Math.ceil(lower.y) - top);
  for (let row = Math.max(0, Math.floor(upper.y) - top); row < last; row++) {
    const from = Math.max(row + top, upper.y);
    const to = Math.min(row + top + 1, lower.y);
    const start = upper.x + (from - upper.y) * slope - left;
    const end = upper.x + (to - upper.y) * slope - left;
    const near = Math.min(start, end);
    const far = Math.max(start, end);
    /** The area between the edge and `x`, as a share of a row of pixels that is as high as the edge here. */
    const covers = (x: number): number => {
      if (x <= near) return 0;
      return x >= far ? x - (near + far) / 2 : (x - near) ** 2 / (2 * (far - near));
    };
    const first = Math.max(0, Math.floor(near));
    const beyond = Math.min(stride, Math.ceil(far) + 1);
    for (let column = first, before = covers(first), share = 0; column < beyond; column++) {
      const upTo = covers(column + 1);
      changes[row * stride + column]! += (to - from) * direction * (upTo - before - share);
      share = upTo - before;
      before = upTo;
    }
  }
}
