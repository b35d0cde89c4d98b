/** Reads a rule as it is written: by itself, or as a ready-made one with what is different. */
import { z } from 'zod';
import { TEXTS } from './limits.ts';
import { READY_MADE } from './ready-made.ts';
import { Rule } from './rule.ts';
import { listed } from './shape.ts';

/** What a rule is known by, in attache.yaml and in `/watch`. */
export const RuleName = z.string().regex(new RegExp(`^[\\w-]{1,${TEXTS.name}}$`), {
  error: `expected a name of letters, digits, _ and -, at most ${TEXTS.name} of them`,
});

/** A rule as it is written. */
export const WrittenRule = z.unknown().transform(spelledOut).pipe(Rule);

/**
 * Reads a rule as it is written.
 *
 * @returns the rule, or one sentence for each wrong value, with its path in the rule
 *
 * @example readRule({ ready: 'daily-digest', then: { to: { platform: 'slack', channel: 'C1' } } })
 */
export function readRule(
  value: unknown,
): { readonly rule: Rule } | { readonly faults: readonly [string, ...string[]] } {
  const { success, data, error } = WrittenRule.safeParse(value);
  if (success) return { rule: data };
  const faults = error.issues.map(({ path, message }) => `${path.join('.') || 'the rule'}: ${message}.`);
  return { faults: faults as [string, ...string[]] };
}

/** The whole of a rule that says `ready: name`. */
function spelledOut(value: unknown, context: z.RefinementCtx): unknown {
  if (!isMap(value) || !('ready' in value)) return value;
  const { ready, ...besides } = value;
  if (typeof ready === 'string' && Object.hasOwn(READY_MADE, ready))
    return merged(READY_MADE[ready]!.definition, besides);
  context.addIssue({
    code: 'custom',
    path: ['ready'],
    message: `expected ${listed(Object.keys(READY_MADE))}`,
  });
  return z.NEVER;
}

/**
 * What is said besides wins: keys within keys, lists whole. `null` leaves out what the ready-made rule says. What sets the rule off is
 * replaced whole where that is something else.
 */
function merged(base: Map, besides: Map): Map {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(besides)) {
    const before = Object.hasOwn(base, key) ? base[key] : undefined;
    if (value === null) delete result[key];
    else if (isMap(value) && isMap(before) && !isOther(before, value)) result[key] = merged(before, value);
    else result[key] = value;
  }
  return result;
}

const isOther = (before: Map, value: Map): boolean => 'on' in value && value['on'] !== before['on'];

type Map = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Map =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
