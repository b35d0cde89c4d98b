/** Failures on order: what goes wrong, where, and how often. */
import type { ServerResponse } from 'node:http';

export interface Fault {
  /** HTTP status instead of an answer. */
  readonly status?: number;
  /** `retry-after` in seconds, with status 429. */
  readonly retryAfter?: number;
  /** The Web API's name for an error. */
  readonly error?: string;
  /** No answer, ever. */
  readonly stall?: boolean;
  /** The connection breaks: for files, in the middle. */
  readonly cut?: boolean;
  /** The call is carried out, but its answer is lost: the connection breaks, or with `status` that is all there is. */
  readonly lost?: boolean;
  /** How often; once when not said. */
  readonly times?: number;
}

export interface Faults {
  /** `target` is a Web API method, `files`, `upload` or `response_url`. */
  add(target: string, fault: Fault): void;
  /** Forgets what is still due. */
  clear(): void;
  /** The fault that is due now, counted down. */
  take(target: string): Fault | undefined;
}

export function createFaults(): Faults {
  const due = new Map<string, { readonly fault: Fault; left: number }[]>();
  return {
    add: (target, fault) => {
      due.set(target, [...(due.get(target) ?? []), { fault, left: fault.times ?? 1 }]);
    },
    clear: () => due.clear(),
    take: (target) => {
      const next = due.get(target)?.find(({ left }) => left > 0);
      if (next) next.left -= 1;
      return next?.fault;
    },
  };
}

/** Answers as a fault says. Gives false when the call is to go on. */
export function actOut(fault: Fault | undefined, response: ServerResponse): boolean {
  if (!fault || fault.lost) return false;
  if (fault.stall) return true;
  if (fault.cut) {
    response.destroy();
    return true;
  }
  if (fault.status !== undefined) {
    const headers = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
    response
      .writeHead(fault.status, headers)
      .end(JSON.stringify({ ok: false, error: fault.error ?? 'fault' }));
    return true;
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ ok: false, error: fault.error ?? 'fatal_error' }));
  return true;
}

/** Loses the answer of a call that was carried out. Gives false where it is to be given. */
export function lose(fault: Fault | undefined, response: ServerResponse): boolean {
  if (!fault?.lost) return false;
  if (fault.status === undefined) response.destroy();
  else response.writeHead(fault.status).end('lost');
  return true;
}
