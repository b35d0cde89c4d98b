/** How a still picture is laid out for a model: whole, or, when it is so long that it would be illegible, in parts. Pure. */
import { fitImage, type ImageRule, type Size } from '../../model/index.ts';

export interface Region extends Size {
  readonly left: number;
  readonly top: number;
}

export interface Layout {
  /** In order, from the top or from the left. */
  readonly regions: readonly Region[];
  readonly isTall: boolean;
  /** How much smaller the parts are shown: 1 when they are not. */
  readonly scale: number;
}

/** Taller or wider than so many times its other side, a picture is a scroll: no camera or screen has such a shape. */
const SCROLL = 2.5;

/** Shown at half its size, the text of a screenshot can still be read. */
const LEGIBLE = 0.5;

/** Pixels that two neighbouring parts share, so that a line of text is whole in one of them. */
const OVERLAP = 48;

export function layOut(size: Size, rule: ImageRule, mostParts: number): Layout {
  const isTall = size.height >= size.width;
  const inParts = (number: number): Layout => {
    const regions = cut(size, isTall, number);
    return { regions, isTall, scale: fitImage(regions[0]!, rule).width / regions[0]!.width };
  };
  const whole = inParts(1);
  const shape = Math.max(size.width, size.height) / Math.min(size.width, size.height);
  if (shape < SCROLL || whole.scale >= LEGIBLE) return whole;
  const layouts = Array.from({ length: mostParts }, (_, index) => inParts(index + 1));
  const best = Math.max(...layouts.map(({ scale }) => scale));
  return layouts.find(({ scale }) => scale >= 0.9 * best) ?? whole;
}

function cut({ width, height }: Size, isTall: boolean, number: number): readonly Region[] {
  const length = isTall ? height : width;
  return Array.from({ length: number }, (_, index) => {
    const start = Math.floor((length * index) / number);
    const end = Math.min(length, Math.floor((length * (index + 1)) / number) + OVERLAP);
    return isTall
      ? { left: 0, top: start, width, height: end - start }
      : { left: start, top: 0, width: end - start, height };
  });
}
