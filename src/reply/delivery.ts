/** Delivery: draws the newest view of an answer on a surface, page by page, as often as the pacer allows. */
import { RateLimited, UserError, type ReplySurface, type ReplyView } from '../chat/index.ts';
import type { Clock } from '../ops/index.ts';
import { latestOf } from './latest.ts';
import { RETRY } from './limits.ts';
import type { Pacer } from './pacer.ts';
import { nextStep, NOTHING_DRAWN } from './steps.ts';

export interface DeliverOptions {
  /** The process ends: stop at once and leave the page as it is. A reader's Stop is an event and gives a last view. */
  readonly signal: AbortSignal;
  /** Called with the id of each page once it is posted, before anything else is written. */
  readonly onPage?: (pageId: string) => void | Promise<void>;
}

/**
 * Draws views on a surface until the last one stands there whole. Views that come while a write waits for its turn or is
 * under way replace each other; their `markdown` only grows. Rate limits are waited out, passing failures tried again
 * (see `RETRY`). Rejects with the surface's `UserError`, with the last failure when the tries are used up, with
 * what `views` or `onPage` throws, or with the signal's reason.
 */
export async function deliver(
  views: AsyncIterable<ReplyView>,
  surface: ReplySurface,
  pacer: Pacer,
  { signal, onPage }: DeliverOptions,
): Promise<void> {
  const latest = latestOf(views, signal);
  let drawn = NOTHING_DRAWN;
  let tries = { failed: 0, rateLimited: 0 };
  const next = () =>
    latest.value && nextStep(drawn, latest.value, latest.ended, surface.limits, pacer.clock.now());

  try {
    while (true) {
      const planned = next();
      if (!planned) {
        if (latest.ended) return;
        await latest.changed();
        continue;
      }
      const priority = () => (latest.ended ? 'final' : planned.priority);
      const before = drawn.pages;
      try {
        // What is written is decided when the turn comes: by then there may be a newer view.
        await pacer.write(surface.limits, priority, signal, async () => {
          const step = next();
          if (step) drawn = await withDeadline(pacer.clock, signal, (limit) => step.perform(surface, limit));
        });
        tries = { failed: 0, rateLimited: 0 };
      } catch (error) {
        signal.throwIfAborted();
        tries = await anotherTry(error, tries, pacer.clock, signal);
      }
      if (drawn.page && drawn.pages > before) await onPage?.(drawn.page.id);
    }
  } finally {
    latest.stop();
  }
}

/** Waits until a failed write may be tried again; throws the error when it may not. */
async function anotherTry(
  error: unknown,
  { failed, rateLimited }: { readonly failed: number; readonly rateLimited: number },
  clock: Clock,
  signal: AbortSignal,
) {
  if (error instanceof UserError) throw error;
  if (error instanceof RateLimited) {
    // The pacer keeps the pause, for everybody who draws on the bucket.
    if (rateLimited >= RETRY.rateLimited) throw error;
    return { failed, rateLimited: rateLimited + 1 };
  }
  if (failed + 1 >= RETRY.tries) throw error;
  await clock.sleep(Math.min(RETRY.firstWaitMs * 2 ** failed, RETRY.longestWaitMs), signal);
  return { failed: failed + 1, rateLimited };
}

/** Runs a write under a signal that also ends it when it takes too long. */
async function withDeadline<T>(
  clock: Clock,
  signal: AbortSignal,
  write: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const ended = new AbortController();
  const tooLong = () => deadline.abort(new Error(`the write took longer than ${RETRY.deadlineMs} ms`));
  clock.sleep(RETRY.deadlineMs, ended.signal).then(tooLong, () => undefined);
  try {
    return await write(AbortSignal.any([signal, deadline.signal]));
  } finally {
    ended.abort();
  }
}
