/** Files of ours on Slack: announced, sent to the address Slack names for each, then shared in the thread. */
import { z } from 'zod';
import { RateLimited, UserError, type OutgoingFile } from '../../src/chat/index.ts';
import { post, write } from './call.ts';
import { LIMITS } from './limits.ts';
import { escapeMrkdwn } from './markdown.ts';
import type { Place } from './page.ts';

const Announced = z.object({ upload_url: z.url(), file_id: z.string() });

/** Posts files with a line of text; they are one message of the thread. Throws `UserError` for a file that is too large. */
export async function postFiles(
  { clients, channel, thread }: Place,
  files: readonly OutgoingFile[],
  text: string,
  signal: AbortSignal,
): Promise<void> {
  const line = escapeMrkdwn(text);
  const [first, ...others] = files;
  if (!first) {
    const message = { channel, thread_ts: thread, text: line, unfurl_links: false, unfurl_media: false };
    await post(signal, () => clients.once.chat.postMessage(message));
    return;
  }
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
      thread_ts: thread,
      initial_comment: line,
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
  throw new Error(`slack did not take ${name} (status ${response.status})`);
}

function tooLarge(name: string): UserError {
  const most = `${LIMITS.outgoingFileBytes / 2 ** 20} MB`;
  return new UserError('slack-file-size', `I send files of ${most} at most, and ${name} is larger.`);
}
