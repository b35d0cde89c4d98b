/** How much time has really passed, whatever clock the store goes by: what a process still holds is a matter of that. */

/** A moment, as two clocks of this machine showed it. */
export interface Clocks {
  readonly monotonic: number;
  readonly wall: number;
}

export const readClocks = (): Clocks => ({ monotonic: performance.now(), wall: Date.now() });

/** Milliseconds. The first clock stands still while a machine sleeps, the second may be set: what says more is believed. */
export const elapsedSince = ({ monotonic, wall }: Clocks): number =>
  Math.max(performance.now() - monotonic, Date.now() - wall);
