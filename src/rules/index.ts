/** The language of rules that watch: what they say, and what of it can be told without a model, a platform or a clock of its own. */
export { checksOf, type Miss, type Sight } from './check.ts';
export { occurrencesOf, TimeZone } from './cron.ts';
export { draftOf } from './draft.ts';
export { modelsOf, unknownNames } from './named.ts';
export { placeRead } from './place-read.ts';
export { READY_MADE } from './ready-made.ts';
export { readRule, RuleName, WrittenRule } from './read.ts';
export { type Filters, Rule, type When } from './rule.ts';
export { searchFor } from './search.ts';
export { entry, isMap } from './shape.ts';
export { fill, type Reader, type Values } from './template.ts';
export type { Variable } from './variables.ts';
