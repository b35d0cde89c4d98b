/** What people wrote, between two lines that nothing in it can imitate: each message has a mark of its own, which nobody could know. */
import { randomBytes } from 'node:crypto';

/** Stands for a message: random, so that no text can name it. */
export const newMark = (): string => randomBytes(4).toString('hex');

/** The lines before and after a message. */
export const linesOf = (mark: string): readonly [string, string] => [
  `<message ${mark}>`,
  `</message ${mark}>`,
];

/**
 * Text that cannot pass for a line of ours: what looks like one loses its bracket, and characters that nobody sees, in which
 * instructions are hidden, go.
 */
export const harmless = (text: string): string =>
  text.replace(/[\p{Cf}\p{Co}]|(?![\n\t])\p{Cc}/gu, '').replace(/[<＜﹤‹〈⟨](?=[\s/／]*message)/giu, '(');
