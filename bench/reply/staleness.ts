/**
 * Staleness: how old the oldest text is that the model has said and nobody can see yet, averaged over the time from the
 * model's first token until everything can be seen. Nought while all of it can be seen.
 */

/** From `at` on, the first so many words can be seen, without a gap. */
export interface Progress {
  readonly at: number;
  readonly seen: number;
}

/**
 * The staleness of one answer, in milliseconds. `said`: when each word was said, rising; `progress`: what could be seen
 * and from when on, rising in time. Both count from the first token, in milliseconds.
 *
 * @example staleness([0, 1000], [{ at: 500, seen: 1 }, { at: 2000, seen: 2 }]) // (125 000 + 500 000) / 2000 = 312.5
 */
export function staleness(said: readonly number[], progress: readonly Progress[]): number {
  let area = 0;
  let now = 0;
  let seen = 0;
  for (const step of progress) {
    const oldest = said[seen];
    if (oldest !== undefined && oldest < step.at) {
      const from = Math.max(now, oldest);
      area += ((step.at - oldest) ** 2 - (from - oldest) ** 2) / 2;
    }
    now = step.at;
    seen = step.seen;
    if (seen >= said.length) break;
  }
  return now === 0 ? 0 : area / now;
}
