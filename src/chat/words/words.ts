/** Every text that a person is shown in their own language: what commands, menus and buttons are called, and what they answer. */
import type { CommandName, MenuName, OptionName } from '../commands.ts';
import type { ActionId } from '../reply.ts';

/** Lengths are those of Discord, the strictest: names to 32 characters, descriptions to 100, labels to 80, titles to 45. */
export interface Words {
  /** What each command does. The names themselves are the same in every language, so that people can tell each other. */
  readonly commands: Readonly<Record<CommandName, string>>;
  /** `name` in lower case without spaces. */
  readonly options: Readonly<Record<OptionName, { readonly name: string; readonly description: string }>>;
  readonly choices: Readonly<
    Record<'me' | 'channel' | 'conversation' | 'everything' | 'today' | 'month' | 'usual', string>
  >;
  readonly menus: Readonly<Record<MenuName, string>>;
  /** The form that asks for the question about a message. */
  readonly form: {
    readonly title: string;
    readonly question: string;
    readonly send: string;
    readonly cancel: string;
  };
  readonly actions: Readonly<Record<Exclude<ActionId, 'harder'>, string>> & {
    readonly harder: (effort: string) => string;
  };
  /** What somebody who opens a conversation may begin with: four at most. */
  readonly prompts: readonly { readonly title: string; readonly message: string }[];
  /** The bot's own page. */
  readonly home: {
    readonly greeting: string;
    readonly settings: string;
    readonly usage: string;
    readonly model: string;
    readonly effort: string;
  };
  /** What a command without question answers. Models, efforts and times come ready to be shown. */
  readonly said: {
    readonly help: string;
    /** `where` is one of `choices`. */
    readonly modelIs: (model: string) => string;
    readonly effortIs: (effort: string) => string;
    readonly modelSet: (model: string, where: 'me' | 'channel') => string;
    readonly effortSet: (effort: string, where: 'me' | 'channel') => string;
    readonly unset: (where: 'me' | 'channel') => string;
    readonly unknownModel: (model: string, known: string) => string;
    readonly unknownEffort: (effort: string, known: string) => string;
    readonly stopped: (answers: number) => string;
    readonly nothingRuns: string;
    /** The whole conversation is forgotten. */
    readonly forgotConversation: string;
    /** Of the conversation, what the one who asks for it said is forgotten. */
    readonly forgotMine: string;
    readonly forgotEverything: string;
    readonly noUsage: (period: 'today' | 'month') => string;
    readonly usage: (period: 'today' | 'month', lines: string) => string;
    readonly usageLine: (line: {
      readonly model: string;
      readonly answers: string;
      readonly input: string;
      readonly output: string;
      readonly price: string;
    }) => string;
    readonly usageTotal: (answers: string, price: string) => string;
    readonly onlyAdmins: string;
    readonly notYours: (asker: string) => string;
    readonly stillRuns: string;
    readonly runsAgain: string;
    readonly forgotten: string;
    readonly noReasoning: string;
    readonly noSources: string;
    readonly noFiles: string;
    readonly noSaw: string;
    readonly saw: string;
    readonly sawSome: (shown: number, all: number) => string;
    readonly sources: string;
    readonly files: string;
    readonly reasoning: string;
    readonly reasoningGoesOn: string;
    readonly noQuestion: string;
    /** On what is left of an answer that a shorter one has taken the place of. */
    readonly aboveIsWhole: string;
    readonly messageGone: string;
  };
}
