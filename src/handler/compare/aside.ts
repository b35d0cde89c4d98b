/** Finds something out about answers without keeping others waiting: reading a hundred pages takes seconds. */
import { z } from 'zod';
import { inThread } from '../../ops/index.ts';
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
  const limits = { ms: LIMITS.compareEndMs, memory: LIMITS.compareMemory };
  const end = await inThread(new URL('./thread.ts', import.meta.url), order, limits, signal);
  return end.is === 'answer' ? z.string().optional().parse(end.answer) : undefined;
}

const lengthOf = (order: Order): number =>
  order.find === 'closing' ? order.text.length : order.first.length + order.second.length;
