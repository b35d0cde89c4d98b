/**
 * Which answers are edited while they grow. All of a workspace share 50 edits a minute, and each needs one for its end: that
 * is kept for it, so that answers that end together do not wait for one another with text missing. A page for whose end none
 * is left is posted later: once there is room again, or when it is complete.
 */
import { LRUCache } from 'lru-cache';
import type { RateBudget } from '../../../src/chat/index.ts';
import { budgetsOf } from '../answer/budgets.ts';
import { LIMITS } from '../limits.ts';

/** The place of one page among those that will need an edit for their end. */
export interface EditPlace {
  edited(): void;
  closed(): void;
  /** Gives it back unused. */
  release(): void;
}

export interface Edits {
  /** Keeps an edit for the end of a page; undefined where none is left in this minute. */
  reserve(workspace: string): EditPlace | undefined;
  /** The budgets of an edit that is not the last of its page: the narrowest first. */
  progress(workspace: string): readonly RateBudget[];
}

interface Ledger {
  /** When each page that is not closed was opened. */
  readonly open: Set<{ readonly at: number }>;
  /** When edits were made in the last minute. */
  made: readonly number[];
}

/** One serves all surfaces of an adapter. `now`: milliseconds that only grow. */
export function createEdits(now: () => number = () => performance.now()): Edits {
  const ledgers = new LRUCache<string, Ledger>({ max: LIMITS.workspacesCounted, ttl: LIMITS.countedMs });

  const ledgerOf = (workspace: string): Ledger => {
    const ledger = ledgers.get(workspace) ?? { open: new Set(), made: [] };
    ledgers.set(workspace, ledger);
    const at = now();
    ledger.made = ledger.made.filter((made) => at - made < 60_000);
    // A page that nobody closes is left to the next process, or its answer was given up.
    for (const page of ledger.open) if (at - page.at > LIMITS.editedMs) ledger.open.delete(page);
    return ledger;
  };

  return {
    reserve: (workspace) => {
      const ledger = ledgerOf(workspace);
      const [{ writes }] = budgetsOf(workspace).update;
      if (ledger.open.size + ledger.made.length >= writes) return undefined;
      const page = { at: now() };
      ledger.open.add(page);
      const edited = () => void (ledger.made = [...ledger.made, now()]);
      const release = () => void ledger.open.delete(page);
      return {
        edited,
        closed: () => {
          edited();
          release();
        },
        release,
      };
    },
    progress: (workspace) => {
      const { open } = ledgerOf(workspace);
      const [all] = budgetsOf(workspace).update;
      return [{ ...all, bucket: `${all.bucket}:progress`, writes: Math.max(1, all.writes - open.size) }, all];
    },
  };
}
