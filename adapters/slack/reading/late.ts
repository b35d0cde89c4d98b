/** Pages of edited answers in a workspace with many of them: see `edits.ts`. */
import type { ReplyView } from '../../../src/chat/index.ts';
import type { EditPlace } from './edits.ts';
import type { Page } from '../answer/page.ts';

/** A page whose edits are counted. */
export function counted(page: Page, place: EditPlace): Page {
  return {
    get state() {
      return page.state;
    },
    update: async (view, signal) => {
      await page.update(view, signal);
      place.edited();
    },
    close: async (view, signal) => {
      await page.close(view, signal);
      place.closed();
    },
  };
}

/** A page that is posted as soon as there is text and room for its end, or when it is complete. */
export function latePage({
  post,
  reserve,
}: {
  readonly post: (view: ReplyView, signal: AbortSignal) => Promise<Page>;
  readonly reserve: () => EditPlace | undefined;
}): Page {
  let page: Page | undefined;
  return {
    get state() {
      return page?.state ?? 'late';
    },
    update: async (view, signal) => {
      if (page) return page.update(view, signal);
      const place = view.markdown.trim() === '' ? undefined : reserve();
      if (!place) return;
      try {
        page = counted(await post(view, signal), place);
      } catch (error) {
        place.release();
        throw error;
      }
    },
    close: async (view, signal) => {
      if (page) await page.close(view, signal);
      else page = await post(view, signal);
    },
  };
}
