/** Has another model answer where the one that was to answer cannot: its server is busy, its key has no credit. */
import { sentenceFor, UserError, type Words } from '../../chat/index.ts';
import { type Catalog, mayFallBack, nextEffort } from '../../model/index.ts';
import type { Logger } from '../../ops/index.ts';
import type { TurnEvent } from '../../reply/index.ts';
import { LIMITS } from '../limits.ts';
import type { Settled } from '../asking/settle.ts';

/** Who is to answer. */
export type Answerer = Pick<Settled, 'model' | 'effort'>;

export interface FallbackParts {
  readonly catalog: Catalog;
  readonly words: Words;
  readonly log: Logger;
}

/**
 * Works with the model that was settled on, and with the ones that the catalog names in its place for as long as nothing of an
 * answer is there. Where none of them can, the error is that of the first: it is the one that was asked for.
 *
 * @param work answers anew each time it is called
 */
export async function* withFallback(
  { model, effort, attempts, why }: Answerer & Pick<Settled, 'attempts' | 'why'>,
  work: (who: Answerer) => AsyncIterable<TurnEvent>,
  { catalog, words, log }: FallbackParts,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  const tried = [model.id];
  let first: unknown;
  for (let who: Answerer = { model, effort }; ;) {
    const best = attempts > 1 ? { best: attempts } : {};
    yield { type: 'settled', options: { model: who.model.id, effort: who.effort, ...best } };
    yield chosen(who, tried.length === 1 ? why : undefined);
    let isAnswering = false;
    try {
      for await (const event of work(who)) {
        if (!isAnswering && ANSWERING.has(event.type)) {
          isAnswering = true;
          if (first !== undefined)
            yield { type: 'notice', text: words.said.fellBack(who.model.id, model.id, reasonOf(first)) };
        }
        yield event;
      }
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (isAnswering) throw error;
      first ??= error;
      const next = catalog.fallback(who.model.id);
      const isEnough = tried.length > LIMITS.fallbacks;
      if (!mayFallBack(error) || next === undefined || tried.includes(next) || isEnough) throw first;
      log.warn({ err: error, model: who.model.id, next }, 'another model is asked');
      tried.push(next);
      who = { model: catalog.find(next), effort };
    }
  }
}

/** From these events on there is something of an answer. */
export const ANSWERING: ReadonlySet<TurnEvent['type']> = new Set(['text', 'refusal', 'file', 'done']);

const chosen = ({ model, effort }: Answerer, why: Settled['why']): TurnEvent => ({
  type: 'chosen',
  model: model.id,
  effort,
  harder: nextEffort(model, effort),
  ...(why && { why }),
});

/** What happened, without what to do about it: that is done. */
const reasonOf = (error: unknown): string =>
  error instanceof UserError ? error.message : sentenceFor(error);
