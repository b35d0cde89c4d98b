/** What a wire dialect does: ask a server in its own words, and turn what comes back into model events. */
import type { OpenAI } from 'openai';
import type { Effort } from '../chat/index.ts';
import type { ModelEvent } from './events.ts';
import type { MediaPart } from './fit.ts';
import type { ModelRequest, ModelTool, Part } from './request.ts';

/** Things a server may refuse to do, that an answer is possible without. */
export type Extra = 'effort' | 'reasoning summary' | 'encrypted reasoning' | 'tools';

export interface Dialect {
  /** Whether the dialect has a place for such a part. */
  carries(part: MediaPart): boolean;
  /**
   * Sends a request that holds only what model and dialect take, without the extras the server is known to refuse.
   * Resolves once it begins to answer.
   */
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
   * What the end of the stream means; the last of it is `done`.
   *
   * @throws {UserError} when the server stopped without saying that it was done
   */
  end(): readonly ModelEvent[];
}

/** The effort to ask for; none of a model that has none, or where the server knows nothing of it. */
export const effortOf = ({ model, effort }: ModelRequest, without: ReadonlySet<Extra>): Effort | undefined =>
  model.efforts.length === 0 || without.has('effort') ? undefined : effort;

/** The tools to offer. */
export const toolsOf = ({ tools = [] }: ModelRequest, without: ReadonlySet<Extra>): readonly ModelTool[] =>
  without.has('tools') ? [] : tools;

export const base64 = ({ data }: MediaPart): string =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');

export const dataUrl = (part: MediaPart): string => `data:${part.mediaType};base64,${base64(part)}`;

const MARKS = { image: '[image]', sound: '[sound]', video: '[video]' } as const;

/** A model's own earlier words. What else an answer held cannot be sent back as the model's, so it is only named. */
export function assistantText(parts: readonly Part[]): string {
  return parts
    .map((part) =>
      part.type === 'text' ? part.text : part.type === 'file' ? `[${part.name}]` : MARKS[part.type],
    )
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
