/** The pacer: hands out the writes of rate buckets to all replies that draw on them, the most urgent first. */
import { type RateBudget, RateLimited, type RateLedger } from '../chat/index.ts';
import type { Clock, Logger } from '../ops/index.ts';
import {
  begin,
  type Bucket,
  giveBack,
  isIdle,
  keepShut,
  passed,
  type Priority,
  readyAt,
  type Slot,
  turnedAway,
} from './budget.ts';
import { blame, createGate, type Gate, nameOf } from './gates.ts';
import { join, type Lane, mostUrgent, type Waiter } from './lanes.ts';
import { PACE } from './limits.ts';
import { createSharedBudgets, type SharedBudgets } from './shared-budgets.ts';

export type { Priority } from './budget.ts';

export interface Pacer extends OwnPacer {
  /**
   * The same without what other processes draw on: for what is to be said while the database is away, by whoever holds no turn.
   */
  readonly alone: OwnPacer;
}

export interface OwnPacer {
  readonly clock: Clock;
  /**
   * Waits until every budget lets a write pass, then runs `action` and gives its outcome. `action` gives undefined when
   * there is nothing to write after all: then nothing is counted. Turns go to the most urgent waiter, among equals to the one
   * that has waited longest; `priority` is asked anew for every turn. When `action` throws `RateLimited`, the narrowest
   * bucket pauses and slows down, and the error is passed on.
   * Rejects with the signal's reason when that comes before the turn; a write that has begun is not its concern.
   *
   * @param budgets the narrowest first
   */
  write<T>(
    budgets: readonly RateBudget[],
    priority: () => Priority,
    signal: AbortSignal,
    action: () => Promise<T> | undefined,
  ): Promise<T | undefined>;
}

export interface PacerParts {
  readonly clock: Clock;
  /** What other processes draw on as well. */
  readonly ledger?: RateLedger | undefined;
  readonly log?: Pick<Logger, 'warn'>;
}

