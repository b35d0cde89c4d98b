/** The shared handler: one turn, from an event to a finished answer. It knows no platform. */
export { answer } from './answer.ts';
export type { BudgetRules } from './budgets.ts';
export { extract, type Extracted, type NamedSchema } from './extract-data.ts';
export { createHandler, type Handler } from './handler.ts';
export { createLedger } from './ledger.ts';
export { OPEN_PURSE } from './purse.ts';
export { settle } from './settle.ts';
export { type Manner, mannerFor, type MannerRules } from './manner.ts';
