/** Making a Web API call: its errors come out in the words of the vocabulary. The clients set the deadlines. */
import { addAbortListener } from 'node:events';
import { chatError, postError, readError } from '../errors.ts';

/** Makes a call that writes a known state, and may be made again. Once sent it is waited for. */
export function write<T>(signal: AbortSignal, request: () => Promise<T>): Promise<T> {
  return run(signal, request, chatError);
}

/** Makes a call that adds a message. Throws a `UserError` when nobody knows whether it was added. */
export function post<T>(signal: AbortSignal, request: () => Promise<T>): Promise<T> {
  return run(signal, request, postError);
}

/** Makes calls that belong together. */
export type Caller = <T>(request: () => Promise<T>) => Promise<T>;

/** Makes the calls of a longer reading; without an answer it is over. */
export type Reader = <T>(request: () => Promise<T>) => Promise<T | undefined>;

/**
 * Makes a call that only reads: it is not waited for once the signal aborts.
 *
 * @param explain what its errors become; one that is read for somebody who asks becomes words for them
 */
export function read<T>(
  signal: AbortSignal,
  request: () => Promise<T>,
  explain: (error: unknown) => unknown = readError,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const listener = addAbortListener(signal, () => reject(signal.reason as Error));
    run(signal, request, explain)
      .then(resolve, reject)
      .finally(() => listener[Symbol.dispose]());
  });
}

async function run<T>(
  signal: AbortSignal,
  request: () => Promise<T>,
  explain: (error: unknown) => unknown,
): Promise<T> {
  signal.throwIfAborted();
  try {
    return await request();
  } catch (error) {
    throw explain(error);
  }
}
