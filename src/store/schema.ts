/** The tables, as Kysely sees them. Times are milliseconds since 1970; JSON is text that zod parses on the way out. */

export interface TurnTable {
  id: string;
  conversation: string;
  /** The ask event, as JSON. */
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

export interface Tables {
  turn: TurnTable;
  seen: SeenTable;
  page: PageTable;
}
