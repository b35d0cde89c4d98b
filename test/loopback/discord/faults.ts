/** Failures a test asks for: the next requests that match are refused, lost, stalled or cut. */

export interface Fault {
  readonly method?: string;
  /** Tested against the path after `/api/v10`, or the whole path of the file server. */
  readonly path?: RegExp;
  /**
   * `refuse`: answered with `status` and nothing done · `lose`: done, but answered with `status` · `stall`: never
   * answered (a file: half its bytes, then silence) · `cut`: the connection is dropped (a file: after half its bytes).
   */
  readonly how: 'refuse' | 'lose' | 'stall' | 'cut';
  /** 500 unless told otherwise. */
  readonly status?: number;
  /** Discord's JSON error code. */
  readonly code?: number;
  /** The pause Discord asks for, in seconds. */
  readonly retryAfter?: number;
  /** How many requests, 1 unless told otherwise. */
  readonly times?: number;
}

export interface Faults {
  add(fault: Fault): void;
  /** Takes the fault meant for this request, if there is one. */
  take(method: string, path: string): Fault | undefined;
}

export function createFaults(): Faults {
  const pending: { fault: Fault; left: number }[] = [];
  return {
    add: (fault) => void pending.push({ fault, left: fault.times ?? 1 }),
    take: (method, path) => {
      const index = pending.findIndex(
        ({ fault }) => (fault.method ?? method) === method && (fault.path?.test(path) ?? true),
      );
      const found = pending[index];
      if (!found) return undefined;
      if (--found.left === 0) pending.splice(index, 1);
      return found.fault;
    },
  };
}
