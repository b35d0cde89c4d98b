/**
 * Backpressure: when a server takes no more requests of a model for the moment, all that are asked of it wait here, in the order
 * they came, and go out again one first, then two, then four.
 */
import type { Clock } from '../../ops/index.ts';
import { GATE } from '../limits.ts';
import { busyError } from './errors.ts';

/** One request that may be sent. What becomes of it is told; a server may turn it away after it has taken it. */
export interface Pass {
  /** The server takes it. */
  taken(): void;
  /** The server takes no more for so many milliseconds. */
  turnedAway(pauseMs: number): void;
  /** Anything else came of it. */
  left(): void;
}

export interface Gate {
  /**
   * Waits until a request may be sent; at once, as long as the server has turned none away.
   *
   * @param isAgain it has been turned away before, so it goes before those that only wait
   * @throws {UserError} `model-busy` when that takes longer than `GATE.waitMs`
   * @throws the signal's reason once it aborts
   */
  enter(isAgain: boolean, signal: AbortSignal): Promise<Pass>;
}

interface Waiter {
  readonly isAgain: boolean;
  readonly go: (pass: Pass) => void;
}

export function createGate(clock: Clock): Gate {
  /** Requests that may be under way at once, until the server has said whether it takes them. */
  let width = Number.POSITIVE_INFINITY;
  let underWay = 0;
  let shutUntil = Number.NEGATIVE_INFINITY;
  let opening: AbortController | undefined;
  const waiting: Waiter[] = [];

  const isOpen = () => clock.now() >= shutUntil && underWay < width;

  const letPass = (): void => {
    while (waiting.length > 0 && isOpen()) {
      const next = Math.max(
        0,
        waiting.findIndex(({ isAgain }) => isAgain),
      );
      waiting.splice(next, 1)[0]!.go(passOf());
    }
    const ms = shutUntil - clock.now();
    if (waiting.length === 0 || ms <= 0 || opening) return;
    const wait = (opening = new AbortController());
    void clock.sleep(ms, wait.signal).then(
      () => {
        opening = undefined;
        letPass();
      },
      () => undefined,
    );
  };

  const passOf = (): Pass => {
    underWay += 1;
    const quiet = new AbortController();
    /** From here on it is in nobody's way. */
    const arrive = () => {
      if (quiet.signal.aborted) return;
      quiet.abort();
      underWay -= 1;
    };
    const told = (change: () => void) => {
      arrive();
      change();
      letPass();
    };
    let isTold = false;
    const once = (change: () => void) => {
      if (isTold) return;
      isTold = true;
      told(change);
    };
    if (Number.isFinite(width))
      clock.sleep(GATE.quietMs, quiet.signal).then(
        () => told(() => undefined),
        () => undefined,
      );
    return {
      taken: () =>
        once(() => {
          width = width * 2 > GATE.widest ? Number.POSITIVE_INFINITY : width * 2;
        }),
      turnedAway: (pauseMs) => {
        isTold = true;
        told(() => {
          width = 1;
          shutUntil = Math.max(shutUntil, clock.now() + Math.min(pauseMs, GATE.longestShutMs));
          opening?.abort();
          opening = undefined;
        });
      },
      left: () => once(() => undefined),
    };
  };

  const turn = (isAgain: boolean, signal: AbortSignal) =>
    new Promise<Pass>((resolve, reject) => {
      const late = new AbortController();
      const leave = (reason: unknown) => {
        waiting.splice(waiting.indexOf(waiter), 1);
        late.abort();
        signal.removeEventListener('abort', stop);
        reject(reason);
        letPass();
      };
      const stop = () => leave(signal.reason);
      const waiter: Waiter = {
        isAgain,
        go: (pass) => {
          late.abort();
          signal.removeEventListener('abort', stop);
          resolve(pass);
        },
      };
      waiting.push(waiter);
      signal.addEventListener('abort', stop);
      clock.sleep(GATE.waitMs, late.signal).then(
        () => leave(busyError()),
        () => undefined,
      );
      letPass();
    });

  return {
    async enter(isAgain, signal) {
      signal.throwIfAborted();
      if (waiting.length === 0 && isOpen()) return passOf();
      return turn(isAgain, signal);
    },
  };
}
