/** Posting a message: one call that is never made twice, without previews of the links in it. */
import type { types } from '@slack/bolt';
import { post } from '../workspaces/call.ts';
import type { SlackClients } from '../workspaces/client.ts';

export interface MessagePlace {
  readonly clients: SlackClients;
  /** A channel; or a person, with whom Slack then opens direct messages. */
  readonly channel: string;
  /** The first message of the thread; undefined begins one. */
  readonly thread: string | undefined;
}

export type MessageContent =
  { readonly text: string; readonly blocks?: types.AnyBlock[] } | { readonly markdown_text: string };

/** Gives the message's timestamp and the channel it stands in. Throws a `UserError` when nobody knows whether it was posted. */
export async function postMessage(
  { clients, channel, thread }: MessagePlace,
  content: MessageContent,
  signal: AbortSignal,
): Promise<{ readonly ts: string; readonly channel: string }> {
  const { ts, channel: where } = await post(signal, () =>
    clients.once.chat.postMessage({
      channel,
      ...(thread === undefined ? {} : { thread_ts: thread }),
      ...content,
      unfurl_links: false,
      unfurl_media: false,
    }),
  );
  if (ts === undefined || where === undefined) throw new Error('chat.postMessage did not tell where');
  return { ts, channel: where };
}
