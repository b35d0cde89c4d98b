/** Every text that a person is shown in their own language: what commands, menus and buttons are called, and what they answer. */
import type { ChoiceName, CommandName, MenuName, OptionName } from '../commands.ts';
import type { ActionId } from '../reply.ts';
import type { WatchWords } from './watch/words.ts';

/** Why the router picked a model and an effort. */
export type Why = 'simple' | 'ordinary' | 'code' | 'reasoning' | 'careful' | 'long' | 'media' | 'saving';

/** Whose money a budget is about. */
export type Purse = 'person' | 'channel' | 'workspace' | 'everyone' | 'rule';

/** Lengths are those of Discord, the strictest: names to 32 characters, descriptions to 100, labels to 80, titles to 45. */
export interface Words {
  /** What each command does. The names themselves are the same in every language, so that people can tell each other. */
  readonly commands: Readonly<Record<CommandName, string>>;
  /** `name` in lower case without spaces. */
  readonly options: Readonly<Record<OptionName, { readonly name: string; readonly description: string }>>;
  readonly choices: Readonly<Record<ChoiceName | 'usual', string>>;
  /** Why the router picked a model, as it stands in brackets behind it. */
  readonly why: Readonly<Record<Why, string>>;
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
    /** What rules took of that, and one of them: a question is asked about one message. */
    readonly usageOfRules: (questions: string, answers: string, price: string) => string;
    readonly usageOfRule: (rule: string, questions: string, answers: string, price: string) => string;
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
    /** `expected` is a list, or the words of the option. */
    readonly unknownValue: (option: string, value: string, expected: string) => string;
    readonly noSchema: (known: string) => string;
    /** Asks before something dear is done; `price` comes ready to be shown. */
    readonly costs: (price: string) => string;
    readonly declined: string;
    /** The price was agreed to before: it is not paid for again, and cannot be left any more. */
    readonly agreedAlready: string;
    /** No more until `resets`, a date and time that come ready to be shown, without a word such as “at” before them. */
    readonly budgetUsed: (whose: Purse, amount: string, resets: string) => string;
    /** What is left of a budget cannot pay for this question. */
    readonly budgetTooSmall: (whose: Purse, left: string, price: string, resets: string) => string;
    /** `model` answered because `instead` could not; `reason` is a sentence. */
    readonly fellBack: (model: string, instead: string, reason: string) => string;
    /** While what no longer fits is summed up, and after. */
    readonly summing: { readonly doing: string; readonly done: string };
    readonly summedUp: (messages: number) => string;
    readonly leftOut: (messages: number) => string;
    /** A platform gives only so many messages of a conversation: two or more. */
    readonly readLast: (messages: number) => string;
    /** While a channel is read. */
    readonly readingBack: (messages: string) => string;
    readonly readBack: (messages: string, from: string) => string;
    /** The platform's own limit, or the model's window, ended it there. */
    readonly readBackCut: (from: string) => string;
    readonly nothingSaid: string;
    readonly unknownTime: (value: string) => string;
    /** The time is now, or still to come. */
    readonly notPast: (value: string) => string;
    readonly attempt: (number: number, all: number) => string;
    readonly judging: string;
    readonly bestOf: (kept: number, all: number, why: string) => string;
    /** The other attempts failed. */
    readonly onlyAttempt: (kept: number, all: number) => string;
    readonly attemptsSame: (all: number) => string;
    readonly notJudged: (kept: number, all: number) => string;
    readonly compared: {
      readonly difference: string;
      readonly same: string;
      readonly failed: string;
      /** The same model at the same effort was named twice. */
      readonly alike: (side: string) => string;
      readonly unlike: string;
      readonly tooLong: string;
      /** What was measured of each side: seconds to its first word and in all, tokens, price. */
      readonly measures: Readonly<Record<'first' | 'all' | 'input' | 'output' | 'price', string>>;
    };
    readonly extracted: (schema: string) => string;
    readonly extractedAgain: string;
    /** What was extracted first did not fit; `price` is that of both tries. */
    readonly notTriedAgain: (price: string) => string;
    readonly notExtracted: (schema: string, faults: string) => string;
    readonly everybodysUsage: (period: 'today' | 'month', lines: string) => string;
    readonly usageFile: string;
    /** The file of usage holds only so many rows. */
    readonly usageLatest: (rows: string) => string;
    readonly usageOnlyAdmins: string;
    /** Nobody has asked anything. */
    readonly noUsageAtAll: (period: 'today' | 'month') => string;
    readonly forgottenPeople: string;
    /** So many others, at the end of a list of names. */
    readonly others: (count: string) => string;
    readonly tokens: (count: string) => string;
    /** What a chart shows, for people who cannot see it: `parts` are names with their amounts. */
    readonly chartByDay: (when: string, most: string, amount: string, parts: string) => string;
    readonly chartByModel: (when: string, parts: string) => string;
    readonly chartByPerson: (when: string, parts: string) => string;
  };
  /** What `/watch` answers. Names of rules, prices, times and lists come ready to be shown. */
  readonly watch: WatchWords;
}
