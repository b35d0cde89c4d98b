/** OpenAI on this machine, for tests: both dialects, transcription and the list of models. */
export type { Clip } from './clips.ts';
export type { ApiError } from './refusals.ts';
export type { AskedPart } from './kinds.ts';
export type { AskedModel, AskedTurn } from './rules.ts';
export { USAGE, type Step } from './script.ts';
export {
  startOpenAi,
  type Endpoint,
  type Failure,
  type LoopbackOpenAi,
  type OpenAiOptions,
  type RecordedRequest,
} from './server.ts';
