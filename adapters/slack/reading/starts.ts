/**
 * Which answers are streamed. Slack lets 20 streams of a workspace begin in a minute and 20 be stopped, so a stream only
 * begins where neither it nor its end would have to wait: every stream that is running has its stop kept for it. An answer
 * that finds no place is posted and edited instead, and nobody waits.
 */
import { LRUCache } from 'lru-cache';
import { LIMITS } from '../limits.ts';

/** A place for one stream. */
export interface StreamPlace {
  /** Whether a stream may still begin on it: it is kept for a short while. */
  isKept(): boolean;
  started(): void;
  stopped(): void;
  /** Gives it back, unless a stream has begun on it. */
  release(): void;
}

export interface Starts {
  /**
   * Whether the next answer is better edited although a stream might begin: where many are streamed at once they share one
   * budget for all they append, while that of edits lies idle. Asked once for each answer.
   */
  isCrowded(workspace: string): boolean;
  /** Keeps a place for a stream of a workspace; undefined where there is none. */
  reserve(workspace: string): StreamPlace | undefined;
}

const MINUTE = 60_000;

/** One serves all surfaces of an adapter. `now`: milliseconds that only grow. */
export function createStarts(now: () => number = () => performance.now()): Starts {
  const counted = { max: LIMITS.workspacesCounted, ttl: LIMITS.countedMs };
  const workspaces = new LRUCache<string, Set<Taken>>(counted);
  /** How many answers have begun among many, by workspace. */
  const crowds = new LRUCache<string, number>(counted);
  return {
    isCrowded: (workspace) => {
      const at = now();
      const running = [...(workspaces.get(workspace) ?? [])].filter(
        (place) => isKept(place, at) || (place.startedAt !== undefined && place.stoppedAt === undefined),
      );
      const begun = running.length < LIMITS.streamsAlone ? 0 : (crowds.get(workspace) ?? 0) + 1;
      crowds.set(workspace, begun);
      return begun > 0 && begun % LIMITS.editedOfCrowd === 0;
    },
    reserve: (workspace) => {
      const taken = workspaces.get(workspace) ?? new Set<Taken>();
      workspaces.set(workspace, taken);
      const at = now();
      for (const place of taken) if (!begins(place, at) && !ends(place, at)) taken.delete(place);
      const beginning = [...taken].filter((place) => begins(place, at)).length;
      const ending = [...taken].filter((place) => ends(place, at)).length;
      if (Math.max(beginning, ending) >= LIMITS.streamsAMinute) return undefined;

      const place: Taken = { reservedAt: at };
      taken.add(place);
      return {
        isKept: () => taken.has(place) && isKept(place, now()),
        started: () => {
          place.startedAt = now();
          taken.add(place);
        },
        stopped: () => {
          place.stoppedAt ??= now();
        },
        release: () => {
          if (place.startedAt === undefined) taken.delete(place);
        },
      };
    },
  };
}

interface Taken {
  readonly reservedAt: number;
  startedAt?: number;
  stoppedAt?: number;
}

function isKept({ reservedAt, startedAt }: Taken, now: number): boolean {
  return startedAt === undefined && now - reservedAt < LIMITS.placeKeptMs;
}

/** Whether it counts among the streams that begin in this minute. */
function begins(place: Taken, now: number): boolean {
  return isKept(place, now) || now - (place.startedAt ?? -Infinity) < MINUTE;
}

/** Whether it counts among those that end in this minute, or may. One that nobody stops expires without a call. */
function ends(place: Taken, now: number): boolean {
  const { startedAt = -Infinity, stoppedAt } = place;
  if (stoppedAt !== undefined) return now - stoppedAt < MINUTE;
  return isKept(place, now) || now - startedAt < LIMITS.streamExpiryMs;
}
