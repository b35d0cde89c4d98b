/**
 * What the questions of the ready-made rules take on a day: through the engine itself, in the time of the day, against the naive way
 * of asking about every message and every rule in a call of its own. Tokens are our estimates; no model is asked.
 */
import {
  costUsd,
  estimateFrame,
  estimateTurn,
  findModel,
  type ModelClient,
  partsOf,
} from '../../src/model/index.ts';
import { replay } from '../../src/watch/index.ts';
import { JUDGE } from '../../src/watch/judge/limits.ts';
import { requestOf } from '../../src/watch/judge/request.ts';
import { looker, marksIn, show } from '../../src/watch/judge/shown.ts';
import { unopened } from '../../src/watch/replay/model.ts';
import { createHistoryPlatform } from '../../src/watch/replay/platform.ts';
import { dayOf, seeded } from './day.ts';
import { type StoredParts, withParts, withStore } from './parts.ts';
import { READY_ONES } from './rules.ts';

export interface QuestionCost {
  readonly rule: string;
  /** What the cheap checks let through. */
  readonly triggers: number;
  readonly acts: number;
  readonly calls: number;
  /** Input and output together. */
  readonly tokens: number;
  readonly usd: number;
}

export interface DayCost {
  readonly messages: number;
  readonly rules: readonly QuestionCost[];
  /** The same with a batch window of a minute where a rule asks: what patience saves. */
  readonly patient: readonly QuestionCost[];
  /** One call for each message and each of the rules. */
  readonly naive: Omit<QuestionCost, 'rule' | 'triggers' | 'acts'>;
}

/** How often the questions are answered with yes: a guess for each rule. */
const YES = { 'error-screenshots': 0.4, unanswered: 0.3, 'flag-posts': 0.003 } as Readonly<
  Record<string, number>
>;
const PATIENCE = '60s';

export async function dayCost(isQuick: boolean): Promise<DayCost> {
  const messages = dayOf(isQuick ? 1_000 : 10_000);
  const history = { format: 'lines', messages, reactions: [], folder: '.' } as const;
  const costOf = (name: string, isPatient: boolean) =>
    withParts(async (parts, folder): Promise<QuestionCost> => {
      const rule = READY_ONES[name]!;
      const asks = rule.when.on !== 'schedule' && rule.when.question !== undefined;
      const batch = isPatient && asks ? { batch: Number.parseInt(PATIENCE, 10) * 1000 } : {};
      const replayed = await replay(
        { name, rule: { ...rule, limits: { ...rule.limits, ...batch } } },
        history,
        { ...parts, model: guessing(YES[name] ?? 0), media: unopened(parts.media) },
        { asks: true, folder },
        new AbortController().signal,
      );
      const { calls, inputTokens, outputTokens } = replayed.asked;
      return {
        rule: name,
        triggers: replayed.runs.length,
        acts: replayed.acts.length,
        calls,
        tokens: inputTokens + outputTokens,
        usd: replayed.runs.reduce((sum, { usd }) => sum + usd, 0),
      };
    });
  const all = async (isPatient: boolean) => {
    const costs: QuestionCost[] = [];
    for (const name of Object.keys(READY_ONES)) costs.push(await costOf(name, isPatient));
    return costs;
  };
  return {
    messages: messages.length,
    rules: await all(false),
    patient: await all(true),
    naive: await withStore((parts) => naive(messages, parts)),
  };
}

/** A model that says yes as often as it is told, by a seed, and reports what such an answer would have taken. */
function guessing(share: number): ModelClient {
  const random = seeded(11);
  return {
    async *stream(request) {
      const marks = marksIn(request.turns.flatMap(partsOf));
      const answers = marks.map((id) => ({
        id,
        why: 'a guess',
        answer: random() < share ? 'yes' : 'no',
        confidence: 0.95,
      }));
      yield await Promise.resolve({ type: 'text' as const, text: JSON.stringify({ answers }) });
      yield {
        type: 'done' as const,
        reason: 'complete' as const,
        usage: {
          inputTokens: request.turns.reduce(
            (sum, turn) => sum + estimateTurn(turn, request.model),
            estimateFrame(request),
          ),
          cachedInputTokens: 0,
          outputTokens: marks.length * JUDGE.answerTokens,
          reasoningTokens: 0,
        },
      };
    },
    compact: () => Promise.resolve(undefined),
  };
}

/** Every message with its files to the same small model, once for each rule, in the same words. */
async function naive(messages: ReturnType<typeof dayOf>, parts: StoredParts): Promise<DayCost['naive']> {
  const model = looker(findModel(parts.catalog.tiers.nano.model));
  const history = { format: 'lines', messages, reactions: [], folder: '.' } as const;
  const adapter = createHistoryPlatform('discord', history, () => Infinity);
  const shownBy = { ...parts, media: unopened(parts.media) };
  let inputTokens = 0;
  let outputTokens = 0;
  let calls = 0;
  for (const message of messages) {
    const asked = { id: message.id, message, adapter };
    const shown = await show(asked, true, model, shownBy, new AbortController().signal);
    for (const { about = '', when } of Object.values(READY_ONES)) {
      const question = when.on !== 'schedule' && when.question ? when.question.ask : about;
      const request = requestOf(question, [shown], model);
      calls += 1;
      inputTokens += request.turns.reduce(
        (sum, turn) => sum + estimateTurn(turn, model),
        estimateFrame(request),
      );
      outputTokens += JUDGE.answerTokens;
    }
  }
  const usage = { inputTokens, cachedInputTokens: 0, outputTokens, reasoningTokens: 0 };
  return { calls, tokens: inputTokens + outputTokens, usd: costUsd(model, usage) ?? 0 };
}
