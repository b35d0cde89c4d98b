/** What bystanders say that is not for the bot, the rules that some of it sets off, and whether they have acted once each. Pure. */
import { answeredIn, type RightAnswer } from './answers.ts';
import { type Asked, type Seen, type Verdict, verdictOn } from './check.ts';
import type { Question } from './plan.ts';

/** What of a rule it meets: all, all but its pattern, all but what its question asks for. */
export type RemarkKind = 'matches' | 'is judged yes' | 'is judged no' | 'matches nothing';

/** Told and answered as a question is; its number is no question's. */
export interface Remark extends Question {
  readonly kind: RemarkKind;
}

const SAYS: Readonly<Record<RemarkKind, string>> = {
  matches: 'is broken',
  'is judged yes': 'may be broken, and it hurts',
  'is judged no': 'may be broken, which is fine',
  'matches nothing': 'is whole',
};

export const remarkText = ({ number, kind }: Pick<Remark, 'number' | 'kind'>): string =>
  `The thing of remark ${number}x ${SAYS[kind]}.`;

const then = { prompt: 'Say what can be done.', to: 'reply' };

/** attache.yaml, which is JSON as well. What the bot posts meets the patterns, too: it repeats what it is about. */
export const RULES = JSON.stringify({
  rules: {
    mend: { when: { on: 'message', matches: String.raw`remark \d+x is broken` }, then },
    soothe: {
      when: {
        on: 'message',
        matches: String.raw`remark \d+x may be broken`,
        question: { ask: 'Does it hurt?' },
      },
      then,
    },
  },
});

const SHOWN = /^<message (\w+)>\n([^]*?)\n<\/message \1>$/gm;

/** What a small model says that is shown messages and asked what the rules ask; undefined where it is asked for something else. */
export function judgementOn(text: string): string | undefined {
  const shown = [...text.matchAll(SHOWN)];
  if (shown.length === 0) return undefined;
  const answers = shown.map(([, id, said = '']) => {
    const answer = said.includes(SAYS['is judged yes']) ? 'yes' : 'no';
    return { id, why: 'its last words', answer, confidence: 1 };
  });
  return JSON.stringify({ answers });
}

const setsOff = ({ kind }: Remark): boolean => kind === 'matches' || kind === 'is judged yes';

export interface RulesVerdict {
  /** Remarks that set a rule off. */
  readonly setOff: number;
  /** Of these, those with a whole post. */
  readonly acted: number;
  readonly lost: number;
  /** Posts that are there twice, or about what was to be left alone. */
  readonly doubled: number;
}

/** What was said, and each with the one right post about it. */
export interface Remarked {
  readonly remark: Remark;
  readonly answer: RightAnswer;
}

/** The question or the remark that a message of the bot is about: by its words, or by what it stands under. */
export const numberOf = ({ text, under }: Pick<Seen, 'text' | 'under'>): number | undefined =>
  answeredIn(text) ?? under[0];

/** @param seen messages of the bot, those that answer questions among them */
export function rulesVerdictOn(
  said: readonly Remarked[],
  seen: readonly Seen[],
): Pick<Verdict, 'wrongCharacters' | 'open' | 'faults'> & { readonly rules: RulesVerdict } {
  const off = said.filter(({ remark }) => setsOff(remark));
  const asked = off.map(({ remark: { number }, answer }): Asked => ({
    number,
    answer,
    // There is no order among them.
    conversation: -number,
    position: number,
    heardAt: 0,
    takenAt: undefined,
  }));
  /** Messages that are about one of these, each below the one that it is about. */
  const about = (some: readonly Remarked[]) =>
    seen.flatMap((message) => {
      const number = numberOf(message);
      const isOne = some.some(({ remark }) => remark.number === number);
      return isOne ? [{ ...message, under: [number!] }] : [];
    });
  const { answered, doubled, wrongCharacters, open, faults } = verdictOn(asked, about(off));
  const unwanted = about(said.filter(({ remark }) => !setsOff(remark)));
  return {
    rules: {
      setOff: off.length,
      acted: answered,
      // Whoever is told why there is nothing has not asked for it.
      lost: off.length - answered,
      doubled: doubled + unwanted.length,
    },
    wrongCharacters,
    open,
    faults: [
      ...faults.map((fault) => fault.replace(/^question/, 'remark')),
      ...unwanted.map(({ under, text }) => `remark ${under[0]} was to be left alone: ${text.slice(0, 60)}`),
    ],
  };
}
