/** Replays: what a rule would have done about what was said. */
export { type History, readHistory } from './history.ts';
export { replay, type Replayed } from './replay.ts';
export { reportJson, reportText } from './report.ts';
export { type NamedRule, ruleFor } from './rule-for.ts';
