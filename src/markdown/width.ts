/** How wide a text is in a fixed-width font. */

/** Characters that take two columns: East Asian scripts and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|\u20e3|[\u{20000}-\u{3fffd}]/u;
const ZERO = /^[\p{M}\p{Cf}]*$/u;
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The columns that a line takes, counted by the characters that readers see. */
export function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of characters.segment(text))
    width += WIDE.test(segment) ? 2 : ZERO.test(segment) ? 0 : 1;
  return width;
}
