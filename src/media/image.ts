/** Pictures: turned upright, without what they say about place and device, at the size the model sees. */
import { UserError } from '../chat/index.ts';
import { fitImage, type ImageRule } from '../model/index.ts';
import type { MediaLimits } from './limits.ts';
import { clock, count, pixels } from './receipt.ts';
import { openImage } from './sharp.ts';
import type { Piece, Understood } from './types.ts';

/** Formats in which people keep screenshots and drawings: their text must stay sharp. */
const EXACT_FORMATS: readonly string[] = ['png', 'gif', 'tiff'];

/**
 * @param data the file's bytes
 * @throws {UserError} when it cannot be shown, saying why and what would work
 */
export async function understandImage(
  data: Uint8Array,
  rule: ImageRule,
  limits: MediaLimits,
): Promise<Understood> {
  const about = await openImage(data, limits)
    .metadata()
    .catch((error: unknown) => {
      throw refusalOf(error, limits);
    });
  if (about.format === 'heif' && about.compression !== 'av1') throw heic();
  const size = about.autoOrient;
  const shown = fitImage(size, rule);
  const isExact = EXACT_FORMATS.includes(about.format);
  const render = async (page: number): Promise<Piece> => {
    const upright = openImage(data, limits, page)
      .autoOrient()
      .resize({ ...shown, fit: 'fill' });
    // A model sees no transparency: what shines through is white, as on a page.
    const opaque = upright.flatten({ background: 'white' });
    const png = isExact ? await opaque.clone().png().toBuffer() : undefined;
    if (png && png.byteLength <= limits.pngBytes)
      return { type: 'image', mediaType: 'image/png', data: png, ...shown };
    const jpeg = opaque.jpeg(isExact ? { quality: 90, chromaSubsampling: '4:4:4' } : { quality: 82 });
    return { type: 'image', mediaType: 'image/jpeg', data: await jpeg.toBuffer(), ...shown };
  };
  try {
    const pages = about.pages ?? 1;
    const resized =
      shown.width === size.width && shown.height === size.height ? '' : `, shown at ${pixels(shown)}`;
    if (pages === 1 || about.format === 'tiff') {
      const summary = `${pixels(size)} ${isExact ? 'picture' : 'photo'}${resized}`;
      return { kind: 'image', summary, pieces: [await render(0)], costUsd: 0, isPartial: false };
    }
    const { chosen, seconds } = spread(pages, about.delay ?? [], limits.animationPictures);
    const pieces: Piece[] = [];
    for (const { page, at } of chosen)
      pieces.push({ type: 'label', label: `${clock(at)} frame` }, await render(page));
    const summary = `${count(chosen.length, 'frame')} of a ${pixels(size)} animation of ${clock(seconds)}${resized}`;
    return { kind: 'image', summary, pieces, costUsd: 0, isPartial: false };
  } catch (error) {
    throw refusalOf(error, limits);
  }
}

/** Pages of an animation at even times, the first and the last among them. Delays are milliseconds. */
function spread(pages: number, delays: readonly number[], most: number) {
  const starts: number[] = [];
  let now = 0;
  for (let page = 0; page < pages; page++) {
    starts.push(now / 1000);
    now += delays[page] ?? 100;
  }
  const number = Math.min(pages, most);
  const last = starts.at(-1)!;
  const chosen = new Set<number>();
  for (let index = 0; index < number; index++) {
    const wanted = (last * index) / (number - 1);
    chosen.add(starts.findLastIndex((start) => start <= wanted + 1e-9));
  }
  return { chosen: [...chosen].map((page) => ({ page, at: starts[page]! })), seconds: now / 1000 };
}

export const heic = (): UserError =>
  new UserError(
    'heic',
    'a HEIC photo, which I cannot open yet: send it as JPEG or PNG (iPhone: Settings, Camera, Formats, Most Compatible)',
  );

/** What sharp's refusal means for people. */
function refusalOf(error: unknown, { imagePixels }: MediaLimits): UserError {
  const said = error instanceof Error ? error.message : '';
  const why = said.includes('pixel limit')
    ? `too many pixels: the limit is ${imagePixels / 1e6} megapixels`
    : said.includes('timeout')
      ? 'takes too long to decode'
      : 'damaged or cut off: I cannot open it as a picture';
  return new UserError('undecodable', why, undefined, { cause: error });
}
