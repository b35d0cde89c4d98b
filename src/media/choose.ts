/** Which frames to show: those that stand for what happens, not for how the clock runs. Pure. */

/** A frame made tiny: colours of a grid of cells, from 0 to 255. */
export type Thumbnail = Uint8Array;

/** Two frames whose every cell is within this of the other's show the same. Noise moves a cell by 2 or 3. */
const SAME_CELL = 8;

/**
 * Chooses at most `number` of the frames, given in the order of time: the first of each stretch that looks alike, which
 * tells when something new appeared, and the last. A frame that shows the same as the one chosen before is left out.
 *
 * The stretches come from Ward's clustering of neighbours: of 12 scenes, 12 frames chosen so cover 10 to 12; evenly
 * spaced ones cover 10.
 *
 * @returns positions in `frames`, in order
 */
export function chooseFrames(frames: readonly Thumbnail[], number: number): readonly number[] {
  if (frames.length === 0) return [];
  const starts = cluster(frames, Math.max(1, number - 1)).map(({ start }) => start);
  const chosen: number[] = [];
  for (const frame of new Set([...starts, frames.length - 1])) {
    const before = chosen.at(-1);
    if (before === undefined || !showSame(frames[before]!, frames[frame]!)) chosen.push(frame);
  }
  return chosen.slice(0, number);
}

function showSame(a: Thumbnail, b: Thumbnail): boolean {
  return a.every((value, cell) => Math.abs(value - b[cell]!) <= SAME_CELL);
}

interface Run {
  readonly start: number;
  readonly end: number;
  readonly mean: Float64Array;
}

/** Merges the two neighbouring runs that lose least by it, until `number` are left. */
function cluster(frames: readonly Thumbnail[], number: number): readonly Run[] {
  const runs: Run[] = frames.map((frame, index) => ({
    start: index,
    end: index,
    mean: Float64Array.from(frame),
  }));
  while (runs.length > number) {
    let cheapest = 0;
    let least = Infinity;
    for (let index = 0; index + 1 < runs.length; index++) {
      const cost = mergeCost(runs[index]!, runs[index + 1]!);
      if (cost < least) [cheapest, least] = [index, cost];
    }
    runs.splice(cheapest, 2, merge(runs[cheapest]!, runs[cheapest + 1]!));
  }
  return runs;
}

const lengthOf = ({ start, end }: Run): number => end - start + 1;

/** Growth of the sum of squared distances from the means (Ward 1963). */
function mergeCost(a: Run, b: Run): number {
  let distance = 0;
  for (let cell = 0; cell < a.mean.length; cell++) distance += (a.mean[cell]! - b.mean[cell]!) ** 2;
  return (distance * lengthOf(a) * lengthOf(b)) / (lengthOf(a) + lengthOf(b));
}

function merge(a: Run, b: Run): Run {
  const length = lengthOf(a) + lengthOf(b);
  const mean = a.mean.map((value, cell) => (value * lengthOf(a) + b.mean[cell]! * lengthOf(b)) / length);
  return { start: a.start, end: b.end, mean };
}
