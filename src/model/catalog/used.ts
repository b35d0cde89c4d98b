/** The models that somebody can be answered by, and the settings that name them. */
import { TIERS } from '../../chat/index.ts';
import type { Catalog } from './models.ts';
import type { CatalogSettings } from './settings.ts';
import { nameOf } from './tiers.ts';

export interface UsedModel {
  readonly id: string;
  /** The settings that name it, such as `ATTACHE_MODEL`; where none does, those that could name another. */
  readonly settings: readonly string[];
  /** Nobody has named it: it is the usual one of a tier. */
  readonly isUsual: boolean;
}

/**
 * Each model once, the one that answers unless somebody asks for another first.
 *
 * @param chosen what answers unless somebody asks for another: a model, a tier or `auto`
 * @param others further settings that name one, each with the model or tier
 */
export function usedModels(
  { tiers = {}, fallbacks = {} }: CatalogSettings,
  {
    chosen,
    others,
    catalog,
  }: {
    readonly chosen: string;
    readonly others: readonly (readonly [setting: string, choice: string | undefined])[];
    readonly catalog: Catalog;
  },
): readonly UsedModel[] {
  const named: readonly (readonly [setting: string, choice: string | undefined])[] = [
    ['ATTACHE_MODEL', chosen],
    ...TIERS.map((tier) => [`tiers.${tier}`, tiers[tier]?.model] as const),
    ...Object.entries(fallbacks).map(([name, next]) => [`fallbacks.${name}`, next] as const),
    ...others,
  ];
  const byName = new Map<string, string[]>();
  for (const [setting, choice] of named) {
    const id = choice && nameOf(choice);
    if (id) byName.set(id, [...(byName.get(id) ?? []), setting]);
  }
  const usual = new Map<string, string[]>();
  for (const tier of TIERS) {
    const { model } = catalog.tiers[tier];
    if (!byName.has(model)) usual.set(model, [...(usual.get(model) ?? []), `tiers.${tier}`]);
  }
  return [
    ...[...byName].map(([id, settings]) => ({ id, settings, isUsual: false })),
    ...[...usual].map(([id, settings]) => ({ id, settings, isUsual: true })),
  ];
}