/** Makes a pacer. One serves all surfaces of the process: only then does a bucket know everybody who draws on it. */
export function createPacer({ clock, ledger, log }: PacerParts): Pacer {
  const gates = new Map<string, Gate>();
  const lanes = new Map<string, Lane<Gate>>();
  let lastSwept = clock.now();
  let count = 0;

  const gateFor = (budget: RateBudget): Gate => {
    const known = gates.get(budget.bucket);
    if (known) {
      known.bucket.budget = budget;
      return known;
    }
    forgetIdle();
    const fresh = createGate(budget);
    gates.set(budget.bucket, fresh);
    return fresh;
  };

  /** Keeps memory to the buckets of the last two idle times; looks at them all at most once an idle time. */
  const forgetIdle = () => {
    const now = clock.now();
    if (now - lastSwept < PACE.idleMs) return;
    lastSwept = now;
    const used = new Set([...lanes.values()].flatMap(({ path }) => path));
    for (const [name, gate] of gates) if (!used.has(gate) && isIdle(gate.bucket, now)) gates.delete(name);
  };

  /** Gates to be looked at; a look at one may ask for a look at another. */
  const toServe = new Set<Gate>();
  let isServing = false;
  const serve = (gate: Gate) => {
    toServe.add(gate);
    if (isServing) return;
    isServing = true;
    for (const one of toServe) {
      toServe.delete(one);
      letPass(one);
    }
    isServing = false;
  };

  /** Lets everybody pass a gate who may, the most urgent first, and sees to it that the others get their turn. */
  const letPass = (gate: Gate) => {
    const now = clock.now();
    for (;;) {
      if (gate.lanes.size === 0) return wakeAt(gate, Infinity, now);
      // Before the most urgent write could pass, it does not matter who waits.
      const soonest = readyAt(gate.bucket, 'final', now);
      if (soonest > now) return wakeAt(gate, soonest, now);
      const lane = mostUrgent(gate.lanes)!;
      const opensAt = readyAt(gate.bucket, lane.priority, now);
      if (opensAt > now) return wakeAt(gate, opensAt, now);
      gate.lanes.delete(lane);
      lane.at += 1;
      if (lane.at === lane.path.length) {
        // While it waited at a wider gate, others may have passed a narrower one.
        const shut = lane.path.findIndex(({ bucket }) => readyAt(bucket, lane.priority, now) > now);
        if (shut < 0) {
          pass(lane, now);
          continue;
        }
        lane.at = shut;
      }
      const place = lane.path[lane.at]!;
      place.lanes.add(lane);
      serve(place);
    }
  };

  const pass = (lane: Lane<Gate>, now: number) => {
    const { next, waiting, path } = lane;
    waiting.splice(waiting.indexOf(next!), 1);
    next!.go(path.map(({ bucket }) => begin(bucket, now)));
    lane.at = 0;
    if (waiting.length === 0) lanes.delete(nameOf(path));
    else {
      path[0]!.lanes.add(lane);
      serve(path[0]!);
    }
  };

  const wakeAt = (gate: Gate, opensAt: number, now: number) => {
    if (gate.opensAt === opensAt) return;
    gate.waiting?.abort();
    gate.opensAt = opensAt;
    gate.waiting = undefined;
    if (opensAt === Infinity) return;
    const waiting = (gate.waiting = new AbortController());
    const wake = () => {
      if (gate.waiting !== waiting) return;
      gate.waiting = undefined;
      gate.opensAt = Infinity;
      serve(gate);
    };
    clock.sleep(opensAt - now, waiting.signal).then(wake, () => undefined);
  };

  const turn = (path: readonly Gate[], priority: () => Priority, signal: AbortSignal, number: number) =>
    new Promise<readonly Slot[]>((resolve, reject) => {
      const name = nameOf(path);
      const known = lanes.get(name);
      const lane: Lane<Gate> = known ?? { path, waiting: [], at: 0, next: undefined, priority: 'progress' };
      const leave = () => {
        lane.waiting.splice(lane.waiting.indexOf(waiter), 1);
        const place = lane.path[lane.at]!;
        if (lane.waiting.length === 0) {
          lanes.delete(name);
          place.lanes.delete(lane);
        }
        reject(signal.reason);
        serve(place);
      };
      const waiter: Waiter = {
        priority,
        number,
        go: (slots) => {
          signal.removeEventListener('abort', leave);
          resolve(slots);
        },
      };
      join(lane, waiter);
      signal.addEventListener('abort', leave, { once: true });
      if (!known) {
        lanes.set(name, lane);
        path[0]!.lanes.add(lane);
      }
      serve(lane.path[lane.at]!);
    });

  const withBudgets = (shared: SharedBudgets | undefined): OwnPacer => ({
    clock,
    async write(budgets, priority, signal, action) {
      signal.throwIfAborted();
      const path = budgets.map(gateFor);
      const number = (count += 1);
      let slots: readonly Slot[];
      const each = (settle: (bucket: Bucket, slot: Slot, now: number) => void) => {
        const now = clock.now();
        for (const [index, { bucket }] of path.entries()) settle(bucket, slots[index]!, now);
        for (const gate of path) serve(gate);
      };
      while (true) {
        slots = path.length === 0 ? [] : await turn(path, priority, signal, number);
        if (!shared || path.length === 0) break;
        const wait = await shared.take(budgets, signal);
        if (wait === 0) break;
        // Others have used what is left: whoever is the most urgent by then goes first.
        if (wait !== undefined) keepShut(path[0]!.bucket, clock.now() + wait);
        each(giveBack);
        signal.throwIfAborted();
      }
      try {
        const work = action();
        if (work === undefined) {
          each(giveBack);
          return undefined;
        }
        const outcome = await work;
        each(passed);
        return outcome;
      } catch (error) {
        if (error instanceof RateLimited) {
          const blamed = blame(path, clock.now(), error.retryAfterMs);
          each((bucket, slot, now) =>
            blamed.has(bucket)
              ? turnedAway(bucket, slot, now, error.retryAfterMs)
              : passed(bucket, slot, now),
          );
          for (const { name, pausedUntil } of blamed) await shared?.pause(name, pausedUntil - clock.now());
        } else each(passed);
        throw error;
      }
    },
  });

  return { ...withBudgets(ledger && createSharedBudgets(ledger, clock, log)), alone: withBudgets(undefined) };
}
