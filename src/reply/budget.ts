/** One rate bucket: what has been written to it, and when the next write may pass. */
import type { RateBudget } from '../chat/index.ts';
import { PACE } from './limits.ts';

/**
 * What a write is for, most urgent first: the end of an answer, the first words of one, more of one that is running.
 * `aside` is as urgent as `progress`, but leaves room: news beside an answer whose first words may come any moment.
 */
export type Priority = 'final' | 'first' | 'progress' | 'aside';

/** One write, from the moment it may pass. */
export interface Slot {
  readonly startedAt: number;
  /** Infinity while it is under way. */
  endedAt: number;
  /** When the bucket was written to before. */
  readonly before: number;
}

export interface Bucket {
  readonly name: string;
  /** As the last writer gave it. */
  budget: RateBudget;
  /** Writes of a window, when the platform has said so itself. */
  told: number | undefined;
  /** The writes of the last window, in order of their beginning. */
  readonly slots: Slot[];
  lastWrite: number;
  /** No write before this time: the platform asked for a pause. */
  pausedUntil: number;
  /** When the platform last asked for one. */
  limitedAt: number;
  /** Turned away, and nothing has passed since: then one write goes first to see. */
  isShut: boolean;
  /** How much slower than its budget it is written, until successes have brought it back. */
  slowness: number;
  /** Writes that had ended by then count no more: the platform said it would begin anew. */
  renewedAt: number;
}

export function createBucket(budget: RateBudget): Bucket {
  return {
    name: budget.bucket,
    budget,
    told: undefined,
    slots: [],
    lastWrite: -Infinity,
    pausedUntil: -Infinity,
    limitedAt: -Infinity,
    isShut: false,
    slowness: 1,
    renewedAt: -Infinity,
  };
}

/**
 * When a write may pass: at or before `now` at once; Infinity when another write must end first.
 *
 * The platform counts a write at some moment between its beginning and its end, so it counts here from the one until a
 * window after the other: no window of the platform's ever holds more than the budget, whatever the network does.
 * Urgent writes pass as soon as there is room. The others are spread over what is left of the time, a little closer together
 * while a bucket that was idle is still nearly full, so that short answers are as fresh as long ones.
 */
export function readyAt(bucket: Bucket, priority: Priority, now: number): number {
  if (now < bucket.pausedUntil) return bucket.pausedUntil;
  const { slots, lastWrite } = bucket;
  if (bucket.isShut && slots.some(isUnderWay(bucket.limitedAt))) return Infinity;
  forget(bucket, now);
  const { writes, left, renewal, opens } = roomOf(bucket, now);
  const spacing = bucket.budget.windowMs / writes;
  const slowed = bucket.slowness > 1 ? lastWrite + spacing * bucket.slowness : -Infinity;
  const kept = keptFor(priority, writes);
  if (left <= kept) return Math.max(slowed, opens(kept - left + 1));
  if (priority === 'final' || priority === 'first') return slowed;
  const used = Math.min(1, slots.length / writes);
  const haste = 1 - PACE.haste * Math.max(0, 1 - used - 1 / writes);
  const isLong = bucket.budget.windowMs > PACE.shortWindowMs;
  const spread = isLong ? ((renewal - lastWrite) / (left - kept + 1)) * haste : 0;
  return lastWrite + Math.max(slowed - lastWrite, spread, PACE.leastSpread * spacing * used * used);
}

/** Counts a write from now on. */
export function begin(bucket: Bucket, now: number): Slot {
  const slot = { startedAt: now, endedAt: Infinity, before: bucket.lastWrite };
  bucket.slots.push(slot);
  bucket.lastWrite = now;
  return slot;
}

/** Takes back a write that was not needed after all. */
export function giveBack(bucket: Bucket, slot: Slot): void {
  bucket.slots.splice(bucket.slots.indexOf(slot), 1);
  if (bucket.lastWrite === slot.startedAt) bucket.lastWrite = slot.before;
}

/** The platform took the write, or failed for another reason than its rate. */
export function passed(bucket: Bucket, slot: Slot, now: number): void {
  end(bucket, slot, now);
  if (slot.startedAt <= bucket.limitedAt) return;
  bucket.isShut = false;
  bucket.slowness = Math.max(1, bucket.slowness * PACE.recover);
}

