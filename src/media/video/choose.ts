/** Which frames to show: those that stand for what happens and for what is spoken about, not for how the clock runs. Pure. */

/** A frame made tiny: colours of a grid of cells, from 0 to 255. */
export type Thumbnail = Uint8Array;

export interface Candidate {
  readonly seconds: number;
  readonly thumbnail: Thumbnail;
}

/** When somebody speaks, in seconds. */
export interface Spoken {
  readonly start: number;
  readonly end: number;
}

/** Two frames whose every cell is within this of the other's show the same. Noise moves a cell by 2 or 3. */
const SAME_CELL = 8;
/** How much more a picture counts that somebody speaks about. */
const SPOKEN_WEIGHT = 2;
/** What was on the screen when somebody began to speak may claim this share of the frames. */
const SPOKEN_SHARE = 0.5;

/** A time without a frame is a hole when it is so many times as long as it would be if the frames stood evenly. */
const HOLE = 5;
/** Holes may claim this share of the frames. */
const HOLES_SHARE = 0.5;

/**
 * Chooses at most `number` of the frames, given in the order of time: the first of each stretch that looks alike, which
 * tells when something new appeared, and the last. What somebody speaks about counts double, and where somebody begins to
 * speak after a change, the picture before them is shown. A frame that shows the same as the one chosen before is left
 * out, and its place goes to the longest time without a frame. Slides that alternate pass for one stretch that looks
 * alike, so a long time in which something else is to be seen gets frames too.
 *
 * The stretches come from Ward's clustering of neighbours: of 12 scenes, 12 frames chosen so cover 10 to 12; evenly
 * spaced ones cover 10.
 *
 * @returns positions in `frames`, in order
 */
export function chooseFrames(
  frames: readonly Candidate[],
  number: number,
  spoken: readonly Spoken[] = [],
): readonly number[] {
  if (frames.length === 0) return [];
  const worth = byWorth(frames, spoken);
  for (let telling = number; ; telling--) {
    const chosen = fillGaps(frames, mostTelling(frames, worth, spoken, telling), number);
    if (telling <= number * (1 - HOLES_SHARE) || !hasHole(frames, chosen, number)) return chosen;
  }
}

/** The most telling frames, and what was on the screen when somebody began to speak. */
function mostTelling(
  frames: readonly Candidate[],
  worth: readonly number[],
  spoken: readonly Spoken[],
  number: number,
): readonly number[] {
  const needed = new Set<number>();
  const most = Math.floor(number * SPOKEN_SHARE);
  for (;;) {
    const chosen = pick(frames, [...needed, ...worth], number);
    const missing = unseen(frames, chosen, spoken).filter((index) => !needed.has(index));
    if (missing.length === 0 || needed.size >= most) return chosen;
    for (const index of missing.slice(0, most - needed.size)) needed.add(index);
  }
}

/** The first, the last, and the others in the order given; without those that repeat the one before. */
function pick(frames: readonly Candidate[], order: readonly number[], number: number): readonly number[] {
  const taken = new Set([0, ...(number > 1 ? [frames.length - 1] : [])]);
  for (const index of order) if (taken.size < number) taken.add(index);
  const chosen: number[] = [];
  for (const index of [...taken].sort((a, b) => a - b)) {
    const before = chosen.at(-1);
    if (before === undefined || !showSame(frames[before]!, frames[index]!)) chosen.push(index);
  }
  return chosen;
}

/** What was on the screen when somebody began to speak but is not among the chosen; the most different first. */
function unseen(
  frames: readonly Candidate[],
  chosen: readonly number[],
  spoken: readonly Spoken[],
): readonly number[] {
  const missing = new Map<number, number>();
  for (const { start } of spoken) {
    const index = Math.max(
      0,
      frames.findLastIndex(({ seconds }) => seconds <= start),
    );
    const shown = chosen.findLast((each) => each <= index) ?? 0;
    if (!showSame(frames[shown]!, frames[index]!))
      missing.set(index, distance(frames[shown]!.thumbnail, frames[index]!.thumbnail));
  }
  return [...missing].sort(([, a], [, b]) => b - a).map(([index]) => index);
}

