/** What a model is asked: a conversation made of parts, in the order things happened. */
import type { Effort } from '../chat/index.ts';
import type { ModelEntry } from './catalog.ts';

/** One piece of content. Times, names and sizes are said in text parts beside the piece they are about. */
export type Part =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'image';
      readonly mediaType: 'image/jpeg' | 'image/png' | 'image/webp';
      readonly data: Uint8Array;
      /** Pixels. */
      readonly width: number;
      readonly height: number;
    }
  | {
      readonly type: 'file';
      readonly name: string;
      /** The media type of the bytes, as sniffed. */
      readonly mediaType: string;
      readonly data: Uint8Array;
    };

export interface ModelTurn {
  readonly role: 'user' | 'assistant';
  readonly parts: readonly Part[];
}

export interface ModelRequest {
  readonly model: ModelEntry;
  /** One that the model has: `fitEffort` finds it. */
  readonly effort: Effort;
  /** Who the bot is and how it should answer. */
  readonly instructions: string;
  /** Oldest first; the last one is the question. */
  readonly turns: readonly ModelTurn[];
}
