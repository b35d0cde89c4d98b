/** The shared handler: one turn, from an event to a finished answer. It knows no platform. */
export { attempt } from './answer/ask.ts';
export type { BudgetRules } from './budget/budgets.ts';
export { extract, type Extracted, type NamedSchema } from './extract/data.ts';
export { createHandler, type Handler, type HandlerParts, type Role } from './handler.ts';
export { offeredChoices } from './asking/offered.ts';
export { createLedger } from './answer/ledger.ts';
export { OPEN_PURSE } from './budget/purse.ts';
export { settle } from './asking/settle.ts';
export { type Manner, mannerFor, type MannerRules } from './asking/manner.ts';
