/** What must survive the process: the journal of turns, settings, and what is forgotten. */
export type { Answer, CallCost, FoundTurn, Terms, TokenCounts, Turn, TurnCost } from './turn.ts';
export type { Answered } from './answered.ts';
export type { Compaction, CompactionPlace, Compactions } from './compactions.ts';
export { checkDatabase } from './check-database.ts';
export type { Cursors } from './cursors.ts';
export { dateOf } from './days.ts';
export { channelKey, personKey, RULE_FILE } from './owners.ts';
export type { KeptEstimate } from './estimates.ts';
export type { Queue, QueueOptions, Working } from './queue.ts';
export type { Sendings } from './sendings.ts';
export { type MovedTable, moveStore } from './move.ts';
export type { Settings } from './settings.ts';
export type { News, Signals } from './signals.ts';
export type { BudgetCap, Drawer, Spending } from './spend.ts';
export type { Standing } from './standing.ts';
export { lookAtInstallations } from './look-at-installations.ts';
export { openStoreWhenThere } from './open-when-there.ts';
export { openStore, type Store, type StoreOptions } from './store.ts';
export type { DayUsage, ModelUsage, UsageRow } from './usage.ts';
export { summed } from './usage-sum.ts';
export {
  type Admission,
  type Composed,
  type Declined,
  type Errand,
  type Lane,
  type Load,
  type OpenTurn,
  type OpenTurns,
  type TakenTurn,
  TurnLost,
  type Work,
  type WorkStore,
} from './work.ts';
export type {
  Cooldown,
  KeptRule,
  NewRun,
  Pause,
  RuleKey,
  RuleStanding,
  RunState,
  TakenRun,
  ToldRun,
  Verdict,
  Watching,
} from './watching/watching.ts';
