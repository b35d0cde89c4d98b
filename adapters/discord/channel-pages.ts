/** Pages as ordinary messages, each answering the one before: a reply to any of them leads back to the question. */
import { randomBytes } from 'node:crypto';
import { DiscordAPIError, RateLimitError, type REST, Routes } from 'discord.js';
import type { Budgets } from './budgets.ts';
import { withFiles } from './files.ts';
import { type Opening, type Pages, PostedMessage } from './pages.ts';

export interface ChannelPagesOptions {
  readonly rest: REST;
  readonly budgets: Budgets;
  readonly channelId: string;
  /** The message the first page answers. */
  readonly answered: string | undefined;
}

export function createChannelPages({ rest, budgets, channelId, answered }: ChannelPagesOptions): Pages {
  /** For the same nonce Discord gives back the message it has, so that a retry posts no second one. */
  const nonce = randomBytes(12).toString('base64url');
  let opened = 0;
  let previous = answered;
  /** A try whose outcome is not known came before this one, and may have posted what was to be read then. */
  let isRetry = false;
  const [posts, edits] = [() => budgets.of('post', channelId), () => budgets.of('edit', channelId)];

  return {
    get budgets() {
      const typing = budgets.of('typing', channelId);
      return {
        open: posts(),
        post: posts(),
        attach: posts(),
        update: edits(),
        close: edits(),
        presence: typing,
      };
    },
    open: async (draw, signal, { files = [], key }: Opening = {}) => {
      const body = draw();
      const request = withFiles(body, files);
      const mayBeThere = isRetry || key !== undefined;
      const before = isRetry;
      isRetry = true;
      const posted = await rest
        .post(Routes.channelMessages(channelId), {
          ...request,
          body: {
            ...request.body,
            nonce: key ?? `${nonce}${opened}`,
            enforce_nonce: true,
            ...(previous !== undefined && {
              message_reference: { message_id: previous, fail_if_not_exists: false },
            }),
          },
          signal,
        })
        .catch((error: unknown) => {
          // Refused is not posted.
          if (error instanceof RateLimitError || error instanceof DiscordAPIError) isRetry = before;
          throw error;
        });
      const { id } = PostedMessage.parse(posted);
      if (mayBeThere && files.length === 0)
        await rest.patch(Routes.channelMessage(channelId, id), { body, signal });
      isRetry = false;
      opened++;
      previous = id;
      return id;
    },
    edit: async (pageId, draw, signal) => {
      await rest.patch(Routes.channelMessage(channelId, pageId), { body: draw(), signal });
      previous = pageId;
    },
  };
}
