/** Cuts a stream that has gone silent. */
import type { Clock } from '../../ops/index.ts';
import { silentError } from './errors.ts';

export interface Watchdog {
  /** Aborts with a `UserError` after too long a silence, or with the outer signal's reason. */
  readonly signal: AbortSignal;
  /** A sign of life: every byte that comes back is one. After the first, less patience is needed. */
  heard(): void;
  /** While what came is being worked on, silence is ours and not the server's. */
  hold(): void;
  release(): void;
  /** Must be called when the stream is over. */
  stop(): void;
}

export interface WatchdogOptions {
  /** The longest wait for the first byte. */
  readonly startMs: number;
  /** The longest silence after it. */
  readonly idleMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export function startWatchdog({ startMs, idleMs, clock, signal }: WatchdogOptions): Watchdog {
  const silence = new AbortController();
  const stopped = new AbortController();
  let patienceMs = startMs;
  let lastSign = clock.now();
  let held = false;

  /** One sleeper for the whole stream: no timer is set or cleared for an event. */
  const watch = async (): Promise<void> => {
    let leftMs = patienceMs;
    while (leftMs > 0) {
      // Never longer than `idleMs`, because the patience shrinks to that while it sleeps.
      await clock.sleep(Math.min(leftMs, idleMs), stopped.signal);
      leftMs = held ? patienceMs : lastSign + patienceMs - clock.now();
    }
    silence.abort(silentError(Math.round(patienceMs / 1000)));
  };
  watch().catch((error: unknown) => {
    if (!stopped.signal.aborted) silence.abort(error);
  });

  return {
    signal: AbortSignal.any([signal, silence.signal]),
    heard: () => {
      lastSign = clock.now();
      patienceMs = idleMs;
    },
    hold: () => {
      held = true;
    },
    release: () => {
      held = false;
      lastSign = clock.now();
    },
    stop: () => stopped.abort(),
  };
}
