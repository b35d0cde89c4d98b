/** Finding a model in the catalog, and an effort that it has. */
import { EFFORTS } from '../chat/index.ts';
import type { Effort } from '../chat/index.ts';
import { ALIASES, DEMO, GENERIC, MODELS, TRANSCRIPTION_MODELS } from './catalog.ts';
import type { ModelEntry } from './catalog.ts';
import { FAMILIES } from './families.ts';

/**
 * What is known of a model. A dated name or an alias gets the entry of the model it stands for, under its own id. Of a
 * model of another family it is known what it takes; else cautious limits and no price are assumed, and `source` says so.
 *
 * @example findModel('gpt-5.5-2026-04-23').prices?.output // 30
 */
export function findModel(id: string): ModelEntry {
  const undated = id.replace(/-\d{4}-\d{2}-\d{2}$/, '');
  const name = ALIASES[undated] ?? undated;
  const known = [...MODELS, DEMO].find((model) => model.id === name);
  if (known) return { ...known, id };
  const family = FAMILIES.find(({ ids }) => ids.test(undated));
  if (!family) return { ...GENERIC, id };
  const { takes, gives, source } = family;
  return { ...GENERIC, ...family.known, takes, ...(gives && { gives }), source, id };
}

/** The models that can be chosen where a provider's key is set, the default first. The demo model is not among them. */
export function listModels(): readonly ModelEntry[] {
  return MODELS;
}

/** The effort the model has that is nearest to the wanted one; of two equally near, the cheaper. */
export function fitEffort(model: ModelEntry, effort: Effort): Effort {
  const wanted = EFFORTS.indexOf(effort);
  const distance = (candidate: Effort): number => Math.abs(EFFORTS.indexOf(candidate) - wanted);
  return model.efforts.reduce(
    (best, candidate) => (distance(candidate) < distance(best) ? candidate : best),
    model.efforts[0] ?? effort,
  );
}

/** Dollars for a minute of sound; undefined where no price is known. */
export function findTranscriptionPrice(id: string): number | undefined {
  return TRANSCRIPTION_MODELS.find((model) => model.id === id)?.costPerMinute;
}
