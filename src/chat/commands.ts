/** The commands people can run, the same on every platform; how each is offered is its adapter's. Their texts are in `words`. */
import { z } from 'zod';

/** Commands that ask a question: `compare` at two models or efforts, `extract` for data of a given shape, `catchup` about a channel. */
export const QuestionName = z.enum(['ask', 'compare', 'extract', 'catchup']);
export type QuestionName = z.infer<typeof QuestionName>;

/** Commands that ask no question. */
export const ControlName = z.enum(['model', 'effort', 'stop', 'forget', 'usage', 'watch', 'help']);
export type ControlName = z.infer<typeof ControlName>;

/** The value of `model` and `effort` that goes back to what holds where nothing is chosen. */
export const USUAL = 'usual';

export type CommandName = QuestionName | ControlName;

export const isQuestion = (name: CommandName): name is QuestionName => QuestionName.safeParse(name).success;

/** What people can choose about one message, from its menu. */
export const MENUS = ['ask', 'transcribe', 'describe'] as const;
export type MenuName = (typeof MENUS)[number];

export type OptionName =
  | 'question'
  | 'file'
  | 'effort'
  | 'model'
  | 'best'
  | 'a'
  | 'b'
  | 'schema'
  | 'since'
  | 'last'
  | 'private'
  | 'for'
  | 'what'
  | 'period'
  | 'do'
  | 'rule';

/** What `/watch` does; `rule` of the command is what it does it to. */
export const WATCH_ACTIONS = ['list', 'add', 'test', 'pause', 'resume', 'remove', 'why'] as const;
export type WatchAction = (typeof WATCH_ACTIONS)[number];

export type ChoiceName =
  'me' | 'channel' | 'conversation' | 'everything' | 'today' | 'month' | 'everybody' | 'csv' | WatchAction;

export interface OptionDefinition {
  readonly name: OptionName;
  /**
   * `model`, `effort` and `schema` are chosen from what the bot offers, `choice` from `choices`, `number` from `min` to `max`;
   * `file` may be given several times.
   */
  readonly kind: 'text' | 'file' | 'model' | 'effort' | 'flag' | 'choice' | 'number' | 'schema';
  readonly required?: true;
  readonly choices?: readonly ChoiceName[];
  readonly min?: number;
  readonly max?: number;
}

export interface CommandDefinition {
  readonly name: CommandName;
  readonly options: readonly OptionDefinition[];
}

/** The most attempts at one answer: each costs as much as an answer. */
export const ATTEMPTS = 5;
/** The most messages that one look back at a channel reads: months of a busy one. */
export const CATCHUP = 50_000;

const FOR: OptionDefinition = { name: 'for', kind: 'choice', choices: ['me', 'channel'] };

export const COMMANDS: readonly CommandDefinition[] = [
  {
    name: 'ask',
    options: [
      { name: 'question', kind: 'text', required: true },
      { name: 'file', kind: 'file' },
      { name: 'effort', kind: 'effort' },
      { name: 'model', kind: 'model' },
      { name: 'best', kind: 'number', min: 2, max: ATTEMPTS },
      { name: 'private', kind: 'flag' },
    ],
  },
  {
    name: 'compare',
    options: [
      { name: 'question', kind: 'text', required: true },
      { name: 'a', kind: 'text' },
      { name: 'b', kind: 'text' },
      { name: 'file', kind: 'file' },
      { name: 'private', kind: 'flag' },
    ],
  },
  {
    name: 'extract',
    options: [
      { name: 'schema', kind: 'schema', required: true },
      { name: 'question', kind: 'text' },
      { name: 'file', kind: 'file' },
      { name: 'effort', kind: 'effort' },
      { name: 'model', kind: 'model' },
      { name: 'private', kind: 'flag' },
    ],
  },
  {
    name: 'catchup',
    options: [
      { name: 'since', kind: 'text' },
      { name: 'last', kind: 'number', min: 1, max: CATCHUP },
      { name: 'question', kind: 'text' },
      { name: 'effort', kind: 'effort' },
      { name: 'model', kind: 'model' },
      { name: 'private', kind: 'flag' },
    ],
  },
  { name: 'model', options: [{ name: 'model', kind: 'model' }, FOR] },
  { name: 'effort', options: [{ name: 'effort', kind: 'effort' }, FOR] },
  { name: 'stop', options: [] },
  { name: 'forget', options: [{ name: 'what', kind: 'choice', choices: ['conversation', 'everything'] }] },
  {
    name: 'usage',
    options: [{ name: 'period', kind: 'choice', choices: ['today', 'month', 'everybody', 'csv'] }],
  },
  {
    name: 'watch',
    options: [
      { name: 'do', kind: 'choice', choices: WATCH_ACTIONS },
      { name: 'rule', kind: 'text' },
    ],
  },
  { name: 'help', options: [] },
];
