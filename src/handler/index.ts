/** The shared handler: one turn, from an event to a finished answer. It knows no platform. */
export { accessFault, isAdmin } from './access.ts';
export { attempt } from './answer/ask.ts';
export type { BudgetRules } from './budget/budgets.ts';
export { extract } from './extract/data.ts';
export { createHandler, type Handler, type Role } from './handler.ts';
export { offeredChoices } from './asking/offered.ts';
export { oneLine } from './asking/one-line.ts';
export { costOf } from './answer/cost.ts';
export { createLedger } from './answer/ledger.ts';
export { type Amount, createPurse, OPEN_PURSE, payerOf, type Purse } from './budget/purse.ts';
export { settle } from './asking/settle.ts';
export { mannerFor, type MannerRules } from './asking/manner.ts';
export { matterOf } from './rule/matter.ts';
export type { Onlooker, RuleEnd, Seen } from './onlooker.ts';
export type { TurnParts } from './turn.ts';
