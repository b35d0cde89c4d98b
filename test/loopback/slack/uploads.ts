/** Files of the bot: an address for each, which takes exactly the bytes that were announced, once; then they are shared. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from './api-error.ts';
import { actOut, type Faults } from './faults.ts';
import { addFile } from './files.ts';
import { isObject, listArg, textArg, type Args } from './json.ts';
import { channelFor, postAs } from './messages.ts';
import { RULES } from './rules.ts';
import { findMessage, revise, type State } from './state.ts';

export function getUploadUrl(state: State, args: Args) {
  const name = textArg(args, 'filename');
  const length = Number(textArg(args, 'length'));
  const altText = textArg(args, 'alt_txt');
  if (!name || !Number.isInteger(length) || length <= 0) throw new ApiError('missing_argument');
  if ((altText?.length ?? 0) > RULES.altText) throw new ApiError('alt_txt_too_large');
  const ticket = state.nextId('ticket');
  const fileId = state.nextId('F');
  state.uploads.set(ticket, { fileId, name, length, altText });
  return { upload_url: `${state.origin}/upload/v1/${ticket}`, file_id: fileId };
}

/** The address is the permission: it knows no token, and works once. */
export async function takeUpload(
  state: State,
  faults: Faults,
  ticket: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const bytes = Buffer.concat(parts);
  if (request.headers.authorization !== undefined)
    state.violations.push('a token was sent to an upload address');
  if (actOut(faults.take('upload'), response)) return;
  const upload = state.uploads.get(ticket);
  const fits = request.method === 'POST' && upload?.bytes === undefined && upload?.length === bytes.length;
  if (!upload || !fits) return void response.writeHead(400).end('bad upload');
  upload.bytes = bytes;
  response.writeHead(200).end(`OK - ${bytes.length}`);
}

export function completeUpload(state: State, args: Args) {
  const named = (listArg(args, 'files') ?? []).filter(isObject).map(({ id }) => String(id));
  if (named.length === 0) throw new ApiError('invalid_arguments');
  const uploads = named.map((id) => [...state.uploads.values()].find(({ fileId }) => fileId === id));
  for (const upload of uploads) {
    if (!upload?.bytes) throw new ApiError('file_not_found');
    if (state.files.has(upload.fileId)) throw new ApiError('file_already_shared');
  }
  const channel = channelFor(state, args);
  const thread = textArg(args, 'thread_ts');
  if (thread !== undefined && !findMessage(state, channel.id, thread)) throw new ApiError('thread_not_found');
  const files = uploads.flatMap((upload) => {
    if (!upload?.bytes) return [];
    const { name, bytes, altText, fileId } = upload;
    const mimetype = name.endsWith('.png') ? 'image/png' : 'application/octet-stream';
    return [addFile(state, { name, mimetype, bytes, ...(altText ? { alt_txt: altText } : {}) }, fileId)];
  });
  const content = { text: textArg(args, 'initial_comment') ?? '', blocks: [] };
  const message = postAs(state, channel.id, content, thread === undefined ? {} : { thread_ts: thread });
  message.files = files;
  revise(state, message);
  return { files: files.map(({ object }) => object) };
}
