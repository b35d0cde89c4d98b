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

interface Window {
  readonly samples: Int16Array;
  readonly rms: number;
  readonly isLoud: boolean;
}

/**
 * @param maxSeconds no stretch is longer; one that has no pause is cut where it is quietest
 */
export function createCutter(maxSeconds: number): Cutter {
  const most = windows(maxSeconds);
  /** The windows of the stretch being gathered, or the last few of a silence. */
  let gathered: Window[] = [];
  /** Windows taken so far. */
  let taken = 0;
  /** Silent windows since the last loud one. */
  let silent = 0;
  /** How loud the voices are. */
  let level = 0;
  let rest = new Int16Array(0);
  let samplesTaken = 0;

  /** Takes the first `length` gathered windows out, as a stretch where there is enough sound in them. */
  const cut = (length: number): readonly Stretch[] => {
    const first = taken - gathered.length;
    const part = gathered.slice(0, length);
    gathered = gathered.slice(length);
    if (part.filter(({ isLoud }) => isLoud).length < SHORTEST) return [];
    const at = (index: number): number => ((first + index) * WINDOW) / SAMPLE_RATE;
    return [
      {
        start: at(part.findIndex(({ isLoud }) => isLoud)),
        end: at(part.findLastIndex(({ isLoud }) => isLoud) + 1),
        samples: join(part.map(({ samples }) => samples)),
      },
    ];
  };

  const take = (samples: Int16Array): readonly Stretch[] => {
    const rms = rootMeanSquare(samples);
    level = Math.max(rms, level * FORGETTING);
    const isLoud = rms >= Math.max(SILENT_RMS, level * SILENT_SHARE);
    gathered.push({ samples, rms, isLoud });
    taken++;
    silent = isLoud ? 0 : silent + 1;
    if (silent >= gathered.length) {
      gathered = gathered.slice(-PADDING);
      return [];
    }
    const isPause = silent >= LONG_PAUSE || (silent >= BREATH && gathered.length >= LONG_ENOUGH);
    if (isPause) return cut(gathered.length - silent + PADDING);
    return gathered.length >= most ? cut(quietest(gathered)) : [];
  };

  return {
    push(samples) {
      samplesTaken += samples.length;
      const joined = join([rest, samples]);
      const stretches: Stretch[] = [];
      let at = 0;
      for (; at + WINDOW <= joined.length; at += WINDOW)
        stretches.push(...take(joined.slice(at, at + WINDOW)));
      rest = joined.slice(at);
      return stretches;
    },
    end() {
      const stretches = rest.length > 0 ? [...take(rest)] : [];
      return [...stretches, ...cut(gathered.length - Math.max(0, silent - PADDING))];
    },
    seconds: () => samplesTaken / SAMPLE_RATE,
  };
}

/** Where to cut speech without a pause: after the quietest window of its last third. */
function quietest(gathered: readonly Window[]): number {
  const from = Math.floor((gathered.length * 2) / 3);
  const least = Math.min(...gathered.slice(from).map(({ rms }) => rms));
  return gathered.findIndex(({ rms }, index) => index >= from && rms === least) + 1;
}

function join(parts: readonly Int16Array[]): Int16Array<ArrayBuffer> {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function rootMeanSquare(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}
