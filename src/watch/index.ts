/** Channel watching: rules and schedules that become turns, as a mention does. */
export { createWatch, type Watch, type WatchParts } from './watch.ts';
export {
  type History,
  readHistory,
  replay,
  type Replayed,
  reportJson,
  reportText,
  ruleFor,
} from './replay/index.ts';
