/** A surface that keeps every page and holds to its limits as a platform does: it refuses what it would refuse. */
import { RateLimited, type ReplySurface, type ReplyView, type SurfaceLimits } from '../../src/chat/index.ts';
import type { Clock } from '../../src/ops/index.ts';

export interface RecordedPage {
  readonly id: string;
  readonly openedAt: number;
  view: ReplyView;
  writes: number;
  closed: boolean;
}

export interface RecordingSurface extends ReplySurface {
  readonly pages: RecordedPage[];
}

/** What a platform knows of its rate buckets, shared by all surfaces of it. */
export interface Platform {
  readonly clock: Clock;
  /** When each write to a bucket came. */
  readonly writes: Map<string, number[]>;
  /** Called before each write takes effect; throws to refuse it. */
  readonly refuse?: (write: number) => void;
}

export function recordingSurface(platform: Platform, limits: SurfaceLimits): RecordingSurface {
  const pages: RecordedPage[] = [];

  const admit = ({ markdown }: ReplyView, signal: AbortSignal) => {
    signal.throwIfAborted();
    const times = platform.writes.get(limits.bucket) ?? [];
    const since = platform.clock.now() - (times.at(-1) ?? -Infinity);
    if (since < limits.intervalMs) throw new RateLimited(limits.intervalMs - since);
    platform.writes.set(limits.bucket, [...times, platform.clock.now()]);
    platform.refuse?.([...platform.writes.values()].flat().length);
    if (limits.measure(markdown) > limits.pageSize) throw new Error(`too long: ${limits.measure(markdown)}`);
    if (!markdown.isWellFormed()) throw new Error('half a character');
  };

  const draw = (id: string, view: ReplyView, signal: AbortSignal) => {
    const page = pages.find((other) => other.id === id);
    if (!page) throw new Error(`page ${id} was never opened`);
    if (page.closed) throw new Error(`page ${id} is closed`);
    admit(view, signal);
    if (limits.mode === 'append' && !view.markdown.startsWith(page.view.markdown))
      throw new Error(`visible text changed from ${page.view.markdown} to ${view.markdown}`);
    if (page.openedAt + 1.2 * (limits.pageLifetimeMs ?? Infinity) < platform.clock.now())
      throw new Error(`page ${id} has expired`);
    page.view = view;
    page.writes += 1;
    return page;
  };

  return {
    limits,
    pages,
    async open(view, signal) {
      if (pages.some(({ closed }) => !closed)) throw new Error('the page before is still open');
      admit(view, signal);
      const id = `page-${pages.length + 1}`;
      pages.push({ id, openedAt: platform.clock.now(), view, writes: 1, closed: false });
      return id;
    },
    async update(id, view, signal) {
      draw(id, view, signal);
    },
    async close(id, view, signal) {
      draw(id, view, signal).closed = true;
    },
    attach: () => Promise.reject(new Error('no files are posted here')),
  };
}
