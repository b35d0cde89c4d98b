/** Looks again at a video: at the moments a model asks for, on the original that is kept, or fetched once more. */
import { LRUCache } from 'lru-cache';
import type { Cache } from './cache/cache.ts';
import { partsOfPieces } from './compose.ts';
import type { Fetcher } from './fetch.ts';
import type { Ffmpeg } from './ffmpeg/find-ffmpeg.ts';
import type { MediaLimits } from './limits.ts';
import { timeline } from './recording/timeline.ts';
import type { TakeTurn } from './turns.ts';
import type { Media } from './types.ts';
import type { Frame } from './video/frames.ts';
import { lookAt } from './video/look.ts';
import type { Workspace } from './workspace.ts';

export interface LookParts {
  readonly fetcher: Fetcher;
  readonly cache: Pick<Cache, 'originals' | 'owners' | 'onForgotten'>;
  readonly workspace: Workspace;
  readonly takeTurn: TakeTurn;
  readonly findFfmpeg: () => Promise<Ffmpeg>;
  readonly limits: MediaLimits;
}

export function createLook(parts: LookParts): Media['look'] {
  const { fetcher, cache, workspace, takeTurn, findFfmpeg, limits } = parts;
  /** Models ask for the same moments again, and so do two questions in a thread. */
  const seen = new LRUCache<string, readonly Frame[]>({
    maxSize: Math.ceil(limits.memoryBytes / 8),
    sizeCalculation: (frames) => frames.reduce((sum, { data }) => sum + data.byteLength, 1),
  });

  cache.onForgotten(() => seen.clear());

  return async (attachment, wanted, { model, open, onProgress, owner, signal }) => {
    signal.throwIfAborted();
    const moments = wanted.slice(0, limits.lookFrames);
    const keyOf = (sha256: string): string => `${sha256} ${JSON.stringify([moments, model.images])}`;
    const sha256 = await fetcher.sha256Of(attachment);
    const known = sha256 === undefined ? undefined : seen.get(keyOf(sha256));
    if (known) return partsOfPieces(attachment, timeline(known, []));
    const work = cache.owners.begin(owner);
    const folder = await workspace.open();
    try {
      const file = await fetcher.fetch(attachment, folder.path, { open, onProgress, work, signal });
      await work.note([file.sha256]);
      const options = { rule: model.images, limits, findFfmpeg, signal };
      const frames = await takeTurn(() => lookAt(file.path, moments, options), signal);
      seen.set(keyOf(file.sha256), frames);
      await cache.originals.adopt(file.sha256, file.path);
      return partsOfPieces(attachment, timeline(frames, []));
    } finally {
      await folder.remove();
      await work.end();
    }
  };
}
