/** Speech to text: one stretch of sound in, its words out. */

export interface SoundClip {
  readonly data: Uint8Array;
  readonly format: 'mp3' | 'wav';
  readonly seconds: number;
}

export interface TranscribeOptions {
  /** The words before this clip, so that names and language carry over. */
  readonly prompt?: string;
  readonly signal: AbortSignal;
}

export interface Transcriber {
  /** Dollars a minute; undefined where no price is known. */
  readonly costPerMinute: number | undefined;
  /** The words of the clip, empty where nothing is said. Throws `UserError` when the server cannot do it. */
  transcribe(clip: SoundClip, options: TranscribeOptions): Promise<string>;
}
