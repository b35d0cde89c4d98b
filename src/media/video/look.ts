/** Looks at a video again: exact pictures at seconds that somebody asks for. */
import { UserError } from '../../chat/index.ts';
import type { ImageRule } from '../../model/index.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import type { MediaLimits } from '../limits.ts';
import { withAnyRecording } from '../recording/direct.ts';
import type { Frame } from './frames.ts';
import { fit, lookLarge } from './looks.ts';
import { shotsAt } from './packets.ts';

export interface LookOptions {
  readonly rule: ImageRule;
  readonly limits: MediaLimits;
  readonly findFfmpeg: () => Promise<Ffmpeg>;
  readonly signal: AbortSignal;
}

/**
 * The pictures that are shown at these seconds, in order of time, each once; moments outside of the video are moved to its
 * beginning or its end, and only the first `limits.lookFrames` are looked at. As large as the model takes them and as
 * `limits.frameTokens` allows.
 *
 * @throws {UserError} when it is no video, or nothing of it can be decoded
 */
export function lookAt(
  path: string,
  moments: readonly number[],
  { rule, limits, findFfmpeg, signal }: LookOptions,
): Promise<readonly Frame[]> {
  return withAnyRecording(
    path,
    async ({ picture, seconds }) => {
      if (!picture) throw new UserError('no-video', 'there are no pictures in it');
      if (picture.width * picture.height > limits.videoPixels)
        throw new UserError('too-many-pixels', 'its pictures are too large to be decoded');
      const inside = moments
        .filter(Number.isFinite)
        .slice(0, limits.lookFrames)
        .map((moment) => Math.min(seconds, Math.max(0, moment)));
      const shots = await shotsAt(picture, inside, signal);
      const affordable = Math.floor(limits.frameTokens / Math.max(1, shots.length) / rule.tokensPerPatch);
      const size = fit(picture, rule.maxSide, { ...rule, maxPatches: Math.min(rule.maxPatches, affordable) });
      const ffmpeg = await findFfmpeg();
      const pictures = await lookLarge(picture, shots, size, { ffmpeg, limits, signal });
      return pictures.map(({ seconds, jpeg }) => ({ seconds, data: jpeg, ...size }));
    },
    // Whoever looks has already waited for its turn.
    { findFfmpeg, limits, takeTurn: (work) => work(), signal },
  );
}
