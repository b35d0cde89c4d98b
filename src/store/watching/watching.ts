/** What is kept for rules that watch: those that were made in a chat, which are paused, and each time one was set off. */
import type { AskEvent, Author, Conversation, Outcome } from '../../chat/index.ts';

/** `name` of a rule of attache.yaml; `discord:G1/name` of one that was made in a chat of that workspace. */
export type RuleKey = string;

/** A rule that was made in a chat. */
export interface KeptRule {
  readonly key: RuleKey;
  /** The rule as JSON, as it was written. */
  readonly definition: string;
  readonly author: Author;
  /** Where it was made: there its author is told of it. */
  readonly conversation: Conversation;
  readonly madeAt: number;
}

/** A rule of attache.yaml, as it is known by. */
export interface KnownRule {
  readonly key: RuleKey;
  /** What sets it off: another text where that is something else. */
  readonly setsOff: string;
  /** All that it says: another text where it was mended. */
  readonly whole: string;
}

/** A rule that does nothing until it is resumed. */
export interface Pause {
  readonly key: RuleKey;
  /** `broken`: it went wrong, which its author was told. */
  readonly why: 'asked' | 'broken';
  /** Who paused it, or what went wrong. */
  readonly sentence: Outcome;
  readonly at: number;
}

/** Something that sets a rule off. */
export interface NewRun {
  readonly key: RuleKey;
  /** With `key`, no other run's: what happened, in a form that is the same when it is delivered again. */
  readonly trigger: string;
  /** Where it happened; undefined of a schedule. */
  readonly conversation: Conversation | undefined;
  /** The message that it is about. */
  readonly message: string | undefined;
  /** The key (`personKey`) of the person whose words it is about: they may want them forgotten. */
  readonly person: string | undefined;
  /** Written by another bot. */
  readonly isFromBot: boolean;
  /** When it happened, by the platform's clock, and when something is to be done about it, in milliseconds since 1970. */
  readonly at: number;
  readonly dueAt: number;
  /** Runs of a rule with the same group that wait are taken together … */
  readonly group: string | undefined;
  /** … and put off, each by the next: to its `dueAt`, but at most so many milliseconds after the first of them came. */
  readonly putOffMs: number | undefined;
  /** What happened, as JSON of whoever made the run. It holds words of people, and goes as soon as the rule has acted or does not. */
  readonly cause: string;
}

/**
 * `waiting` until it is due · `judging` while a process decides · `asking` once a turn is to answer · then over: `acted`,
 * `declined` (it was not to be acted on), `failed`, `cancelled` (the message is gone, or the turn was stopped or hindered).
 */
export type RunState = 'waiting' | 'judging' | 'asking' | 'acted' | 'declined' | 'failed' | 'cancelled';

/** What was found out about a run. */
export interface Verdict {
  /** In the order in which they were found out. */
  readonly reasons: readonly Outcome[];
  /** Of the question, 0 to 1. */
  readonly confidence?: number | undefined;
  readonly isWanted: boolean;
}

/** A run that this process has taken. */
export interface TakenRun extends NewRun {
  readonly id: string;
  /** How often it was taken before, but for those times that do not count: see `putOff`. */
  readonly attempts: number;
  /** What an earlier process had found out. */
  readonly verdict: Verdict | undefined;
}

/** A run as it is told of. Of the turn that answered, its state and its price are told. */
export interface ToldRun {
  readonly id: string;
  readonly key: RuleKey;
  readonly trigger: string;
  /** Where it was set off; undefined of a schedule. */
  readonly conversation: Conversation | undefined;
  readonly at: number;
  readonly dueAt: number;
  readonly state: RunState;
  readonly verdict: Verdict | undefined;
  /** What became of it; undefined while nobody knows. */
  readonly outcome: Outcome | undefined;
  /** Dollars: what the question took, and its share of what the answer took, where that is for several runs. */
  readonly usd: number;
  readonly endedAt: number | undefined;
}

export interface RuleStanding {
  readonly key: RuleKey;
  /** Since a time. */
  readonly runs: number;
  readonly acted: number;
  readonly usd: number;
  /** When it last acted. */
  readonly lastAt: number | undefined;
}

/** What a rule must have waited for since it last acted, in the same scope. */
export interface Cooldown {
  readonly scope: string;
  readonly ms: number;
}

/** A run that a rule is to act for, together with others or alone. */
export interface Acting {
  readonly id: string;
  /** Undefined where the rule need not have waited. */
  readonly cooldown: Cooldown | undefined;
}

/**
 * Where runs that were taken are noted about together and one of them is not this process's any more (another process has taken it
 * over, its message was edited or is gone, somebody wants it forgotten), `TurnLost` is thrown. Nothing was done then, and the others
 * are free again: nobody here needs to care about any of them.
 */
