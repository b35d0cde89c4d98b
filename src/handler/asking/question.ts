/** What an event asks: its words and files, with the options taken off and the message it is about joined in. */
import {
  type AskChoices,
  type AskEvent,
  type AskOptions,
  type Message,
  optionsFor,
  QuestionName,
} from '../../chat/index.ts';
import { taskOf } from '../rule/guard.ts';
import { ruleOf } from '../rule/rule-of.ts';
import { withoutHidden } from './hidden.ts';
import { oneLine } from './one-line.ts';

export interface Asked {
  /** The question as the model is to read it. */
  readonly message: Message;
  /** What is to be done with it. */
  readonly task: QuestionName;
  /** What is asked for this once. */
  readonly options: Omit<AskOptions, 'private' | 'rest' | 'unknown'>;
  /** An option whose value nobody knows: it is as if it had not been given, and left in the words where it stands there. */
  readonly unknown: AskOptions['unknown'];
  /** It is asked again as it was settled before: its models are held against no list. */
  readonly isSettled: boolean;
  /** The message whose past belongs to the question; undefined where none does. */
  readonly past: Message | undefined;
}

export function askedIn(event: AskEvent, choices: AskChoices): Asked {
  const { text } = event.message;
  const { command, rest, unknown, options } = wordsOf(event, choices);
  // Nothing was taken off: the words stay as they are, white space and all.
  const message = { ...event.message, text: rest === text.trim() ? text : rest };
  const once = event.type === 'command' ? event : undefined;
  const named = QuestionName.safeParse(once?.name).data ?? 'ask';
  const chosen = chosenIn(once, choices);
  const asked: Asked = {
    message,
    task: named === 'ask' ? command : named,
    options: { ...options, ...chosen.options, ...once?.settled },
    unknown: chosen.unknown ?? unknown,
    isSettled: once?.settled !== undefined,
    // Nothing came before the words of a rule: nobody has said them there.
    past: once?.rule ? undefined : message,
  };
  if (!once?.about) return asked;
  const builtIn =
    once.name === 'transcribe' || once.name === 'describe' ? BUILT_IN[once.name](message) : message.text;
  return {
    ...asked,
    message: aboutMessage(
      message,
      once.rule ? { ...once.about, text: withoutHidden(once.about.text) } : once.about,
      builtIn,
    ),
    // What a message shows and says is all in it; a question about it may be about what came before.
    past: once.name === 'ask' ? once.about : undefined,
  };
}

/**
 * What is asked, and the options before it. The words of a rule are what they are: nothing in them is an option or a command, for
 * some of them are other people's.
 */
function wordsOf(event: AskEvent, choices: AskChoices) {
  const { text } = event.message;
  if (ruleOf(event)) return { command: 'ask', rest: taskOf(text), unknown: undefined, options: {} } as const;
  const { command, rest, unknown, private: _, ...options } = optionsFor(text, choices);
  return { command, rest, unknown, options };
}

/**
 * What the fields of a command choose. The lists that platforms show do not bind those who type, so that a model may be named
 * that is not offered.
 */
function chosenIn(
  command: CommandEvent | undefined,
  { models }: AskChoices,
): Pick<Asked, 'options' | 'unknown'> {
  const { effort, model: named, best, a, b, schema, since, last } = command ?? {};
  const model = models.find(({ value }) => value.toLowerCase() === named?.toLowerCase())?.value;
  const unknown =
    named !== undefined && model === undefined ? { option: 'model' as const, value: named } : undefined;
  const given = { effort, model, best, a, b, schema, since, last };
  const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { options, unknown };
}

type CommandEvent = Extract<AskEvent, { type: 'command' }>;

/** The questions that menus bring along, for models, which read English best. */
const BUILT_IN = {
  transcribe: () =>
    'Transcribe this, and only that: every spoken word, with the times, and who speaks where voices can be told apart. ' +
    'Write down any text that can be seen in pictures or frames as well, as it stands there. ' +
    'Use the language of the material; do not translate, sum up or comment. If there is nothing to transcribe, say so.',
  describe: ({ author }: Message) =>
    'Describe this for people who cannot see or hear it: what is to be seen, in order of importance, text in it word for ' +
    'word, and what is to be heard. Say what is there, not what it may mean. Begin with one sentence that says it all. ' +
    `Answer in ${languageName(author.locale)}.`,
} as const;

/** @example languageName('pt-BR') // 'Brazilian Portuguese' */
export function languageName(locale: string | undefined): string {
  const unknown = 'the language of the conversation';
  try {
    return (locale && new Intl.DisplayNames('en', { type: 'language' }).of(locale)) || unknown;
  } catch {
    // Not written as a locale is.
    return unknown;
  }
}

/** A question with the message it is about: its words quoted, its files before those of the question. */
function aboutMessage(question: Message, about: Message, words: string): Message {
  const whose = about.fromUs ? 'of yours' : `of ${oneLine(about.author.name)}`;
  const quoted = about.text.trim() === '' ? '(It has no words.)' : about.text.replace(/^/gm, '> ');
  return {
    ...question,
    text: [`About this message ${whose}:`, quoted, words].filter((part) => part !== '').join('\n\n'),
    attachments: [
      ...about.attachments.map((attachment) => ({ postedBy: about.author.id, ...attachment })),
      ...question.attachments,
    ],
  };
}
