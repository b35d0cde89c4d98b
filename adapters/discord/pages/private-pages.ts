/**
 * Pages that answer a message for the one who wrote it alone: Discord can hide only what answers an interaction, so they
 * are direct messages.
 */
import { type ChannelPagesOptions, createChannelPages } from './channel-pages.ts';
import { createDirectPages, type DirectPagesOptions } from './direct-pages.ts';
import { takesNoDirectMessages } from '../errors.ts';
import { renderLine } from './page.ts';
import type { Draw, Pages } from './pages.ts';

export interface PrivatePagesOptions extends DirectPagesOptions, ChannelPagesOptions {
  /** What to call the place of the question in another one. */
  readonly called: string;
}

const CLOSED =
  'I do not answer this where everybody can read it, and you take no direct messages from me. Allow them in the privacy settings of this server, or ask with `/ask` and its option `private`.';

export function createPrivatePages(options: PrivatePagesOptions): Pages {
  const direct = createDirectPages(options);
  let first: string | undefined;
  const introduced =
    (draw: Draw): Draw =>
    () =>
      draw(`This is my answer to you in ${options.called}, for you alone.`);

  return {
    get budgets() {
      return direct.budgets;
    },
    open: async (draw, signal, opening) => {
      if (first !== undefined) return direct.open(draw, signal, opening);
      try {
        first = await direct.open(introduced(draw), signal, opening);
        return first;
      } catch (error) {
        // Whoever asked must not wait for an answer that cannot come.
        if (takesNoDirectMessages(error))
          await createChannelPages(options)
            .open(() => renderLine(CLOSED), signal, opening)
            .catch(() => undefined);
        throw error;
      }
    },
    edit: (pageId, draw, signal) => {
      // After a restart, the first page that is there already is written to first.
      first ??= pageId;
      return direct.edit(pageId, pageId === first ? introduced(draw) : draw, signal);
    },
  };
}
