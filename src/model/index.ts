/** Models: what is known of them, how they are asked, what they say back, and what it costs. */
export { type ImageRule, type ModelEntry, MODELS, type Takes, type Wire } from './catalog/catalog.ts';
export { checkModel } from './check.ts';
export type { DialectName } from './wire/detect.ts';
export { REQUEST_LIMITS } from './limits.ts';
export type { Estimates, Forecast, ModelCall, Purpose } from './estimate/account.ts';
export { mayFallBack } from './wire/errors.ts';
export type { ModelEvent, Service, Usage } from './events.ts';
export {
  type Catalog,
  createCatalog,
  findModel,
  findTranscriptionPrice,
  fitEffort,
  nextEffort,
} from './catalog/models.ts';
export { CATALOG_KEYS, type CatalogSettings, ServiceSetting } from './catalog/settings.ts';
export { settingsFaults } from './catalog/settings-faults.ts';
export { USUAL_MODEL } from './catalog/tiers.ts';
export { usedModels } from './catalog/used.ts';
export { createEstimates, type Learned } from './estimate/estimates.ts';
export { createRouter, type Route, type Router, type RouteQuestion } from './route/index.ts';
export { createMeter, type Meter, METRICS_TYPE } from './meter.ts';
export { costUsd } from './catalog/prices.ts';
export { fitImage, imageTokens, type Size } from './estimate/image-size.ts';
export {
  type AnswerFormat,
  partsOf,
  type ModelRequest,
  type ModelTool,
  type ModelTurn,
  type Part,
} from './request.ts';
export { createModelClient, type ModelClient, type ModelOptions } from './stream.ts';
export { estimateFrame, estimateTokens, estimateTurn } from './estimate/tokens.ts';
export {
  createTranscriber,
  type SoundClip,
  type TranscribeOptions,
  type Transcriber,
} from './transcription.ts';
