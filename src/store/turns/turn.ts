/** A turn as it is known outside the database, and how its rows are read: what is stored is parsed again on its way out. */
import { z } from 'zod';
import { AskEvent, Effort, Settlement } from '../../chat/index.ts';
import type { AnswerTable, TurnTable } from '../tables/schema.ts';

/** One request for an answer. */
export interface Turn {
  readonly id: string;
  readonly event: AskEvent;
  /** How often it was begun before. */
  readonly attempts: number;
  /** The platform messages its answer appears in so far, in order. */
  readonly pages: readonly string[];
}

export interface TokenCounts {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
}

/** What one request to a model took. */
export interface CallCost extends TokenCounts {
  /** What it was for: `answer`, `attempt`, `judge` … */
  readonly purpose: string;
  readonly model: string;
  readonly effort: Effort;
  /** The counts are our own. */
  readonly estimated: boolean;
  /** Undefined where no price is known. */
  readonly usd: number | undefined;
}

/** What an answer took, all requests together. */
export interface TurnCost extends TokenCounts {
  /** Who answered. */
  readonly model: string;
  readonly effort: Effort;
  /** Undefined where no price is known. */
  readonly usd: number | undefined;
  readonly calls: readonly CallCost[];
}

const Source = z.object({ url: z.string(), title: z.string().optional() }).readonly();

/** What was answered, as far as it is kept: see `LIMITS`. */
export interface Answer {
  readonly text: string;
  /** Empty where there was none, or none is shown here. */
  readonly reasoning: string;
  readonly sources: readonly z.infer<typeof Source>[];
}

/** On what terms a question was answered, as far as it came to that. */
export interface Terms {
  readonly settled: Settlement | undefined;
  /** The price that was asked about in place of an answer, in dollars. */
  readonly askedUsd: number | undefined;
}

/** What is known of a turn, whatever became of it. */
export interface FoundTurn extends Terms {
  readonly event: AskEvent;
  readonly state: TurnTable['state'];
  readonly cost: Omit<TurnCost, 'calls'> | undefined;
  readonly answer: Answer | undefined;
}

/** The states of a turn that is not over. */
export const OPEN = ['received', 'running'] as const satisfies readonly TurnTable['state'][];

/** Undefined when the event is forgotten, or written by a version that this one cannot read. */
export const eventOf = (json: string): AskEvent | undefined =>
  json === '' ? undefined : AskEvent.safeParse(JSON.parse(json)).data;

export function costOf(row: TurnTable): FoundTurn['cost'] {
  const effort = Effort.safeParse(row.effort).data;
  if (row.model === null || effort === undefined) return undefined;
  return {
    model: row.model,
    effort,
    inputTokens: row.input_tokens ?? 0,
    cachedInputTokens: row.cached_input_tokens ?? 0,
    cacheWriteTokens: row.cache_write_tokens ?? 0,
    outputTokens: row.output_tokens ?? 0,
    reasoningTokens: row.reasoning_tokens ?? 0,
    usd: row.cost_usd ?? undefined,
  };
}

export const termsOf = ({ settled, asked_usd }: TurnTable): Terms => ({
  settled: settled === null ? undefined : Settlement.safeParse(JSON.parse(settled)).data,
  askedUsd: asked_usd ?? undefined,
});

/** Undefined where no answer is kept. */
export function answerOf({
  text,
  reasoning,
  sources,
}: { readonly [Column in keyof Omit<AnswerTable, 'turn'>]: string | null }): Answer | undefined {
  if (text === null || reasoning === null) return undefined;
  return { text, reasoning, sources: z.array(Source).safeParse(JSON.parse(sources ?? '[]')).data ?? [] };
}
