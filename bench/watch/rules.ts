/** The rules that are measured: a hundred as a large workspace may have them, and those that are ready-made. */
/* oxlint-disable unicorn/no-thenable -- `then` of a rule is an object: nothing takes it for a promise */
import type { Rule } from '../../src/rules/index.ts';
import { ruleFrom } from '../../test/rules/rule-of.ts';

export interface RuleSet {
  readonly what: string;
  readonly rules: Readonly<Record<string, Rule>>;
}

const HAS = ['image', 'audio', 'video', 'document', 'link', 'code'] as const;
const hundred = (ruleAt: (index: number) => object): RuleSet['rules'] =>
  Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [
      `rule-${index}`,
      ruleFrom({ then: { react: '👀' }, ...ruleAt(index) }),
    ]),
  );

/** Words that nobody says, so that nothing is set off. */
const pattern = (index: number) => ({ on: 'message', matches: `\\b(?:zebra|quagga|okapi)[- ]?${index}\\b` });
const inChannel = (channel: string) => ({ where: { channels: [channel] } });

/** None of them is set off by the words of the day. */
export const SETS: readonly RuleSet[] = [
  {
    what: 'each in a channel of its own, by a pattern',
    rules: hundred((index) => ({ ...inChannel(`C${index}`), when: pattern(index) })),
  },
  {
    what: 'ten everywhere, ninety in channels',
    rules: hundred((index) => ({
      ...(index < 10 ? {} : inChannel(`C${index}`)),
      when: index % 2 === 0 ? pattern(index) : { ...pattern(index), has: [HAS[index % HAS.length]] },
    })),
  },
  { what: 'all everywhere, by a pattern', rules: hundred((index) => ({ when: pattern(index) })) },
  {
    what: 'all everywhere, by media and a pattern',
    rules: hundred((index) => ({ when: { ...pattern(index), has: [HAS[index % HAS.length]] } })),
  },
];

/** As they come, each in the channels it is made for; those that must be told a place post somewhere. */
export const READY_ONES: Readonly<Record<string, Rule>> = Object.fromEntries(
  Object.entries({
    'voice-notes': {},
    'describe-images': inChannel('C0'),
    'error-screenshots': inChannel('C1'),
    unanswered: { where: { channels: ['C1', 'C2'] } },
    'flag-posts': { then: { to: { platform: 'discord', channel: 'mods' } } },
  }).map(([ready, more]) => [ready, ruleFrom({ ready, ...more })]),
);
