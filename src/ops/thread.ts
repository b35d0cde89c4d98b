/** Work that may take for ever or fill the memory, in a thread of its own, which is ended when its time is up. */
import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

interface ThreadLimits {
  /** For the work itself: a busy machine may take its time to start a thread. */
  readonly ms: number;
  /** Megabytes. */
  readonly memory: number;
}

type ThreadEnd =
  { readonly is: 'answer'; readonly answer: unknown } | { readonly is: 'too slow' | 'too large' };

/**
 * Hands an order to a thread and waits for its answer. The thread says `ready` first, and answers with one message.
 *
 * @param file its module
 * @throws the signal's reason once it aborts; whatever the thread throws
 */
export async function inThread(
  file: URL,
  order: unknown,
  { ms, memory }: ThreadLimits,
  signal: AbortSignal,
): Promise<ThreadEnd> {
  signal.throwIfAborted();
  const over = new AbortController();
  const within = { signal: AbortSignal.any([signal, over.signal]) };
  const worker = new Worker(file, {
    // Nothing of ours: no keys, no settings.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: memory },
  });
  // Whatever goes wrong in the thread is its own: without a listener it would end the process, also after an answer has come.
  worker.on('error', () => {});
  try {
    await once(worker, 'message', within);
    const late = after(ms, { is: 'too slow' } as const, within);
    const answered = once(worker, 'message', within).then(
      ([answer]: unknown[]) => ({ is: 'answer', answer }) as const,
    );
    worker.postMessage(order);
    return await Promise.race([answered, late]);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
      return { is: 'too large' };
    throw error;
  } finally {
    over.abort();
    await worker.terminate();
  }
}
