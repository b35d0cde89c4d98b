/** The text form of `/ask`: options first, then the question. */
import { Effort, type AskChoices } from '../../src/chat/index.ts';

export interface AskCommand {
  readonly question: string;
  readonly private: boolean;
  readonly effort?: Effort;
  readonly model?: string;
}

/** What to tell the person who wrote something that cannot be asked. */
export interface CommandFault {
  readonly fault: string;
}

const OPTION = /^(?:(effort|model):(\S+)|(private))(?:\s+|$)/i;

/**
 * @example parseAsk('effort:high private why is the sky blue?', choices)
 * // { question: 'why is the sky blue?', private: true, effort: 'high' }
 */
export function parseAsk(text: string, { efforts, models }: AskChoices): AskCommand | CommandFault {
  let rest = text.trim();
  let ask: Omit<AskCommand, 'question'> = { private: false };
  for (let option = OPTION.exec(rest); option; option = OPTION.exec(rest)) {
    rest = rest.slice(option[0].length);
    const [, name, value = ''] = option;
    if (name === undefined) {
      ask = { ...ask, private: true };
      continue;
    }
    const choices = name.toLowerCase() === 'effort' ? efforts : models;
    const choice = choices.find((known) => known.value.toLowerCase() === value.toLowerCase());
    if (!choice) {
      const known = choices.map((entry) => entry.value).join(', ');
      return { fault: `I do not know the ${name.toLowerCase()} “${value}”. It can be: ${known}.` };
    }
    ask =
      name.toLowerCase() === 'effort'
        ? { ...ask, effort: Effort.parse(choice.value) }
        : { ...ask, model: choice.value };
  }
  if (rest === '') return { fault: usage({ efforts, models }) };
  return { ...ask, question: rest };
}

function usage({ efforts, models }: AskChoices): string {
  const effort = efforts.map(({ value }) => value).join(', ');
  const model = models.map(({ value }) => value).join(', ');
  return [
    'Ask me like this: `/ask effort:high model:… private your question`. All but the question may be left out.',
    `Efforts: ${effort}. Models: ${model}. With \`private\` only you see the answer.`,
    'Slack hands no files to commands: to show me one, mention me in a message with the file.',
  ].join('\n');
}
