/** The text form of the options of a question, for places where no command reaches: `effort:high model:… private:yes` first. */
import type { AskChoices } from './adapter.ts';
import { Effort } from './effort.ts';
import type { AskEvent } from './event.ts';

export interface AskOptions {
  readonly effort?: Effort;
  readonly model?: string;
  readonly private: boolean;
  /** The text behind the options. */
  readonly rest: string;
  /** An option whose value is not offered; it and what follows are left in `rest`. */
  readonly unknown?: { readonly option: 'effort' | 'model'; readonly value: string };
}

const OPTION = /^(effort|model|private):(\S+)(?:\s+|$)/i;

/**
 * Reads the options a text begins with. A later one of the same name wins.
 *
 * @example readOptions('effort:high private:yes why is the sky blue?', choices)
 * // { effort: 'high', private: true, rest: 'why is the sky blue?' }
 */
export function readOptions(text: string, { efforts, models }: AskChoices): AskOptions {
  let found: AskOptions = { private: false, rest: text.trim() };
  for (let match = OPTION.exec(found.rest); match; match = OPTION.exec(found.rest)) {
    const rest = found.rest.slice(match[0].length);
    const [, name = '', value = ''] = match;
    const option = name.toLowerCase();
    if (option === 'private') {
      found = { ...found, private: /^(?:yes|true|on)$/i.test(value), rest };
      continue;
    }
    const choices = option === 'effort' ? efforts : models;
    const choice = choices.find((known) => known.value.toLowerCase() === value.toLowerCase());
    if (!choice) return { ...found, unknown: { option: option === 'effort' ? 'effort' : 'model', value } };
    found =
      option === 'effort'
        ? { ...found, effort: Effort.parse(choice.value), rest }
        : { ...found, model: choice.value, rest };
  }
  return found;
}

/**
 * The question with its answer for the asker alone, where its words say so; else as it is. A direct message is for nobody
 * else anyway.
 */
export function privately<Event extends AskEvent>(event: Event, choices: AskChoices): Event {
  const { message, target } = event;
  const isAlone =
    message.conversation.kind === 'dm' && (event.type === 'message' || event.again !== undefined);
  if (target.private || isAlone || !readOptions(message.text, choices).private) return event;
  return { ...event, target: { ...target, private: true } };
}
