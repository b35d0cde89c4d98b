/** The one right answer to each question, and how to tell from a text which question it belongs to. Pure. */
import { diceOf } from './dice.ts';
import type { Question } from './plan.ts';

const NOUNS = 'river stone field letter window garden signal engine harbour paper mountain candle'.split(' ');
/** Words of a sentence, sentences of a paragraph. */
const WORDS = 9;
const SENTENCES = 4;
/** Lines of code: more than a page of Discord holds. */
const CODE_LINES = 60;

/** A word that tells whose it is and where it stands: the 12th of the answer to question 7 is `stone7w12`. */
const WORD = /\b[a-z]+(\d+)w\d+\b/;
const ASKED = /\b(?:question|remark) (\d+)x\b/g;

/** Whether a frame may hold a question or a remark. */
export const maySay = (frame: string): boolean => frame.includes(' question ') || frame.includes(' remark ');

export interface RightAnswer {
  /** Markdown. */
  readonly text: string;
  /** Files that come with it, by the beginnings of their names; their bytes tell whose they are. */
  readonly files: readonly { readonly prefix: string; readonly bytes: Uint8Array }[];
}

export const textOf = ({ number }: Pick<Question, 'number'>): string =>
  `What do you say to question ${number}x?`;

/** The questions and remarks that a text holds, in the order in which they stand there. */
export const allAskedIn = (text: string): readonly number[] =>
  [...text.matchAll(ASKED)].map(([, number]) => Number(number));

/** The question that a text asks, or the remark that it makes; the last of several. */
export const askedIn = (text: string): number | undefined => allAskedIn(text).at(-1);

/** The question or the remark that a text answers. */
export const answeredIn = (text: string): number | undefined => {
  const number = WORD.exec(text)?.[1];
  return number === undefined ? undefined : Number(number);
};

/**
 * @param photo a picture; of each question it is another one, by what is appended to its bytes
 * @param beginning what it begins with
 */
export function answerTo(question: Question, photo: Uint8Array, beginning?: string): RightAnswer {
  const { number, length, hasCode, hasPicture } = question;
  const dice = diceOf(number);
  let words = 0;
  const word = () => `${NOUNS[Math.floor(dice(`noun ${words}`) * NOUNS.length)]}${number}w${words++}`;
  const sentence = () => `${Array.from({ length: WORDS }, word).join(' ')}.`;
  const paragraph = () => Array.from({ length: SENTENCES }, sentence).join(' ');
  const line = () => `${word()} = ${word()}(${word()})`;

  const blocks: string[] = beginning === undefined ? [] : [beginning];
  const code = Array.from({ length: CODE_LINES }, line).join('\n');
  while (blocks.join('\n\n').length < length) blocks.push(length < 300 ? sentence() : paragraph());
  if (hasCode) blocks.splice(Math.floor(blocks.length / 2), 0, `\`\`\`python\n${code}\n\`\`\``);
  return {
    text: blocks.join('\n\n'),
    files: hasPicture ? [{ prefix: 'picture-', bytes: withNumber(photo, number) }] : [],
  };
}

/** What is behind the end of a picture is not drawn. */
const withNumber = (photo: Uint8Array, number: number): Uint8Array =>
  Buffer.concat([photo, Buffer.from(` question ${number}x `)]);

/** The question that a file belongs to, by its last bytes or by the words in it. */
export const fileOf = (bytes: Uint8Array): number | undefined => {
  const end = Buffer.from(bytes.subarray(-40)).toString('latin1');
  return askedIn(end) ?? answeredIn(Buffer.from(bytes.subarray(0, 4_000)).toString('latin1'));
};
