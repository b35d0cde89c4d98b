/**
 * Pages in a thread that is opened together with the first of them: where nothing comes to be said, nobody sees an empty thread. It
 * has the id of the message it is opened from.
 */
import { type REST, RESTJSONErrorCodes, Routes } from 'discord.js';
import { z } from 'zod';
import type { ReplyTarget } from '../../../src/chat/index.ts';
import { codeOf } from '../errors.ts';
import type { Pages } from './pages.ts';

/** `ReplyTarget.handle` of a thread that may have to be opened. */
const ThreadHandle = z.object({ threadTitle: z.string() }).readonly();

export const handleOfThread = (threadTitle: string): string =>
  JSON.stringify({ threadTitle } satisfies z.infer<typeof ThreadHandle>);

/** The title of the thread that a target may have to be opened as; undefined of any other target. */
export function threadTitleOf({ handle }: Pick<ReplyTarget, 'handle'>): string | undefined {
  if (handle === undefined) return undefined;
  return ThreadHandle.safeParse(JSON.parse(handle)).data?.threadTitle;
}

export interface ThreadOptions {
  readonly rest: REST;
  readonly conversation: ReplyTarget['conversation'];
  readonly title: string;
}

/** @param explained gives an error of the opening in words that the caller knows */
export function createThreadPages(
  pages: Pages,
  { rest, conversation: { channel, thread = '' }, title }: ThreadOptions,
  explained: (error: unknown, signal: AbortSignal) => Promise<unknown>,
): Pages {
  let isOpen = false;
  const openOnce = async (signal: AbortSignal): Promise<void> => {
    if (isOpen) return;
    await rest
      .post(Routes.threads(channel, thread), { body: { name: title }, signal })
      .catch(async (error: unknown) => {
        // By the last try, another process, or somebody else.
        if (codeOf(error) !== RESTJSONErrorCodes.ThreadAlreadyCreatedForMessage)
          throw await explained(error, signal);
      });
    isOpen = true;
  };
  return {
    get budgets() {
      return pages.budgets;
    },
    open: async (draw, signal, opening) => {
      await openOnce(signal);
      return pages.open(draw, signal, opening);
    },
    edit: (pageId, draw, signal) => {
      isOpen = true;
      return pages.edit(pageId, draw, signal);
    },
  };
}
