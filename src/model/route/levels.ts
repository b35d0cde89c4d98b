/** From how demanding a question is to a tier and an effort, and what changes them: care, complaints, budgets, eyes. */
import { type Effort, EFFORTS, type Tier, TIERS, type Why } from '../../chat/index.ts';
import type { Catalog } from '../catalog/models.ts';
import type { Kind } from './kinds.ts';
import { SAVING } from './limits.ts';
import type { Level, Need } from './rules.ts';

/** What a question needs, as far as it is settled. */
export interface Demand {
  readonly level: Level;
  readonly need: Need | undefined;
  /** The person asks for care. */
  readonly isCareful: boolean;
  /** The last answer was no good: an effort above what that one got. */
  readonly isAgain: boolean;
}

export interface Choice {
  readonly tier: Tier;
  readonly effort: Effort;
  readonly why: Why;
}

/**
 * Each level's tier and effort. `ultra` is in none: it makes several attempts at several times the price, so it is for
 * people to choose. So is the effort `max`.
 */
const LEVELS: Readonly<Record<Level, { readonly tier: Tier; readonly effort: Effort }>> = {
  1: { tier: 'nano', effort: 'none' },
  2: { tier: 'mini', effort: 'low' },
  3: { tier: 'standard', effort: 'low' },
  4: { tier: 'standard', effort: 'medium' },
  5: { tier: 'flagship', effort: 'high' },
};

/** Where care is asked for. */
const CAREFUL: typeof LEVELS = {
  1: { tier: 'mini', effort: 'low' },
  2: { tier: 'standard', effort: 'medium' },
  3: { tier: 'standard', effort: 'high' },
  4: { tier: 'flagship', effort: 'high' },
  5: { tier: 'flagship', effort: 'xhigh' },
};

const WHY: Readonly<Record<Need, Why>> = {
  code: 'code',
  reasoning: 'reasoning',
  writing: 'ordinary',
  reading: 'long',
  looking: 'media',
};

export const toLevel = (value: number): Level => Math.min(5, Math.max(1, Math.round(value))) as Level;

export function choose({ level, need, isCareful, isAgain }: Demand): Choice {
  const { tier, effort } = (isCareful ? CAREFUL : LEVELS)[level];
  const before = LEVELS[toLevel(level - 1)].effort;
  const why = isCareful && level > 1 ? 'careful' : need ? WHY[need] : level <= 2 ? 'simple' : 'ordinary';
  return { tier, effort: isAgain ? higher(effort, above(before)) : effort, why };
}

/** What is left of a choice when budgets run low. */
export function save(choice: Choice, strain: number): Choice {
  const saving = SAVING.find(({ from }) => strain >= from);
  if (!saving) return choice;
  const tier = TIERS[Math.max(0, TIERS.indexOf(choice.tier) - 1)]!;
  const effort = lower(choice.effort, saving.most);
  return tier === choice.tier && effort === choice.effort ? choice : { tier, effort, why: 'saving' };
}

/** Where the tier's model cannot see what is attached: the nearest tier whose model can; of two equally near, the stronger. */
export function seeing(choice: Choice, kinds: ReadonlySet<Kind>, catalog: Catalog): Choice {
  const sees = (tier: Tier): boolean => {
    const { takes } = catalog.find(catalog.tiers[tier].model);
    return (!kinds.has('image') || takes.images) && (!kinds.has('video') || takes.images || !!takes.video);
  };
  const at = TIERS.indexOf(choice.tier);
  const nearest = TIERS.filter(sees).toSorted(
    (a, b) =>
      Math.abs(TIERS.indexOf(a) - at) - Math.abs(TIERS.indexOf(b) - at) ||
      TIERS.indexOf(b) - TIERS.indexOf(a),
  )[0];
  // Where none sees, all are as good: the receipt says that the model takes no pictures.
  return nearest === undefined || nearest === choice.tier
    ? choice
    : { ...choice, tier: nearest, why: 'media' };
}

const higher = (a: Effort, b: Effort): Effort => EFFORTS[Math.max(EFFORTS.indexOf(a), EFFORTS.indexOf(b))]!;
const lower = (a: Effort, b: Effort): Effort => EFFORTS[Math.min(EFFORTS.indexOf(a), EFFORTS.indexOf(b))]!;
const above = (effort: Effort): Effort =>
  EFFORTS[Math.min(EFFORTS.indexOf(effort) + 1, EFFORTS.indexOf('xhigh'))]!;
