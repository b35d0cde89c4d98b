/** The sign that an answer is being worked on: shown for as long as its place says, then taken away. */
import type { ReplySurface, ReplyView } from '../chat/index.ts';
import { withDeadline } from './attempts.ts';
import { isOver } from './composer.ts';
import type { Latest } from './latest.ts';
import { PRESENCE } from './limits.ts';
import type { Pacer } from './pacer.ts';

/**
 * Shows the presence of a surface, again and again, until the answer has text (or is over, where the surface wants that);
 * then clears it once.
 * Resolves when that is done, and never rejects: no answer is worse for a sign that is missing.
 */
export async function keepPresence(
  latest: Latest<ReplyView>,
  { presence, limits }: ReplySurface,
  pacer: Pacer,
): Promise<void> {
  if (!presence) return;
  const { clock } = pacer;
  const budgets = limits.budgets.presence;
  const unwanted = new AbortController();
  const isWorking = presence.until === 'end' ? isUnfinished : isWithoutText;
  const isWanted = () => !latest.isOver && latest.value !== undefined && isWorking(latest.value);
  await latest.changed().catch(() => undefined);
  const unwatch = latest.watch(() => {
    if (!isWanted()) unwanted.abort();
  });
  let wasShown = false;
  const show = () => {
    wasShown = true;
    // It is waited for also when nobody wants it any more: shown late, it would come after it was cleared.
    return withDeadline(clock, PRESENCE.deadlineMs, undefined, (signal) => presence.show(signal));
  };
  while (isWanted()) {
    await pacer
      .write(
        budgets,
        () => 'aside',
        unwanted.signal,
        () => (isWanted() ? show() : undefined),
      )
      .catch(() => undefined);
    if (isWanted()) await clock.sleep(presence.refreshMs, unwanted.signal).catch(() => undefined);
  }
  unwatch();
  if (!wasShown || !presence.clear) return;
  const clear = (signal: AbortSignal) => presence.clear!(signal);
  for (let tries = 0; tries < PRESENCE.tries; tries += 1)
    try {
      await withDeadline(clock, PRESENCE.deadlineMs, undefined, (signal) =>
        pacer.write(
          budgets,
          () => 'final',
          signal,
          () => clear(signal),
        ),
      );
      return;
    } catch {
      // Tried again: one that stays would say forever that somebody is at work.
    }
}

const isUnfinished = (view: ReplyView): boolean => !isOver(view);
const isWithoutText = (view: ReplyView): boolean => view.markdown === '' && !isOver(view);
