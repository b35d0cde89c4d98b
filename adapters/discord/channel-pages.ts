/** Pages as ordinary messages, each answering the one before: a reply to any of them leads back to the question. */
import { randomBytes } from 'node:crypto';
import { type REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { OutgoingFile } from '../../src/chat/index.ts';
import { withFiles } from './files.ts';
import type { PageBody } from './page.ts';

/** A place that takes pages: a channel, or the webhook of a slash command. */
export interface Pages {
  /** Gives the new page's id, which is its message's. */
  open(body: PageBody, signal: AbortSignal, files?: readonly OutgoingFile[]): Promise<string>;
  edit(pageId: string, body: PageBody, signal: AbortSignal): Promise<void>;
}

export const PostedMessage = z.object({ id: z.string() });

export function createChannelPages(rest: REST, channelId: string, messageId: string | undefined): Pages {
  /** For the same nonce Discord gives back the message it has, so that a retry posts no second one. */
  const nonce = randomBytes(12).toString('base64url');
  let opened = 0;
  let previous = messageId;

  return {
    open: async (body, signal, files = []) => {
      const request = withFiles(body, files);
      const posted = await rest.post(Routes.channelMessages(channelId), {
        ...request,
        body: {
          ...request.body,
          nonce: `${nonce}${opened}`,
          enforce_nonce: true,
          ...(previous !== undefined && {
            message_reference: { message_id: previous, fail_if_not_exists: false },
          }),
        },
        signal,
      });
      const { id } = PostedMessage.parse(posted);
      opened++;
      previous = id;
      return id;
    },
    edit: async (pageId, body, signal) => {
      await rest.patch(Routes.channelMessage(channelId, pageId), { body, signal });
      previous = pageId;
    },
  };
}
