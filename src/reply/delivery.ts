/** Delivery: draws the newest view of an answer on a surface, page by page, as often as the pacer allows. */
import { type ReplySurface, type ReplyView, UserError, type Write } from '../chat/index.ts';
import { anotherTry, NO_TRIES, withDeadline } from './attempts.ts';
import { canBeFile, leftOver } from './cap.ts';
import { codeFilesOf } from './code-files.ts';
import { isOver } from './composer.ts';
import { answerFile, postFiles } from './files.ts';
import { latestOf, type Latest } from './latest.ts';
import { PACE, RETRY } from './limits.ts';
import type { Pacer, Priority } from './pacer.ts';
import { keepPresence } from './presence.ts';
import { type Drawn, nextStep, NOTHING_DRAWN, type Step } from './steps.ts';
import { createWriter } from './writer.ts';

export interface DeliverOptions {
  /** The process ends: stop at once and leave the page as it is. A reader's Stop is an event and gives a last view. */
  readonly signal: AbortSignal;
  /** Called as soon as all of the text stands, and waited for; what is left to write comes beside it. */
  readonly onWritten?: () => void | Promise<void>;
  /** Pages of an earlier answer, with what is to stand on them. Asked for once all of the text stands. */
  readonly leftOver?: () => Promise<readonly LeftPage[]>;
  /** Told of what could not be written beside the text, which it costs nothing. */
  readonly onFault?: (error: unknown) => void;
}

export interface LeftPage {
  /** Undefined where nobody knows whether it is there: what stands on it is posted as the page it was to be. */
  readonly id: string | undefined;
  readonly view: ReplyView;
}

/**
 * Draws views on a surface until the last one stands there whole, then writes what belongs beside it. Views that come while a write waits
 * for its turn or is under way replace each other; their `markdown` only grows. Rate limits are waited out, passing failures
 * tried again (see `RETRY`). Rejects with the surface's `UserError`, with the last failure when the tries are used up, with
 * what `views` or `onWritten` throws, or with the signal's reason. Once it has ended, however, nothing of it is written any more.
 */
export async function deliver(
  views: AsyncIterable<ReplyView>,
  surface: ReplySurface,
  pacer: Pacer,
  options: DeliverOptions,
): Promise<void> {
  const latest = latestOf(views, options.signal);
  const presence = keepPresence(latest, surface, pacer);
  try {
    const drawn = await draw(NOTHING_DRAWN, latest, surface, pacer, options);
    options.signal.throwIfAborted();
    await options.onWritten?.();
    options.signal.throwIfAborted();
    await writeBeside(drawn, latest, surface, pacer, options);
  } finally {
    latest.stop();
    await presence;
  }
}

/** Draws until there is nothing left to draw, and gives what is drawn then. */
async function draw(
  begun: Drawn,
  latest: Latest<ReplyView>,
  surface: ReplySurface,
  pacer: Pacer,
  { signal }: DeliverOptions,
): Promise<Drawn> {
  const { clock } = pacer;
  const plan = createPlanner(latest, surface, () => clock.now());
  let drawn = begun;
  let tries = NO_TRIES;
  const begunAt = clock.now();
  let lastWrite = -Infinity;
  let overSince = Infinity;

  /** A signal for waiting: it aborts when there is something more urgent to do, or nothing more at all. */
  const hurryOf = (isUrgent: () => boolean) => {
    const controller = new AbortController();
    const end = latest.watch(() => {
      if (signal.aborted) controller.abort(signal.reason);
      else if (isUrgent()) controller.abort(HURRY);
    });
    return { signal: controller.signal, end };
  };
  const pause = async (ms: number, isUrgent: () => boolean) => {
    const hurry = hurryOf(isUrgent);
    await clock.sleep(ms, hurry.signal).catch(() => undefined);
    hurry.end();
  };
  const notBefore = ({ kind, priority }: Step, view: ReplyView): number => {
    if (kind !== 'update' && kind !== 'open') return -Infinity;
    // An answer that is over will end in a moment: one write can do for both.
    if (isOver(view)) return (overSince = Math.min(overSince, clock.now())) + PACE.closingMs;
    if (kind === 'open')
      return surface.presence && surface.limits.mode === 'replace' && view.markdown === ''
        ? begunAt + PACE.openingMs
        : -Infinity;
    return priority === 'first' ? -Infinity : lastWrite + PACE.leastGapMs;
  };

  while (true) {
    signal.throwIfAborted();
    const step = plan(drawn);
    if (!step) {
      if (latest.ended) return drawn;
      await latest.changed();
      continue;
    }
    const view = latest.value!;
    const early = notBefore(step, view) - clock.now();
    if (early > 0 && !latest.ended) {
      await pause(early, () => latest.ended || (view.markdown === '' && latest.value!.markdown !== ''));
      continue;
    }
    const urgency = () => urgencyOf(step, view, drawn, latest);
    const isMoreUrgent = () => step.priority !== 'first' && urgency() === 'first';
    const wasEnded = latest.ended;
    const hurry = hurryOf(() => (latest.ended && !wasEnded) || isMoreUrgent());
    try {
      // What is written is decided when the turn comes: by then there may be a newer view.
      await pacer.write(budgetsOf(surface, step.kind), urgency, hurry.signal, () => {
        const newest = plan(drawn);
        if (!newest || !drawOnTheSame(surface, newest.kind, step.kind)) return undefined;
        lastWrite = clock.now();
        const isNew = newest.kind === 'open' || newest.kind === 'post';
        return withDeadline(
          clock,
          RETRY.deadlineMs,
          signal,
          async (limit) => {
            drawn = await newest.perform(surface, limit);
          },
          isNew ? RETRY.arrivalMs : 0,
        );
      });
      tries = NO_TRIES;
    } catch (error) {
      signal.throwIfAborted();
      if (error !== HURRY) tries = await anotherTry(error, tries, clock, signal);
    } finally {
      hurry.end();
    }
  }
}

