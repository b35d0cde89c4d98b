/** The text form of commands and options, for places where no command reaches: `effort:high model:… private:yes` first. */
import type { AskChoices } from './adapter.ts';
import { ATTEMPTS, CATCHUP, COMMANDS, type OptionName, QuestionName } from './commands.ts';
import { EffortChoice } from './effort.ts';
import type { AskEvent } from './event.ts';

/** The options that take a word behind their name. */
type WordName = Exclude<OptionName, 'question' | 'file' | 'for' | 'what' | 'period' | 'do' | 'rule'>;

export interface AskOptions {
  readonly effort?: EffortChoice;
  readonly model?: string;
  readonly best?: number;
  readonly a?: string;
  readonly b?: string;
  readonly schema?: string;
  readonly since?: string;
  readonly last?: number;
  readonly private: boolean;
  /** The text behind the options. */
  readonly rest: string;
  /** An option whose value is not offered; it and what follows are left in `rest`. */
  readonly unknown?: { readonly option: WordName; readonly value: string };
}

/** A bot may put its own name before the command; a path or an address is none. */
const COMMAND = /^\/(?:[a-z\d-]*-)?([a-z]+)(?=\s|$)\s*/i;
const OPTION = /^([a-z]+):/i;

/**
 * The command that a text begins with, and what stands behind it: commands can also be written in a message.
 *
 * @example optionsFor('/compare a:low b:high why?', choices) // { command: 'compare', a: 'low', b: 'high', private: false, rest: 'why?' }
 */
export function optionsFor(
  text: string,
  choices: AskChoices,
): AskOptions & { readonly command: QuestionName } {
  const match = COMMAND.exec(text.trim());
  const command = QuestionName.safeParse(match?.[1]?.toLowerCase()).data;
  return command && match
    ? { command, ...readOptions(text.trim().slice(match[0].length), choices, command) }
    : { command: 'ask', ...readOptions(text, choices) };
}

/**
 * Reads the options of a command that a text begins with. A later one of the same name wins.
 *
 * @example readOptions('effort:high private:yes why is the sky blue?', choices)
 * // { effort: 'high', private: true, rest: 'why is the sky blue?' }
 */
export function readOptions(text: string, choices: AskChoices, command: QuestionName = 'ask'): AskOptions {
  const offered = COMMANDS.find(({ name }) => name === command)!.options;
  let found: AskOptions = { private: false, rest: text.trim() };
  for (let match = OPTION.exec(found.rest); match; match = OPTION.exec(found.rest)) {
    const name = match[1]!.toLowerCase();
    const option = offered.find((one) => one.name === name && one.kind !== 'file' && name !== 'question');
    if (!option) return found;
    const behind = found.rest.slice(match[0].length);
    const word = (name === 'schema' ? objectAt(behind) : undefined) ?? /^\S+/.exec(behind)?.[0];
    if (word === undefined) return found;
    const value = word.trim();
    const rest = behind.slice(word.length).trimStart();
    const read = READ[option.name as WordName](value, choices);
    if (read === undefined) return { ...found, unknown: { option: option.name as WordName, value } };
    found = { ...found, [option.name]: read, rest };
  }
  return found;
}

/** What each option takes; undefined where it does not take this. */
const READ: Readonly<
  Record<WordName, (value: string, choices: AskChoices) => string | number | boolean | undefined>
> = {
  effort: (value, { efforts }) => EffortChoice.safeParse(nameIn(efforts, value)).data,
  model: (value, { models }) => nameIn(models, value),
  best: (value) => wholeNumber(value, 2, ATTEMPTS),
  a: (value) => value,
  b: (value) => value,
  schema: (value, { schemas }) => (value.includes('{') ? value : nameIn(schemas, value)),
  since: (value) => value,
  last: (value) => wholeNumber(value, 1, CATCHUP),
  private: (value) => /^(?:yes|true|on)$/i.test(value),
};

const nameIn = (choices: AskChoices['models'], value: string): string | undefined =>
  choices.find((known) => known.value.toLowerCase() === value.toLowerCase())?.value;

function wholeNumber(value: string, min: number, max: number): number | undefined {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  return number >= min && number <= max ? number : undefined;
}

/** The JSON object that a text begins with, and the backticks around it: as people paste it, perhaps on a line of its own. */
function objectAt(text: string): string | undefined {
  const opening = /^\s*(?:(`+)[a-z]*\s*)?(?=\{)/i.exec(text);
  if (!opening) return undefined;
  const [before, fence = ''] = opening;
  const end = before.length + objectLength(text.slice(before.length));
  const closing = /^\s*`*/.exec(text.slice(end))![0];
  return text.slice(0, fence !== '' && closing.endsWith(fence) ? end + closing.length : end);
}

/** Up to the brace that closes the first one; all of it where none does. */
function objectLength(text: string): number {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)|[{}]/gs)) {
    if (token === '{') depth += 1;
    if (token === '}') depth -= 1;
    if (depth === 0) return index + 1;
  }
  return text.length;
}

/**
 * The question with its answer for the asker alone, where its words say so; else as it is. A direct message is for nobody
 * else anyway.
 */
export function privately<Event extends AskEvent>(event: Event, choices: AskChoices): Event {
  const { message, target } = event;
  const isAlone =
    message.conversation.kind === 'dm' && (event.type === 'message' || event.again !== undefined);
  if (target.private || isAlone || !optionsFor(message.text, choices).private) return event;
  return { ...event, target: { ...target, private: true } };
}
