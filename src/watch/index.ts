/** Channel watching: rules and schedules that become turns, as a mention does. */
export { createWatch, type Watch } from './watch.ts';
export {
  type History,
  type Progress,
  readHistory,
  replay,
  type Replayed,
  type ReplayParts,
  reportJson,
  reportText,
  ruleFor,
} from './replay/index.ts';
