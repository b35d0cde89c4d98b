/** Finding a model in the catalog, and an effort that it has. */
import { AUTO, type Effort, EFFORTS, Tier } from '../../chat/index.ts';
import { ALIASES, DEMO, GENERIC, MODELS } from './catalog.ts';
import type { ModelEntry } from './catalog.ts';
import { described } from './described.ts';
import { FAMILIES } from './families.ts';
import type { CatalogSettings } from './settings.ts';
import { nameOf, type Tiers, tiersOf } from './tiers.ts';
import { TRANSCRIPTION_MODELS } from './transcription-models.ts';
import type { TranscriptionModel } from './transcription-models.ts';

const undated = (id: string): string => id.replace(/-\d{4}-\d{2}-\d{2}$/, '');

/**
 * What is known of a model. A dated name or an alias gets the entry of the model it stands for, under its own id. Of a
 * model of another family it is known what it takes; else cautious limits and no price are assumed, and `source` says so.
 *
 * @example findModel('gpt-5.5-2026-04-23').prices?.output // 30
 */
export function findModel(id: string): ModelEntry {
  const name = ALIASES[undated(id)] ?? undated(id);
  const known = [...MODELS, DEMO].find((model) => model.id === name);
  if (known) return { ...known, id };
  const family = FAMILIES.find(({ ids }) => ids.test(undated(id)));
  if (!family) return { ...GENERIC, id };
  const { takes, gives, known: figures, source } = family;
  const { isGuessed, ...generic } = GENERIC;
  return {
    ...generic,
    ...figures,
    ...(figures?.contextTokens === undefined && { isGuessed }),
    takes,
    ...(gives && { gives }),
    source,
    id,
  };
}

/** Whether a name is that of a model in the table or of a family, or stands for one. */
export const isKnown = (id: string): boolean => findModel(id).source !== GENERIC.source;

/** The models of a deployment: the built-in table with what attache.yaml changes and adds. */
export interface Catalog {
  /** What is known of a model here. A tier is its model; `auto` the one that most questions go to. */
  find(id: string): ModelEntry;
  /** The models that can be chosen. */
  readonly models: readonly ModelEntry[];
  readonly tiers: Tiers;
  /** The model that answers where this one cannot. */
  fallback(id: string): string | undefined;
}

export interface CatalogOptions {
  /** What answers unless somebody asks for another: a model, a tier or `auto`. */
  readonly model: string;
  /** A compatible server: of what it has, only the models that are named are known. */
  readonly isAlone: boolean;
  /** The day, as `2026-11-22`: a model that has ended cannot be chosen. */
  readonly today?: string;
}

export const today = (): string => new Date().toISOString().slice(0, 10);

/** @example createCatalog({ tiers: { mini: { model: 'gpt-5.6-luna' } } }, { model: 'gpt-5.5', isAlone: false }).find('mini') */
export function createCatalog(
  settings: CatalogSettings,
  { model: chosen, isAlone, today: day = today() }: CatalogOptions,
): Catalog {
  const { models = {}, fallbacks = {} } = settings;
  const tiers = tiersOf(settings, { chosen, isAlone });
  /** The name under which settings know a model, which may be asked for by another of its names. */
  const nameIn = (table: Readonly<Record<string, unknown>>, id: string): string | undefined =>
    [id, undated(id), ALIASES[undated(id)]].find((name) => name !== undefined && Object.hasOwn(table, name));
  const find = (choice: string): ModelEntry => {
    const tier = choice === AUTO ? 'standard' : Tier.safeParse(choice).data;
    const id = tier ? tiers[tier].model : choice;
    const name = nameIn(models, id);
    if (name === undefined) return findModel(id);
    const own = models[name]!;
    return described(id, own, findModel(own.like ?? id));
  };
  const table = isAlone
    ? [...(nameOf(chosen) ? [chosen] : []), ...Object.values(tiers).map(({ model }) => model)]
    : MODELS.map(({ id }) => id);
  const ids = new Set([...table, ...Object.keys(models)]);
  return {
    find,
    models: [...ids].map(find).filter((model) => !hasEnded(model, day)),
    tiers,
    fallback: (id) => {
      const name = nameIn(fallbacks, id);
      return name === undefined ? undefined : fallbacks[name];
    },
  };
}

/** @param day as `2026-11-22` */
export const hasEnded = ({ endsOn }: Pick<ModelEntry, 'endsOn'>, day: string): boolean =>
  endsOn !== undefined && endsOn <= day;

/** The effort the model has that is nearest to the wanted one; of two equally near, the cheaper. */
export function fitEffort(model: ModelEntry, effort: Effort): Effort {
  const wanted = EFFORTS.indexOf(effort);
  const distance = (candidate: Effort): number => Math.abs(EFFORTS.indexOf(candidate) - wanted);
  return model.efforts.reduce(
    (best, candidate) => (distance(candidate) < distance(best) ? candidate : best),
    model.efforts[0] ?? effort,
  );
}

export const findTranscription = (id: string): TranscriptionModel | undefined =>
  TRANSCRIPTION_MODELS.find((model) => model.id === id);

/** Dollars for a minute of sound; undefined where no price is known. */
export const findTranscriptionPrice = (id: string): number | undefined =>
  findTranscription(id)?.costPerMinute;

/** The next effort a model has above the one it would use; undefined at its highest. */
export function nextEffort(model: ModelEntry, effort: Effort): Effort | undefined {
  const used = EFFORTS.indexOf(fitEffort(model, effort));
  return EFFORTS.slice(used + 1).find((harder) => model.efforts.includes(harder));
}
