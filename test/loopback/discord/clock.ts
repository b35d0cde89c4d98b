/** The server's clock, which a test can move forward, and the snowflake ids that come from it. */

export interface LoopbackClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Moves the clock forward: links expire, tokens die, rate limits reset. */
  advance(ms: number): void;
}

export function createClock(): LoopbackClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance: (ms) => {
      ahead += ms;
    },
  };
}

/** The first second of 2015: the zero of every Discord id. */
const DISCORD_EPOCH = 1_420_070_400_000;

/** Ids in the order of time, never the same twice. */
export function createSnowflakes(clock: LoopbackClock): () => string {
  let last = 0n;
  return () => {
    const next = BigInt(clock.now() - DISCORD_EPOCH) << 22n;
    last = next > last ? next : last + 1n;
    return String(last);
  };
}

/** When an id was given, in milliseconds since 1970. */
export const timeOf = (id: string): number => Number(BigInt(id) >> 22n) + DISCORD_EPOCH;
