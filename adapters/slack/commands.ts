/** What is typed behind a slash command → what is asked for, or what is wrong with it. */
import {
  type AskChoices,
  type AskOptions,
  type Choice,
  type CommandDefinition,
  type CommandName,
  COMMANDS,
  type ControlName,
  isQuestion,
  type OptionDefinition,
  type QuestionName,
  readOptions,
  USUAL,
  type Words,
} from '../../src/chat/index.ts';
import { asTyped } from './text/mrkdwn.ts';

/** A question, its options read. */
interface AskCommand extends Omit<AskOptions, 'unknown'> {
  readonly name: QuestionName;
}

/** A command that asks no question. */
interface ControlCommand {
  readonly name: ControlName;
  readonly value?: string;
  readonly scope: 'me' | 'channel';
}

/** What to tell the person who wrote something that cannot be done. */
interface CommandFault {
  readonly fault: string;
}

/** What stands before a value where people write it as they do in the text form: `effort:high`, `for:channel`. */
const PREFIX = /^(?:model|effort|for|what|period):/i;
const HELP: ControlCommand = { name: 'help', scope: 'me' };

/**
 * Reads a command. A workspace may have it under a name of its own (`/bot-ask`), so the last word of the name counts;
 * one that is none of ours gets help.
 *
 * @example readCommand('/model', 'gpt-5.5 channel', choices, words) // { name: 'model', value: 'gpt-5.5', scope: 'channel' }
 * @example readCommand('/ask', 'effort:high why?', choices, words)
 * // { name: 'ask', effort: 'high', private: false, rest: 'why?' }
 */
export function readCommand(
  command: string,
  text: string,
  choices: AskChoices,
  words: Words,
): AskCommand | ControlCommand | CommandFault {
  const definition = COMMANDS.find(({ name }) => name === nameOf(command));
  if (!definition) return HELP;
  const { name, options } = definition;
  if (isQuestion(name)) return readQuestion(name, options, text, choices, words);
  if (name === 'watch') return readWatch(text);
  const [option] = options;
  return option ? readControl(name, option, text, choices, words) : { name, scope: 'me' };
}

function nameOf(command: string): CommandName | undefined {
  const last = /[a-z]+$/.exec(command.toLowerCase())?.[0];
  return COMMANDS.find(({ name }) => name === last)?.name;
}

function readQuestion(
  name: QuestionName,
  options: CommandDefinition['options'],
  text: string,
  choices: AskChoices,
  words: Words,
): AskCommand | CommandFault {
  const { unknown, ...read } = readOptions(text, choices, name);
  const { said } = words;
  if (unknown?.option === 'model') return { fault: said.unknownModel(unknown.value, listed(choices.models)) };
  if (unknown?.option === 'effort')
    return { fault: said.unknownEffort(unknown.value, listed(choices.efforts)) };
  if (unknown) {
    const { kind, min, max } = options.find((option) => option.name === unknown.option)!;
    const expected = kind === 'number' ? `${min}–${max}` : schemasOf(choices, words);
    return { fault: said.unknownValue(unknown.option, unknown.value, expected) };
  }
  const isMissing = (option: OptionDefinition['name'], value: string | undefined) =>
    !value && options.some((one) => one.required && one.name === option);
  if (isMissing('schema', read.schema)) return { fault: said.noSchema(schemasOf(choices, words)) };
  return isMissing('question', read.rest) ? { fault: said.noQuestion } : { name, ...read };
}

/** The schemas that have a name; where there are none, what else a schema can be. */
const schemasOf = ({ schemas }: AskChoices, { options }: Words): string =>
  listed(schemas) || options.schema.description;

/**
 * What `/watch` is to do, and what to: a rule keeps its lines and their indents, which mean something. A line break behind the first
 * word is no more than a space.
 */
function readWatch(text: string): ControlCommand {
  const [, action, rule = ''] = /^\s*(\S+)(?:[^\S\n]*\n|\s)?([^]*)$/.exec(asTyped(text)) ?? [];
  if (action === undefined) return { name: 'watch', scope: 'me' };
  return { name: 'watch', value: `${action} ${rule}`.trimEnd(), scope: 'me' };
}

function readControl(
  name: ControlName,
  option: OptionDefinition,
  text: string,
  { models, efforts }: AskChoices,
  words: Words,
): ControlCommand | CommandFault {
  const label = (value: keyof Words['choices']): Choice => ({ value, label: words.choices[value] });
  const isSetting = option.kind === 'model' || option.kind === 'effort';
  const { rest, scope } = isSetting
    ? withoutScope(text, [label('me'), label('channel')])
    : { rest: text, scope: 'me' as const };
  const typed = rest.trim().replace(PREFIX, '');
  if (typed === '') return { name, scope };

  const offered = option.kind === 'model' ? models : option.kind === 'effort' ? efforts : [];
  const known = isSetting ? [...offered, label(USUAL)] : (option.choices ?? []).map(label);
  const found = choiceOf(typed, known);
  if (found) return { name, value: found.value, scope };
  if (option.kind === 'model') return { fault: words.said.unknownModel(typed, listed(known)) };
  if (option.kind === 'effort') return { fault: words.said.unknownEffort(typed, listed(known)) };
  return { fault: `${words.options[option.name].description}: ${listed(known)}` };
}

/** Takes the word that says for whom off the end, or off a text that is nothing else. */
function withoutScope(
  text: string,
  scopes: readonly Choice[],
): { readonly rest: string; readonly scope: ControlCommand['scope'] } {
  const all = ` ${text.trim()}`;
  const [found] = scopes
    .flatMap(({ value, label }) => [value, `for:${value}`, label].map((word) => ({ value, word })))
    .filter(({ word }) => all.toLowerCase().endsWith(` ${word.toLowerCase()}`))
    // “this channel” before “channel”.
    .toSorted((a, b) => b.word.length - a.word.length);
  if (!found) return { rest: text, scope: 'me' };
  return { rest: all.slice(0, -found.word.length), scope: found.value === 'channel' ? 'channel' : 'me' };
}

function choiceOf(typed: string, choices: readonly Choice[]): Choice | undefined {
  const wanted = typed.toLowerCase();
  return choices.find(({ value, label }) => [value, label].some((name) => name.toLowerCase() === wanted));
}

const listed = (choices: readonly Choice[]): string => choices.map(({ value }) => value).join(', ');
