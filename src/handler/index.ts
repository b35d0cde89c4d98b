/** The shared handler: one turn, from an event to a finished answer. It knows no platform. */
export { accessFault, isAdmin } from './access.ts';
export { attempt } from './answer/ask.ts';
export type { BudgetRules } from './budget/budgets.ts';
export { extract, type Extracted, type NamedSchema } from './extract/data.ts';
export { createHandler, type Handler, type HandlerParts, type Role } from './handler.ts';
export { offeredChoices } from './asking/offered.ts';
export { oneLine } from './asking/one-line.ts';
export { createLedger } from './answer/ledger.ts';
export {
  type Amount,
  createPurse,
  OPEN_PURSE,
  type Payer,
  type Purse,
  type PurseParts,
} from './budget/purse.ts';
export { settle } from './asking/settle.ts';
export { type Manner, mannerFor, type MannerRules } from './asking/manner.ts';
export type { Onlooker, RuleEnd, Seen } from './onlooker.ts';
export type { TurnParts } from './turn.ts';
