/** Opens a picture of any kind as something that sharp reads, and says what it is. */
import { UserError } from '../../chat/index.ts';
import type { ImageRule, Size } from '../../model/index.ts';
import { runInChild } from '../child/run.ts';
import type { MediaLimits } from '../limits.ts';
import { readBmpHeader } from './bmp.ts';
import { layOut } from './layout.ts';
import { asTiff, type DecodeOrder, MOST_DIVIDED, Pixels } from './pixels.ts';
import { openImage } from './sharp.ts';

export interface PictureOptions {
  readonly rule: ImageRule;
  readonly limits: MediaLimits;
  readonly signal: AbortSignal;
}

export interface Picture {
  /** The file, or what its decoder made of it. */
  readonly data: Uint8Array;
  /** As it was sent, upright. */
  readonly size: Size;
  /** As `data` holds it, upright: smaller where a decoder has shrunk it. */
  readonly held: Size;
  /** Kept the way screenshots and drawings are: their text must stay sharp. */
  readonly isExact: boolean;
  readonly kind: 'still' | 'animation' | 'scan';
  readonly pages: number;
  /** Milliseconds that each page of an animation is shown. */
  readonly delays: readonly number[];
}

const EXACT_FORMATS: readonly string[] = ['png', 'gif', 'tiff'];

/** Opens it. @throws {UserError}, or what sharp says of a damaged file */
export async function openPicture(
  data: Uint8Array,
  mediaType: string,
  options: PictureOptions,
): Promise<Picture> {
  const what =
    UNREADABLE[mediaType] ?? (/-(cr2|cr3|orf|arw|dng|nef|rw2|raf)$/.test(mediaType) ? RAW : undefined);
  if (what !== undefined)
    throw new UserError('unknown-type', `${what}, which I cannot open: send it as JPEG or PNG`);
  if (mediaType === 'image/bmp') {
    const size = readBmpHeader(data);
    return decodeApart(data, size, { ...options, script: 'decode-bmp.ts', isExact: true });
  }
  const { limits } = options;
  const about = await openImage(data, limits).metadata();
  const { autoOrient: size, pages = 1, format, compression, icc: profile } = about;
  if (format === 'heif' && compression !== 'av1')
    return decodeApart(data, size, { ...options, script: 'decode-heic.ts', isExact: false, profile });
  return {
    data,
    size,
    held: size,
    isExact: EXACT_FORMATS.includes(format),
    kind: pages === 1 || format === 'heif' ? 'still' : format === 'tiff' ? 'scan' : 'animation',
    pages,
    delays: about.delay ?? [],
  };
}

const RAW = 'a raw file of a camera';

/** Pictures that are known and not read, and what people call them. */
const UNREADABLE: Readonly<Record<string, string>> = {
  'image/jxl': 'a JPEG XL picture',
  'image/jp2': 'a JPEG 2000 picture',
  'image/jpx': 'a JPEG 2000 picture',
  'image/vnd.adobe.photoshop': 'a Photoshop file',
  'image/x-xcf': 'a GIMP file',
  'image/x-icon': 'an icon file',
  'image/icns': 'an icon file',
  'image/vnd.dwg': 'an AutoCAD drawing',
};

interface Apart extends PictureOptions {
  readonly script: `decode-${'bmp' | 'heic'}.ts`;
  readonly isExact: boolean;
  /** The colours of its pixels; sRGB where undefined. */
  readonly profile?: Uint8Array | undefined;
}

/** Decodes it in a process of its own, where it is also shrunk by a whole number to what can be shown. */
async function decodeApart(
  data: Uint8Array,
  { width, height }: Size,
  { script, isExact, profile, rule, limits, signal }: Apart,
): Promise<Picture> {
  if (width * height > limits.imagePixels) throw tooManyPixels(limits);
  const { scale } = layOut({ width, height }, rule, limits.imageParts);
  const order: DecodeOrder = { data, divideBy: Math.min(MOST_DIVIDED, Math.max(1, Math.floor(1 / scale))) };
  const url = new URL(`../child/${script}`, import.meta.url);
  const pixels = Pixels.parse(await runInChild(url, order, { limits, signal }));
  return {
    data: asTiff(pixels, profile),
    size: { width, height },
    held: { width: pixels.width, height: pixels.height },
    isExact,
    kind: 'still',
    pages: 1,
    delays: [],
  };
}

export const tooManyPixels = ({ imagePixels }: MediaLimits): UserError =>
  new UserError('undecodable', `too many pixels: the limit is ${imagePixels / 1e6} megapixels`);
