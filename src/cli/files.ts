/** Files named on the command line, as attachments of a message. */
import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { type Attachment, LOCAL_WORKSPACE, type Message, UserError } from '../chat/index.ts';

/** @throws {UserError} `usage` naming a path that is no file */
function attachmentFor(path: string, index: number): Attachment {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile())
    throw new UserError('usage', `There is no file “${path}”.`, 'Check the path and try again.');
  // A file that was changed since is another one.
  return {
    id: `${resolve(path)} ${stat.mtimeMs} ${index}`,
    name: basename(path),
    bytes: stat.size,
    source: path,
  };
}

/** @throws {UserError} `unreadable` saying why the file cannot be opened */
export async function openFile(
  { name, source }: Attachment,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  try {
    const file = await open(source);
    return Readable.toWeb(file.createReadStream({ signal })) as ReadableStream<Uint8Array>;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError('unreadable', `“${name}” cannot be opened: ${reason}.`, undefined, { cause: error });
  }
}

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
