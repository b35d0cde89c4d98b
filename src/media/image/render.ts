/** One picture as a model sees it: upright, on white, in sRGB, without what it says about place and device. */
import { fitImage, type ImageRule, type Size } from '../../model/index.ts';
import type { MediaLimits } from '../limits.ts';
import type { Piece } from '../types.ts';
import type { Region } from './layout.ts';
import type { Picture } from './picture.ts';
import { openImage } from './sharp.ts';

export interface View {
  /** The first where there is none. */
  readonly page?: number;
  /** All of the page, or a part of it. */
  readonly region: Size | Region;
}

export async function render(
  { data, isExact, held }: Pick<Picture, 'data' | 'isExact' | 'held'>,
  { page = 0, region }: View,
  { rule, limits }: { readonly rule: ImageRule; readonly limits: MediaLimits },
): Promise<Extract<Piece, { readonly type: 'image' }>> {
  const shown = fitImage(region, rule);
  const upright = openImage(data, limits, { page }).autoOrient();
  const cut = 'left' in region ? upright.extract(region) : upright;
  // A model sees no transparency: what shines through is white, as on a page.
  const opaque = cut.resize({ ...shown, fit: 'fill' }).flatten({ background: 'white' });
  if (isExact) {
    // What the file takes for as many pixels: where that is too much already, the attempt would be in vain.
    const share = (shown.width * shown.height) / (held.width * held.height);
    if (data.byteLength * share <= 2 * limits.pngBytes) {
      const png = await opaque.clone().png().toBuffer();
      if (png.byteLength <= limits.pngBytes)
        return { type: 'image', mediaType: 'image/png', data: png, ...shown };
    }
  }
  const jpeg = opaque.jpeg(isExact ? { quality: 90, chromaSubsampling: '4:4:4' } : { quality: 82 });
  return { type: 'image', mediaType: 'image/jpeg', data: await jpeg.toBuffer(), ...shown };
}
