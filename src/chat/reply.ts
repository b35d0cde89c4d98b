/** What a reader sees of an answer, and the surface of a platform it is drawn on. */
import { z } from 'zod';

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
 * What a button under a reply does: `stop` ends it · `regenerate` answers again · `harder` answers again with the next
 * effort · `reasoning` shows what was thought · `sources` and `files` show what the answer rests on and brings · `saw` shows
 * the pictures the model was given · `agree` has a question answered whose price was told, `decline` does not.
 */
export const ActionId = z.enum([
  'stop',
  'regenerate',
  'harder',
  'reasoning',
  'sources',
  'files',
  'saw',
  'agree',
  'decline',
]);
export type ActionId = z.infer<typeof ActionId>;

/** A button. The adapter hands `id` and `turnId` back in an action event, also when another process drew it. */
export interface ReplyAction {
  readonly id: ActionId;
  readonly label: string;
  readonly turnId: string;
}

export type ReplyPhase = 'working' | 'thinking' | 'answering' | 'done' | 'failed' | 'stopped';

/** One thing that is done on the way to an answer: a file that is taken in, a tool that is used, a step of a plan. */
export interface ReplyStep {
  /** The same for as long as the step is: a later one with this id takes its place. */
  readonly id: string;
  /** One plain line: "Watching clip.mp4…", and once it is done "Watched clip.mp4". */
  readonly title: string;
  readonly state: 'running' | 'done' | 'failed';
  /** What came of it, where there is something to say: Markdown, only growing. */
  readonly details?: string;
}

/** How much a reader is shown of a model's reasoning while it happens. */
export const ReasoningDisplay = z.enum(['off', 'summary', 'live']);
export type ReasoningDisplay = z.infer<typeof ReasoningDisplay>;

/** What the reader should see now. Adapters render it natively; they decide nothing about content. */
export interface ReplyView {
  readonly phase: ReplyPhase;
  /** What is being done while there is no text yet: "Watching clip.mp4…". */
  readonly status?: string;
  /** The answer so far: standard Markdown (GFM). On a page of a longer answer, that page's share. */
  readonly markdown: string;
  /** The model's reasoning, as Markdown, as far as it is to be shown now; folded away once the answer has begun. */
  readonly reasoning?: string;
  /** What is being done and was done, in order of its beginning. */
  readonly steps: readonly ReplyStep[];
  /** What the steps belong to, where they follow a plan. */
  readonly plan?: { readonly title: string };
  readonly receipts: readonly Receipt[];
  /** Sentences for the reader beside the answer: an error, what was left out. */
  readonly notices: readonly string[];
  /** Model, effort, tokens and price. */
  readonly footer?: string;
  readonly actions: readonly ReplyAction[];
  /** Files that belong to the answer: delivery posts them with `attach` once the text stands. Adapters draw nothing of them. */
  readonly files: readonly OutgoingFile[];
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

/** How a platform limits writes: all writes that draw on the same bucket, of any surface, share it. */
export interface RateBudget {
  readonly bucket: string;
  /** So many writes pass … */
  readonly writes: number;
  /** … in so many milliseconds. */
  readonly windowMs: number;
  /** What the platform itself said last, as of now; undefined when it has not, or when that is over. It overrules the guess above. */
  readonly standing?: () => Standing | undefined;
}

export interface Standing {
  /** Writes that may still pass before the budget is full again. */
  readonly remaining: number;
  /** Milliseconds until then. */
  readonly resetsInMs: number;
  /** Writes of a full budget. */
  readonly writes: number;
}

/** The kinds of write, which a platform may count apart. `presence`: typing, a status. */
export type Write = 'open' | 'update' | 'close' | 'post' | 'attach' | 'presence';

export interface SurfaceLimits {
  /** `replace`: a page is edited freely. `append`: text on a page only grows. */
  readonly mode: 'replace' | 'append';
  /** The most text one page holds, in the unit of `measure`. */
  readonly pageSize: number;
  /** How much of `pageSize` the Markdown takes once rendered for this platform. */
  readonly measure: (markdown: string) => number;
  /** The budgets each kind of write draws on: the narrowest first, one of them at least. */
  readonly budgets: Readonly<Record<Write, readonly RateBudget[]>>;
  /** After so many milliseconds a page is closed and the answer goes on on the next. */
  readonly pageLifetimeMs?: number;
  /** The most pages an answer may have here; what is longer becomes a file. Undefined: no limit of the platform's. */
  readonly pages?: number;
  /** The largest file it takes, in bytes; 0 where it takes none. */
  readonly fileBytes: number;
}

/** A sign that an answer is being worked on, beside its pages. It fades by itself, so it is shown again and again. */
export interface Presence {
  readonly refreshMs: number;
  /** Shown until there is text, or until all of the answer is there. Left out: `text`. */
  readonly until?: 'text' | 'end';
  show(signal: AbortSignal): Promise<void>;
  /** Takes it away, where it would stay. Called once, after the last `show` has ended. */
  clear?(signal: AbortSignal): Promise<void>;
}

/** One message that is to be sent once, however often and by however many processes it is tried. */
export interface Sending {
  /** No other message's: 22 letters, digits, `-` and `_`. The same in every process that tries to send this one. */
  readonly key: string;
  /** When it was first tried, in milliseconds since 1970. */
  readonly at: number;
  /** It was tried before, and nobody knows whether it arrived: the platform is asked before it is sent again. */
  readonly isRepeated: boolean;
}

/**
 * The place where one answer appears. A long answer is a sequence of pages, each one message of the platform.
 * A page is opened once, updated any number of times, and closed once; `view.markdown` is always that page's whole text.
 * Every method throws `RateLimited` when the platform asks for a pause; the caller waits and tries again. What is sent with the
 * same `sending` appears once; without one, a message that was on its way when the process ended may appear twice.
 */
export interface ReplySurface {
  readonly limits: SurfaceLimits;
  /** Posts a new page that will grow, and gives its id. */
  open(view: ReplyView, signal: AbortSignal, sending?: Sending): Promise<string>;
  /** Posts a page that is complete: opened and closed at once. */
  post(view: ReplyView, signal: AbortSignal, sending?: Sending): Promise<string>;
  update(pageId: string, view: ReplyView, signal: AbortSignal): Promise<void>;
  /** Writes the last state of a page. */
  close(pageId: string, view: ReplyView, signal: AbortSignal): Promise<void>;
  /**
   * Posts files with Markdown as a message of their own, beside the pages; without files, the text alone.
   * Throws `UserError` when the platform takes no such file, or no such text.
   */
  attach(
    files: readonly OutgoingFile[],
    markdown: string,
    signal: AbortSignal,
    sending?: Sending,
  ): Promise<void>;
  readonly presence?: Presence;
}
