/** What must survive the process: the journal of turns, settings, and what is forgotten. */
export type { Answer, FoundTurn, Turn, TurnCost } from './turn.ts';
export { channelKey, personKey } from './owners.ts';
export type { ModelUsage, Settings } from './settings.ts';
export { openStore, type Store } from './store.ts';
