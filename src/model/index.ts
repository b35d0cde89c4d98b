/** Models: what is known of them, how they are asked, what they say back, and what it costs. */
export type { ImageRule, ModelEntry, Prices } from './catalog.ts';
export type { ModelEvent, Usage } from './events.ts';
export type { ModelRequest, ModelTurn, Part } from './request.ts';
export type { SoundClip, Transcriber, TranscribeOptions } from './transcription.ts';
