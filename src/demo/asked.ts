/** What the demo model is asked, whatever the dialect, and the pieces that the bodies of both are read with. */
import { z } from 'zod';

export type AskedPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly data: Buffer }
  | {
      readonly type: 'file';
      readonly name: string;
      readonly mediaType: string;
      readonly data: Buffer;
    }
  | { readonly type: 'sound' | 'video'; readonly data: Buffer };

export interface AskedCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

export interface AskedTurn {
  /** `tool`: what came of a call. */
  readonly role: 'user' | 'assistant' | 'tool';
  readonly parts: readonly AskedPart[];
  /** What an assistant called. */
  readonly calls?: readonly AskedCall[];
}

/** A function that may be called. */
export interface AskedTool {
  readonly name: string;
  /** The file names it takes, where its schema lists them. */
  readonly files: readonly string[];
}

export interface Asked {
  readonly model: string;
  readonly effort: string | undefined;
  readonly instructions: string;
  readonly turns: readonly AskedTurn[];
  readonly tools: readonly AskedTool[];
  /** The JSON Schema that the answer has to fit. */
  readonly format?: Readonly<Record<string, unknown>> | undefined;
  /** Messages that were made short before this. */
  readonly compacted: number;
  readonly showReasoning: boolean;
  readonly showCounts: boolean;
}

const DATA_URL = 'expected a data URL such as data:image/png;base64,…';

/** The bytes of a data URL. */
export const DataUrl = z.string().transform((url, context) => {
  // No pattern over the whole string: it may be many megabytes long.
  const comma = url.indexOf(',');
  const match = /^data:([^;,]+);base64$/.exec(url.slice(0, Math.max(0, comma)));
  if (!match?.[1]) {
    context.addIssue({ code: 'custom', message: DATA_URL });
    return z.NEVER;
  }
  return { mediaType: match[1], data: Buffer.from(url.slice(comma + 1), 'base64') };
});

export const text = (value: string): AskedPart => ({ type: 'text', text: value });

/** Words alone may stand for a list with one text part. */
export const content = <T extends z.ZodType<AskedPart>>(part: T, type: string) =>
  z.preprocess((value) => (typeof value === 'string' ? [{ type, text: value }] : value), z.array(part));

export interface Message extends Omit<AskedTurn, 'role'> {
  readonly role: AskedTurn['role'] | 'system' | 'developer';
}

const isTurn = (message: Message): message is AskedTurn =>
  message.role !== 'system' && message.role !== 'developer';

/** Messages of the system are instructions; the others are the conversation. */
export function split(messages: readonly Message[]): Pick<Asked, 'instructions' | 'turns'> {
  const words = messages
    .filter((message) => !isTurn(message))
    .flatMap(({ parts }) => parts)
    .map((part) => (part.type === 'text' ? part.text : ''));
  return { instructions: words.join('\n'), turns: messages.filter(isTurn) };
}

export const STREAMS = z.literal(true, 'the demo model only streams: set stream to true');

export const Parameters = z
  .object({ properties: z.object({ file: z.object({ enum: z.array(z.string()) }) }) })
  .transform(({ properties }) => properties.file.enum)
  .catch([]);

/** A JSON Schema. */
export const Schema = z.record(z.string(), z.unknown());
