/** Pictures: whole, in parts where they are too long to be legible, page by page, or as a short video. */
import { UserError } from '../../chat/index.ts';
import { fitImage, type Size } from '../../model/index.ts';
import type { MediaLimits } from '../limits.ts';
import { count, pixels } from '../receipt.ts';
import type { Piece, Understood } from '../types.ts';
import { watchAnimation } from './animation.ts';
import { layOut } from './layout.ts';
import { openPicture, type Picture, type PictureOptions, tooManyPixels } from './picture.ts';
import { render } from './render.ts';
import { openImage } from './sharp.ts';

type Seen = Pick<Understood, 'summary' | 'pieces'>;

/**
 * @param data the file's bytes, which are of the kind `mediaType`
 * @throws {UserError} when it cannot be shown, saying why and what would work
 */
export async function understandImage(
  data: Uint8Array,
  mediaType: string,
  options: PictureOptions,
): Promise<Understood> {
  try {
    const picture = await openPicture(data, mediaType, options);
    const seen = await SHOW[picture.kind](picture, options);
    return { kind: 'image', ...seen, costUsd: 0, isPartial: false };
  } catch (error) {
    throw error instanceof UserError ? error : refusalOf(error, options.limits);
  }
}

const SHOW: Readonly<Record<Picture['kind'], (picture: Picture, options: PictureOptions) => Promise<Seen>>> =
  {
    still: showStill,
    scan: showScan,
    animation: watchAnimation,
  };

async function showStill(picture: Picture, options: PictureOptions): Promise<Seen> {
  const { size, held, isExact } = picture;
  const { regions, isTall } = layOut(held, options.rule, options.limits.imageParts);
  const what = `${pixels(size)} ${isExact ? 'picture' : 'photo'}`;
  if (regions.length === 1) {
    const image = await render(picture, { region: held }, options);
    return { summary: `${what}${resized(size, image)}`, pieces: [image] };
  }
  const from = isTall ? 'from the top' : 'from the left';
  const pieces: Piece[] = [];
  for (const [index, region] of regions.entries()) {
    options.signal.throwIfAborted();
    pieces.push(
      { type: 'label', label: `part ${index + 1} of ${regions.length}, ${from}` },
      await render(picture, { region }, options),
    );
  }
  const part = fitImage(regions[0]!, options.rule);
  return { summary: `${what} in ${regions.length} parts ${from}${resized(regions[0]!, part)}`, pieces };
}

/** A TIFF of several pages, as scanners and fax machines make it. */
async function showScan(picture: Picture, options: PictureOptions): Promise<Seen> {
  const { limits, signal } = options;
  const shown = Math.min(picture.pages, limits.scanPages);
  const pieces: Piece[] = [];
  for (let page = 0; page < shown; page++) {
    signal.throwIfAborted();
    const { autoOrient: region } = await openImage(picture.data, limits, { page }).metadata();
    pieces.push(
      { type: 'label', label: `page ${page + 1}` },
      await render(picture, { page, region }, options),
    );
  }
  const pages = count(picture.pages, 'page');
  return {
    summary: `${shown < picture.pages ? `the first ${shown} of ${pages}` : pages} of a scan, ${pixels(picture.size)}`,
    pieces,
  };
}

/** What is said when a picture is shown at another size than it has. */
const resized = (size: Size, shown: Size): string =>
  shown.width === size.width && shown.height === size.height
    ? ''
    : `, shown at ${pixels({ width: shown.width, height: shown.height })}`;

/** What sharp's refusal means for people. */
function refusalOf(error: unknown, limits: MediaLimits): UserError {
  const said = error instanceof Error ? error.message : '';
  if (said.includes('pixel limit')) return tooManyPixels(limits);
  const why = said.includes('timeout')
    ? 'takes too long to decode'
    : 'damaged or cut off: I cannot open it as a picture';
  return new UserError('undecodable', why, undefined, { cause: error });
}
