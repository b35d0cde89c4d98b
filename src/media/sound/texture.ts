/**
 * Tells music and steady noise from speech by how the sound moves: speech swells and nearly stops with every syllable,
 * music and noise go on. Pure.
 */

/** What it is most like. In doubt it is speech: nobody's words may be lost to a guess. */
export type Texture = 'speech' | 'music' | 'noise';

/** At 16 kHz: 32 ms, of which a new one begins every 20 ms. */
const FRAME = 512;
const HOP = 320;
/** Frames looked at: five seconds, a few milliseconds of work. */
const FRAMES_MOST = 250;
/** Frames needed to say anything: one second. */
const FRAMES_LEAST = 50;
/** Spectra are compared over 80 ms: a note is still there then, a vowel hardly. */
const APART = 4;
/** Bins of 31 Hz, without the lowest two: up to 4 kHz, where voices and tunes are. */
const BINS = 128;

/*
 * Measured on voices (read, spoken, synthetic, in six languages, also over music and in noise), chords, melodies with and without
 * a beat, tones, and noises of three colours.
 */
/** Share of frames below half the mean loudness: 0.31 and more in voices, 0.00 in the music and noise. */
const MOST_GAPS = 0.1;
/** Deviation of loudness, in shares of the mean: 0.8 and more in voices, 0.23 and less in the music and noise. */
const MOST_SWELLING = 0.35;
/** Geometric over arithmetic mean of the spectrum: 0.12 and more in noise, 0.01 in music. */
const LEAST_FLATNESS = 0.06;
/** Likeness of a spectrum to the one 80 ms before: 0.83 to 0.94 in music, 0.48 to 0.68 in voices; 1.00 in a hum or a beep. */
const LEAST_STEADINESS = 0.75;
const MOST_STEADINESS = 0.98;

/** @param samples sound of one channel, 16,000 samples a second */
export function textureOf(samples: Int16Array): Texture {
  const frames = Math.min(FRAMES_MOST, Math.floor((samples.length - FRAME) / HOP));
  if (frames < FRAMES_LEAST) return 'speech';
  // From the middle: beginnings and ends fade.
  const from = Math.floor((samples.length - frames * HOP - FRAME) / 2);
  const spectra = Array.from({ length: frames }, (_, index) => spectrum(samples, from + index * HOP));
  const loudness = spectra.map((powers) => Math.sqrt(sum(powers)));
  const mean = sum(loudness) / frames;
  const gaps = loudness.filter((value) => value < mean / 2).length / frames;
  const swelling = Math.sqrt(sum(loudness.map((value) => (value - mean) ** 2)) / frames) / mean;
  if (gaps > MOST_GAPS || swelling > MOST_SWELLING) return 'speech';
  const flatness = sum(spectra.map(flatnessOf)) / frames;
  if (flatness > LEAST_FLATNESS) return 'noise';
  const pairs = spectra.slice(APART).map((powers, index) => likeness(powers, spectra[index]!));
  const steadiness = sum(pairs) / pairs.length;
  if (steadiness > MOST_STEADINESS) return 'noise';
  return steadiness > LEAST_STEADINESS ? 'music' : 'speech';
}

const sum = (values: ArrayLike<number> & Iterable<number>): number => {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += values[index]!;
  return total;
};

const flatnessOf = (powers: Float64Array): number => {
  const geometric = Math.exp(sum(powers.map((power) => Math.log(power + 1))) / BINS);
  return geometric / (sum(powers) / BINS + 1);
};

/** The cosine between two spectra, by amplitude. */
function likeness(one: Float64Array, other: Float64Array): number {
  let both = 0;
  for (let bin = 0; bin < BINS; bin++) both += Math.sqrt(one[bin]! * other[bin]!);
  return both / Math.sqrt(sum(one) * sum(other) + 1);
}

const COSINES = Float64Array.from({ length: FRAME }, (_, index) => Math.cos((2 * Math.PI * index) / FRAME));
const BITS = Math.log2(FRAME);
/** Where each sample goes first: its index with the bits in reverse. */
const PLACES = Uint16Array.from({ length: FRAME }, (_, index) =>
  Array.from({ length: BITS }, (_, bit) => ((index >> bit) & 1) << (BITS - 1 - bit)).reduce((a, b) => a | b),
);

const real = new Float64Array(FRAME);
const imaginary = new Float64Array(FRAME);

/** Powers of the lower bins of one windowed frame (fast Fourier transform, radix 2). */
function spectrum(samples: Int16Array, at: number): Float64Array {
  imaginary.fill(0);
  for (let index = 0; index < FRAME; index++)
    real[PLACES[index]!] = samples[at + index]! * (0.5 - 0.5 * COSINES[index]!);
  for (let size = 2; size <= FRAME; size *= 2)
    for (let start = 0; start < FRAME; start += size)
      for (let step = 0; step < size / 2; step++) {
        const angle = step * (FRAME / size);
        const cosine = COSINES[angle]!;
        const sine = COSINES[(angle + FRAME / 4) % FRAME]!;
        const a = start + step;
        const b = a + size / 2;
        const turnedReal = real[b]! * cosine - imaginary[b]! * sine;
        const turnedImaginary = real[b]! * sine + imaginary[b]! * cosine;
        real[b] = real[a]! - turnedReal;
        imaginary[b] = imaginary[a]! - turnedImaginary;
        real[a]! += turnedReal;
        imaginary[a]! += turnedImaginary;
      }
  const powers = new Float64Array(BINS);
  for (let bin = 0; bin < BINS; bin++) powers[bin] = real[bin + 2]! ** 2 + imaginary[bin + 2]! ** 2;
  return powers;
}
