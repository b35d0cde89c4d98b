/** Models: what is known of them, how they are asked, what they say back, and what it costs. */
export type { ImageRule, ModelEntry, Prices, Takes } from './catalog.ts';
export { checkModel } from './check.ts';
export type { DialectName } from './detect.ts';
export { REQUEST_LIMITS } from './limits.ts';
export type { ModelEvent, Usage } from './events.ts';
export { findModel, findTranscriptionPrice, fitEffort, listModels } from './models.ts';
export { costUsd } from './prices.ts';
export { fitImage, imageTokens, type Size } from './image-size.ts';
export {
  partsOf,
  type ModelRequest,
  type ModelTool,
  type ModelTurn,
  type Part,
  type ToolResult,
} from './request.ts';
export { createModelClient, type ModelClient, type ModelOptions } from './stream.ts';
export { estimateTokens, estimateTurn } from './tokens.ts';
export {
  createTranscriber,
  type SoundClip,
  type TranscribeOptions,
  type Transcriber,
} from './transcription.ts';
