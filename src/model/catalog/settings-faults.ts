/** What is wrong between the settings of models, where each alone is fine: names nobody knows, circles, sums that do not fit. */
import { AUTO, TIERS } from '../../chat/index.ts';
import { pricesAreWhole } from './described.ts';
import { type Catalog, createCatalog, findModel, isKnown } from './models.ts';
import type { CatalogSettings, ModelSettings } from './settings.ts';
import { nameOf } from './tiers.ts';

export interface Deployment {
  /** What answers unless somebody asks for another: a model, a tier or `auto`. */
  readonly model: string;
  /** A compatible server: it may have models that nobody has described. */
  readonly isAlone: boolean;
}

/**
 * @returns one sentence for each fault: its path, what is expected, and what came
 *
 * @example settingsFaults({ fallbacks: { 'gpt-5.5': 'gpt-5.5' } }, { model: 'gpt-5.5', isAlone: false })
 * // ['fallbacks.gpt-5.5: expected another model, got itself.']
 */
export function settingsFaults(settings: CatalogSettings, deployment: Deployment): readonly string[] {
  const { models = {}, tiers = {}, fallbacks = {} } = settings;
  const catalog = createCatalog(settings, deployment);
  const nameFaults = (path: string, name: string): readonly string[] => {
    if (nameOf(name) === undefined) return [`${path}: expected the name of a model, got ${kindOf(name)}.`];
    return deployment.isAlone || Object.hasOwn(models, name) || isKnown(name)
      ? []
      : [`${path}: expected a model that is known, or described under models, got ${JSON.stringify(name)}.`];
  };
  return [
    ...Object.entries(models).flatMap(([name, model]) => modelFaults(name, model, catalog)),
    ...TIERS.flatMap((tier) => {
      const { model, effort } = tiers[tier] ?? {};
      return [
        ...(model === undefined ? [] : nameFaults(`tiers.${tier}`, model)),
        ...(effort === undefined || hasEffort(catalog.find(tier), effort)
          ? []
          : [`tiers.${tier}.effort: expected ${effortsOf(catalog.find(tier))}, got ${effort}.`]),
      ];
    }),
    ...Object.entries(fallbacks).flatMap(([name, next]) =>
      [name, next].flatMap((each) => nameFaults(`fallbacks.${name}`, each)),
    ),
    ...circleFaults(new Map(Object.entries(fallbacks))),
  ];
}

const kindOf = (name: string): string => (name === AUTO ? AUTO : `the tier ${name}`);

type Entry = ReturnType<Catalog['find']>;

/** What is only guessed of a model forbids nothing. */
const hasEffort = ({ efforts, isGuessed }: Entry, effort: Entry['efforts'][number]): boolean =>
  efforts.includes(effort) || isGuessed === true;

const effortsOf = ({ id, efforts }: Entry): string =>
  efforts.length === 0 ? `none, as ${id} has no efforts` : `one that ${id} has (${efforts.join(', ')})`;

function modelFaults(name: string, settings: ModelSettings, catalog: Catalog): readonly string[] {
  const path = `models.${name}`;
  if (nameOf(name) === undefined) return [`${path}: expected the name of a model, got ${kindOf(name)}.`];
  const { like, prices } = settings;
  const faults: string[] = [];
  if (like !== undefined && !isKnown(like))
    faults.push(`${path}.like: expected a model that is known, got ${JSON.stringify(like)}.`);
  if (prices && pricesAreWhole(settings, findModel(like ?? name)))
    for (const figure of ['input', 'output'] as const)
      if (prices[figure] === undefined)
        faults.push(`${path}.prices.${figure}: expected dollars for a million tokens, got nothing.`);
  const { contextTokens, maxInputTokens, maxOutputTokens } = catalog.find(name);
  if (maxInputTokens <= 0 || maxInputTokens + maxOutputTokens > contextTokens)
    faults.push(
      `${path}: expected maxInputTokens and maxOutputTokens that fit into contextTokens together, got ${maxInputTokens} and ${maxOutputTokens} for ${contextTokens}.`,
    );
  return faults;
}

/** Fallbacks that lead back to where they began: then nobody would answer at last. Each circle is told once. */
function circleFaults(fallbacks: ReadonlyMap<string, string>): readonly string[] {
  const told = new Set<string>();
  const faults: string[] = [];
  for (const start of fallbacks.keys()) {
    const way = [start];
    let next = fallbacks.get(start);
    while (next !== undefined && !way.includes(next)) {
      way.push(next);
      next = fallbacks.get(next);
    }
    if (next !== start || told.has(start)) continue;
    for (const name of way) told.add(name);
    faults.push(
      way.length === 1
        ? `fallbacks.${start}: expected another model, got itself.`
        : `fallbacks.${start}: expected fallbacks that end somewhere, got the circle ${[...way, start].join(' → ')}.`,
    );
  }
  return faults;
}
