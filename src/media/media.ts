/** Prepares attachments: fetched, understood once, told to the model and to the reader. */
import { dirname, join } from 'node:path';
import { type Attachment, UserError } from '../chat/index.ts';
import { timeLimit } from './abort.ts';
import { createCache } from './cache/cache.ts';
import { createListenOnce } from './cache/listen-once.ts';
import type { OwnedWork } from './cache/owners.ts';
import { compose, nameOf } from './compose.ts';
import type { Downloaded } from './download.ts';
import { createFetcher } from './fetch.ts';
import { findFfmpeg, type Ffmpeg } from './ffmpeg/find-ffmpeg.ts';
import { LIMITS } from './limits.ts';
import { createLook } from './look.ts';
import { sheetsOf } from './saw.ts';
import { createSharedWork } from './shared-work.ts';
import { readTranscript } from './transcript.ts';
import { createTurns } from './turns.ts';
import type { Media, MediaOptions, PrepareOptions, Understood } from './types.ts';
import { skipped, understand, type UnderstandOptions } from './understand.ts';
import { type Moment, momentsIn } from './video/moments.ts';
import { createWorkspace } from './workspace.ts';

const TOO_SLOW = new UserError('slow', 'takes too long to prepare: please send a shorter or smaller one');

export function createMedia(options: MediaOptions): Media {
  const { transcriber, transcriptionModel, folder, ffmpegPath, log } = options;
  const limits = { ...LIMITS, ...options.limits };
  const workspace = createWorkspace(join(folder, 'tmp'), log);
  const cache = createCache({ folder: join(folder, 'cache'), workspace, limits, log });
  const fetcher = createFetcher(cache, limits);
  const listenOnce = createListenOnce(cache.speech);
  const shared = createSharedWork<Understood>();
  const takeTurn = createTurns(limits.parallelJobs, limits.waitingMost);
  let ffmpeg: Promise<Ffmpeg> | undefined;
  const findOnce = (): Promise<Ffmpeg> =>
    (ffmpeg ??= findFfmpeg({ FFMPEG_PATH: ffmpegPath, PATH: process.env['PATH'] }).catch((error: unknown) => {
      // Somebody may install it while we run.
      ffmpeg = undefined;
      throw error;
    }));

  /** What the words of a recording depend on. */
  const speechKey = (sha256: string, { transcript }: Attachment): string =>
    JSON.stringify([sha256, transcript, transcriptionModel, limits]);
  /** What all that is understood of a file depends on. */
  const keyOf = (
    sha256: string,
    focus: readonly Moment[],
    attachment: Attachment,
    { images, takes }: PrepareOptions['model'],
  ): string => JSON.stringify([speechKey(sha256, attachment), images, takes, focus]);

  /** What is known of the file, or is found out now. @throws {UserError} when it cannot be fetched */
  const takeInFor = async (
    work: OwnedWork,
    attachment: Attachment,
    { model, about, open, onProgress, owner, signal }: PrepareOptions,
  ): Promise<Understood> => {
    const asked = momentsIn(about);
    /** Moments matter to videos only: anything else is understood once, whatever is asked. */
    const recall = async (sha256: string): Promise<Understood | undefined> => {
      const exact = await cache.understood.get(keyOf(sha256, asked, attachment, model));
      if (exact) return { ...exact, costUsd: 0 };
      const whole = await cache.understood.get(keyOf(sha256, [], attachment, model));
      return whole && whole.kind !== 'video' ? { ...whole, costUsd: 0 } : undefined;
    };
    const understandOnce = async (
      file: Downloaded,
      onDoing: UnderstandOptions['onDoing'],
      stop: AbortSignal,
    ): Promise<Understood> => {
      const known = await recall(file.sha256);
      if (known) return known;
      using deadline = timeLimit(limits.attachmentMs, TOO_SLOW, stop);
      const understood = await understand(file, {
        rule: model.images,
        takes: model.takes,
        focus: asked,
        transcript: await readTranscript(attachment, open, { limits, log, signal: deadline.signal }),
        transcriber,
        listenOnce: (listen) => listenOnce(speechKey(file.sha256, attachment), listen, deadline.signal),
        limits,
        log,
        takeTurn,
        folder: dirname(file.path),
        findFfmpeg: findOnce,
        onDoing,
        signal: deadline.signal,
      });
      const { kind, pieces, isPartial } = understood;
      if (pieces.length > 0 && (kind === 'video' || kind === 'audio'))
        await cache.originals.adopt(file.sha256, file.path);
      if (pieces.length > 0 && !isPartial)
        await cache.understood.set(
          keyOf(file.sha256, kind === 'video' ? asked : [], attachment, model),
          understood,
        );
      return understood;
    };

    /** All that may be kept of a content. */
    const namesOf = (sha256: string): readonly string[] => [
      sha256,
      fetcher.nameOf(attachment),
      cache.speech.nameOf(speechKey(sha256, attachment)),
      ...[asked, []].map((focus) => cache.understood.nameOf(keyOf(sha256, focus, attachment, model))),
    ];

    signal.throwIfAborted();
    const sha256 = await fetcher.sha256Of(attachment);
    const known = sha256 === undefined ? undefined : await recall(sha256);
    if (sha256 !== undefined && known) {
      await work.note(namesOf(sha256));
      return known;
    }
    const folder = await workspace.open();
    let isHandedOver = false;
    try {
      const file = await fetcher.fetch(attachment, folder.path, { open, onProgress, work, signal });
      await work.note(namesOf(file.sha256));
      const key = keyOf(file.sha256, asked, attachment, model);
      const sharing = shared.share(key, { signal, onProgress }, async (stop, say) => {
        // The folder and what is kept now belong to the work, which may outlive this caller.
        isHandedOver = true;
        const own = cache.owners.begin(owner);
        try {
          await own.note(namesOf(file.sha256));
          const onDoing = (doing: string, far = ''): void => say(`${doing} ${nameOf(attachment)}…${far}`);
          return await understandOnce(file, onDoing, stop);
        } finally {
          await folder.remove();
          await own.end();
        }
      });
      const [{ result, isFirst }] = await Promise.all([sharing, isHandedOver || folder.remove()]);
      return isFirst ? result : { ...result, costUsd: 0 };
    } finally {
      if (!isHandedOver) await folder.remove();
    }
  };

  const takeIn = async (attachment: Attachment, options: PrepareOptions): Promise<Understood> => {
    const work = cache.owners.begin(options.owner);
    try {
      return await takeInFor(work, attachment, options);
    } finally {
      await work.end();
    }
  };

  return {
    async prepare(attachment, options) {
      try {
        return compose(attachment, await takeIn(attachment, options), options.model);
      } catch (error) {
        options.signal.throwIfAborted();
        return compose(attachment, skipped(error, 'unknown', { log }), options.model);
      }
    },

    async saw(attachment, options) {
      const sheets = await sheetsOf(nameOf(attachment), await takeIn(attachment, options), limits);
      return attachment.spoiler ? sheets.map((sheet) => ({ ...sheet, spoiler: true })) : sheets;
    },

    lookFrames: limits.lookFrames,

    look: createLook({
      fetcher,
      cache,
      workspace,
      takeTurn,
      findFfmpeg: findOnce,
      limits,
    }),

    forget: (owner) => cache.owners.forget(owner),
  };
}
