/** The variables of prompts and sentences: what each stands for, and in which rules there is one. */
import { listed } from './shape.ts';

/** What can set a rule off. */
export const TRIGGERS = ['message', 'edit', 'reaction', 'unanswered', 'schedule'] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** Decides how a value is written: see `fill`. */
export type Kind = 'name' | 'text' | 'link' | 'emoji' | 'number' | 'date' | 'word';

interface VariableDefinition {
  readonly kind: Kind;
  /** What it stands for, as it ends the sentence "{author} is …". */
  readonly is: string;
  readonly on: readonly Trigger[];
  /** It is there only where the rule has `matches`. */
  readonly needsPattern?: true;
  /** What is written where nobody knows it. */
  readonly unknown: string;
}

const MESSAGES = ['message', 'edit', 'reaction', 'unanswered'] as const;

export const VARIABLES = {
  author: { kind: 'name', is: 'who wrote the message', on: MESSAGES, unknown: 'somebody' },
  channel: {
    kind: 'word',
    is: 'the id of the channel it was written in',
    on: MESSAGES,
    unknown: 'a channel',
  },
  platform: { kind: 'word', is: 'Discord or Slack', on: MESSAGES, unknown: 'a chat' },
  link: { kind: 'link', is: 'the address of the message', on: MESSAGES, unknown: '(no link)' },
  text: { kind: 'text', is: 'what was written', on: MESSAGES, unknown: '(no words)' },
  match: {
    kind: 'text',
    is: 'what `matches` has found',
    on: MESSAGES,
    needsPattern: true,
    unknown: '(nothing)',
  },
  count: { kind: 'number', is: 'how many messages it acts on', on: MESSAGES, unknown: 'some' },
  emoji: { kind: 'emoji', is: 'the reaction', on: ['reaction'], unknown: '(an emoji)' },
  by: { kind: 'name', is: 'who reacted', on: ['reaction'], unknown: 'somebody' },
  date: { kind: 'date', is: 'the day it was set off', on: TRIGGERS, unknown: '(no date)' },
  time: { kind: 'date', is: 'the time of day it was set off', on: TRIGGERS, unknown: '(no time)' },
  rule: { kind: 'word', is: 'the name of the rule', on: TRIGGERS, unknown: 'a rule' },
} as const satisfies Record<string, VariableDefinition>;
export type Variable = keyof typeof VARIABLES;

/** A variable, or one in two braces, which stands for itself. */
export const VARIABLE = /\{\{([a-z]+)\}\}|\{([a-z]+)\}/gi;

/** The names in a template, whether they are variables or not. */
export const namesIn = (template: string): readonly string[] =>
  Array.from(template.matchAll(VARIABLE), ([, , name]) => name).filter((name) => name !== undefined);

export const isVariable = (name: string): name is Variable => Object.hasOwn(VARIABLES, name);

/**
 * Why a template does not fit a rule, one sentence for each variable; nothing where it does.
 *
 * @param on undefined where it is wrong itself: then only what is no variable at all is told
 */
export function faultsOfTemplate(
  template: string,
  on: Trigger | undefined,
  hasPattern: boolean,
): readonly string[] {
  const isThere = ({ on: triggers, needsPattern }: VariableDefinition) =>
    on === undefined || (triggers.includes(on) && (hasPattern || !needsPattern));
  const there = Object.entries<VariableDefinition>(VARIABLES)
    .filter(([, variable]) => isThere(variable))
    .map(([name]) => name);
  return [...new Set(namesIn(template))]
    .filter((name) => !there.includes(name))
    .map((name) => {
      if (!isVariable(name))
        return `there is no variable {${name}}. There are ${braced(there)}; {{${name}}} stands for itself`;
      return VARIABLES[name].on.some((trigger) => trigger === on)
        ? `{${name}} is what \`matches\` has found, and this rule has none`
        : `{${name}} is ${VARIABLES[name].is}, and with \`on: ${on}\` there is none. There are ${braced(there)}`;
    });
}

const braced = (names: readonly string[]): string =>
  listed(
    names.map((name) => `{${name}}`),
    'and',
  );
