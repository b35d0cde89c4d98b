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
  /** Empty as soon as the run is not waiting any more, nor being judged. */
  cause: string;
  state: 'waiting' | 'judging' | 'asking' | 'acted' | 'declined' | 'failed' | 'cancelled';
  /** JSON. */
  verdict: string | null;
  outcome: string | null;
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
