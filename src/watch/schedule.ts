/** Schedules: their times become runs, each once, however many processes look after them; what was missed as the rule says. */
import { occurrencesOf } from '../rules/index.ts';
import type { NewRun, Store } from '../store/index.ts';
import { type Cause, runAboutNothing } from './cause.ts';
import { LIMITS } from './limits.ts';
import type { Rulebook, StandingRule } from './rulebook.ts';

export interface Schedule {
  /** Journals what has come due, and gives the next time that something will, in milliseconds since 1970. */
  run(now: number): Promise<number | undefined>;
}

export interface ScheduleParts {
  readonly rulebook: Pick<Rulebook, 'all'>;
  readonly store: Pick<Store, 'addRuns' | 'scheduledUntil' | 'keepScheduledUntil'>;
  /** Of rules that name none. */
  readonly timeZone: string;
}

export function createSchedule({ rulebook, store, timeZone }: ScheduleParts): Schedule {
  /** The next time of each rule; of another rule under the same key it is looked up anew. */
  const next = new WeakMap<StandingRule, number>();

  async function look(standing: StandingRule, times: Times, now: number): Promise<void> {
    const until = (await store.scheduledUntil(standing.key)) ?? standing.since;
    // What another schedule was looked after until, which the rule had before, is earlier than this one was made.
    const due = timesBetween(times, Math.max(believed(until, now), believed(standing.since, now)), now);
    // What falls into a pause does not happen later.
    const wanted = standing.pause ? [] : wantedOf(standing, due, now);
    if (wanted.length > 0) await store.addRuns(wanted.map((at) => runAt(standing, at, now)));
    if (due.length > 0) await store.keepScheduledUntil(standing.key, due.at(-1)!);
    next.set(standing, times(now, 1)[0] ?? Infinity);
  }

  return {
    async run(now) {
      const scheduled = rulebook.all().flatMap((standing) => {
        const { when } = standing.rule;
        if (when.on !== 'schedule') return [];
        const times: Times = (after, most, until) =>
          occurrencesOf({ cron: when.cron, timeZone: when.timeZone ?? timeZone }, after, most, until);
        return [{ standing, times }];
      });
      for (const { standing, times } of scheduled)
        if ((next.get(standing) ?? 0) <= now) await look(standing, times, now);
      const soonest = Math.min(...scheduled.map(({ standing }) => next.get(standing) ?? Infinity));
      return Number.isFinite(soonest) ? soonest : undefined;
    },
  };
}

/** A time that is still to come was noted by a clock that was ahead: it says nothing about what has happened. */
const believed = (at: number, now: number): number => (at > now + LIMITS.lateMs ? now - LIMITS.lateMs : at);

/** The first times after a moment, and not after another. */
type Times = (after: number, most: number, until?: number) => readonly number[];

/**
 * The latest times after one moment and up to another, oldest first, as many as are made up for: looked for in longer and longer
 * stretches before the end, for a year of minutes is too much to go through.
 */
function timesBetween(times: Times, after: number, until: number): readonly number[] {
  const earliest = Math.max(after, until - LIMITS.madeUpMs);
  for (let stretch: number = LIMITS.lateMs; ; stretch *= 4) {
    const from = Math.max(earliest, until - stretch);
    const found = times(from, Infinity, until);
    if (found.length >= LIMITS.madeUp || from === earliest) return found.slice(-LIMITS.madeUp);
  }
}

function wantedOf(
  { rule: { missed } }: StandingRule,
  due: readonly number[],
  now: number,
): readonly number[] {
  const inTime = due.filter((at) => !isLate(at, now));
  if (missed === 'run') return due;
  return missed === 'skip' || inTime.length > 0 ? inTime : due.slice(-1);
}

const isLate = (at: number, now: number): boolean => now - at > LIMITS.lateMs;

function runAt({ key }: StandingRule, at: number, now: number): NewRun {
  const cause: Cause = { kind: 'schedule', at, isMissed: isLate(at, now) };
  return runAboutNothing(key, `schedule:${at}`, at, cause);
}
