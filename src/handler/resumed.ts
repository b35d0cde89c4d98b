/** A surface for an answer that may have been begun before: it goes on in the messages that are there. */
import { type ReplySurface, type ReplyView, UserError } from '../chat/index.ts';
import { emptyView, type LeftPage, pagePart, type ReplyFrame, type Sent, sentOnce } from '../reply/index.ts';

export interface ResumedSurface extends ReplySurface {
  /**
   * What there is of an earlier answer that this one has not used: the second answer may be shorter than the first, and the last
   * messages of that must not stand there half-written. Nor must one that was on its way when it was broken off.
   */
  leftOver(): Promise<readonly LeftPage[]>;
}

/** What was sent of an answer, and what may have been. */
export interface SentBefore extends Sent {
  hasBegun(part: string): Promise<boolean>;
}

/** Uses the pages of an interrupted answer, in order, before it opens new ones, each of them once. */
export function resumed(
  platform: ReplySurface,
  pages: readonly string[],
  sent: SentBefore,
  { words }: Pick<ReplyFrame, 'words'>,
): ResumedSurface {
  const surface = sentOnce(platform, sent, pages.length);
  const left = [...pages];
  let isLonger = false;

  /** Writes a page that is there; undefined when there is none. */
  async function reuse(write: (page: string) => Promise<void>): Promise<string | undefined> {
    for (let page = left[0]; page !== undefined; page = left[0]) {
      try {
        await write(page);
        left.shift();
        return page;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        // Somebody has deleted that message.
        left.shift();
      }
    }
    isLonger = true;
    return undefined;
  }

  return {
    ...surface,
    get limits() {
      return surface.limits;
    },
    async leftOver() {
      const view: ReplyView = { ...emptyView({ words }), phase: 'done', markdown: words.said.aboveIsWhole };
      const mayBeThere = pages.length > 0 && !isLonger && (await sent.hasBegun(pagePart(pages.length + 1)));
      return [
        ...left.splice(0).map((id) => ({ id, view })),
        ...(mayBeThere ? [{ id: undefined, view }] : []),
      ];
    },
    open: async (view, signal) =>
      (await reuse((page) => surface.update(page, view, signal))) ?? surface.open(view, signal),
    post: async (view, signal) =>
      (await reuse((page) => surface.close(page, view, signal))) ?? surface.post(view, signal),
  };
}
