/** The gates before rate buckets: who waits at one, when it opens, and which are to blame for a pause. */
import type { RateBudget } from '../chat/index.ts';
import { type Bucket, createBucket } from './budget.ts';
import type { Lane } from './lanes.ts';
import { PACE } from './limits.ts';

/** A bucket, and the lanes that wait at it. */
export interface Gate {
  readonly bucket: Bucket;
  readonly lanes: Set<Lane<Gate>>;
  /** Ends the wait until `opensAt`; there while one is under way. */
  waiting: AbortController | undefined;
  opensAt: number;
  /** Another bucket that also draws on this one was turned away last, and asked not to be written to until then. */
  suspicion: { readonly by: Bucket; readonly until: number } | undefined;
}

export const createGate = (budget: RateBudget): Gate => ({
  bucket: createBucket(budget),
  lanes: new Set(),
  waiting: undefined,
  opensAt: Infinity,
  suspicion: undefined,
});

/** The name of the lane of everybody who has to pass the same gates. */
export const nameOf = (path: readonly Gate[]): string => path.map(({ bucket }) => bucket.name).join('\n');

/**
 * Which buckets a pause is for. A platform does not say; it is the narrowest, unless a second one that shares a wider bucket
 * with it is turned away in the same while: then the wider one is too full as well.
 */
export function blame(path: readonly Gate[], now: number, retryAfterMs: number): ReadonlySet<Bucket> {
  const narrowest = path[0]?.bucket;
  if (!narrowest) return new Set();
  const wider = path.slice(1).filter((gate) => {
    const { suspicion } = gate;
    gate.suspicion = { by: narrowest, until: now + Math.max(retryAfterMs, PACE.suspectedMs) };
    return suspicion && suspicion.by !== narrowest && now < suspicion.until;
  });
  return new Set([narrowest, ...wider.map(({ bucket }) => bucket)]);
}
