/** What people can choose, as the options of a select. */
import type { types } from '@slack/bolt';
import { type Choice, USUAL } from '../../../src/chat/index.ts';
import { LIMITS } from '../limits.ts';

export const plain = (text: string): types.PlainTextElement => ({ type: 'plain_text', text });

/** The option that takes a choice back. */
export const usualOption = (label: string): types.PlainTextOption => option({ value: USUAL, label });

/** As many as a select takes beside `usualOption`. One whose value is too long for Slack can still be typed. */
export function optionsOf(choices: readonly Choice[]): types.PlainTextOption[] {
  return choices
    .filter(({ value }) => value.length <= LIMITS.optionValue)
    .slice(0, LIMITS.options - 1)
    .map(option);
}

function option({ value, label }: Choice): types.PlainTextOption {
  const shown =
    label.length <= LIMITS.optionCharacters ? label : `${label.slice(0, LIMITS.optionCharacters - 1)}…`;
  return { text: plain(shown), value };
}
