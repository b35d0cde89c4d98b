/** How sizes, times and counts are said to people. */

/** @example clock(220) // '3:40' */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** @example preciseClock(4.48) // '0:04.5' */
export function preciseClock(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  return tenths % 10 === 0 ? clock(tenths / 10) : `${clock(tenths / 10)}.${tenths % 10}`;
}

/** @example span(2.2, 6.8) // '0:02–0:07': from the second it begins in to the second it has ended by */
export const span = (start: number, end: number): string => `${clock(start)}–${clock(Math.ceil(end))}`;

/** @example megabytes(812_345_678) // '812 MB' */
export const megabytes = (bytes: number): string =>
  bytes < 10e6 ? `${Number((bytes / 1e6).toPrecision(2))} MB` : `${Math.round(bytes / 1e6)} MB`;

/** @example megapixels(16_777_216) // '17 megapixels' */
export const megapixels = (number: number): string => `${Math.round(number / 1e6)} megapixels`;

export const pixels = ({ width, height }: { readonly width: number; readonly height: number }): string =>
  `${width}×${height}`;

/** @example count(1, 'frame') // '1 frame' */
export const count = (number: number, one: string): string =>
  `${number.toLocaleString('en')} ${one}${number === 1 ? '' : 's'}`;
