/**
 * Checks what a model wrote against a schema that anybody may have written. A pattern can take centuries and a reference run in
 * circles, so that happens in a thread of its own, which is ended when its time is up.
 */
import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import { LIMITS } from './limits.ts';
import { Checked, type CheckOrder } from './order.ts';

const TOO_SLOW: Checked = { kind: 'unusable', fault: 'checking against it takes too long' };
const TOO_LONG: Checked = {
  kind: 'unusable',
  fault: `it is longer than the ${LIMITS.checkedCharacters} characters that can be checked`,
};
const TOO_LARGE: Checked = { kind: 'unusable', fault: 'checking against it takes too much memory' };

const takeTurn = pLimit(LIMITS.checksAtOnce);

/**
 * Waits for its turn, and never rejects for what stands in the schema or the text.
 *
 * @throws the signal's reason once it aborts
 */
export async function checkJson(order: CheckOrder, signal: AbortSignal): Promise<Checked> {
  signal.throwIfAborted();
  // Before there is a thread: one whose memory a parser fills all at once takes the whole process with it.
  if (order.written && order.written.text.length > LIMITS.checkedCharacters) return TOO_LONG;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const leave = () => reject(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([takeTurn(() => check(order, signal)), aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

async function check(order: CheckOrder, signal: AbortSignal): Promise<Checked> {
  signal.throwIfAborted();
  const over = new AbortController();
  const within = { signal: AbortSignal.any([signal, over.signal]) };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    // Nothing of ours: no keys, no settings.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: LIMITS.checkMemory },
  });
  // Whatever goes wrong in the thread is its own: without a listener it would end the process, also after an answer has come.
  worker.on('error', () => {});
  try {
    await once(worker, 'message', within);
    // From here on: a busy machine may take its time to start a thread.
    const late = after(LIMITS.checkMs, [TOO_SLOW], within);
    const answered = once(worker, 'message', within);
    worker.postMessage(order);
    const [answer] = await Promise.race([answered, late]);
    return Checked.parse(answer);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
      return TOO_LARGE;
    throw error;
  } finally {
    over.abort();
    await worker.terminate();
  }
}
