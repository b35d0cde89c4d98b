/** Prepares attachments: fetched, understood once, told to the model and to the reader. */
import { LRUCache } from 'lru-cache';
import { UserError } from '../chat/index.ts';
import { timeLimit } from './abort.ts';
import { compose } from './compose.ts';
import { download } from './download.ts';
import { findFfmpeg, type Ffmpeg } from './find-ffmpeg.ts';
import { LIMITS } from './limits.ts';
import { createSharedWork } from './shared-work.ts';
import { createTurns } from './turns.ts';
import type { Media, MediaOptions, Understood } from './types.ts';
import { skipped, understand } from './understand.ts';
import { createWorkspace } from './workspace.ts';

/** Attachments whose content is known by its hash, so that a follow-up need not fetch them again. */
const KNOWN_ATTACHMENTS = 10_000;

const TOO_SLOW = new UserError('slow', 'takes too long to prepare: please send a shorter or smaller one');

export function createMedia(options: MediaOptions): Media {
  const { transcriber, temporaryFolder, ffmpegPath, log } = options;
  const limits = { ...LIMITS, ...options.limits };
  const workspace = createWorkspace(temporaryFolder, log);
  const shared = createSharedWork(limits.cacheBytes);
  const hashes = new LRUCache<string, string>({ max: KNOWN_ATTACHMENTS });
  const takeTurn = createTurns(limits.parallelJobs);
  const takeDownload = createTurns(limits.parallelDownloads);
  let ffmpeg: Promise<Ffmpeg> | undefined;
  const findOnce = (): Promise<Ffmpeg> =>
    (ffmpeg ??= findFfmpeg({ FFMPEG_PATH: ffmpegPath, PATH: process.env['PATH'] }).catch((error: unknown) => {
      // Somebody may install it while we run.
      ffmpeg = undefined;
      throw error;
    }));

  return {
    async prepare(attachment, { images: rule, open, onProgress, signal }) {
      const keyOf = (sha256: string): string => JSON.stringify([sha256, rule]);
      const source = JSON.stringify([attachment.id, attachment.source, attachment.bytes]);
      const known = shared.get(keyOf(hashes.get(source) ?? ''));
      if (known) return compose(attachment, { ...known, costUsd: 0 }, rule);

      const fetchAndUnderstand = async (): Promise<Understood> => {
        const folder = await workspace.open();
        let isHandedOver = false;
        try {
          onProgress(`Fetching ${attachment.name}…`);
          const file = await takeDownload(
            () => download(attachment, open, folder.path, limits, signal),
            signal,
          );
          hashes.set(source, file.sha256);
          const sharing = shared.share(keyOf(file.sha256), { signal, onProgress }, async (asked, say) => {
            // The folder now belongs to the work, which may outlive this caller.
            isHandedOver = true;
            using deadline = timeLimit(limits.attachmentMs, TOO_SLOW, asked);
            try {
              return await understand(file, {
                rule,
                transcriber,
                limits,
                log,
                takeTurn,
                folder: folder.path,
                findFfmpeg: findOnce,
                onDoing: (doing) => say(`${doing} ${attachment.name}…`),
                signal: deadline.signal,
              });
            } finally {
              await folder.remove();
            }
          });
          const [{ understood, isFirst }] = await Promise.all([sharing, isHandedOver || folder.remove()]);
          return isFirst ? understood : { ...understood, costUsd: 0 };
        } finally {
          if (!isHandedOver) await folder.remove();
        }
      };

      try {
        signal.throwIfAborted();
        return compose(attachment, await fetchAndUnderstand(), rule);
      } catch (error) {
        signal.throwIfAborted();
        return compose(attachment, skipped(error, 'unknown', { log }), rule);
      }
    },
  };
}
