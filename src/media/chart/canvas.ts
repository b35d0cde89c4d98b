/** A picture as SVG: areas, rounded boxes, and words as outlines, so that it looks the same wherever it is drawn. */
import type { Size } from '../../model/index.ts';
import type { Font, Point } from './letters.ts';

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
  fill(box: Box, colour: Colour): void;
  /** A box with two round corners, away from where it stands. */
  bar(box: Box, colour: Colour, options: { readonly round: 'top' | 'right'; readonly radius: number }): void;
  /** Writes a text on a line that goes through `at`. */
  write(text: string, at: Point, words: Words): void;
  /** All that was drawn so far. */
  svg(): string;
}

/** Pixels from the beginning of a text to its end. */
export const widthOf = (text: string, { font, size }: Pick<Words, 'font' | 'size'>): number =>
  font.widthOf(text, size);

export function createCanvas({ width, height }: Size, background: Colour): Canvas {
  const shapes: string[] = [];
  const area = (path: string, colour: Colour): void =>
    void shapes.push(`<path fill="${colour}" d="${path}"/>`);
  const fill: Canvas['fill'] = (box, colour) => area(boxPath(box), colour);
  fill({ left: 0, top: 0, width, height }, background);
  return {
    width,
    height,
    fill,
    bar: (box, colour, { round, radius }) => area(barPath(box, round, radius), colour),
    write(text, at, { font, size, colour, align = 'left' }) {
      const shift = { left: 0, middle: 0.5, right: 1 }[align] * font.widthOf(text, size);
      area(font.outline(text, { x: at.x - shift, y: at.y }, size), colour);
    },
    svg: () =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join('')}</svg>`,
  };
}

const boxPath = ({ left, top, width, height }: Box): string =>
  `M${left} ${top}h${width}v${height}h${-width}z`;

function barPath({ left, top, width, height }: Box, round: 'top' | 'right', most: number): string {
  const radius = Math.min(most, round === 'top' ? height : width, (round === 'top' ? width : height) / 2);
  const corner = (x: number, y: number): string => `a${radius} ${radius} 0 0 1 ${x} ${y}`;
  return round === 'top'
    ? `M${left} ${top + height}v${radius - height}${corner(radius, -radius)}h${width - 2 * radius}${corner(radius, radius)}v${height - radius}z`
    : `M${left} ${top}h${width - radius}${corner(radius, radius)}v${height - 2 * radius}${corner(-radius, radius)}h${radius - width}z`;
}
