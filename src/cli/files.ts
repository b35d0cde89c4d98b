/** Files named on the command line, as attachments of a message. */
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { type Attachment, LOCAL_WORKSPACE, type Message, UserError } from '../chat/index.ts';

/** @throws {UserError} `usage` naming a path that is no file */
export function attachmentFor(path: string, index: number): Attachment {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile())
    throw new UserError('usage', `There is no file “${path}”.`, 'Check the path and try again.');
  return { id: `file-${index}`, name: basename(path), bytes: stat.size, source: path };
}

export const openFile = async (
  { source }: Attachment,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> =>
  Readable.toWeb(createReadStream(source, { signal })) as ReadableStream<Uint8Array>;

/** What a person says on the command line. */
export const messageFor = (text: string, paths: readonly string[]): Message => ({
  id: 'command-line',
  conversation: { platform: 'cli', workspace: LOCAL_WORKSPACE, channel: 'command-line', kind: 'dm' },
  author: { id: 'you', name: 'You', roles: [] },
  text,
  attachments: paths.map(attachmentFor),
  sentAt: Date.now(),
  fromBot: false,
  fromUs: false,
  mentionsUs: true,
  mentionsOthers: false,
});
