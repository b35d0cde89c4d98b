/**
 * Checks what a model wrote against a schema that anybody may have written. A pattern can take centuries and a reference run in
 * circles, so that happens in a thread of its own, which is ended when its time is up.
 */
import pLimit from 'p-limit';
import { inThread } from '../ops/index.ts';
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
  const limits = { ms: LIMITS.checkMs, memory: LIMITS.checkMemory };
  const end = await inThread(new URL('./worker.ts', import.meta.url), order, limits, signal);
  if (end.is === 'answer') return Checked.parse(end.answer);
  return end.is === 'too slow' ? TOO_SLOW : TOO_LARGE;
}
