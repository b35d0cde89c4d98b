/** What people wrote, and times and places, as they are shown in an answer. */
import { languageOf, momentIn } from '../../chat/index.ts';

/** The first words of a text on one line, as Markdown that shows them as they are: no links, no mentions. */
export function quoted(text: string, most: number): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return literal(line.length <= most ? line : `${line.slice(0, most - 1).trimEnd()}…`);
}

/** Addresses would be links and names be mentions, in which nothing can be escaped: they are broken by what nobody sees. */
export const literal = (text: string): string =>
  text
    .replace(/[\\`*_~[\]<>$|#&!]/g, '\\$&')
    .replace(/(?<=https?)(?=:\/\/)|(?<=www)(?=\.)|(?<=@)/gi, '\u2060');

/** @example timeIn(Date.UTC(2026, 10, 22), 'de', 'Europe/Berlin') // '22. Nov., 01:00 MEZ' */
export const timeIn = (at: number, locale: string | undefined, timeZone: string): string =>
  momentIn(languageOf(locale), at, timeZone);

export const bold = (name: string): string => `**${literal(name)}**`;
export const code = (text: string): string => `\`${text.replaceAll('`', 'ˋ')}\``;
