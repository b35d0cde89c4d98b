/**
 * Finds the words of the lexicon in a text: each is looked up by its first two characters. One pattern of all of them
 * would take a second to be compiled, in the middle of the first question.
 */
import { LEXICON, type Signal } from './lexicon.ts';

interface Word {
  readonly signal: Signal;
  /** More than one where it has a `*` within: there stand a few letters, or none. */
  readonly parts: readonly [string, ...string[]];
  /** Letters may go on behind it. */
  readonly isOpen: boolean;
  /** Of a script without spaces between words. */
  readonly isAnywhere: boolean;
}

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const LETTER = /[\p{L}\p{N}]/u;
/** The most letters that a `*` within a word stands for. */
const STAR_LETTERS = 12;

const WORDS: readonly Word[] = Object.entries(LEXICON).flatMap(([signal, lists]) =>
  lists
    .flatMap((list) => list.split('|'))
    .map((word) => ({
      signal: signal as Signal,
      parts: word.replace(/\*$/, '').split('*') as [string, ...string[]],
      isOpen: word.endsWith('*'),
      isAnywhere: UNSPACED.test(word),
    })),
);

const BY_BEGINNING: ReadonlyMap<string, readonly Word[]> = Map.groupBy(WORDS, ({ parts: [first] }) =>
  first.slice(0, 2),
);

const isLetter = (character: string): boolean => LETTER.test(character);

/** The whole character that begins at a place; empty at the end. */
function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}

/** The whole character before a place; empty at the beginning. */
const characterBefore = (text: string, at: number): string =>
  characterAt(text, /[\uDC00-\uDFFF]/.test(text.charAt(at - 1)) ? at - 2 : at - 1);

/** Where a word that begins at a place ends; undefined where it does not stand there. */
function endOf(word: Word, text: string, at: number): number | undefined {
  const { parts, isOpen, isAnywhere } = word;
  if (!text.startsWith(parts[0], at)) return undefined;
  if (isAnywhere) return at + parts[0].length;
  if (at > 0 && isLetter(characterBefore(text, at))) return undefined;
  const end = endOfRest(parts, 1, text, at + parts[0].length);
  return end === undefined || (!isOpen && isLetter(characterAt(text, end))) ? undefined : end;
}

function endOfRest(parts: Word['parts'], from: number, text: string, at: number): number | undefined {
  const part = parts[from];
  if (part === undefined) return at;
  for (let letters = 0, place = at; letters <= STAR_LETTERS; letters += 1) {
    if (text.startsWith(part, place)) {
      const end = endOfRest(parts, from + 1, text, place + part.length);
      if (end !== undefined) return end;
    }
    const character = characterAt(text, place);
    if (!isLetter(character)) return undefined;
    place += character.length;
  }
  return undefined;
}

/** The words that may begin at a place. */
function candidates(text: string, at: number): readonly Word[] {
  const two = BY_BEGINNING.get(text.slice(at, at + 2)) ?? [];
  const one = BY_BEGINNING.get(text.charAt(at)) ?? [];
  return one.length === 0 ? two : [...two, ...one];
}

/** The signals that a text in lower case gives. */
export function signalsIn(text: string): Set<Signal> {
  const found = new Set<Signal>();
  for (let at = 0; at < text.length; at += 1)
    for (const word of candidates(text, at))
      if (!found.has(word.signal) && endOf(word, text, at) !== undefined) found.add(word.signal);
  return found;
}

/** Where the longest word of one signal that begins at a place ends. */
function longestAt(signal: Signal, text: string, at: number): number | undefined {
  const ends = candidates(text, at).flatMap((word) =>
    word.signal === signal ? (endOf(word, text, at) ?? []) : [],
  );
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** The text with a space for each word of small talk. */
export function withoutChat(text: string): string {
  let left = '';
  for (let at = 0; at < text.length;) {
    const end = longestAt('chat', text, at);
    left += end === undefined ? text.charAt(at) : ' ';
    at = end ?? at + 1;
  }
  return left;
}

/** Whether a text begins as one that goes on from what was said before it. */
export function isFurther(text: string): boolean {
  const [blanks = ''] = /^[\s¿¡,.]{0,4}/.exec(text) ?? [];
  return longestAt('further', text, blanks.length) !== undefined;
}
