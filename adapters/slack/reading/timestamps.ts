/** Slack's timestamps: seconds since 1970 with microseconds, as text. They are in order as they are written. */

export const TIMESTAMP = /^\d{10,}\.\d{6}$/;

/** A moment, in milliseconds since 1970, as Slack writes it. */
export function tsAt(ms: number): string {
  return (ms / 1000).toFixed(6);
}

/** The moment of a timestamp, in milliseconds since 1970. */
export function msOf(ts: string): number {
  return Number(ts) * 1000;
}
