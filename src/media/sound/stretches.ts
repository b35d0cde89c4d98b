/** Cuts sound at silences into stretches of speech, while it is still being decoded. Pure. */

/** 16,000 samples a second, one channel, 16 bits: what speech recognition works with. */
export const SAMPLE_RATE = 16_000;

/** The grid on which loudness is measured: 20 ms, the length of a speech sound. */
const WINDOW = SAMPLE_RATE / 50;
/** Root mean square, of 32768, below which sound is always silence: −42 dB, under a low voice. */
const SILENT_RMS = 260;
/** Silence is also what is 24 dB below the voices just heard: the noise of a room or of an old recording. */
const SILENT_SHARE = 0.06;
/** How slowly a loud voice is forgotten: by half in 14 seconds. */
const FORGETTING = 0.999;

const windows = (seconds: number): number => Math.round((seconds * SAMPLE_RATE) / WINDOW);
/** Kept before and after the loud part, so that no consonant is cut. */
const PADDING = windows(0.2);
/** A pause that always ends a stretch: somebody has finished a thought. */
const LONG_PAUSE = windows(1);
/** A breath: ends a stretch that is already long enough to be understood. */
const BREATH = windows(0.4);
const LONG_ENOUGH = windows(4);
/** Less sound than this is a click or a knock. */
const SHORTEST = windows(0.2);

export interface Stretch {
  /** When the voice begins and ends, in seconds from the beginning of the recording. */
  readonly start: number;
  readonly end: number;
  /** Sound at `SAMPLE_RATE`, a little more than what is between the two. */
  readonly samples: Int16Array;
}

export interface Cutter {
  /** Takes the next samples and gives the stretches that are now complete. */
  push(samples: Int16Array): readonly Stretch[];
  /** Gives the last stretch. */
  end(): readonly Stretch[];
  /** Seconds taken so far. */
  seconds(): number;
}

/**
 * @param maxSeconds no stretch is longer; one that has no pause is cut where it is quietest
 */
export function createCutter(maxSeconds: number): Cutter {
  const most = windows(maxSeconds);
  /** Of the stretch being gathered, or the end of a silence. Twice as long as needed, so that it is rarely moved. */
  const sound = new Int16Array(2 * most * WINDOW);
  /** Where in `sound` the gathered part begins and ends, in samples. */
  let begin = 0;
  let end = 0;
  /** Of each window of the gathered part, by its place from `begin` on. */
  let loudness: number[] = [];
  let isLoud: boolean[] = [];
  /** Windows taken so far. */
  let taken = 0;
  /** Silent windows since the last loud one. */
  let silent = 0;
  /** How loud the voices are. */
  let level = 0;
  /** Of the window that is not yet whole. */
  let squares = 0;
  let samplesTaken = 0;

  const forget = (length: number): void => {
    begin = Math.min(end, begin + length * WINDOW);
    loudness = loudness.slice(length);
    isLoud = isLoud.slice(length);
  };

  /** Takes the first `length` gathered windows out, as a stretch where there is enough sound in them. */
  const cut = (length: number): readonly Stretch[] => {
    const first = taken - isLoud.length;
    const loud = isLoud.slice(0, length);
    const samples = sound.slice(begin, Math.min(end, begin + length * WINDOW));
    forget(length);
    if (loud.filter(Boolean).length < SHORTEST) return [];
    const at = (index: number): number => ((first + index) * WINDOW) / SAMPLE_RATE;
    return [{ start: at(loud.indexOf(true)), end: at(loud.lastIndexOf(true) + 1), samples }];
  };

  /** Takes the window of which so many samples have just been gathered. */
  const takeWindow = (length: number): readonly Stretch[] => {
    const rms = Math.sqrt(squares / length);
    squares = 0;
    level = Math.max(rms, level * FORGETTING);
    loudness.push(rms);
    isLoud.push(rms >= Math.max(SILENT_RMS, level * SILENT_SHARE));
    taken++;
    silent = isLoud.at(-1) ? 0 : silent + 1;
    const gathered = isLoud.length;
    if (silent >= gathered) {
      if (gathered > PADDING) forget(gathered - PADDING);
      return [];
    }
    const isPause = silent >= LONG_PAUSE || (silent >= BREATH && gathered >= LONG_ENOUGH);
    if (isPause) return cut(gathered - silent + PADDING);
    return gathered >= most ? cut(quietest(loudness)) : [];
  };

  return {
    push(samples) {
      samplesTaken += samples.length;
      const stretches: Stretch[] = [];
      for (let at = 0; at < samples.length;) {
        if (end === sound.length) {
          sound.copyWithin(0, begin, end);
          end -= begin;
          begin = 0;
        }
        const left = WINDOW - ((end - begin) % WINDOW);
        const part = samples.subarray(at, at + left);
        sound.set(part, end);
        end += part.length;
        at += part.length;
        squares += sumOfSquares(part);
        if (part.length === left) stretches.push(...takeWindow(WINDOW));
      }
      return stretches;
    },
    end() {
      const rest = (end - begin) % WINDOW;
      const stretches = rest > 0 ? [...takeWindow(rest)] : [];
      return [...stretches, ...cut(isLoud.length - Math.max(0, silent - PADDING))];
    },
    seconds: () => samplesTaken / SAMPLE_RATE,
  };
}

/** Where to cut speech without a pause: after the quietest window of its last third. */
function quietest(loudness: readonly number[]): number {
  const from = Math.floor((loudness.length * 2) / 3);
  const least = Math.min(...loudness.slice(from));
  return loudness.indexOf(least, from) + 1;
}

/** In whole numbers, five times as fast: this sees every sample there is. What it drops is far below any silence. */
function sumOfSquares(samples: Int16Array): number {
  let sum = 0;
  for (let index = 0; index < samples.length; index++)
    sum = (sum + ((samples[index]! * samples[index]!) >> 8)) | 0;
  return sum * 256;
}
