/** The clock of a platform, as its answers tell it: the one of this computer may be hours off, and may jump. */

export interface FarClock {
  /** Takes in the `Date` of an answer that has just come; what is no date is left out. */
  hear(date: string | null): void;
  /** What it shows, in milliseconds since 1970: a second or so too early, never too late. Undefined until it was heard. */
  now(): number | undefined;
  /**
   * What it showed when a clock of ours showed `noted`. Undefined until it was heard, and where `noted` is still to come: our
   * clock was set back since, so nobody knows.
   */
  when(noted: number): number | undefined;
}

export function createFarClock(): FarClock {
  /** What it showed when `performance.now()` was 0. */
  let origin: number | undefined;
  const now: FarClock['now'] = () => (origin === undefined ? undefined : origin + performance.now());
  return {
    hear: (date) => {
      const theirs = Date.parse(date ?? '');
      if (!Number.isNaN(theirs)) origin = theirs - performance.now();
    },
    now,
    when: (noted) => {
      const theirs = now();
      const age = Date.now() - noted;
      return theirs === undefined || age < 0 ? undefined : Math.max(0, theirs - age);
    },
  };
}
