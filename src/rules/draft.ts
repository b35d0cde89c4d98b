/** A rule as it is written, before it is known whether it is one: with all that a ready-made rule says, and part by part. */
import { READY_MADE } from './ready-made.ts';
import { isMap, type Map } from './shape.ts';

/** The parts of a rule, whatever stands in them; undefined what is no map. What is wrong in one hides nothing of the others. */
export interface Draft {
  readonly where?: Map | undefined;
  readonly when?: Map | undefined;
  readonly then?: Map | undefined;
  readonly limits?: Map | undefined;
}

export function draftOf(value: unknown): Draft {
  const { written } = spelledOut(value);
  const part = (name: keyof Draft): Map | undefined => {
    const own = isMap(written) ? written[name] : undefined;
    return isMap(own) ? own : undefined;
  };
  return { where: part('where'), when: part('when'), then: part('then'), limits: part('limits') };
}

/**
 * The whole of a rule that says `ready: name`; any other as it is.
 *
 * @returns besides, whether there is such a ready-made rule: if not, only what is said besides is there
 */
export function spelledOut(value: unknown): { readonly written: unknown; readonly isReady: boolean } {
  if (!isMap(value) || !('ready' in value)) return { written: value, isReady: true };
  const { ready, ...besides } = value;
  return typeof ready === 'string' && Object.hasOwn(READY_MADE, ready)
    ? { written: merged(READY_MADE[ready]!.definition, besides), isReady: true }
    : { written: besides, isReady: false };
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
