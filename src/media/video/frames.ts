/** The pictures of a video that a model is shown, each with the second it is from. */
import { type ImageRule, imageTokens, type Size } from '../../model/index.ts';
import { orAborted } from '../abort.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import { openImage } from '../image/sharp.ts';
import { contactSheet } from '../image/sheet.ts';
import type { MediaLimits } from '../limits.ts';
import type { Picture } from '../recording/container.ts';
import type { TakeTurn } from '../turns.ts';
import { cellSize, dealOut, SHEET_COLUMNS, spend } from './budget.ts';
import { type Candidate, chooseFrames, type Spoken } from './choose.ts';
import { isScreen } from './glimpse.ts';
import { fit, glance, lookLarge, lookSmall, type Pictured, type Seen } from './looks.ts';
import { type Moment, stretchesOf } from './moments.ts';
import { findKeys, frameRate, isKey, type Shot, shotsAt } from './packets.ts';
import { candidateTimes, closeTimes } from './strategy.ts';

export interface Frame extends Size {
  readonly seconds: number;
  /** JPEG. */
  readonly data: Uint8Array;
}

/** Many frames in one picture, for when there are not tokens enough to show each by itself. */
export interface FrameSheet extends Size {
  /** Of its cells, from left to right, then down. */
  readonly times: readonly number[];
  /** JPEG. */
  readonly data: Uint8Array;
}

export interface Watched {
  /** In order of time, as the sheets are. */
  readonly frames: readonly Frame[];
  readonly sheets: readonly FrameSheet[];
}

export interface FrameOptions {
  /** Look at the first so many seconds. */
  readonly until: number;
  /** What the question names, to be looked at closely. */
  readonly focus: readonly Moment[];
  /** When somebody speaks, as soon as that is known. */
  readonly spoken: Promise<readonly Spoken[]>;
  readonly rule: ImageRule;
  readonly limits: MediaLimits;
  readonly ffmpeg: Ffmpeg;
  readonly takeTurn: TakeTurn;
  /** Called with the share that is done, from 0 to 1. */
  readonly onShare?: ((share: number) => void) | undefined;
  readonly signal: AbortSignal;
}

/** So many more candidates than pictures make a first look at them small pay. */
const WORTH_TWO_LOOKS = 1.5;
/** Of the tokens, what the moments that the question names may take. */
const CLOSE_SHARE = 0.6;

/**
 * Frames of a video, as many as are worth their tokens.
 *
 * Where key frames are plenty they are looked at small, and only the chosen are decoded again at full size. Where frames
 * between them are needed, each of which costs all before it, everything is decoded once.
 *
 * @throws {UserError} when nothing can be decoded or time is up
 */
export async function takeFrames(picture: Picture, options: FrameOptions): Promise<Watched> {
  const { until, rule, limits, signal, onShare } = options;
  const turn = <T>(work: () => Promise<T>): Promise<T> => options.takeTurn(work, signal);
  const number = frameNumber(until, limits);
  const large = fit(picture, limits.screenSide, rule);
  const closeNumber = Math.floor((limits.frameTokens * CLOSE_SHARE) / imageTokens(large, rule));
  const { overview, close } = await findShots(picture, number, closeNumber, options);

  const isTwice = overview.every(isKey) && overview.length > WORTH_TWO_LOOKS * number;
  const { seen, pictured } = await turn(async () => {
    if (isTwice)
      return {
        seen: await lookSmall(picture, overview, { ...options, onShare: part(0, 0.5) }),
        pictured: [],
      };
    const pictured = await lookLarge(picture, merge(overview, close), large, options);
    return { seen: await Promise.all(pictured.map((each) => glance(each, limits))), pictured };
  });
  const heard = await orAborted(options.spoken, signal);
  return turn(async () => {
    const shown = fit(picture, isScreen(seen) ? limits.screenSide : limits.cameraSide, rule);
    const tokens = limits.frameTokens - Math.min(closeNumber, close.length) * imageTokens(large, rule);
    const { singles, cells } = spend(number, tokens, { single: shown, rule, limits });
    const away = choose(without(seen, close), singles + cells, heard);
    const telling = choose(away, singles, heard);
    const size = close.length > 0 || !isTwice ? large : shown;
    const pictures = isTwice
      ? await lookLarge(picture, merge(shotsOf(away), close), size, { ...options, onShare: part(0.5, 1) })
      : pictured;
    const near = choose(
      isTwice
        ? await Promise.all(only(pictures, close).map((each) => glance(each, limits)))
        : only(seen, close),
      closeNumber,
      heard,
    );
    const show = (chosen: readonly Seen[], as: Size): Promise<readonly Frame[]> =>
      Promise.all(only(pictures, shotsOf(chosen)).map((each) => render(each, size, as, limits)));
    return {
      frames: [...(await show(telling, shown)), ...(await show(near, large))].sort(byTime),
      sheets: await drawSheets(only(pictures, shotsOf(without(away, shotsOf(telling)))), shown, limits),
    };
  });

  function part(from: number, to: number) {
    return (share: number): void => onShare?.(from + share * (to - from));
  }
}

