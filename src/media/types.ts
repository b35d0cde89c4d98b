/** What media hands on: the parts a model is given for an attachment, and the receipt its reader is given. */
import type { Attachment, Receipt } from '../chat/index.ts';
import type { ImageRule, Part } from '../model/index.ts';

export interface Prepared {
  /** Empty when the attachment was skipped. */
  readonly parts: readonly Part[];
  readonly receipt: Receipt;
}

export interface PrepareOptions {
  /** The image rule of the model that will be asked. */
  readonly images: ImageRule;
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
