/** What media hands on: the parts a model is given for an attachment, and the receipt its reader is given. */
import type { Attachment, OutgoingFile, Receipt } from '../chat/index.ts';
import type { ModelEntry, Part, Transcriber } from '../model/index.ts';
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
  /** The model that will be asked: what it takes, and how large. */
  readonly model: Pick<ModelEntry, 'images' | 'takes'>;
  /** The words of the question: moments it names ("at 12:30", "the last minute") are looked at more closely. */
  readonly about: string;
  readonly open: OpenAttachment;
  /** Called with a short line while something long is done: "Listening to note.ogg…". */
  readonly onProgress: (status: string) => void;
  readonly signal: AbortSignal;
  /** Whoever has posted it, under a name that stands for them: what is kept of it goes when they are forgotten. */
  readonly owner?: string;
}

export interface Media {
  /**
   * Turns one attachment into parts and a receipt. Never throws for a bad file: that becomes a receipt which says why.
   * Rejects only when the signal aborts.
   */
  prepare(attachment: Attachment, options: PrepareOptions): Promise<Prepared>;
  /**
   * The pictures of an attachment that the model was shown, on contact sheets with their times; none of sound and text.
   *
   * @throws {UserError} when it cannot be fetched any more
   */
  saw(attachment: Attachment, options: PrepareOptions): Promise<readonly OutgoingFile[]>;
  /** The most pictures that one look gives. */
  readonly lookFrames: number;
  /**
   * Looks again at a video: a picture, in the order of time, at each of these seconds, or the nearest there is, at most
   * `lookFrames`. Works without a new download where the video is still on disk.
   *
   * @throws {UserError} when it is no video or cannot be fetched any more
   */
  look(
    attachment: Attachment,
    moments: readonly number[],
    options: Omit<PrepareOptions, 'about'>,
  ): Promise<readonly Part[]>;
  /**
   * Removes what is kept of all that an owner has posted: files as they were sent, and what was seen, heard and read in
   * them. Where somebody else has posted the same, it goes for them as well, and is found out anew when they ask.
   */
  forget(owner: string): Promise<void>;
}

export interface MediaOptions {
  readonly transcriber: Transcriber;
  /** What the transcriber is called: the words of another one are not taken for its own. */
  readonly transcriptionModel: string;
  /**
   * For files while they are worked on (`tmp`, swept of what a crash left behind) and for what is kept (`cache`); made
   * when missing. Several processes may share it.
   */
  readonly folder: string;
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
      /** When it is seen, in a video or an animation. */
      readonly seconds?: number;
    }
  | { readonly type: 'file'; readonly mediaType: string; readonly data: Uint8Array; readonly text: string }
  | Extract<Part, { readonly type: 'sound' | 'video' }>;

/** What was taken in from some bytes: the same for everyone who sends them. Skipped when there are no pieces. */
export interface Understood {
  readonly kind: Receipt['kind'];
  readonly summary: string;
  readonly pieces: readonly Piece[];
  readonly costUsd: number;
  /** Something failed that may work the next time: not worth remembering. */
  readonly isPartial: boolean;
}
