/** Emojis as people write and press them: `👀`, or `:name:` of a workspace's own. */
import { z } from 'zod';
import { EMOJI } from './limits.ts';

const EXPECTED = 'expected an emoji such as 👀, or :name: of one of your own';

/** Of the workspace's own; Discord writes those as `<:name:id>` in texts. */
const OWN = /^(?:<a?(?=:.*\d>$))?(:[^\s:<>]{1,100}:)(?:\d+>)?$/u;
/** Several of them look the same to it: see `isOne`. */
const COMMON =
  /^(?=.*[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3])[\p{Emoji}\p{Emoji_Component}]+$/u;
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Whether it is drawn in colour, and in which colour of skin: people see the same emoji. */
const VARIANTS = /[\ufe0e\ufe0f]|\p{Emoji_Modifier}/gu;

export const Emoji = z.string({ error: EXPECTED }).transform((text, context): string => {
  const written = text.trim();
  const own = OWN.exec(written)?.[1];
  if (own !== undefined) return own;
  if (written.length <= EMOJI.units && COMMON.test(written) && isOne(written)) return written;
  context.addIssue(EXPECTED);
  return z.NEVER;
});

/** Whether people see one character. */
const isOne = (text: string): boolean => [...GRAPHEMES.segment(text)].length === 1;

/** The same for emojis that people take for the same. */
export const emojiKey = (emoji: string): string =>
  emoji.startsWith(':') ? emoji.replace(/:skin-tone-\d:$/, '') : emoji.replaceAll(VARIANTS, '');
