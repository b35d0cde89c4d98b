/**
 * Finds something out about answers without keeping others waiting: reading a hundred pages takes seconds, so that this is done
 * in a thread of its own, which is ended when its time is up.
 */
import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { find } from './find.ts';
import type { Order } from './order.ts';

/**
 * Undefined where it takes too long or too much memory.
 *
 * @throws the signal's reason once it aborts
 */
export async function aside(order: Order, signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted();
  if (lengthOf(order) <= LIMITS.compareInPlace) return find(order);
  const over = new AbortController();
  const within = { signal: AbortSignal.any([signal, over.signal]) };
  const worker = new Worker(new URL('./thread.ts', import.meta.url), {
    // Nothing of ours: no keys, no settings.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: LIMITS.compareMemory },
  });
  try {
    await once(worker, 'message', within);
    // From here on: a busy machine may take its time to start a thread.
    const late = after(LIMITS.compareEndMs, [undefined], within);
    const found = once(worker, 'message', within);
    worker.postMessage(order);
    const [answer] = await Promise.race([found, late]);
    return z.string().optional().parse(answer);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
      return undefined;
    throw error;
  } finally {
    over.abort();
    await worker.terminate();
  }
}

const lengthOf = (order: Order): number =>
  order.find === 'closing' ? order.text.length : order.first.length + order.second.length;