export interface Watching {
  /** The rules that were made in a chat, oldest first. */
  keptRules(): Promise<readonly KeptRule[]>;
  /** Keeps a rule, unless its key is taken. Tells all processes. */
  keepRule(rule: KeptRule): Promise<boolean>;
  /** Drops a rule, its pause, and what waits for it or is being decided; false where there was none. Tells all processes. */
  dropRule(key: RuleKey): Promise<boolean>;
  /**
   * Notes which rules attache.yaml has, and tells since when each is known, in milliseconds since 1970: since now where it is new, or
   * is set off by something else than before. Others are known no more. One that broke and says something else now goes on. Tells
   * all processes where there are others than before.
   */
  knowRules(rules: readonly KnownRule[]): Promise<ReadonlyMap<RuleKey, number>>;
  /** The rules of attache.yaml, as the process has them that was started last. */
  knownRules(): Promise<readonly RuleKey[]>;
  pauses(): Promise<readonly Pause[]>;
  /** When rules were resumed that had been paused, in milliseconds since 1970. */
  resumes(): Promise<ReadonlyMap<RuleKey, number>>;
  /** Pauses a rule, unless it is paused already: then false. Tells all processes. What nobody has taken is declined. */
  pause(pause: Pause): Promise<boolean>;
  /** False where it was not paused. Tells all processes. */
  resume(key: RuleKey): Promise<boolean>;

  /** Journals runs, each once; the number of those that are new. Whoever takes runs hears when the next is due. */
  addRuns(runs: readonly NewRun[]): Promise<number>;
  /**
   * When the next run is due that nobody has taken, or that is to be taken over; undefined where none waits. All hear when that
   * changes.
   *
   * @param besides see `takeRuns`
   */
  nextDue(besides?: readonly RuleKey[]): Promise<number | undefined>;
  /**
   * Takes runs that are due for this process, oldest first, with all that wait in their groups; those of processes that are gone
   * as well. A run that was taken three times before is ended as failed. Of a group a thousand at the most.
   */
  takeRuns(of: {
    readonly now: number;
    readonly most: number;
    /** Rules whose runs are left for now: this process has enough of theirs in hand, or does not know them. */
    readonly besides?: readonly RuleKey[];
  }): Promise<readonly TakenRun[]>;
  /** Keeps what was found out about runs, and what that took: of those that are left also where `TurnLost` is thrown. */
  keepVerdicts(
    verdicts: readonly { readonly id: string; readonly verdict: Verdict; readonly usd: number }[],
  ): Promise<void>;
  /**
   * Leaves a run to be taken again at a time. Changes nothing where it is lost.
   *
   * @param isAttempt it has failed, which counts: quiet hours do not
   */
  putOff(id: string, dueAt: number, reason: Outcome, isAttempt?: boolean): Promise<void>;
  /**
   * Journals the turn that acts for runs of a rule, and ends the runs with it: once, however often it is tried.
   *
   * @returns the runs in whose scopes the rule has acted within that time; where there are some, nothing is done for any
   */
  askFor(runs: readonly Acting[], event: AskEvent): Promise<readonly string[]>;
  /** Whether a rule has acted in a scope for others than these runs, too short a time ago. It may have by the time that it acts. */
  isCooling(key: RuleKey, ids: readonly string[], cooldown: Cooldown): Promise<boolean>;
  /** The rule acts now for these runs, without a turn: noted of each in its scope. Gives what `askFor` gives. */
  actFor(runs: readonly Acting[]): Promise<readonly string[]>;
  /**
   * Ends runs that no turn answers.
   *
   * @param isBlameless they have failed by what they were about, which tells nothing of the rule
   */
  endRuns(
    ids: readonly string[],
    state: 'acted' | 'declined' | 'failed',
    outcome: Outcome,
    isBlameless?: boolean,
  ): Promise<void>;
  /** Notes what became of the turn of a run; `isBlameless` as in `endRuns`. */
  noteOutcome(id: string, outcome: Outcome, isBlameless?: boolean): Promise<void>;
  /** Runs of a message about which something is still to be decided, or may be anew (see `cancelAbout`): it was edited. */
  waitingAbout(
    conversation: Conversation,
    message: string,
  ): Promise<readonly { readonly id: string; readonly cause: string; readonly key: RuleKey }[]>;
  /** Whoever has taken the run loses it: what was found out was about something else. */
  changeCause(id: string, cause: string): Promise<void>;
  /**
   * Ends what waits or is being judged about a message that is gone, and stops the turns that answer about it. What such a turn answers
   * about besides is free again, due at once: to be answered without it. An answer that is complete stays.
   */
  cancelAbout(conversation: Conversation, message: string): Promise<void>;
  /** Everything that rules made of a message, or by which they posted it, oldest first; of schedules, by their trigger. */
  runsAbout(conversation: Conversation, message: string): Promise<readonly ToldRun[]>;
  /** The latest runs of a rule, the last one first. */
  latestRuns(key: RuleKey, most: number): Promise<readonly ToldRun[]>;
  standings(since: number): Promise<readonly RuleStanding[]>;
  /** How often rules have acted since a time because of other bots, in a channel and its threads. */
  setOffByBots(conversation: Conversation, since: number): Promise<number>;
  /**
   * How often a rule has failed since it last went well, was resumed or was made; runs that have failed together count once, and those
   * that are blameless not at all.
   */
  failuresInARow(key: RuleKey): Promise<number>;
  /** Until when a schedule has been looked after, in milliseconds since 1970; undefined where it is new. */
  scheduledUntil(key: RuleKey): Promise<number | undefined>;
  /** Notes a later time; an earlier one changes nothing. */
  keepScheduledUntil(key: RuleKey, at: number): Promise<void>;
  /** Whether this bot has posted one of these since a time: hashes of words, to recognise them when another bot repeats them. */
  hasPosted(hashes: readonly string[], since: number): Promise<boolean>;
  keepPosted(hashes: readonly string[]): Promise<void>;
}
