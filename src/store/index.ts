/** What must survive the process: the journal of turns. */
export { openStore, type Store, type Turn, type TurnCost } from './store.ts';
