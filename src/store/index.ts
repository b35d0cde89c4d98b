/** What must survive the process: the journal of turns, settings, and what is forgotten. */
export type { Answer, CallCost, FoundTurn, Terms, TokenCounts, Turn, TurnCost } from './turn.ts';
export type { Answered } from './answered.ts';
export type { Compaction, CompactionPlace, Compactions } from './compactions.ts';
export { dateOf } from './days.ts';
export { channelKey, personKey } from './owners.ts';
export type { KeptEstimate } from './estimates.ts';
export type { Settings } from './settings.ts';
export type { BudgetCap, Drawer, Spending } from './spend.ts';
export { openStore, type Store } from './store.ts';
export { type DayUsage, type ModelUsage, summed, type UsageRow } from './usage.ts';