/** Gives the places that are left to the longest times without a frame, where there is something else to see in them. */
function fillGaps(
  frames: readonly Candidate[],
  chosen: readonly number[],
  number: number,
): readonly number[] {
  const filled = [...chosen];
  const closed = new Set<number>();
  while (filled.length < number) {
    let widest: { readonly at: number; readonly seconds: number } | undefined;
    for (const at of filled.keys()) {
      const seconds = gapAfter(frames, filled, at);
      if (!closed.has(filled[at]!) && seconds > 0 && (!widest || seconds > widest.seconds))
        widest = { at, seconds };
    }
    if (!widest) break;
    const best = somethingElse(frames, filled[widest.at]!, filled[widest.at + 1]!);
    if (best === undefined) closed.add(filled[widest.at]!);
    else filled.splice(widest.at + 1, 0, best);
  }
  return filled;
}

function hasHole(frames: readonly Candidate[], chosen: readonly number[], number: number): boolean {
  const even = (frames.at(-1)!.seconds - frames[0]!.seconds) / number;
  return chosen.some(
    (from, at) =>
      gapAfter(frames, chosen, at) > HOLE * even &&
      somethingElse(frames, from, chosen[at + 1]!) !== undefined,
  );
}

/** Seconds from a chosen frame to the next one; 0 after the last. */
function gapAfter(frames: readonly Candidate[], chosen: readonly number[], at: number): number {
  const next = chosen[at + 1];
  return next === undefined ? 0 : frames[next]!.seconds - frames[chosen[at]!]!.seconds;
}

/** The frame nearest to the middle between two that shows what neither of them does. */
function somethingElse(frames: readonly Candidate[], from: number, to: number): number | undefined {
  const middle = (frames[from]!.seconds + frames[to]!.seconds) / 2;
  return Array.from({ length: to - from - 1 }, (_, index) => from + 1 + index)
    .filter((index) => !showSame(frames[from]!, frames[index]!) && !showSame(frames[index]!, frames[to]!))
    .sort((a, b) => Math.abs(frames[a]!.seconds - middle) - Math.abs(frames[b]!.seconds - middle))[0];
}

function showSame(a: Pick<Candidate, 'thumbnail'>, b: Pick<Candidate, 'thumbnail'>): boolean {
  return a.thumbnail.every((value, cell) => Math.abs(value - b.thumbnail[cell]!) <= SAME_CELL);
}

interface Run {
  readonly start: number;
  readonly weight: number;
  readonly mean: ArrayLike<number>;
}

/**
 * All frames, the most telling first: those that begin a run when the neighbouring runs that lose least by it are merged
 * until as few runs are left.
 */
function byWorth(frames: readonly Candidate[], spoken: readonly Spoken[]): readonly number[] {
  const runs: Run[] = frames.map(({ seconds, thumbnail }, start) => ({
    start,
    weight: spoken.some((each) => seconds <= each.end && seconds >= each.start - 1) ? SPOKEN_WEIGHT : 1,
    mean: thumbnail,
  }));
  const costs = runs.slice(1).map((run, index) => mergeCost(runs[index]!, run));
  const merged: number[] = [];
  while (runs.length > 1) {
    const at = costs.indexOf(Math.min(...costs));
    merged.push(runs[at + 1]!.start);
    runs.splice(at, 2, merge(runs[at]!, runs[at + 1]!));
    costs.splice(at, 1);
    if (at > 0) costs[at - 1] = mergeCost(runs[at - 1]!, runs[at]!);
    if (at < costs.length) costs[at] = mergeCost(runs[at]!, runs[at + 1]!);
  }
  return [0, ...merged.reverse()];
}

/** Growth of the sum of squared distances from the means (Ward 1963). */
const mergeCost = (a: Run, b: Run): number =>
  (distance(a.mean, b.mean) * a.weight * b.weight) / (a.weight + b.weight);

function merge(a: Run, b: Run): Run {
  const weight = a.weight + b.weight;
  const mean = Float64Array.from(
    a.mean,
    (value, cell) => (value * a.weight + b.mean[cell]! * b.weight) / weight,
  );
  return { start: a.start, weight, mean };
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let cell = 0; cell < a.length; cell++) sum += (a[cell]! - b[cell]!) ** 2;
  return sum;
}
