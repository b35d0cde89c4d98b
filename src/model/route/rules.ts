/** The rules: from what can be told of a question to how demanding it is, and how sure that is. Data and one pass over it. */
import { type Features, isLong } from './features.ts';
import { LENGTHS } from './limits.ts';
import type { Signal } from './lexicon.ts';

/** How demanding a question is, from small talk (1) to what has to be worked out (5). */
export type Level = 1 | 2 | 3 | 4 | 5;

/** What an answer needs most; nothing where it needs nothing in particular. */
export const NEEDS = ['code', 'reasoning', 'writing', 'reading', 'looking'] as const;
export type Need = (typeof NEEDS)[number];

export interface Guess {
  readonly level: Level;
  readonly need: Need | undefined;
  /** False: somebody who understands it should be asked. */
  readonly isSure: boolean;
}

/** What makes a question demanding, and by how much. Three together are demanding, five have to be worked out. */
const WEIGHTS: Readonly<Partial<Record<Signal, number>>> = {
  fault: 1,
  design: 2,
  maths: 3,
  figures: 2,
  weigh: 1,
  plan: 1,
  legal: 2,
  analyse: 1,
  software: 1,
};
const DEMANDING = 3;
const HARD = 5;

/** How demanding its words and form are, all together. */
function weightOf({ signals, hasTrace, codeLines, numbers, chars, questions }: Features): number {
  const words = Object.entries(WEIGHTS).reduce(
    (sum, [signal, weight]) => sum + (signals.has(signal as Signal) ? weight : 0),
    0,
  );
  return (
    words +
    (hasTrace ? 2 : 0) +
    (codeLines > 1 ? 2 : codeLines) +
    (signals.has('fault') && (signals.has('software') || codeLines > 0 || hasTrace) ? 1 : 0) +
    (numbers >= 4 ? 1 : 0) +
    (numbers >= 7 ? 1 : 0) +
    (chars >= 160 ? 1 : 0) +
    (questions >= 2 ? 1 : 0)
  );
}

const sure = (level: Level, need?: Need): Guess => ({ level, need, isSure: true });
const unsure = (level: Level, need?: Need): Guess => ({ level, need, isSure: false });

/** What a question needs most, by its words. */
function needOf({ signals, codeLines, hasTrace, kinds }: Features): Need | undefined {
  if (codeLines > 0 || hasTrace || kinds.has('code')) return 'code';
  if (signals.has('software') && (signals.has('fault') || signals.has('write'))) return 'code';
  return ['design', 'maths', 'figures', 'weigh', 'plan', 'legal', 'analyse'].some((s) =>
    signals.has(s as Signal),
  )
    ? 'reasoning'
    : undefined;
}

/** Judges a question by itself, without what was said before it. */
export function guess(features: Features): Guess {
  if (features.kinds.size > 0) return guessFiles(features);
  if (isLong(features)) return guessLong(features);
  return guessSmall(features) ?? guessDemanding(features) ?? guessUsual(features);
}

/** There is much to read: what is wanted of it decides. */
function guessLong(features: Features): Guess {
  const isReadOnly = weightOf(features) < DEMANDING && features.words > 0;
  return features.signals.has('shrink') || isReadOnly
    ? sure(3, 'reading')
    : sure(4, needOf(features) ?? 'reading');
}

/** Small talk, and what is done to a short text; undefined where it is neither. */
function guessSmall(features: Features): Guess | undefined {
  const { signals, words, wordsBesidesChat, codeLines, chars, questions } = features;
  const has = (signal: Signal): boolean => signals.has(signal);
  const weight = weightOf(features);
  if (words === 0 && codeLines === 0) return sure(1);
  // A short question behind a greeting is a question.
  const isChat = wordsBesidesChat <= (questions > 0 ? 1 : 3) && weight === 0 && !has('further');
  if (has('chat') && (isChat || (wordsBesidesChat <= 1 && weight <= 1))) return sure(1);
  if (has('bot') && words <= LENGTHS.shortWords) return sure(1);
  if (has('shrink') && weight < DEMANDING) return chars < LENGTHS.glance ? sure(2) : sure(3, 'reading');
  if (has('transform') && codeLines < 2 && chars < LENGTHS.short && !has('fault')) return sure(2);
  return has('verse') ? sure(2) : undefined;
}

/** What has several steps, needs judgement or has to be worked out; undefined where nothing speaks for that. */
function guessDemanding(features: Features): Guess | undefined {
  const { signals, words, codeLines } = features;
  const has = (signal: Signal): boolean => signals.has(signal);
  const weight = weightOf(features);
  const need = needOf(features);
  if (has('essay') && has('write') && weight < HARD && codeLines === 0) return sure(4, 'writing');
  if (weight >= HARD) return sure(5, need);
  if (weight >= DEMANDING) return sure(4, need);
  if (codeLines > 1) return unsure(4, 'code');
  return has('legal') && words > LENGTHS.shortWords ? sure(4, 'reasoning') : undefined;
}

/** Facts, explanations, advice, texts; and everything that shows nothing of what it is. */
function guessUsual(features: Features): Guess {
  const { signals, words, questions, points } = features;
  const has = (signal: Signal): boolean => signals.has(signal);
  const weight = weightOf(features);
  const need = needOf(features);
  const isShort = words <= LENGTHS.shortWords;
  const isFact = has('fact') && !has('write');
  if (isFact && isShort && weight === 0 && !has('usual')) return sure(2);
  if (isFact && words <= LENGTHS.factWords && weight <= 1 && !has('fault')) return sure(2);
  if (has('write') || has('usual')) return weight <= 1 || isShort ? sure(3, need) : unsure(3, need);
  if (questions >= 3 || points >= 3) return words <= LENGTHS.listWords ? sure(3) : unsure(3, need);
  return weight === 0 && words <= LENGTHS.fewWords ? unsure(2) : unsure(3, need);
}

/** With something attached. */
function guessFiles(features: Features): Guess {
  const { signals, kinds, words, hasTrace } = features;
  const has = (signal: Signal): boolean => signals.has(signal);
  const isGoneInto = has('analyse') || has('maths') || has('weigh') || has('figures') || has('design');
  const isFaulty = has('fault') || hasTrace;
  if (kinds.has('code')) return isFaulty || isGoneInto ? sure(4, 'code') : unsure(3, 'code');
  if (kinds.has('table')) return isGoneInto || has('legal') ? sure(4, 'reasoning') : unsure(3, 'reading');
  if (kinds.has('document')) {
    if (has('shrink') || has('transform')) return sure(3, 'reading');
    return isGoneInto || has('legal') ? sure(4, 'reasoning') : sure(3, 'reading');
  }
  if (kinds.has('sound') || kinds.has('video'))
    return isGoneInto || isFaulty ? sure(4, 'looking') : sure(3, 'looking');
  if (isFaulty || (has('drawing') && words > 0) || isGoneInto) return sure(4, 'looking');
  if (has('transform') || has('shrink') || has('write') || has('verse') || has('lettering'))
    return sure(3, 'looking');
  return words <= LENGTHS.shortWords ? sure(2, 'looking') : sure(3, 'looking');
}
