/** What a reader sees of an answer, and the surface of a platform it is drawn on. */

/** What became of one attachment, for the reader: nothing is dropped silently. */
export interface Receipt {
  readonly attachmentId: string;
  readonly name: string;
  readonly kind: 'image' | 'audio' | 'video' | 'document' | 'text' | 'unknown';
  readonly outcome: 'used' | 'skipped';
  /** One plain line without the name: "12 frames of 3:40 · speech 0:00–3:40 transcribed", or why it was skipped. */
  readonly summary: string;
  /** How many pictures of it the model is shown: 1 of a photo, several of a video. */
  readonly pictures: number;
  /** Estimated input tokens of what the model is given. */
  readonly tokens: number;
  /** What it cost to prepare (transcription), in dollars, where a price is known. */
  readonly costUsd: number;
}

/**
 * A button under a reply: `stop` ends it, `saw` asks to be shown what was seen. The adapter hands `id` and `turnId` back in
 * an action event, also when another process drew the button.
 */
export interface ReplyAction {
  readonly id: 'stop' | 'saw';
  readonly label: string;
  readonly turnId: string;
}

export type ReplyPhase = 'working' | 'thinking' | 'answering' | 'done' | 'failed' | 'stopped';

/** What the reader should see now. Adapters render it natively; they decide nothing about content. */
export interface ReplyView {
  readonly phase: ReplyPhase;
  /** What is being done while there is no text yet: "Watching clip.mp4…". */
  readonly status?: string;
  /** The answer so far: standard Markdown (GFM). On a page of a longer answer, that page's share. */
  readonly markdown: string;
  /** The model's reasoning so far, as Markdown. */
  readonly reasoning?: string;
  readonly receipts: readonly Receipt[];
  /** Sentences for the reader beside the answer: an error, what was left out. */
  readonly notices: readonly string[];
  /** Model, effort, tokens and price. */
  readonly footer?: string;
  readonly actions: readonly ReplyAction[];
}

/** A file of ours for the reader. */
export interface OutgoingFile {
  readonly name: string;
  readonly mediaType: string;
  readonly data: Uint8Array;
  /** For people who cannot see it. */
  readonly altText: string;
  /** Shown only to those who ask to see it, where the platform can do that. */
  readonly spoiler?: boolean;
}

export interface SurfaceLimits {
  /** `replace`: a page is edited freely. `append`: text on a page only grows. */
  readonly mode: 'replace' | 'append';
  /** The most text one page holds, in the unit of `measure`. */
  readonly pageSize: number;
  /** How much of `pageSize` the Markdown takes once rendered for this platform. */
  readonly measure: (markdown: string) => number;
  /** The rate bucket writes draw on: all surfaces with the same bucket share it. */
  readonly bucket: string;
  /** The least time between two writes that draw on the bucket, in milliseconds. */
  readonly intervalMs: number;
  /** After so many milliseconds a page is closed and the answer goes on on the next. */
  readonly pageLifetimeMs?: number;
  /** The largest file it takes, in bytes; 0 where it takes none. */
  readonly fileBytes: number;
}

/**
 * The place where one answer appears. A long answer is a sequence of pages, each one message of the platform.
 * A page is opened once, updated any number of times, and closed once; `view.markdown` is always that page's whole text.
 * Every method throws `RateLimited` when the platform asks for a pause; the caller waits and tries again.
 */
export interface ReplySurface {
  readonly limits: SurfaceLimits;
  /** Posts a new page and gives its id. */
  open(view: ReplyView, signal: AbortSignal): Promise<string>;
  update(pageId: string, view: ReplyView, signal: AbortSignal): Promise<void>;
  /** Writes the last state of a page. */
  close(pageId: string, view: ReplyView, signal: AbortSignal): Promise<void>;
  /**
   * Posts files with a line of text as a message of their own, beside the pages; without files, the line alone.
   * Throws `UserError` when the platform takes no such file.
   */
  attach(files: readonly OutgoingFile[], text: string, signal: AbortSignal): Promise<void>;
}
