/**
 * Recorded token streams: what a model says and when, made from a seed, so that every run and every contender gets the
 * same. No model is asked; the texts mean nothing, but look like answers and are written in numbered words.
 */
import { cjkWordOf, NUMBERS_EACH, wordOf } from './words.ts';

export type Content = 'prose' | 'code' | 'table' | 'cjk';

export interface StreamSpec {
  readonly content: Content;
  /** Characters of the answer, about. */
  readonly length: number;
  /** Tokens a second. */
  readonly rate: number;
  /** Which of the replies of its cell it is: seeds the text, and gives its words their numbers. */
  readonly reply: number;
}

export interface Token {
  /** Milliseconds after the first one. */
  readonly atMs: number;
  readonly text: string;
}

export interface Word {
  readonly number: number;
  /** When its last character was said. */
  readonly atMs: number;
  /** Where it ends in the text, in characters (UTF-16 units) and in UTF-8 bytes. */
  readonly end: number;
  readonly endBytes: number;
  /** Characters from the end of the word before, the marks between them included. */
  readonly length: number;
}

export interface RecordedStream {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly words: readonly Word[];
  readonly durationMs: number;
}

const NOUNS = 'river stone field letter window garden signal engine harbour paper mountain candle'.split(' ');
const CJK_NOUNS = '河流 山石 田野 书信 窗户 花园 信号 引擎 港口 纸张 山脉 蜡烛'.split(' ');

/** Characters a token holds on average, as tokenizers cut English and Chinese. */
const PER_TOKEN = { prose: 4, code: 4, table: 4, cjk: 1.3 } as const satisfies Record<Content, number>;

type Random = () => number;

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Gives the next word each time it is asked. */
type NextWord = () => string;

function* prose(word: NextWord, random: Random): Generator<string, void, undefined> {
  const words = (count: number): string[] => Array.from({ length: count }, word);
  const sentence = (): string => {
    const said = words(6 + Math.floor(random() * 8));
    const [first = '', second = '', third = '', ...rest] = said;
    const kind = random();
    const begun =
      kind < 0.2
        ? [`**${first} ${second}**`, third]
        : kind < 0.3
          ? [first, `[${second}](https://example.com/${Math.floor(random() * 1000)})`, third]
          : kind < 0.4
            ? [first, `\`${second}\``, third]
            : [first, second, third];
    return `${[...begun, ...rest].join(' ')}.`;
  };
  for (let block = 0; ; block++) {
    if (block % 5 === 3) yield `## ${words(3).join(' ')}\n\n`;
    else if (block % 5 === 4) {
      for (let item = 0; item < 4; item++) yield `- ${sentence()}\n`;
      yield '\n';
    } else {
      for (let count = 0; count < 3; count++) yield `${sentence()} `;
      yield `${sentence()}\n\n`;
    }
  }
}

function* code(word: NextWord, random: Random): Generator<string, void, undefined> {
  while (true) {
    yield `${word()} ${word()} ${word()}:\n\n`;
    yield '```ts\n';
    for (let line = 0; line < 10 + random() * 60; line++) {
      const indent = '  '.repeat(Math.floor(random() * 4));
      yield `${indent}const ${word()} = ${word()}(${word()}, "${word()}");\n`;
    }
    yield '```\n\n';
  }
}

function* tables(word: NextWord, random: Random): Generator<string, void, undefined> {
  while (true) {
    yield `${word()} ${word()} ${word()} ${word()}.\n\n`;
    yield '| Name | Value | Note |\n| --- | ---: | --- |\n';
    for (let row = 0; row < 4 + random() * 20; row++)
      yield `| ${word()} | ${word()} | ${word()} ${word()} |\n`;
    yield '\n';
  }
}

function* cjk(word: NextWord, random: Random): Generator<string, void, undefined> {
  for (let block = 0; ; block++) {
    if (block % 5 === 4) yield `## ${word()}${word()}\n\n`;
    for (let sentence = 0; sentence < 4; sentence++) {
      const clauses = Array.from(
        { length: 2 + Math.floor(random() * 3) },
        () => `${word()}${word()}${word()}`,
      );
      yield `${clauses.join('，')}。`;
    }
    yield '\n\n';
  }
}

const WRITERS = { prose, code, table: tables, cjk } as const;

function textOf({ content, length, reply }: StreamSpec, random: Random): string {
  let number = reply * NUMBERS_EACH;
  const word: NextWord = () => {
    const noun = Math.floor(random() * NOUNS.length);
    return content === 'cjk' ? cjkWordOf(CJK_NOUNS[noun]!, number++) : wordOf(NOUNS[noun]!, number++);
  };
  let text = '';
  let isInCode = false;
  for (const piece of WRITERS[content](word, random)) {
    text += piece;
    if (piece.startsWith('```')) isInCode = !isInCode;
    if (text.length >= length) break;
  }
  return `${text.trimEnd()}${isInCode ? '\n```' : ''}\n`;
}

/** Cuts a text as a model would say it: tokens of uneven length, with uneven pauses between them. */
function spoken(text: string, perToken: number, rate: number, random: Random): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let atMs = 0;
  while (at < text.length) {
    // Between half of the average and one and a half; at least one character.
    const length = Math.max(1, Math.round(perToken * (0.5 + random()) + (random() - 0.5)));
    tokens.push({ atMs, text: text.slice(at, at + length) });
    at += length;
    atMs += (1000 / rate) * (0.5 + random());
  }
  return tokens;
}

/** The stream of a spec: always the same. */
export function recordedStream(spec: StreamSpec): RecordedStream {
  const random = randomOf(spec.reply * 7919 + spec.length + spec.content.length);
  const text = textOf(spec, random);
  const tokens = spoken(text, PER_TOKEN[spec.content], spec.rate, random);
  return { text, tokens, words: wordsOf(text, tokens), durationMs: tokens.at(-1)!.atMs };
}

function wordsOf(text: string, tokens: readonly Token[]): Word[] {
  const words: Word[] = [];
  let token = 0;
  let said = tokens[0]!.text.length;
  let before = 0;
  let bytes = 0;
  for (const match of text.matchAll(/\p{L}(\d+)[x号]/gu)) {
    const end = match.index + match[0].length;
    while (said < end) said += tokens[++token]!.text.length;
    bytes += Buffer.byteLength(text.slice(before, end));
    words.push({
      number: Number(match[1]),
      atMs: tokens[token]!.atMs,
      end,
      endBytes: bytes,
      length: end - before,
    });
    before = end;
  }
  return words;
}
