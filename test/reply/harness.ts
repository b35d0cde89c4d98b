/** What the delivery tests share: limits like those of the platforms, answers, and a surface under a clock of their own. */
import { expect } from 'vitest';
import type { Presence, RateBudget, ReplyView, SurfaceLimits } from '../../src/chat/index.ts';
import { composer, createPacer, deliver, emptyView, type TurnEvent } from '../../src/reply/index.ts';
import { CHOSEN, frame, receipt } from './beside.ts';
import { manualClock, type ManualClock } from './manual-clock.ts';
import { recordingSurface, sameBudgets, type Platform, type RecordingSurface } from './recording-surface.ts';
import { fullestWindow } from './windows.ts';

export const running = new AbortController().signal;
export const compose = composer(frame);
export const done: TurnEvent = { type: 'done', reason: 'complete', usage: undefined };

export const replace: SurfaceLimits = {
  mode: 'replace',
  pageSize: 2000,
  measure: (text) => text.length,
  budgets: {
    ...sameBudgets({ bucket: 'edit', writes: 5, windowMs: 5000 }),
    open: [{ bucket: 'post', writes: 5, windowMs: 5000 }],
    post: [{ bucket: 'post', writes: 5, windowMs: 5000 }],
    attach: [{ bucket: 'post', writes: 5, windowMs: 5000 }],
    presence: [{ bucket: 'typing', writes: 5, windowMs: 5000 }],
  },
  fileBytes: 0,
};
export const append: SurfaceLimits = {
  mode: 'append',
  pageSize: 9000,
  measure: (text) => Buffer.byteLength(text),
  budgets: {
    ...sameBudgets({ bucket: 'append', writes: 100, windowMs: 60_000 }),
    open: [{ bucket: 'start', writes: 20, windowMs: 60_000 }],
    close: [{ bucket: 'stop', writes: 20, windowMs: 60_000 }],
    presence: [{ bucket: 'status', writes: 100, windowMs: 60_000 }],
  },
  pageLifetimeMs: 240_000,
  fileBytes: 0,
};

/** The views of a turn whose text comes in pieces of `size` characters, one every `everyMs`. */
export async function* answer(
  clock: ManualClock,
  text: string,
  { size = 20, everyMs = 100, end = [done] as readonly TurnEvent[] } = {},
): AsyncGenerator<ReplyView> {
  let view = [CHOSEN, { type: 'receipt', receipt } as const].reduce(compose, emptyView(frame));
  yield view;
  for (let at = 0; at < text.length; at += size) {
    await clock.sleep(everyMs, running);
    yield (view = compose(view, { type: 'text', text: text.slice(at, at + size) }));
  }
  for (const event of end) yield (view = compose(view, event));
}

export function bench(
  limits: SurfaceLimits,
  {
    refuse,
    wayMs,
    ...presence
  }: Pick<Platform, 'refuse' | 'wayMs'> & Partial<Pick<Presence, 'refreshMs' | 'until'>> = {},
) {
  const clock = manualClock();
  const platform: Platform = { clock, writes: new Map(), refuse, wayMs };
  const pacer = createPacer({ clock });
  const { refreshMs } = presence;
  const surface = recordingSurface(
    platform,
    limits,
    refreshMs === undefined ? undefined : { ...presence, refreshMs },
  );
  const run = (views: AsyncIterable<ReplyView>, options: Partial<Parameters<typeof deliver>[3]> = {}) =>
    clock.run(deliver(views, surface, pacer, { signal: running, ...options }));
  return { clock, platform, pacer, surface, run };
}

/** The words of all pages, with what was repeated at the start of a page left out. */
export function wordsOf({ pages }: RecordingSurface): string[] {
  return pages.flatMap(({ view }) => view.markdown.match(/\bw\d+\b/g) ?? []);
}

/** A long answer with prose, code, lists and tables, in which every word has its own number. */
export function longAnswer(length: number): string {
  let count = 0;
  const word = () => `w${(count += 1)}`;
  const words = (many: number) => Array.from({ length: many }, word).join(' ');
  const parts: string[] = [];
  while (parts.join('\n\n').length < length) {
    parts.push(
      `## Über ${word()}`,
      `${words(40)}. 日本語 ${words(30)}! 🙂 ${words(20)}.`,
      `- ${words(5)}\n- ${words(60)}\n  - ${words(8)}`,
      `\`\`\`ts\n${Array.from({ length: 30 }, () => `const ${word()} = '${word()}';`).join('\n')}\n\`\`\``,
      `| a | b |\n|---|---|\n${Array.from({ length: 20 }, () => `| ${word()} | ${word()} |`).join('\n')}`,
    );
  }
  return parts.join('\n\n');
}

export const numbered = (text: string) => text.match(/\bw\d+\b/g) ?? [];

/** No window of a budget held more writes than it may. */
export function expectBudgets({ writes }: Platform, { budgets }: SurfaceLimits) {
  const all: readonly RateBudget[] = Object.values(budgets).flat();
  for (const { bucket, writes: most, windowMs } of all) {
    const times = writes.get(bucket) ?? [];
    if (times.length > 0) expect(fullestWindow(times, windowMs)).toBeLessThanOrEqual(most);
  }
}
