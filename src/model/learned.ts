/** What a server is known to refuse of each model, learned from its errors. */
import type { Extra } from './dialect.ts';
import type { MediaKind } from './refusals.ts';

export interface Refused {
  readonly extras: Set<Extra>;
  readonly kinds: Set<MediaKind>;
}

/** Gives the same record for the same model each time: what is noted in it holds for the next request, too. */
export function rememberRefusals(): (model: string) => Refused {
  const models = new Map<string, Refused>();
  return (model) => {
    const known = models.get(model) ?? { extras: new Set(), kinds: new Set() };
    models.set(model, known);
    return known;
  };
}
