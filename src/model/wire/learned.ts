/** What a server is known to refuse of each model, learned from its errors. */
import type { Effort } from '../../chat/index.ts';
import type { Clock } from '../../ops/index.ts';
import type { Extra } from './dialect.ts';
import { LEARNED_MS } from '../limits.ts';
import type { MediaKind } from './refusals.ts';

export interface Refused {
  readonly extras: Set<Extra>;
  readonly kinds: Set<MediaKind>;
  /** Efforts that it does not know for this model, each with the one to send instead. */
  readonly efforts: Map<Effort, Effort>;
}

export const nothingRefused = (): Refused => ({
  extras: new Set(),
  kinds: new Set(),
  efforts: new Map(),
});

/**
 * Gives the same record for the same model each time: what is noted in it holds for the next request, too. After some
 * hours a new one is begun.
 */
export function rememberByModel<T>(clock: Clock, begin: () => T): (model: string) => T {
  const models = new Map<string, { readonly record: T; readonly lapsesAt: number }>();
  return (model) => {
    const now = clock.now();
    const known = models.get(model);
    if (known && now < known.lapsesAt) return known.record;
    for (const [id, { lapsesAt }] of models) if (now >= lapsesAt) models.delete(id);
    const record = begin();
    models.set(model, { record, lapsesAt: now + LEARNED_MS });
    return record;
  };
}
