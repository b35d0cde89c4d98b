/** Replays: what a rule would have done about what was said. */
export { type History, readHistory } from './history.ts';
export { type Progress, replay, type Replayed, type ReplayParts } from './replay.ts';
export { reportJson, reportText } from './report.ts';
export { ruleFor } from './rule-for.ts';
