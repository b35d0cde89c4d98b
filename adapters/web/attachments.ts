/** Uploaded files as attachments of a message, and the way back to their bytes. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type Attachment, UserError } from '../../src/chat/index.ts';
import type { Upload, Uploads } from './uploads.ts';

export function attachmentOf({ id, name, type, bytes }: Upload): Attachment {
  return { id, name, bytes, source: id, ...(type === undefined ? {} : { declaredType: type }) };
}

/** The bytes of an attachment. Throws `UserError` when the file has been swept since. */
export async function openAttachment(
  uploads: Uploads,
  { source, name }: Attachment,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  signal.throwIfAborted();
  const path = uploads.pathOf(source);
  const file = path === undefined ? undefined : await open(path).catch(() => undefined);
  if (!file) throw new UserError('upload-gone', `${name} is no longer kept here.`, 'Please add it again.');
  return Readable.toWeb(createReadStream('', { fd: file, signal })) as ReadableStream<Uint8Array>;
}
