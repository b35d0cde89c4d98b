/** What media hands on: the parts a model is given for an attachment, and the receipt its reader is given. */
import type { Attachment, Receipt } from '../chat/index.ts';
import type { ImageRule, Part, Transcriber } from '../model/index.ts';
import type { Logger } from '../ops/index.ts';
import type { MediaLimits } from './limits.ts';

/** Opens an attachment's bytes; an adapter does it. Throws `UserError` when that cannot be done. */
export type OpenAttachment = (
  attachment: Attachment,
  signal: AbortSignal,
) => Promise<ReadableStream<Uint8Array>>;

export interface Prepared {
  /** Empty when the attachment was skipped. */
  readonly parts: readonly Part[];
  readonly receipt: Receipt;
}

export interface PrepareOptions {
  /** The image rule of the model that will be asked. */
  readonly images: ImageRule;
  readonly open: OpenAttachment;
  /** Called with a short line while something long is done: "Listening to note.ogg…". */
  readonly onProgress: (status: string) => void;
  readonly signal: AbortSignal;
}

export interface Media {
  /**
   * Turns one attachment into parts and a receipt. Never throws for a bad file: that becomes a receipt which says why.
   * Rejects only when the signal aborts.
   */
  prepare(attachment: Attachment, options: PrepareOptions): Promise<Prepared>;
}

export interface MediaOptions {
  readonly transcriber: Transcriber;
  /** Where downloads live while they are worked on; made when missing, swept of what a crash left behind. */
  readonly temporaryFolder: string;
  /** The ffmpeg to use; without it one is looked for on the PATH and among the npm packages. */
  readonly ffmpegPath?: string | undefined;
  readonly log: Logger;
  /** Other limits than the usual ones. */
  readonly limits?: Partial<MediaLimits>;
}

/** One thing a model is given, before it is known under which name it was sent. */
export type Piece =
  /** Becomes `[name label] words`; it is about the image after it, or about its own words. */
  | { readonly type: 'label'; readonly label: string; readonly words?: string }
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'image';
      readonly mediaType: 'image/jpeg' | 'image/png';
      readonly data: Uint8Array;
      readonly width: number;
      readonly height: number;
    }
  | { readonly type: 'file'; readonly mediaType: string; readonly data: Uint8Array };

/** What was taken in from some bytes: the same for everyone who sends them. Skipped when there are no pieces. */
export interface Understood {
  readonly kind: Receipt['kind'];
  readonly summary: string;
  readonly pieces: readonly Piece[];
  readonly costUsd: number;
  /** Something failed that may work the next time: not worth remembering. */
  readonly isPartial: boolean;
}
