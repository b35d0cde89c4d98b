/** A surface that keeps every page and holds to its limits as a platform does: it refuses what it would refuse. */
import {
  type OutgoingFile,
  type Presence,
  type RateBudget,
  RateLimited,
  type ReplySurface,
  type ReplyView,
  type SurfaceLimits,
  type Write,
} from '../../src/chat/index.ts';
import type { Clock } from '../../src/ops/index.ts';

export interface RecordedPage {
  readonly id: string;
  readonly openedAt: number;
  view: ReplyView;
  writes: number;
  closed: boolean;
}

export interface RecordedMessage {
  readonly files: readonly OutgoingFile[];
  readonly markdown: string;
}

export interface RecordingSurface extends ReplySurface {
  readonly pages: RecordedPage[];
  /** What was attached. */
  readonly messages: RecordedMessage[];
  /** Every write that took effect, in order, with its time. */
  readonly log: { readonly kind: Write | 'clear'; readonly at: number }[];
}

/** What a platform knows of its rate buckets, shared by all surfaces of it. */
export interface Platform {
  readonly clock: Clock;
  /** When each write to a bucket came. */
  readonly writes: Map<string, number[]>;
  /** Called before each write takes effect; throws to refuse it. */
  readonly refuse?: (write: number, kind: Write) => void;
  /** Milliseconds until a write takes effect, and again until its answer is there. */
  readonly wayMs?: number;
}

/** The same budgets for every kind of write. */
export const sameBudgets = (...budgets: readonly RateBudget[]): SurfaceLimits['budgets'] => ({
  open: budgets,
  update: budgets,
  close: budgets,
  post: budgets,
  attach: budgets,
  presence: budgets,
});

/** Refuses a write when any window of a budget would hold too many. */
export function admit({ writes, clock }: Platform, budgets: readonly RateBudget[]): void {
  const now = clock.now();
  for (const { bucket, writes: most, windowMs } of budgets) {
    const recent = (writes.get(bucket) ?? []).filter((time) => time > now - windowMs);
    if (recent.length >= most) throw new RateLimited(recent.at(-most)! + windowMs - now);
  }
  for (const { bucket } of budgets) writes.set(bucket, [...(writes.get(bucket) ?? []), now]);
}

export function recordingSurface(
  platform: Platform,
  limits: SurfaceLimits,
  presence?: Pick<Presence, 'refreshMs' | 'until'>,
): RecordingSurface {
  const pages: RecordedPage[] = [];
  const messages: RecordedMessage[] = [];
  const log: RecordingSurface['log'] = [];
  const { clock, wayMs = 0 } = platform;
  const never = new AbortController().signal;
  let count = 0;

  /** A write on its way: it takes effect even when nobody waits for it any more. */
  const send = async <T>(kind: Write | 'clear', signal: AbortSignal, effect: () => T): Promise<T> => {
    signal.throwIfAborted();
    if (wayMs > 0) await clock.sleep(wayMs, never);
    const write = kind === 'clear' ? 'presence' : kind;
    admit(platform, limits.budgets[write]);
    platform.refuse?.((count += 1), write);
    const outcome = effect();
    log.push({ kind, at: clock.now() });
    if (wayMs > 0) await clock.sleep(wayMs, never);
    return outcome;
  };

  const check = ({ markdown }: ReplyView) => {
    if (limits.measure(markdown) > limits.pageSize) throw new Error(`too long: ${limits.measure(markdown)}`);
    if (!markdown.isWellFormed()) throw new Error('half a character');
    if (pages.length >= (limits.pages ?? Infinity) && pages.every(({ closed }) => closed))
      throw new Error('one page too many');
  };

  const add = (view: ReplyView, closed: boolean) => {
    if (pages.some((page) => !page.closed)) throw new Error('the page before is still open');
    check(view);
    const id = `page-${pages.length + 1}`;
    pages.push({ id, openedAt: clock.now(), view, writes: 1, closed });
    return id;
  };

  const draw = (id: string, view: ReplyView) => {
    const page = pages.find((other) => other.id === id);
    if (!page) throw new Error(`page ${id} was never opened`);
    if (page.closed) throw new Error(`page ${id} is closed`);
    check(view);
    if (limits.mode === 'append' && !view.markdown.startsWith(page.view.markdown))
      throw new Error(`visible text changed from ${page.view.markdown} to ${view.markdown}`);
    if (page.openedAt + 1.2 * (limits.pageLifetimeMs ?? Infinity) < clock.now())
      throw new Error(`page ${id} has expired`);
    page.view = view;
    page.writes += 1;
    return page;
  };

  return {
    limits,
    pages,
    messages,
    log,
    open: (view, signal) => send('open', signal, () => add(view, false)),
    post: (view, signal) => send('post', signal, () => add(view, true)),
    update: (id, view, signal) => send('update', signal, () => void draw(id, view)),
    close: (id, view, signal) =>
      send('close', signal, () => {
        draw(id, view).closed = true;
      }),
    attach: (files, markdown, signal) =>
      send('attach', signal, () => {
        messages.push({ files, markdown });
      }),
    ...(presence && {
      presence: {
        ...presence,
        show: (signal) => send('presence', signal, () => undefined),
        clear: (signal) => send('clear', signal, () => undefined),
      },
    }),
  };
}
