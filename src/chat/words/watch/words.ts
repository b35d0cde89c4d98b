/** What `/watch` answers and rules' authors are told: see `Words`. Names of rules, prices, times and lists come ready to be shown. */
import type { Outcome } from '../../outcome.ts';

/** What a rule does, as what follows its name: “answers in a thread”. */
export interface DeedWords {
  /** `where` is one of `to`. */
  readonly answers: (where: string) => string;
  readonly says: (where: string) => string;
  readonly reacts: (emoji: string) => string;
  readonly to: {
    readonly reply: string;
    readonly thread: string;
    readonly author: string;
    readonly channel: (channel: string) => string;
    readonly person: (person: string) => string;
    readonly webhook: (name: string) => string;
  };
}

export interface WatchWords {
  readonly noRules: string;
  /** Above the list of rules. */
  readonly rules: string;
  /** What the journal says; a plain string as it is. */
  readonly outcome: (outcome: Outcome) => string;
  /** Where a rule watches: a list of channels, `here` among them where it is this one. */
  readonly where: (channels: string) => string;
  readonly here: string;
  readonly everywhere: string;
  /** Who made it; `source` is a person or `attache.yaml`. */
  readonly madeBy: (source: string) => string;
  /** `why` is a sentence. */
  readonly paused: (why: string) => string;
  readonly broken: (why: string) => string;
  /** To its author, when it breaks; `resume` is the command that starts it again. */
  readonly toAuthor: (name: string, why: string, resume: string) => string;
  readonly lastDay: (runs: string, acted: string, price: string) => string;
  /** Above the list of ready-made rules. */
  readonly readyMade: string;
  /** How a rule is added: with a ready-made name, or with one in YAML. */
  readonly howToAdd: string;
  readonly whichRule: (known: string) => string;
  readonly unknownRule: (name: string, known: string) => string;
  readonly unknownAction: (action: string, known: string) => string;
  readonly notInDirectMessages: string;
  readonly badName: (name: string) => string;
  readonly taken: (name: string) => string;
  /** It is no rule at all: `fault` is a sentence. */
  readonly notRead: (fault: string) => string;
  /** `faults` is a list, each with the place it is about. */
  readonly faults: (name: string, faults: string) => string;
  /** A rule acts with the rights of whoever adds it. */
  readonly lacks: (rights: string, channel: string) => string;
  readonly rights: Readonly<Record<'read' | 'write' | 'react', string>>;
  readonly deeds: DeedWords;
  readonly added: (name: string, deeds: string, where: string) => string;
  readonly nowPaused: (name: string) => string;
  readonly alreadyPaused: (name: string, why: string) => string;
  readonly resumed: (name: string) => string;
  readonly notPaused: (name: string) => string;
  readonly removed: (name: string) => string;
  /** A rule of attache.yaml. */
  readonly notRemovable: (name: string) => string;
  readonly test: {
    readonly title: (name: string, messages: string) => string;
    readonly nothingSaid: string;
    /** Of the messages, so many are left after the checks that need no model. */
    readonly passed: (passed: string, all: string) => string;
    readonly commonMiss: (miss: string, times: string) => string;
    readonly asked: (messages: string, price: string) => string;
    /** More passed the checks than are asked about in a test. */
    readonly onlyLatest: (messages: string) => string;
    readonly notAsked: (why: string) => string;
    readonly yes: (confidence: string, why: string) => string;
    readonly no: (confidence: string, why: string) => string;
    readonly would: (times: string, deeds: string) => string;
    readonly wouldNot: string;
    /** Each answer is expected to cost about so much. */
    readonly expected: (price: string) => string;
    readonly schedule: (times: string) => string;
    readonly ifReacted: (emoji: string) => string;
    readonly ifUnanswered: string;
    /** The whole text ends here, for there is more of it. */
    readonly andMore: (count: string) => string;
  };
  readonly why: {
    readonly whichMessage: string;
    readonly notFound: string;
    readonly notReadable: string;
    readonly title: (author: string, time: string, words: string) => string;
    readonly states: Readonly<
      Record<'waiting' | 'judging' | 'asking' | 'acted' | 'declined' | 'failed' | 'cancelled', string>
    >;
    readonly due: (time: string) => string;
    readonly confidence: (share: string) => string;
    /** Of rules that did nothing about it: what the checks say now. */
    readonly notSetOff: (miss: string) => string;
    readonly wouldBe: string;
    readonly noRules: string;
  };
}
