/** Gets at an attachment's bytes: from the originals that are kept, else from where it was posted. */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Attachment } from '../chat/index.ts';
import type { Cache } from './cache/cache.ts';
import type { OwnedWork } from './cache/owners.ts';
import { nameOf } from './compose.ts';
import { download, type Downloaded } from './download.ts';
import type { MediaLimits } from './limits.ts';
import { inTenths } from './progress.ts';
import { megabytes } from './receipt.ts';
import { createTurns } from './turns.ts';
import type { PrepareOptions } from './types.ts';

export type FetchOptions = Pick<PrepareOptions, 'open' | 'onProgress' | 'signal'> & {
  readonly work: OwnedWork;
};

export interface Fetcher {
  /** The SHA-256 of an attachment that was fetched before. */
  sha256Of(attachment: Attachment): Promise<string | undefined>;
  /** What the file is called that this is kept in. */
  nameOf(attachment: Attachment): string;
  /**
   * Puts the bytes into this folder.
   *
   * @throws {UserError} when they are too many or stop coming, and whatever `open` throws
   */
  fetch(attachment: Attachment, folder: string, options: FetchOptions): Promise<Downloaded>;
}

/** From this size a download is worth a word about how far it is: some seconds of a fast line. */
const BIG_BYTES = 20e6;

export function createFetcher({ contents, originals }: Cache, limits: MediaLimits): Fetcher {
  const takeTurn = createTurns(limits.parallelDownloads, limits.waitingMost);
  return {
    sha256Of: async (attachment) => (await contents.get(keyOf(attachment)))?.sha256,

    nameOf: (attachment) => contents.nameOf(keyOf(attachment)),

    async fetch(attachment, folder, { open, onProgress, work, signal }) {
      const path = join(folder, 'download');
      const known = await contents.get(keyOf(attachment));
      if (known && (await originals.lend(known.sha256, path))) {
        const { size } = await stat(path);
        if (size === known.bytes) return { ...known, path };
        await Promise.all([originals.remove(known.sha256), rm(path)]);
      }
      const name = nameOf(attachment);
      onProgress(`Fetching ${name}…`);
      const whole = attachment.bytes ?? 0;
      const onShare = inTenths((share) =>
        onProgress(`Fetching ${name}… ${Math.round((share * whole) / 1e6)} of ${megabytes(whole)}`),
      );
      const onBytes = (bytes: number): void => {
        if (whole >= BIG_BYTES) onShare(bytes / whole);
      };
      const file = await takeTurn(
        () => download(attachment, open, { path: path, limits, onBytes, signal }),
        signal,
      );
      await work.note([contents.nameOf(keyOf(attachment))]);
      await contents.set(keyOf(attachment), { sha256: file.sha256, bytes: file.bytes });
      return file;
    },
  };
}

/** The id is the platform's own. Its `source` would not do: links are signed anew each time they are read. */
const keyOf = ({ id, bytes }: Attachment): string => JSON.stringify([id, bytes]);
