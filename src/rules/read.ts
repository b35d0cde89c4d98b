/** Reads a rule as it is written: by itself, or as a ready-made one with what is different. */
import { z } from 'zod';
import { contradictionsIn } from './contradictions.ts';
import { draftOf, spelledOut } from './draft.ts';
import { TEXTS } from './limits.ts';
import { READY_MADE } from './ready-made.ts';
import { Rule } from './rule.ts';
import { listed } from './shape.ts';

/** What a rule is known by, in attache.yaml and in `/watch`. Schemas and webhooks have the same: OpenAI takes these names for formats. */
export const RuleName = z.string().regex(new RegExp(`^[\\w-]{1,${TEXTS.name}}$`), {
  error: `expected a name of letters, digits, _ and -, at most ${TEXTS.name} of them`,
});

/** A rule as it is written. All that is wrong is told at once, what does not go together beside what is wrong by itself. */
export const WrittenRule = z.unknown().transform((value, context): Rule => {
  const { written, isReady } = spelledOut(value);
  const { data, error } = Rule.safeParse(written);
  const issues = error?.issues ?? [];
  const faults = isReady
    ? [...issues, ...contradictionsIn(draftOf(value))]
    : [NOT_READY, ...issues.filter(({ path }) => isWritten(written, path))];
  for (const { path, message } of faults) context.addIssue({ code: 'custom', path: [...path], message });
  return faults.length === 0 ? data! : z.NEVER;
});

const NOT_READY = { path: ['ready'], message: `expected ${listed(Object.keys(READY_MADE))}` };

/** Whether something stands there: what does not may stand in the ready-made rule that was meant. */
const isWritten = (value: unknown, [key, ...rest]: readonly PropertyKey[]): boolean =>
  key === undefined
    ? value !== undefined
    : typeof value === 'object' && value !== null && isWritten(Reflect.get(value, key), rest);

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