/** Plans the next write; the same question twice costs nothing. */
function createPlanner(latest: Latest<ReplyView>, surface: ReplySurface, now: () => number) {
  let asked:
    { drawn: Drawn; view: ReplyView; ended: boolean; at: number; step: Step | undefined } | undefined;
  return (drawn: Drawn): Step | undefined => {
    const { value: view, ended } = latest;
    if (!view) return undefined;
    const at = now();
    const isKnown = asked?.drawn === drawn && asked.view === view && asked.ended === ended;
    if (!isKnown || at - asked!.at > PACE.leastGapMs)
      asked = { drawn, view, ended, at, step: nextStep(drawn, view, ended, surface.limits, at) };
    return asked!.step;
  };
}

/** How urgent a planned write is by now. */
function urgencyOf(step: Step, planned: ReplyView, drawn: Drawn, latest: Latest<ReplyView>): Priority {
  if (latest.ended) return 'final';
  if (step.priority === 'first' || latest.value!.markdown.length <= planned.markdown.length)
    return step.priority;
  return drawn.pages === 1 && drawn.page?.shown === 0 ? 'first' : 'progress';
}

const HURRY = new Error('something more urgent is to be written');

const budgetsOf = ({ limits }: ReplySurface, kind: Write) => limits.budgets[kind];

/** Whether a turn for one kind of write is one for the other. */
function drawOnTheSame(surface: ReplySurface, one: Write, other: Write): boolean {
  if (one === other) return true;
  const theirs = budgetsOf(surface, other);
  const ours = budgetsOf(surface, one);
  return ours.length === theirs.length && ours.every(({ bucket }, at) => bucket === theirs[at]!.bucket);
}

/**
 * Writes what belongs beside an answer that stands: an end on the pages of an earlier one, then all of it as a file where
 * it was too long, code that was cut, and its own files.
 */
async function writeBeside(
  drawn: Drawn,
  latest: Latest<ReplyView>,
  surface: ReplySurface,
  pacer: Pacer,
  options: DeliverOptions,
): Promise<void> {
  const { signal, leftOver: leftPages, onFault = () => undefined } = options;
  const write = createWriter(surface, pacer, signal);
  const end = ({ id, view }: LeftPage): Promise<void> =>
    id === undefined
      ? write('post', async (limit) => void (await surface.post(view, limit)))
      : write('close', (limit) => surface.close(id, view, limit));
  for (const page of (await leftPages?.()) ?? [])
    await end(page).catch((error: unknown) => {
      signal.throwIfAborted();
      // A page that somebody has deleted is no fault.
      if (!(error instanceof UserError)) onFault(error);
    });

  const view = latest.value;
  if (!view) return;
  const { markdown, files } = view;
  const { limits } = surface;
  const isTooLong = leftOver(view, drawn.consumed) > 0 && canBeFile(drawn, view, limits);
  const whole = isTooLong ? [answerFile(markdown)] : [];
  const wasCut = ({ start, end }: { start: number; end: number }) =>
    drawn.cuts.some((cut) => start < cut && cut < end);
  const code = limits.fileBytes > 0 && drawn.cuts.length > 1 ? codeFilesOf(markdown, wasCut) : [];
  const refused = await postFiles([...whole, ...code, ...files], limits, async (posted, text) => {
    try {
      await write('attach', (limit) => surface.attach(posted, text, limit));
      return undefined;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof UserError)) onFault(error);
      return { error };
    }
  });
  // The promised file is not there, so its text is.
  if (refused.some((file) => file === whole[0]))
    await draw({ ...drawn, finished: false, noFile: true }, latest, surface, pacer, options);
}
