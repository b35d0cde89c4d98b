/** What a question demands, by the rules: by itself, and as an answer to what was said before it. */
import { featuresOf } from './features.ts';
import type { Features } from './features.ts';
import type { RouteQuestion } from './index.ts';
import type { Demand } from './levels.ts';
import { toLevel } from './levels.ts';
import { LENGTHS, LOOKED_AT } from './limits.ts';
import { guess, type Guess } from './rules.ts';

export interface Judged extends Demand {
  /** False: the small model should be asked. */
  readonly isSure: boolean;
}

export function demandOf(question: RouteQuestion): { readonly demand: Judged; readonly features: Features } {
  const features = featuresOf(question);
  const { signals, words, goesOn } = features;
  const own = guess(features);
  const last = lastAsked(question.before);
  const isCareful = signals.has('care');
  const isAgain = last !== undefined && signals.has('complaint') && words <= LENGTHS.complaintWords;
  if (isAgain) {
    const level = toLevel(Math.max(last.level, own.isSure ? own.level : 1) + 1);
    return { demand: { level, need: last.need ?? own.need, isSure: true, isCareful, isAgain }, features };
  }
  const isFurther = last !== undefined && goesOn && words <= LENGTHS.furtherWords;
  const judged = isFurther && !isSurelyMore(own, last) ? last : own;
  return {
    demand: { level: judged.level, need: judged.need, isSure: judged.isSure, isCareful, isAgain },
    features,
  };
}

const isSurelyMore = (own: Guess, last: Guess): boolean => own.isSure && own.level > last.level;

/** What was last asked: the hardest of what people said there. */
function lastAsked(before: RouteQuestion['before']): Guess | undefined {
  return before
    .filter(({ fromUs }) => !fromUs)
    .map(({ text }) => guess(featuresOf({ text: text.slice(0, LOOKED_AT.before), attachments: [] })))
    .reduce<Guess | undefined>((most, next) => (most && most.level > next.level ? most : next), undefined);
}
