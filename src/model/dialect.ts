/** What a wire dialect does: ask a server in its own words, and turn what comes back into model events. */
import type { OpenAI } from 'openai';
import type { ModelEvent } from './events.ts';
import type { ModelRequest, Part } from './request.ts';

/** Things a server may refuse to do, that an answer is possible without. */
export type Extra = 'effort' | 'reasoning summary';

export interface Dialect {
  /** Names of the files of the question that the dialect has no place for. */
  leftOut(request: ModelRequest): readonly string[];
  /** Sends the request, without the extras the server is known to refuse. Resolves once it begins to answer. */
  open(
    client: OpenAI,
    request: ModelRequest,
    without: ReadonlySet<Extra>,
    signal: AbortSignal,
  ): Promise<AsyncIterable<unknown>>;
  /** Begins to fold one stream of the server's events into ours. */
  reader(): Reader;
}

/** Plain calls and no generator: thousands of events pass through here for one answer. */
export interface Reader {
  /**
   * What one of the server's events means, in order; nothing for those nobody knows. After `done` there is no more.
   *
   * @throws {APIError} when the server reports a failure
   */
  take(event: unknown): readonly ModelEvent[];
  /**
   * The `done` that the end of the stream means.
   *
   * @throws {UserError} when the server stopped without saying that it was done
   */
  end(): ModelEvent;
}

export type MediaPart = Exclude<Part, { readonly type: 'text' }>;

export function dataUrl({ mediaType, data }: MediaPart): string {
  return `data:${mediaType};base64,${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')}`;
}

/** A model's own earlier words. What else an answer held cannot be sent back as the model's, so it is only named. */
export function assistantText(parts: readonly Part[]): string {
  return parts
    .map((part) => (part.type === 'text' ? part.text : part.type === 'file' ? `[${part.name}]` : '[image]'))
    .join('\n');
}

/**
 * Puts an empty line between two stretches of text that belong to different items or sections of a stream.
 * Gives a function that takes each stretch with the key of its section.
 */
export function paragraphs(): (section: string, text: string) => string {
  let last: string | undefined;
  return (section, text) => {
    if (text === '') return text;
    const first = last === undefined || last === section;
    last = section;
    return first ? text : `\n\n${text}`;
  };
}
