/** Files of ours on Slack: announced, sent to the address Slack names for each, then shared in the thread. */
import { z } from 'zod';
import { RateLimited, UserError, type OutgoingFile, type ReplyView } from '../../../src/chat/index.ts';
import { blockMessage } from './blocks.ts';
import { post, write } from '../workspaces/call.ts';
import { LIMITS } from '../limits.ts';
import { escapeMrkdwn, toSlack } from '../markdown.ts';
import type { MessagePlace } from './message.ts';

const Announced = z.object({ upload_url: z.url(), file_id: z.string() });

/** Throws `UserError` for more text than one message takes. */
function requireShort(markdown: string, most: number): void {
  if (toSlack(markdown).length <= most) return;
  throw new UserError('slack-text-size', 'That is more text than Slack takes in one message.');
}

/** A message of Markdown alone. `above`: mrkdwn that stands over it. Throws `UserError` when it is too long. */
export function textMessage(markdown: string, above = ''): ReturnType<typeof blockMessage> {
  requireShort(markdown, LIMITS.markdownCharacters);
  return blockMessage({ ...BARE, markdown }, above);
}

const BARE: ReplyView = {
  phase: 'done',
  markdown: '',
  steps: [],
  receipts: [],
  notices: [],
  actions: [],
  files: [],
};

/**
 * Posts files with a comment; they are one message, whose timestamp Slack does not tell. Throws `UserError` for
 * what is too large.
 */
export async function postFiles(
  { clients, channel, thread }: MessagePlace,
  [first, ...others]: readonly [OutgoingFile, ...OutgoingFile[]],
  text: string,
  signal: AbortSignal,
): Promise<void> {
  requireShort(text, LIMITS.commentCharacters);
  const upload = async ({ name, mediaType, data, altText }: OutgoingFile) => {
    if (data.byteLength > LIMITS.outgoingFileBytes) throw tooLarge(name);
    // The SDK's own method knows the description by a name that Slack does not.
    const announced = await write(signal, () =>
      clients.repeatable.apiCall('files.getUploadURLExternal', {
        filename: name,
        length: data.byteLength,
        alt_txt: altText.slice(0, LIMITS.altText).toWellFormed(),
      }),
    );
    const { upload_url: address, file_id: id } = Announced.parse(announced);
    await send(address, name, mediaType, data, signal);
    return { id, title: name };
  };
  const sent = [await upload(first)] as const;
  const rest: { readonly id: string; readonly title: string }[] = [];
  for (const file of others) rest.push(await upload(file));
  await post(signal, () =>
    clients.once.files.completeUploadExternal({
      files: [...sent, ...rest],
      channel_id: channel,
      ...(thread === undefined ? {} : { thread_ts: thread }),
      ...(text === '' ? {} : { initial_comment: escapeMrkdwn(text) }),
    }),
  );
}

/** The address is the permission: no token goes along. */
async function send(
  address: string,
  name: string,
  mediaType: string,
  data: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': mediaType },
    body: new Uint8Array(data),
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(LIMITS.outgoingFileMs)]),
  });
  await response.body?.cancel();
  if (response.ok) return;
  if (response.status === 429) throw new RateLimited(Number(response.headers.get('retry-after') ?? 1) * 1000);
  if (response.status >= 400 && response.status < 500)
    throw new UserError('slack-file-refused', `Slack did not take ${name}.`);
  throw new Error(`slack did not take ${name} (status ${response.status})`);
}

function tooLarge(name: string): UserError {
  const most = `${LIMITS.outgoingFileBytes / 2 ** 20} MB`;
  return new UserError('slack-file-size', `I send files of ${most} at most, and ${name} is larger.`);
}
