/** The tables, as Kysely sees them. Times are milliseconds since 1970; JSON is text that zod parses on the way out. */
import type {
  BucketTable,
  CursorTable,
  ErrandTable,
  ForgottenFilesTable,
  InstallationTable,
  LaneTable,
  OutgoingTable,
  ProcessTable,
  SendingTable,
} from './schema-work.ts';
import type {
  JudgingTable,
  KnownRuleTable,
  PauseTable,
  PostedTable,
  RuleTable,
  RunTable,
  ScheduleTable,
} from './schema-watching.ts';

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
  cache_write_tokens: number | null;
  output_tokens: number | null;
  reasoning_tokens: number | null;
  cost_usd: number | null;
  /** What it was settled on, as JSON. */
  settled: string | null;
  /** The price that was asked about in place of an answer. */
  asked_usd: number | null;
  /** Turns of one lane run one after the other: see `Lane`. */
  lane: string;
  /** The platform's id of the message that asks. */
  message: string;
  /** When it was asked by the platform's clock: the order of a lane. */
  asked_at: number;
  /** The key of the workspace, `platform:workspace`. */
  workspace: string;
  rank: number;
  /** See `Declined`. */
  declined: string | null;
  /** The process that works on it: an id of its run. */
  holder: string | null;
  /** 1 when it is to be stopped. */
  stopped: 0 | 1;
  /** Goes up with every change of its question. */
  revision: number;
  /** The view of its complete answer as JSON, while that is written. */
  composed: string | null;
  /** The key of the rule that asks; null where a person does. What it was about was not said to us: nothing is kept when it is over. */
  rule: string | null;
  /** The key of the channel about which a rule asks, on whose budget that draws: it may be answered elsewhere. Null where a person asks. */
  source: string | null;
}

/** Every id under which an event has arrived, so that it is answered once. */
export interface SeenTable {
  key: string;
  /** Empty where it was an errand. */
  turn: string;
  /** When it arrived. */
  at: number;
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
  /** The name of a platform, for when somebody there was last forgotten altogether: what they said may be read. */
  conversation: string;
  /** An alias of the person (see `alias`), for this stays when they are forgotten; empty for everybody. */
  author: string;
  at: number;
}

/** Every request to a model that an answer took, in their order. */
export interface CallTable {
  turn: string;
  position: number;
  purpose: string;
  model: string;
  effort: string;
  input_tokens: number;
  cached_input_tokens: number;
  cache_write_tokens: number;
  output_tokens: number;
  reasoning_tokens: number;
  /** 1 where the counts are our own. */
  estimated: 0 | 1;
  cost_usd: number | null;
}

/** What a turn draws on budgets: expected while it runs, real when it is over. */
export interface SpendTable {
  turn: string;
  at: number;
  /** An alias (see `alias`), so that forgetting a person does not give them a new budget. */
  person: string;
  channel: string;
  workspace: string;
  /** The key of the rule that asks; null where a person does. */
  rule: string | null;
  usd: number;
  tokens: number;
  settled: 0 | 1;
}

/** What stands for the older part of a conversation that no longer fits a model. */
export interface CompactionTable {
  conversation: string;
  /** It was made for this model, or one that reads the same. */
  model: string;
  /** The last message it stands for, and when that was sent. */
  through_id: string;
  through_at: number;
  /** So many messages. */
  messages: number;
  /** JSON. */
  content: string;
  at: number;
}

/** What was learned of a model at an effort: see `Learned` of the model part. */
export interface EstimateTable {
  model: string;
  effort: string;
  answers: number;
  input_ratio: number;
  output_tokens: number;
}

/** Keys that this data folder has made for itself. */
export interface SecretTable {
  name: string;
  value: string;
}

export interface Tables {
  turn: TurnTable;
  seen: SeenTable;
  page: PageTable;
  answer: AnswerTable;
  setting: SettingTable;
  forgotten: ForgottenTable;
  call: CallTable;
  spend: SpendTable;
  compaction: CompactionTable;
  estimate: EstimateTable;
  secret: SecretTable;
  outgoing: OutgoingTable;
  errand: ErrandTable;
  sending: SendingTable;
  installation: InstallationTable;
  cursor: CursorTable;
  process: ProcessTable;
  lane: LaneTable;
  bucket: BucketTable;
  forgotten_files: ForgottenFilesTable;
  rule: RuleTable;
  pause: PauseTable;
  run: RunTable;
  judging: JudgingTable;
  known_rule: KnownRuleTable;
  schedule: ScheduleTable;
  posted: PostedTable;
}
