/** What to write next: compares what is drawn of an answer with its newest view, and plans one write of one page. */
import { isDeepStrictEqual } from 'node:util';
import type { ReplySurface, ReplyView, SurfaceLimits } from '../chat/index.ts';
import type { Priority } from './pacer.ts';
import { continued, takePage, type Page } from './splitter.ts';

/** How far an answer is drawn. It changes only when a write has succeeded, so a failed one is simply planned anew. */
export interface Drawn {
  /** How many pages were opened. */
  readonly pages: number;
  /** The page that is being written. */
  readonly page?: {
    readonly id: string;
    readonly view: ReplyView;
    /** How many characters of the page's text readers see. */
    readonly shown: number;
    readonly openedAt: number;
  };
  /** So many characters of the answer stand on closed pages. */
  readonly consumed: number;
  /** So many receipts stand on closed pages. */
  readonly receipts: number;
  /** What the current page begins with before the rest of the answer. */
  readonly reopening: string;
  /** The last page is closed. */
  readonly finished: boolean;
}

export const NOTHING_DRAWN: Drawn = { pages: 0, consumed: 0, receipts: 0, reopening: '', finished: false };

/** One write. */
export interface Step {
  readonly priority: Priority;
  /** Writes, and gives how far the answer is drawn then. */
  readonly perform: (surface: ReplySurface, signal: AbortSignal) => Promise<Drawn>;
}

/** The next write that brings the surface closer to `view`; undefined when readers see all of it. `ended`: it is the last. */
export function nextStep(
  drawn: Drawn,
  view: ReplyView,
  ended: boolean,
  limits: SurfaceLimits,
  now: number,
): Step | undefined {
  if (drawn.finished) return undefined;
  const markdown = settled(view.markdown, ended);
  return drawn.page
    ? writePage(drawn, drawn.page, { ...view, markdown }, ended, limits, now)
    : openPage(drawn, { ...view, markdown }, ended, limits, now);
}

function openPage(
  drawn: Drawn,
  view: ReplyView,
  ended: boolean,
  { mode, pageSize: size, measure }: SurfaceLimits,
  now: number,
): Step | undefined {
  const { reopening, skip } = continued(drawn.reopening, view.markdown.slice(drawn.consumed));
  const consumed = drawn.consumed + skip;
  const blank = view.markdown.slice(consumed).trim() === '';
  const beside = ended && (view.notices.length > 0 || view.footer !== undefined);
  if (drawn.pages > 0 && blank && !beside) return undefined;

  const cut = takePage(blank ? '' : reopening + view.markdown.slice(consumed), { size, measure });
  const text = mode === 'append' ? bodyOf(cut) : cut.page;
  const opened = openView(view, text, drawn, cut.rest === '');
  return {
    priority: drawn.pages === 0 ? 'first' : 'progress',
    async perform(surface, signal) {
      const id = await surface.open(opened, signal);
      const page = { id, view: opened, shown: bodyOf(cut).length, openedAt: now };
      return { ...drawn, pages: drawn.pages + 1, page, consumed, reopening: blank ? '' : reopening };
    },
  };
}

function writePage(
  drawn: Drawn,
  page: NonNullable<Drawn['page']>,
  view: ReplyView,
  ended: boolean,
  { mode, pageSize: size, measure, pageLifetimeMs = Infinity }: SurfaceLimits,
  now: number,
): Step | undefined {
  const text = drawn.reopening + view.markdown.slice(drawn.consumed);
  const isFirst = drawn.pages === 1;
  const closePage = (closed: ReplyView, after: Partial<Drawn>): Step => ({
    priority: 'progress',
    async perform(surface, signal) {
      await surface.close(page.id, closed, signal);
      return { ...drawn, page: undefined, receipts: view.receipts.length, ...after };
    },
  });

  const roll = !ended && now - page.openedAt >= pageLifetimeMs;
  if (roll && page.shown === 0) {
    if (isDeepStrictEqual(openView(view, text, drawn, true), page.view)) return undefined;
    return closePage(closedView(view, '', drawn), {});
  }
  // A page whose time is over waits for text: only then is there a place to go on from.
  if (roll && text.length <= page.shown) return undefined;

  const cut = takePage(text, { size, measure, posted: mode === 'append' ? page.shown : 0, roll });
  if (cut.rest !== '') {
    const consumed = view.markdown.length - (cut.rest.length - cut.reopening.length);
    return closePage(closedView(view, cut.page, drawn), { consumed, reopening: cut.reopening });
  }
  if (ended) return closePage(openView(view, cut.page, drawn, true), { finished: true });

  const updated = openView(view, mode === 'append' ? bodyOf(cut) : cut.page, drawn, true);
  if (isDeepStrictEqual(updated, page.view)) return undefined;
  return {
    priority: isFirst && page.shown === 0 && text !== '' ? 'first' : 'progress',
    async perform(surface, signal) {
      await surface.update(page.id, updated, signal);
      return { ...drawn, page: { ...page, view: updated, shown: bodyOf(cut).length } };
    },
  };
}

/** The text of a page without what only closes it: what stays when more arrives. */
function bodyOf({ page, closing }: Page): string {
  return page.slice(0, page.length - closing.length);
}

/** A page that is being written. Receipts stand on the page they arrive on, notices and the footer on the last so far. */
function openView(view: ReplyView, markdown: string, drawn: Drawn, isLast: boolean): ReplyView {
  return {
    ...view,
    markdown,
    receipts: view.receipts.slice(drawn.receipts),
    notices: isLast ? view.notices : [],
    footer: isLast ? view.footer : undefined,
  };
}

/** A page after which the answer goes on on the next: nothing is left to do on it. One without text says what was done. */
function closedView({ receipts, status }: ReplyView, markdown: string, drawn: Drawn): ReplyView {
  const rest = { markdown, receipts: receipts.slice(drawn.receipts), notices: [], actions: [] };
  return markdown === '' ? { ...rest, phase: 'working', status } : { ...rest, phase: 'done' };
}

/**
 * The part of an answer that more text cannot change: without half of a character, and without a line that may yet become
 * a fence. The last view has no more to come.
 */
function settled(markdown: string, ended: boolean): string {
  const text = ended ? markdown : markdown.replace(/[\uD800-\uDBFF]$/, '');
  const line = text.lastIndexOf('\n') + 1;
  const mayBeFence = !ended && /^[ \t>]*(?:`+|~+)[ \t]*$/.test(text.slice(line));
  return (mayBeFence ? text.slice(0, line) : text).toWellFormed();
}
