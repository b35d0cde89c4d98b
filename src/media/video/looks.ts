/** The two ways to look at shots of a video: small, to compare them, and at the size a model is shown. */
import { fitImage, type ImageRule, type Size } from '../../model/index.ts';
import { openImage } from '../image/sharp.ts';
import type { MediaLimits } from '../limits.ts';
import type { Picture } from '../recording/container.ts';
import type { Candidate } from './choose.ts';
import { decode, type DecodeOptions } from './decode.ts';
import { glimpse, type Glimpse } from './glimpse.ts';
import type { Shot } from './packets.ts';

/** A picture that was looked at. */
export interface Seen extends Candidate, Glimpse {
  readonly shot: Shot;
}

/** One that may be shown. */
export interface Pictured {
  readonly shot: Shot;
  readonly seconds: number;
  readonly jpeg: Uint8Array;
}

export type LookOptions = Pick<DecodeOptions<unknown>, 'ffmpeg' | 'limits' | 'signal' | 'onShare'>;

/** The longest side of a picture that is only compared. */
const SMALL_SIDE = 256;

/** Keeps nothing of a picture but what it is compared by. */
export async function lookSmall(
  picture: Picture,
  shots: readonly Shot[],
  options: LookOptions,
): Promise<readonly Seen[]> {
  const size = fit(picture, SMALL_SIDE);
  const looked = await decode(picture, shots, {
    ...options,
    size,
    form: 'rgb',
    take: (pixels) => glimpse(pixels, size),
  });
  return looked.map(({ shot, seconds, taken }) => ({ shot, seconds, ...taken }));
}

export async function lookLarge(
  picture: Picture,
  shots: readonly Shot[],
  size: Size,
  options: LookOptions,
): Promise<readonly Pictured[]> {
  const looked = await decode(picture, shots, { ...options, size, form: 'jpeg', take: (jpeg) => jpeg });
  return looked.map(({ shot, seconds, taken }) => ({ shot, seconds, jpeg: taken }));
}

/** A picture of full size, by what it is compared. JPEG decodes to an eighth of its size in no time. */
export async function glance({ shot, seconds, jpeg }: Pictured, limits: MediaLimits): Promise<Seen> {
  const { data, info } = await openImage(jpeg, limits)
    .resize(SMALL_SIDE, SMALL_SIDE, { fit: 'inside', fastShrinkOnLoad: true })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { shot, seconds, ...glimpse(data, info) };
}

/** The largest that a model is shown of a picture, with no side longer than `side`. */
export const fit = (size: Size, side: number, rule?: ImageRule): Size =>
  even(
    fitImage(size, {
      maxSide: Math.min(side, rule?.maxSide ?? side),
      maxPatches: rule?.maxPatches ?? Infinity,
    }),
  );

/** The encoder halves colours: odd sides would be cut. */
const even = ({ width, height }: Size): Size => ({
  width: Math.max(2, width & ~1),
  height: Math.max(2, height & ~1),
});
