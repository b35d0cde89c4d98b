/** What must survive the process: the journal of turns, settings, and what is forgotten. */
export type { Answer, CallCost, FoundTurn, Terms, TokenCounts, Turn, TurnCost } from './turns/turn.ts';
export type { Answered } from './kept/answered.ts';
export type { Compaction, CompactionPlace, Compactions } from './kept/compactions.ts';
export { checkDatabase } from './engine/check-database.ts';
export type { Cursors } from './kept/cursors.ts';
export { dateOf } from './spent/days.ts';
export { channelKey, payerOfRule, personKey, RULE_FILE } from './kept/owners.ts';
export type { Working } from './queue/queue.ts';
export { type MovedTable, moveStore } from './move.ts';
export type { Settings } from './kept/settings.ts';
export type { News, Signals } from './signals/signals.ts';
export type { BudgetCap, Drawer, Spending } from './spent/spend.ts';
export type { Standing } from './kept/standing.ts';
export { lookAtInstallations } from './kept/look-at-installations.ts';
export { openStoreWhenThere } from './engine/open-when-there.ts';
export { openStore, type Store, type StoreOptions } from './store.ts';
export type { RuleQuestions } from './spent/questions.ts';
export type { DayUsage, ModelUsage, UsageRow } from './spent/usage.ts';
export { summed } from './spent/usage-sum.ts';
export {
  type Admission,
  type Composed,
  type Declined,
  type Lane,
  type Load,
  type OpenTurn,
  type OpenTurns,
  type TakenTurn,
  TurnLost,
  type Work,
  type WorkStore,
} from './turns/work.ts';
export type {
  Acting,
  Cooldown,
  KeptRule,
  KnownRule,
  NewRun,
  Pause,
  RuleKey,
  RuleStanding,
  TakenRun,
  ToldRun,
  Verdict,
  Watching,
} from './watching/watching.ts';
