/** What an answer in a thread holds and draws on, as of now: that depends on how its current page is written. */
import type { RateBudget, SurfaceLimits } from '../../../src/chat/index.ts';
import { budgetsOf, ownBudget } from './budgets.ts';
import { LIMITS } from '../limits.ts';
import { measure, toSlack } from '../markdown.ts';
import type { Page } from './page.ts';

export interface Draws {
  readonly workspace: string;
  readonly channel: string;
  readonly mode: () => SurfaceLimits['mode'];
  /** The state of the page that is being written. */
  readonly state: () => Page['state'] | undefined;
  /** Whether the next page is streamed. To ask keeps a place for the stream. */
  readonly isStreamedNext: () => boolean;
  /** Whether the thread has been told what was asked. */
  readonly isTold: () => boolean;
  /** The budgets of an edit that is not the last of its page. */
  readonly progress: () => readonly RateBudget[];
}

export function threadLimits({
  workspace,
  channel,
  mode,
  state,
  isStreamedNext,
  isTold,
  progress,
}: Draws): SurfaceLimits {
  const budgets = budgetsOf(workspace);
  const posts = budgets.post(channel);
  const unseen = ownBudget();
  return {
    get mode() {
      return mode();
    },
    get pageSize() {
      return mode() === 'append' ? LIMITS.streamPageBytes : LIMITS.markdownCharacters;
    },
    measure: (markdown) => (mode() === 'append' ? measure(markdown) : toSlack(markdown).length),
    budgets: {
      get open() {
        if (!isStreamedNext()) return posts;
        return isTold() ? budgets.startStream : [...posts, ...budgets.startStream];
      },
      get update() {
        if (state() === 'late') return posts;
        return state() === 'streamed' ? budgets.appendStream : progress();
      },
      get close() {
        if (state() === 'late') return posts;
        return state() === 'streamed' ? budgets.stopStream : budgets.update;
      },
      post: posts,
      attach: [...posts, ...budgets.files],
      get presence() {
        return mode() === 'append' ? unseen : budgets.status;
      },
    },
    get pageLifetimeMs() {
      return state() === undefined || state() === 'streamed' ? LIMITS.streamLifetimeMs : Infinity;
    },
    fileBytes: LIMITS.outgoingFileBytes,
  };
}
