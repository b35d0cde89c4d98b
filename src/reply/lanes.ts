/** Who waits for a turn, and who of them is next. */
import type { Priority, Slot } from './budget.ts';

const RANKS: Readonly<Record<Priority, number>> = { final: 0, first: 1, progress: 2, aside: 2 };

export interface Waiter {
  readonly priority: () => Priority;
  /** In which order they came. */
  readonly number: number;
  readonly go: (slots: readonly Slot[]) => void;
}

/** Everybody who draws on the same budgets, in the order they came. */
export interface Lane<Gate> {
  readonly path: readonly Gate[];
  readonly waiting: Waiter[];
  /** The place in its path where it waits. */
  at: number;
  /** Who is next, and how urgent: as of the last look. */
  next: Waiter | undefined;
  priority: Priority;
}

/** Puts a waiter into its place: one that was sent back keeps it. */
export function join({ waiting }: Lane<unknown>, waiter: Waiter): void {
  const later = waiting.findIndex(({ number }) => number > waiter.number);
  waiting.splice(later < 0 ? waiting.length : later, 0, waiter);
}

/** The lane whose next waiter is the most urgent, with what was found out about it. */
export function mostUrgent<Gate>(lanes: ReadonlySet<Lane<Gate>>): Lane<Gate> | undefined {
  let best: Lane<Gate> | undefined;
  for (const lane of lanes) {
    look(lane);
    if (!best || comesBefore(lane, best)) best = lane;
  }
  return best;
}

function look(lane: Lane<unknown>): void {
  lane.next = undefined;
  for (const waiter of lane.waiting) {
    const priority = waiter.priority();
    if (lane.next && RANKS[priority] >= RANKS[lane.priority]) continue;
    lane.next = waiter;
    lane.priority = priority;
    if (priority === 'final') return;
  }
}

function comesBefore(lane: Lane<unknown>, other: Lane<unknown>): boolean {
  const difference = RANKS[lane.priority] - RANKS[other.priority];
  return difference < 0 || (difference === 0 && lane.next!.number < other.next!.number);
}
