/** The spoken numbers of `seeds/numbers.ogg`. */

/** Seconds that each number has in the file; it begins with the first sound of it. */
export const NUMBER_SECONDS = 2;

/** Each number, and how long its sound lasts, in seconds: until it is below −42 dB. */
export const NUMBERS = [
  ['one', 0.9],
  ['two', 0.92],
  ['three', 0.95],
  ['four', 1.03],
  ['five', 1.09],
  ['six', 1.04],
  ['seven', 1.09],
  ['eight', 0.91],
  ['nine', 1.08],
  ['ten', 1],
  ['eleven', 1.13],
  ['twelve', 1.14],
] as const;
