/** What to write next: compares what is drawn of an answer with its newest view, and plans one write of one page. */
import type { ReplySurface, ReplyView, SurfaceLimits, Write } from '../chat/index.ts';
import type { Priority } from './budget.ts';
import { mostPages, withTooLong } from './cap.ts';
import { PAGE } from './limits.ts';
import { closedView, lookSame, openView } from './page-view.ts';
import { continued, takePage, type Page } from './splitter.ts';

/** How far an answer is drawn. It changes only when a write has succeeded, so a failed one is simply planned anew. */
export interface Drawn extends Position {
  /** How many pages were opened. */
  readonly pages: number;
  /** The page that is being written. */
  readonly page: OpenPage | undefined;
  /** Where in the answer pages ended. */
  readonly cuts: readonly number[];
  /** So many receipts stand on closed pages. */
  readonly receipts: number;
  /** Ids of the steps that stand finished on closed pages. */
  readonly steps: ReadonlySet<string>;
  /** The last page is closed. */
  readonly finished: boolean;
  /** The whole answer cannot be a file. */
  readonly noFile: boolean;
}

/** Where a page begins. */
interface Position {
  /** So many characters of the answer stand on the pages before. */
  readonly consumed: number;
  /** What the page begins with before the rest of the answer. */
  readonly reopening: string;
}

interface OpenPage {
  readonly id: string;
  readonly view: ReplyView;
  /** How many characters of the page's text readers see. */
  readonly shown: number;
  readonly openedAt: number;
  /** There is no room on it and no page after it: its text, and where the answer would go on. */
  readonly full: (Position & { readonly text: string }) | undefined;
}

export const NOTHING_DRAWN: Drawn = {
  pages: 0,
  page: undefined,
  consumed: 0,
  reopening: '',
  cuts: [],
  receipts: 0,
  steps: new Set(),
  finished: false,
  noFile: false,
};

/** One write. */
export interface Step {
  readonly kind: Write;
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
  return drawn.page
    ? writePage(drawn, drawn.page, view, ended, limits, now)
    : openPage(drawn, view, ended, limits, now);
}

function openPage(
  drawn: Drawn,
  view: ReplyView,
  ended: boolean,
  limits: SurfaceLimits,
  now: number,
): Step | undefined {
  const most = mostPages(drawn, view, limits);
  const tail = settled(view.markdown.slice(drawn.consumed), ended);
  const { reopening, skip } = continued(drawn.reopening, tail);
  const rest = tail.slice(skip);
  const isBlank = rest.trim() === '';
  const hasRoom = drawn.pages < most;
  const isLeftOver = !isBlank && !hasRoom;
  const beside = ended && (isLeftOver || view.notices.length > 0 || view.footer !== undefined);
  if (drawn.pages > 0 && (isBlank || isLeftOver) && !(beside && drawn.pages < (limits.pages ?? Infinity)))
    return undefined;

  const { pageSize: size, measure, mode } = limits;
  const cut = takePage(isBlank || isLeftOver ? '' : reopening + rest, { size, measure });
  const goesOn = cut.rest !== '';
  const end = drawn.consumed + tail.length;
  const next = goesOn
    ? positionAfter(cut, end)
    : { consumed: isLeftOver ? drawn.consumed : end, reopening: '' };
  const isLast = !goesOn || drawn.pages + 1 >= most;
  const priority = drawn.pages === 0 ? 'first' : 'progress';
  if (ended || !isLast) {
    const posted = isLast
      ? openView(withTooLong(view, next.consumed, drawn, limits), cut.page, drawn)
      : closedView(view, cut.page, drawn);
    return {
      kind: 'post',
      priority,
      async perform(surface, signal) {
        await surface.post(posted, signal);
        return { ...afterPage(drawn, view, next), pages: drawn.pages + 1, finished: isLast };
      },
    };
  }
  const text = mode === 'append' && !goesOn ? bodyOf(cut) : cut.page;
  const opened = openView(view, text, drawn);
  const shown = goesOn ? text.length : bodyOf(cut).length;
  const full = goesOn ? { text, ...next } : undefined;
  const here = isBlank
    ? { consumed: drawn.consumed + skip, reopening: '' }
    : { consumed: drawn.consumed + skip, reopening };
  return {
    kind: 'open',
    priority,
    async perform(surface, signal) {
      const id = await surface.open(opened, signal);
      const page = { id, view: opened, shown, openedAt: now, full };
      return { ...drawn, ...here, pages: drawn.pages + 1, page };
    },
  };
}

