/** The tables, as Kysely sees them. Times are milliseconds since 1970; JSON is text that zod parses on the way out. */

export interface TurnTable {
  id: string;
  conversation: string;
  /** The key of the person whose usage this is: the one who asked, or had it answered again. Null when they are forgotten. */
  author: string | null;
  /** The key of the person whose question it is; null when they are forgotten. */
  asker: string | null;
  /** 1 where the bot was asked by a message that all could read: in a thread it goes on listening then. */
  follows: 0 | 1;
  /** 1 when nothing of it is to be kept once it is over. */
  forgotten: 0 | 1;
  /** The ask event, as JSON; empty when it is forgotten. */
  event: string;
  state: 'received' | 'running' | 'done' | 'failed' | 'cancelled';
  /** How often it was begun: more than once after a crash. */
  attempts: number;
  received_at: number;
  finished_at: number | null;
  model: string | null;
  effort: string | null;
  input_tokens: number | null;
  cached_input_tokens: number | null;
  output_tokens: number | null;
  reasoning_tokens: number | null;
  cost_usd: number | null;
}

/** Every id under which an event has arrived, so that it is answered once. */
export interface SeenTable {
  key: string;
  turn: string;
}

/** The platform messages an answer appears in, in order. */
export interface PageTable {
  turn: string;
  position: number;
  page: string;
}

/** What was answered, for the buttons below it. */
export interface AnswerTable {
  turn: string;
  text: string;
  reasoning: string;
  /** A list of sources, as JSON. */
  sources: string;
}

/** What a person, or a channel, has chosen; null where the usual applies. */
export interface SettingTable {
  owner: string;
  model: string | null;
  effort: string | null;
}

/** Since when what somebody said in a conversation may be read. */
export interface ForgottenTable {
  conversation: string;
  /** The key of the person; empty for everybody. */
  author: string;
  at: number;
}

export interface Tables {
  turn: TurnTable;
  seen: SeenTable;
  page: PageTable;
  answer: AnswerTable;
  setting: SettingTable;
  forgotten: ForgottenTable;
}
