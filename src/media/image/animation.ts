/** GIF and animated WebP as a short video: the pictures that tell what happens, with their times. */
import { type Candidate, chooseFrames } from '../video/choose.ts';
import { frameNumber } from '../video/frames.ts';
import type { MediaLimits } from '../limits.ts';
import { count, pixels, preciseClock } from '../receipt.ts';
import type { Piece } from '../types.ts';
import type { Picture, PictureOptions } from './picture.ts';
import { render } from './render.ts';
import { openImage } from './sharp.ts';

/** Cells on each side of the thumbnail by which pictures are compared. */
const THUMBNAIL_SIDE = 16;

/** Pages that are compared, evenly chosen. */
const CANDIDATES = 64;

/** Browsers show a page with no delay, or hardly one, for a tenth of a second. */
const LEAST_DELAY_MS = 11;
const USUAL_DELAY_MS = 100;

export async function watchAnimation(
  picture: Picture,
  options: PictureOptions,
): Promise<{ readonly summary: string; readonly pieces: readonly Piece[] }> {
  const { rule, limits, signal } = options;
  const { size, pages } = picture;
  const { starts, end } = timesOf(picture);
  const watched = Math.max(
    1,
    Math.min(pages, limits.animationPages, Math.floor(limits.animationPixels / (size.width * size.height))),
  );
  const until = starts[watched] ?? end;
  const candidates = await candidatesOf(picture, { watched, starts, limits });
  const number = frameNumber(until, { ...limits, framesMost: limits.animationPictures });
  const chosen = chooseFrames(candidates, number).map((index) => candidates[index]!.page);
  const pieces: Piece[] = [];
  for (const page of chosen) {
    signal.throwIfAborted();
    const image = await render(picture, { page, region: size }, { rule, limits });
    const seconds = starts[page]!;
    pieces.push({ type: 'label', label: `${preciseClock(seconds)} frame` }, { ...image, seconds });
  }
  const part = watched < pages ? `the first ${preciseClock(until)} of ` : '';
  return {
    summary: `${count(chosen.length, 'frame')} of ${part}a ${pixels(size)} animation of ${preciseClock(end)}`,
    pieces,
  };
}

/** When each page appears and when the last one ends, in seconds. */
function timesOf({ pages, delays }: Picture): { readonly starts: readonly number[]; readonly end: number } {
  const starts: number[] = [];
  let now = 0;
  for (let page = 0; page < pages; page++) {
    starts.push(now / 1000);
    const delay = delays[page] ?? 0;
    now += delay < LEAST_DELAY_MS ? USUAL_DELAY_MS : delay;
  }
  return { starts, end: now / 1000 };
}

/** In one pass: a page builds on those before it, so that each on its own would cost as much as all of them. */
async function candidatesOf(
  { data }: Picture,
  {
    watched,
    starts,
    limits,
  }: { readonly watched: number; readonly starts: readonly number[]; readonly limits: MediaLimits },
): Promise<readonly (Candidate & { readonly page: number })[]> {
  const strip = await openImage(data, limits, { page: 0, pages: watched })
    .resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE + 2, { fit: 'fill', kernel: 'linear' })
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .raw()
    .toBuffer();
  // The pages are one tall picture, and the first and last row of each are mixed with its neighbour's.
  const bytes = strip.length / watched;
  const row = THUMBNAIL_SIDE * 3;
  const stride = Math.ceil(watched / CANDIDATES);
  return starts
    .slice(0, watched)
    .map((seconds, page) => ({
      page,
      seconds,
      thumbnail: strip.subarray(page * bytes + row, (page + 1) * bytes - row),
    }))
    .filter(({ page }) => page % stride === 0 || page === watched - 1);
}
