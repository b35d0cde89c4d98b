/** What a model is asked: a conversation made of parts, in the order things happened. */
import type { Effort, HostedTool } from '../chat/index.ts';
import type { ModelEntry } from './catalog/catalog.ts';

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
      /** Its words, for a server that takes no such files; empty where there are none in it. */
      readonly text: string;
    }
  /** Only for a model that listens: its catalog entry has `takes.sound`. */
  | {
      readonly type: 'sound';
      readonly mediaType: 'audio/mpeg' | 'audio/wav';
      readonly data: Uint8Array;
      readonly seconds: number;
    }
  /** Only for a model that watches: its catalog entry has `takes.video`. */
  | {
      readonly type: 'video';
      readonly mediaType: 'video/mp4';
      readonly data: Uint8Array;
      readonly seconds: number;
      readonly width: number;
      readonly height: number;
    };

/** A function that a model may call while it answers. */
export interface ModelTool {
  readonly name: string;
  /** What it does and when to use it, for the model. */
  readonly description: string;
  /** JSON Schema of its arguments: an object that allows no other properties and requires each. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export type ModelTurn =
  | { readonly role: 'user' | 'assistant'; readonly parts: readonly Part[] }
  /** What the model said and called in this very answer, as its dialect wrote it down: goes back unchanged. */
  | { readonly role: 'said'; readonly replay: unknown }
  /** What came of the calls of the `said` turn before it. */
  | { readonly role: 'results'; readonly results: readonly ToolResult[] };

export interface ToolResult {
  readonly callId: string;
  readonly parts: readonly Part[];
}

export interface ModelRequest {
  readonly model: ModelEntry;
  /** One that the model has: `fitEffort` finds it. */
  readonly effort: Effort;
  /** Who the bot is and how it should answer. */
  readonly instructions: string;
  /** Oldest first; the last one is the question, or the results of the calls it led to. */
  readonly turns: readonly ModelTurn[];
  /** What the model may call; none where left out. */
  readonly tools?: readonly ModelTool[];
  /** What the provider may do by itself, where it can; nothing where left out. */
  readonly hosted?: readonly HostedTool[];
  /** The shape the answer must have, as JSON; words where left out. */
  readonly format?: AnswerFormat;
  /** Stands for the person who asks, without telling who it is (OpenAI's `safety_identifier`, at most 64 characters). */
  readonly person?: string;
  /** Requests that begin alike and have the same key find each other in the provider's prompt cache. */
  readonly cacheKey?: string;
  /** Tokens the answer may have, reasoning included; the model's own limit where left out. */
  readonly maxOutputTokens?: number;
}

/** Structured Outputs: the answer is one JSON value that fits the schema. */
export interface AnswerFormat {
  /** Letters, digits, `_` and `-`, at most 64. */
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
  /** The provider holds the model to it: only schemas that require each property and allow no others can be strict. */
  readonly strict: boolean;
}

/** Everything of a turn that was not said by the model in this very answer, in its order. */
export function partsOf(turn: ModelTurn): readonly Part[] {
  switch (turn.role) {
    case 'said':
      return [];
    case 'results':
      return turn.results.flatMap(({ parts }) => parts);
    default:
      return turn.parts;
  }
}