/** The platform asked for a pause: the bucket pauses, and slows down. */
export function turnedAway(bucket: Bucket, slot: Slot, now: number, retryAfterMs: number): void {
  end(bucket, slot, now);
  const spacing = bucket.budget.windowMs / bucket.budget.writes;
  const pause = Number.isFinite(retryAfterMs)
    ? Math.max(1, Math.min(retryAfterMs, PACE.longestPauseMs))
    : spacing;
  bucket.pausedUntil = Math.max(bucket.pausedUntil, now + pause);
  // Writes that were on their way together are turned away together: that is one answer, not many.
  if (slot.startedAt <= bucket.limitedAt) return;
  const slowest = Math.max(1, PACE.longestSpacingMs / spacing);
  bucket.slowness = Math.min(bucket.slowness * PACE.slowDown, slowest);
  bucket.limitedAt = now;
  bucket.isShut = true;
}

/** Somebody else has used what is left until then. */
export function keepShut(bucket: Bucket, until: number): void {
  bucket.pausedUntil = Math.max(bucket.pausedUntil, until);
}

/** Whether nothing is to be known of a bucket any more. */
export function isIdle(bucket: Bucket, now: number): boolean {
  forget(bucket, now);
  return bucket.slots.length === 0 && Math.max(bucket.lastWrite, bucket.pausedUntil) + PACE.idleMs < now;
}

function end(bucket: Bucket, slot: Slot, now: number): void {
  slot.endedAt = now;
  const standing = bucket.budget.standing?.();
  if (!standing) return;
  bucket.told = standing.writes;
  bucket.renewedAt = renewalOf(bucket, standing.resetsInMs, now);
}

const isUnderWay =
  (since: number) =>
  ({ startedAt, endedAt }: Slot): boolean =>
    endedAt === Infinity && startedAt > since;

/** Clocks and timers differ a little: a window is taken to be a bit longer than it is. */
const margin = ({ budget: { windowMs } }: Bucket): number => windowMs * PACE.margin;
const windowOf = (bucket: Bucket): number => bucket.budget.windowMs + margin(bucket);
const renewalOf = (bucket: Bucket, resetsInMs: number, now: number): number =>
  now + resetsInMs + margin(bucket);

function forget(bucket: Bucket, now: number): void {
  const { slots } = bucket;
  const window = windowOf(bucket);
  let kept = 0;
  for (const slot of slots) if (slot.endedAt + window > now) slots[kept++] = slot;
  slots.length = kept;
}

interface Room {
  /** Writes of a window. */
  readonly writes: number;
  /** Writes that may pass now. */
  readonly left: number;
  /** When there is more of it. */
  readonly renewal: number;
  /** When so many more may pass than now. */
  readonly opens: (more: number) => number;
}

/** What the platform said last; else what our own count says. */
function roomOf(bucket: Bucket, now: number): Room {
  const { slots, budget } = bucket;
  const standing = budget.standing?.();
  if (standing) {
    const renewal = renewalOf(bucket, standing.resetsInMs, now);
    const underWay = slots.reduce((count, { endedAt }) => (endedAt === Infinity ? count + 1 : count), 0);
    const { writes, remaining } = standing;
    return { writes, left: remaining - underWay, renewal, opens: () => renewal };
  }
  const window = windowOf(bucket);
  const renewedAt = bucket.renewedAt <= now ? bucket.renewedAt : -Infinity;
  let counted = 0;
  let renewal = Infinity;
  for (const { startedAt, endedAt } of slots) {
    if (endedAt <= renewedAt) continue;
    counted += 1;
    renewal = Math.min(renewal, (endedAt === Infinity ? startedAt : endedAt) + window);
  }
  const writes = bucket.told ?? budget.writes;
  return {
    writes,
    left: writes - counted,
    renewal: counted === 0 ? now : renewal,
    opens: (more) =>
      slots
        .filter(({ endedAt }) => endedAt > renewedAt)
        .map(({ endedAt }) => endedAt + window)
        .sort((a, b) => a - b)[more - 1] ?? Infinity,
  };
}

/** Writes that are kept for more urgent ones. */
function keptFor(priority: Priority, writes: number): number {
  if (priority === 'final' || priority === 'first') return 0;
  const share = Math.floor(writes * PACE.kept);
  return priority === 'aside' && writes >= PACE.leastToKeep ? Math.max(1, share) : share;
}
