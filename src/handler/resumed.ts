/** A surface for an answer that was begun before: it goes on in the messages that are there. */
import { type ReplySurface, type ReplyView, UserError } from '../chat/index.ts';
import { emptyView, type LeftPage, type ReplyFrame } from '../reply/index.ts';

export interface ResumedSurface extends ReplySurface {
  /** The second answer may be shorter than the first: its last messages must not stand there half-written. */
  leftOver(): readonly LeftPage[];
}

/** Uses the pages of an interrupted answer, in order, before it opens new ones. */
export function resumed(
  surface: ReplySurface,
  pages: readonly string[],
  { words }: Pick<ReplyFrame, 'words'>,
): ResumedSurface {
  const left = [...pages];

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
    return undefined;
  }

  return {
    get limits() {
      return surface.limits;
    },
    leftOver() {
      const view: ReplyView = { ...emptyView({ words }), phase: 'done', markdown: words.said.aboveIsWhole };
      return left.splice(0).map((id) => ({ id, view }));
    },
    open: async (view, signal) =>
      (await reuse((page) => surface.update(page, view, signal))) ?? surface.open(view, signal),
    post: async (view, signal) =>
      (await reuse((page) => surface.close(page, view, signal))) ?? surface.post(view, signal),
    update: (page, view, signal) => surface.update(page, view, signal),
    close: (page, view, signal) => surface.close(page, view, signal),
    attach: (files, markdown, signal) => surface.attach(files, markdown, signal),
    ...(surface.presence && { presence: surface.presence }),
  };
}
