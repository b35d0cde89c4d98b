/** A turn as it is known outside the database, and how its rows are read: what is stored is parsed again on its way out. */
import { z } from 'zod';
import { AskEvent, Effort } from '../chat/index.ts';
import type { AnswerTable, TurnTable } from './schema.ts';

/** One request for an answer. */
export interface Turn {
  readonly id: string;
  readonly event: AskEvent;
  /** How often it was begun before. */
  readonly attempts: number;
  /** The platform messages its answer appears in so far, in order. */
  readonly pages: readonly string[];
}

/** What an answer took. */
export interface TurnCost {
  readonly model: string;
  readonly effort: Effort;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  /** Undefined where no price is known. */
  readonly usd: number | undefined;
}

const Source = z.object({ url: z.string(), title: z.string().optional() }).readonly();

/** What was answered, as far as it is kept: see `LIMITS`. */
export interface Answer {
  readonly text: string;
  /** Empty where there was none, or none is shown here. */
  readonly reasoning: string;
  readonly sources: readonly z.infer<typeof Source>[];
}

/** What is known of a turn, whatever became of it. */
export interface FoundTurn {
  readonly event: AskEvent;
  readonly state: TurnTable['state'];
  readonly cost: TurnCost | undefined;
  readonly answer: Answer | undefined;
}

/** Undefined when the event is forgotten, or written by a version that this one cannot read. */
export const eventOf = (json: string): AskEvent | undefined =>
  json === '' ? undefined : AskEvent.safeParse(JSON.parse(json)).data;

export function costOf(row: TurnTable): TurnCost | undefined {
  const effort = Effort.safeParse(row.effort).data;
  if (row.model === null || effort === undefined) return undefined;
  return {
    model: row.model,
    effort,
    inputTokens: row.input_tokens ?? 0,
    cachedInputTokens: row.cached_input_tokens ?? 0,
    outputTokens: row.output_tokens ?? 0,
    reasoningTokens: row.reasoning_tokens ?? 0,
    usd: row.cost_usd ?? undefined,
  };
}

/** Undefined where no answer is kept. */
export function answerOf({
  text,
  reasoning,
  sources,
}: { readonly [Column in keyof Omit<AnswerTable, 'turn'>]: string | null }): Answer | undefined {
  if (text === null || reasoning === null) return undefined;
  return { text, reasoning, sources: z.array(Source).safeParse(JSON.parse(sources ?? '[]')).data ?? [] };
}
