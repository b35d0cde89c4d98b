/** What one page shows of an answer. */
import { isDeepStrictEqual } from 'node:util';
import type { ReplyView } from '../chat/index.ts';

/** What stands on closed pages and is not repeated. */
interface Before {
  readonly pages: number;
  readonly receipts: number;
  readonly steps: ReadonlySet<string>;
}

/** The last page so far. Receipts and steps stand on the page they arrive on, notices, the footer and what files there are on the last. */
export function openView(view: ReplyView, markdown: string, before: Before): ReplyView {
  const steps = view.steps.filter(({ id }) => !before.steps.has(id));
  const { phase, status, reasoning, notices, footer, actions } = view;
  return {
    phase,
    status,
    markdown,
    reasoning,
    steps,
    plan: before.pages <= 1 || steps.length > 0 ? view.plan : undefined,
    receipts: view.receipts.slice(before.receipts),
    notices,
    footer,
    actions,
    files: view.files,
  };
}

/**
 * A page after which the answer goes on on the next: nothing is left to do on it. One without text says what was done.
 * Steps that still run go on on the next page.
 */
export function closedView(view: ReplyView, markdown: string, before: Before): ReplyView {
  const open = openView(view, markdown, before);
  const rest = {
    ...open,
    reasoning: undefined,
    steps: open.steps.filter(({ state }) => state !== 'running'),
    notices: [],
    footer: undefined,
    actions: [],
    files: [],
  };
  return markdown === '' ? { ...rest, phase: 'working' } : { ...rest, phase: 'done', status: undefined };
}

/** Whether two views of a page look the same to a reader: a write from one to the other would be wasted. */
export function lookSame(one: ReplyView, other: ReplyView): boolean {
  return (
    one.markdown === other.markdown &&
    one.status === other.status &&
    one.reasoning === other.reasoning &&
    one.footer === other.footer &&
    look(one) === look(other) &&
    one.plan?.title === other.plan?.title &&
    isDeepStrictEqual(one.steps, other.steps) &&
    isDeepStrictEqual(one.receipts, other.receipts) &&
    isDeepStrictEqual(one.notices, other.notices) &&
    isDeepStrictEqual(one.actions, other.actions)
  );
}

/** Work and thought look the same until there is something to say of them. */
const look = ({ phase }: ReplyView) => (phase === 'thinking' ? 'working' : phase);
