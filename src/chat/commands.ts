/** The commands people can run, the same on every platform; how each is offered is its adapter's. Their texts are in `words`. */
import { z } from 'zod';

/** Commands that ask no question. */
export const ControlName = z.enum(['model', 'effort', 'stop', 'forget', 'usage', 'help']);
export type ControlName = z.infer<typeof ControlName>;

/** The value of `model` and `effort` that goes back to what holds where nothing is chosen. */
export const USUAL = 'usual';

export type CommandName = 'ask' | ControlName;

/** What people can choose about one message, from its menu. */
export const MENUS = ['ask', 'transcribe', 'describe'] as const;
export type MenuName = (typeof MENUS)[number];

export type OptionName = 'question' | 'file' | 'effort' | 'model' | 'private' | 'for' | 'what' | 'period';

export interface OptionDefinition {
  readonly name: OptionName;
  /** `model` and `effort` are chosen from what the bot offers, `choice` from `choices`; `file` may be given several times. */
  readonly kind: 'text' | 'file' | 'model' | 'effort' | 'flag' | 'choice';
  readonly required?: true;
  readonly choices?: readonly ('me' | 'channel' | 'conversation' | 'everything' | 'today' | 'month')[];
}

export interface CommandDefinition {
  readonly name: CommandName;
  readonly options: readonly OptionDefinition[];
}

const FOR: OptionDefinition = { name: 'for', kind: 'choice', choices: ['me', 'channel'] };

export const COMMANDS: readonly CommandDefinition[] = [
  {
    name: 'ask',
    options: [
      { name: 'question', kind: 'text', required: true },
      { name: 'file', kind: 'file' },
      { name: 'effort', kind: 'effort' },
      { name: 'model', kind: 'model' },
      { name: 'private', kind: 'flag' },
    ],
  },
  { name: 'model', options: [{ name: 'model', kind: 'model' }, FOR] },
  { name: 'effort', options: [{ name: 'effort', kind: 'effort' }, FOR] },
  { name: 'stop', options: [] },
  { name: 'forget', options: [{ name: 'what', kind: 'choice', choices: ['conversation', 'everything'] }] },
  { name: 'usage', options: [{ name: 'period', kind: 'choice', choices: ['today', 'month'] }] },
  { name: 'help', options: [] },
];
