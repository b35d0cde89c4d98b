/** Recordings for a model that listens or watches itself, where its server takes them as long and as large as they are. */
import { UserError } from '../../chat/index.ts';
import type { Takes } from '../../model/index.ts';
import type { Logger } from '../../ops/index.ts';
import { clock, pixels, span } from '../receipt.ts';
import type { Recording } from '../recording/container.ts';
import type { TakeTurn } from '../turns.ts';
import type { Piece } from '../types.ts';
import { soundPiece, type SoundOptions } from './sound.ts';
import { videoPiece } from './video.ts';

export interface Native {
  readonly pieces: readonly Piece[];
  readonly summary: string;
  /** The model hears it too: words beside it would only be said twice. */
  readonly isHeard: boolean;
}

export interface NativeOptions extends Omit<SoundOptions, 'until'> {
  readonly takes: Takes;
  readonly takeTurn: TakeTurn;
  readonly log: Logger;
}

/** Undefined where the model takes none, or not this one: then its frames and words are told instead. */
export async function takeNative(
  { picture, sound, seconds }: Recording,
  options: NativeOptions,
): Promise<Native | undefined> {
  const { takes, limits, takeTurn, log, signal } = options;
  const working = { ...options, until: seconds };
  try {
    if (picture) {
      const rule = takes.video;
      if (!rule || seconds > Math.min(rule.maxSeconds, limits.watchedSeconds)) return undefined;
      if (picture.width * picture.height > limits.videoPixels) return undefined;
      const heard = rule.withSound ? sound : undefined;
      const piece = await videoPiece(picture, heard, { ...working, rule });
      const size = piece.type === 'video' ? `, shown at ${pixels(piece)}` : '';
      const withSound = heard ? ', heard too' : sound ? '' : ', no sound';
      return {
        pieces: [{ type: 'label', label: `${span(0, seconds)} video` }, piece],
        summary: `${clock(Math.round(seconds))} of ${pixels(picture)} video, watched by the model itself${size}${withSound}`,
        isHeard: !sound || heard !== undefined,
      };
    }
    if (!sound || !takes.sound || seconds > takes.sound.maxSeconds) return undefined;
    const piece = await takeTurn(() => soundPiece(sound, working), signal);
    return {
      pieces: [{ type: 'label', label: `${span(0, seconds)} sound` }, piece],
      summary: `${clock(Math.round(seconds))} of sound, heard by the model itself`,
      isHeard: true,
    };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    log.warn({ err: error }, 'A recording could not be made ready for a model that takes it whole.');
    return undefined;
  }
}