/** How many frames a video of so many seconds is worth: 6 of 10 seconds, 22 of two minutes, 64 of twenty. */
export function frameNumber(seconds: number, { framesLeast, framesMost }: MediaLimits): number {
  return Math.min(framesMost, Math.max(framesLeast, Math.round(2 * Math.sqrt(seconds))));
}

/** What to look at to get an idea of all of it, and what the question is about. */
async function findShots(
  picture: Picture,
  number: number,
  closeNumber: number,
  { until, focus, limits, signal }: FrameOptions,
): Promise<{ readonly overview: readonly Shot[]; readonly close: readonly Shot[] }> {
  const keys = await findKeys(picture, until, limits.candidatesMost, signal);
  const video = {
    until,
    width: picture.width,
    height: picture.height,
    framesPerSecond: await frameRate(picture),
    keys: keys.map(({ seconds }) => seconds),
  };
  const close = await shotsAt(
    picture,
    closeTimes(stretchesOf(focus, until), video, closeNumber, limits),
    signal,
  );
  const overview = await shotsAt(picture, candidateTimes(video, number, limits), signal, keys);
  return {
    overview: without(
      overview.map((shot) => ({ shot })),
      close,
    ).map(({ shot }) => shot),
    close,
  };
}

/** Each shot once, in order of time. */
function merge(a: readonly Shot[], b: readonly Shot[]): readonly Shot[] {
  return [...a, ...b].sort(byTime);
}

const byTime = (a: { readonly seconds: number }, b: { readonly seconds: number }): number =>
  a.seconds - b.seconds;

const shotsOf = (seen: readonly { readonly shot: Shot }[]): readonly Shot[] => seen.map(({ shot }) => shot);

function only<T extends { readonly shot: Shot }>(all: readonly T[], shots: readonly Shot[]): readonly T[] {
  const wanted = new Set(shots.map(({ packet }) => packet.sequenceNumber));
  return all.filter(({ shot }) => wanted.has(shot.packet.sequenceNumber));
}

function without<T extends { readonly shot: Shot }>(all: readonly T[], shots: readonly Shot[]): readonly T[] {
  const unwanted = new Set(shots.map(({ packet }) => packet.sequenceNumber));
  return all.filter(({ shot }) => !unwanted.has(shot.packet.sequenceNumber));
}

const choose = <T extends Candidate>(
  frames: readonly T[],
  number: number,
  spoken: readonly Spoken[],
): readonly T[] => chooseFrames(frames, number, spoken).map((index) => frames[index]!);

async function render(
  { seconds, jpeg }: Pictured,
  from: Size,
  to: Size,
  limits: MediaLimits,
): Promise<Frame> {
  if (from.width === to.width && from.height === to.height) return { seconds, data: jpeg, ...to };
  const resized = openImage(jpeg, limits).resize({ ...to, fit: 'fill' });
  return { seconds, data: await resized.jpeg({ quality: 82 }).toBuffer(), ...to };
}

async function drawSheets(
  pictures: readonly Pictured[],
  shape: Size,
  limits: MediaLimits,
): Promise<readonly FrameSheet[]> {
  const sheets: FrameSheet[] = [];
  for (const cells of dealOut(pictures)) {
    const sheet = await contactSheet(
      cells.map(({ seconds, jpeg }) => ({ seconds, data: jpeg })),
      { columns: SHEET_COLUMNS, cellWidth: cellSize(shape, limits).width, limits },
    );
    sheets.push({ ...sheet, times: cells.map(({ seconds }) => seconds) });
  }
  return sheets;
}