function writePage(
  drawn: Drawn,
  page: OpenPage,
  view: ReplyView,
  ended: boolean,
  limits: SurfaceLimits,
  now: number,
): Step | undefined {
  const { mode, pageSize: size, measure, pageLifetimeMs = Infinity } = limits;
  const hasNext = drawn.pages < mostPages(drawn, view, limits);
  const age = ended ? -Infinity : now - page.openedAt;
  const overdue = age >= pageLifetimeMs * (1 + PAGE.overtime);
  const roll = age < pageLifetimeMs ? undefined : overdue ? 'now' : 'soon';
  const tail = page.full ? '' : settled(view.markdown.slice(drawn.consumed), ended);
  const text = drawn.reopening + tail;
  const isFirstText = drawn.pages === 1 && page.shown === 0 && text !== '';
  const priority = isFirstText ? 'first' : 'progress';

  const close = (closed: ReplyView, next: Position, finished: boolean): Step => ({
    kind: 'close',
    priority,
    async perform(surface, signal) {
      await surface.close(page.id, closed, signal);
      return { ...afterPage(drawn, view, next), finished };
    },
  });
  const goOn = (text: string, next: Position) => close(closedView(view, text, drawn), next, false);
  const finish = (text: string, next: Position) =>
    close(openView(withTooLong(view, next.consumed, drawn, limits), text, drawn), next, true);
  const update = (updated: ReplyView, after: Partial<OpenPage>, urgency: Priority): Step => ({
    kind: 'update',
    priority: urgency,
    async perform(surface, signal) {
      await surface.update(page.id, updated, signal);
      return { ...drawn, page: { ...page, view: updated, ...after } };
    },
  });

  if (page.full) {
    const { full } = page;
    if (ended && !hasNext) return finish(full.text, full);
    if (hasNext || roll) return goOn(full.text, full);
    const updated = openView(view, full.text, drawn);
    return lookSame(updated, page.view) ? undefined : update(updated, {}, 'aside');
  }
  if (roll && page.shown === 0)
    return lookSame(openView(view, text, drawn), page.view) ? undefined : goOn('', drawn);
  // A page whose time is over waits for text: only then is there a place to go on from.
  if (roll && text.length <= page.shown) return undefined;

  const cut = takePage(text, { size, measure, posted: mode === 'append' ? page.shown : 0, roll });
  if (cut.rest !== '') {
    const next = positionAfter(cut, drawn.consumed + tail.length);
    if (hasNext || roll) return goOn(cut.page, next);
    if (ended) return finish(cut.page, next);
    const full = { text: cut.page, ...next };
    return update(openView(view, cut.page, drawn), { shown: cut.page.length, full }, priority);
  }
  if (ended) return finish(cut.page, { consumed: drawn.consumed + tail.length, reopening: '' });

  const updated = openView(view, mode === 'append' ? bodyOf(cut) : cut.page, drawn);
  if (lookSame(updated, page.view)) return undefined;
  const shown = bodyOf(cut).length;
  return update(updated, { shown }, shown > page.shown ? priority : 'aside');
}

/** What is drawn once a page is closed. A step that still runs stands on the next one, too. */
function afterPage(drawn: Drawn, { receipts, steps }: ReplyView, { consumed, reopening }: Position): Drawn {
  const finished = steps.filter(({ state }) => state !== 'running').map(({ id }) => id);
  return {
    ...drawn,
    page: undefined,
    consumed,
    reopening,
    cuts: [...drawn.cuts, consumed],
    receipts: receipts.length,
    steps: new Set(finished),
  };
}

/** Where the page after a cut begins, in a text whose last character is the answer's character `end`. */
function positionAfter({ rest, reopening }: Page, end: number): Position {
  return { consumed: end - (rest.length - reopening.length), reopening };
}

/** The text of a page without what only closes it: what stays when more arrives. */
function bodyOf({ page, closing }: Page): string {
  return page.slice(0, page.length - closing.length);
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
