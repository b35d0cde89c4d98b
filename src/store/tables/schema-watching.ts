/** The tables of what is kept for rules that watch. They are read like those of `schema.ts`. */

/** Rules that were made in a chat. */
export interface RuleTable {
  key: string;
  definition: string;
  /** The key of the person who made it. */
  person: string;
  /** JSON. */
  author: string;
  conversation: string;
  made_at: number;
}

export interface PauseTable {
  key: string;
  why: 'asked' | 'broken';
  /** What is said of it, as `writtenOutcome` writes it. */
  sentence: string;
  at: number;
  /** Since when the rule goes on again; null while it is paused. What failed before does not count any more. */
  resumed_at: number | null;
}

/** Each time that something has set a rule off: see `NewRun`. */
export interface RunTable {
  id: string;
  key: string;
  trigger: string;
  /** The key of the conversation; null of a schedule. */
  conversation: string | null;
  /** The conversation as JSON. */
  place: string | null;
  message: string | null;
  /** The key of a person; null when they are forgotten. */
  person: string | null;
  from_bot: 0 | 1;
  at: number;
  due_at: number;
  /** When it was journalled. */
  came_at: number;
  /** The group. */
  batch: string | null;
  put_off_ms: number | null;
  /** Empty as soon as the run is not waiting any more, nor being judged; of several that a turn answers for, when that is over. */
  cause: string;
  state: 'waiting' | 'judging' | 'asking' | 'acted' | 'declined' | 'failed' | 'cancelled';
  /** JSON. */
  verdict: string | null;
  /** As `writtenOutcome` writes it. */
  outcome: string | null;
  /** It has failed by what it was about, which does not count against the rule; null where it does. */
  blameless: 1 | null;
  /** What the questions took. */
  usd: number;
  /** How often it was taken. */
  attempts: number;
  /** The process that has taken it: an id of its run. */
  holder: string | null;
  /** The turn that answers, and for how many runs it does. */
  turn: string | null;
  shares: number;
  /** When the rule acted, and the alias of the scope in which it has to wait since then. */
  acted_at: number | null;
  scope: string | null;
  ended_at: number | null;
}

/** What rules have asked their questions for: beside the turns, what was used. Its requests are in `call`, under its id. */
export interface JudgingTable {
  id: string;
  rule: string;
  /** The key of the person whose usage it is; null when they are forgotten. */
  author: string | null;
  /** The key of the channel, which stands for its threads. */
  conversation: string;
  /** When it was over. */
  at: number;
  /** So many messages were asked about. */
  questions: number;
  model: string;
  effort: string;
  cost_usd: number | null;
}

/** The rules of attache.yaml, as the process has them that was started last. */
export interface KnownRuleTable {
  key: string;
  /** See `KnownRule`. */
  sets_off: string;
  whole: string;
  since: number;
}

/** Until when schedules have been looked after. */
export interface ScheduleTable {
  /** The key of the rule. */
  key: string;
  until: number;
}

/** What rules have posted: hashes of it. */
export interface PostedTable {
  hash: string;
  at: number;
}
