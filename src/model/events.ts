/** What a model says back, the same for every dialect. */

export interface Usage {
  /** All input tokens, cached ones included. */
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  /** Input tokens that were written to the cache, where the server charges for that. */
  readonly cacheWriteTokens?: number;
  /** All output tokens, reasoning included. */
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  /** The service that was really given, where the server says so: it settles the price. */
  readonly service?: Service;
}

/** Slower and cheaper than usual, or faster and dearer. */
export type Service = 'default' | 'flex' | 'priority';

export type ModelEvent =
  /** A stretch of the reasoning or its summary. */
  | { readonly type: 'reasoning'; readonly text: string }
  /** A stretch of the answer. */
  | { readonly type: 'text'; readonly text: string }
  /** A stretch of the sentence with which the model declines. */
  | { readonly type: 'refusal'; readonly text: string }
  /** The model wants a tool to be run and its result in the next request. */
  | { readonly type: 'call'; readonly id: string; readonly name: string; readonly arguments: string }
  /** A picture the model has drawn, whole. */
  | { readonly type: 'image'; readonly mediaType: string; readonly data: Uint8Array }
  /** Sound the model has spoken, whole. */
  | { readonly type: 'sound'; readonly mediaType: string; readonly data: Uint8Array }
  /** A page on the web that the answer rests on. */
  | { readonly type: 'source'; readonly url: string; readonly title: string | undefined }
  /** A sentence for the reader about the request. */
  | { readonly type: 'notice'; readonly text: string }
  /** The last event of every stream that did not throw. */
  | {
      readonly type: 'done';
      /** `length`: the output limit cut it. `filtered`: the provider's content rules cut it. */
      readonly reason: 'complete' | 'length' | 'filtered';
      /** Undefined when the server reported none. */
      readonly usage: Usage | undefined;
      /** For the `said` turn of the next request, where the model made calls; undefined otherwise. */
      readonly replay?: unknown;
    };
