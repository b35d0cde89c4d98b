/** Models: what is known of them, how they are asked, what they say back, and what it costs. */
export { type ImageRule, type ModelEntry, MODELS, type Prices, type Takes, type Wire } from './catalog.ts';
export { checkModel } from './check.ts';
export type { DialectName } from './detect.ts';
export { REQUEST_LIMITS } from './limits.ts';
export type { Estimates, Forecast, ModelCall, Purpose } from './account.ts';
export { mayFallBack } from './errors.ts';
export type { ModelEvent, Service, Usage } from './events.ts';
export { type Catalog, createCatalog, findModel, findTranscriptionPrice, fitEffort } from './models.ts';
export { CATALOG_KEYS, type CatalogSettings, ServiceSetting } from './settings.ts';
export { settingsFaults } from './settings-faults.ts';
export { type TierEntry, USUAL_MODEL } from './tiers.ts';
export { usedModels } from './used.ts';
export { createEstimates, type Learned } from './estimates.ts';
export { createRouter, type Route, type Router, type RouteQuestion } from './route/index.ts';
export { createMeter, type Meter, METRICS_TYPE } from './meter.ts';
export { costUsd } from './prices.ts';
export { fitImage, imageTokens, type Size } from './image-size.ts';
export {
  type AnswerFormat,
  partsOf,
  type ModelRequest,
  type ModelTool,
  type ModelTurn,
  type Part,
  type ToolResult,
} from './request.ts';
export type { Compacted } from './compact.ts';
export { createModelClient, type ModelClient, type ModelOptions } from './stream.ts';
export { estimateFrame, estimateTokens, estimateTurn } from './tokens.ts';
export {
  createTranscriber,
  type SoundClip,
  type TranscribeOptions,
  type Transcriber,
} from './transcription.ts';
