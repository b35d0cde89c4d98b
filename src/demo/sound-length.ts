/** The length of a sound, read from the headers of its file. */

/** WAV: a chain of chunks; `fmt ` says how many bytes a second takes, `data` holds them. */
function wavSeconds(bytes: Buffer): number | undefined {
  let bytesPerSecond = 0;
  let at = 12;
  while (at + 8 <= bytes.length) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (name === 'fmt ' && at + 20 <= bytes.length) bytesPerSecond = bytes.readUInt32LE(at + 16);
    // A file that was written as a stream may claim more than there is.
    if (name === 'data' && bytesPerSecond > 0) return Math.min(size, bytes.length - at - 8) / bytesPerSecond;
    at += 8 + size + (size % 2);
  }
  return undefined;
}

/** Kilobits a second of MPEG layer III, by index; the first row is MPEG 1, the second MPEG 2 and 2.5. */
const KILOBITS = [
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const;
/** Samples a second of MPEG 1; halved for MPEG 2, quartered for 2.5. */
const SAMPLE_RATES = [44_100, 48_000, 32_000] as const;

/** Bytes and seconds of the MP3 frame at this place. */
function mp3Frame(
  bytes: Buffer,
  at: number,
): { readonly size: number; readonly seconds: number } | undefined {
  if (at + 4 > bytes.length) return undefined;
  const header = bytes.readUInt32BE(at);
  const version = (header >>> 19) & 3;
  const isLayer3 = ((header >>> 17) & 3) === 1;
  if (header >>> 21 !== 0x7ff || version === 1 || !isLayer3) return undefined;
  const first = version === 3;
  const kilobits = KILOBITS[first ? 0 : 1][(header >>> 12) & 15];
  const rate = SAMPLE_RATES[(header >>> 10) & 3];
  if (!kilobits || !rate) return undefined;
  const sampleRate = first ? rate : version === 2 ? rate / 2 : rate / 4;
  const samples = first ? 1152 : 576;
  const padding = (header >>> 9) & 1;
  return {
    size: Math.floor((samples * kilobits * 125) / sampleRate) + padding,
    seconds: samples / sampleRate,
  };
}

/** MP3: frame after frame, with tags and rubbish between them passed over. */
function mp3Seconds(bytes: Buffer): number | undefined {
  // An ID3 tag gives its size in four bytes of seven bits.
  let at = 0;
  if (bytes.length > 10 && bytes.toString('latin1', 0, 3) === 'ID3')
    at = 10 + [6, 7, 8, 9].reduce((size, index) => size * 128 + ((bytes[index] ?? 0) & 127), 0);
  let seconds = 0;
  let framed = 0;
  while (at + 4 <= bytes.length) {
    const frame = mp3Frame(bytes, at);
    seconds += frame?.seconds ?? 0;
    framed += frame?.size ?? 0;
    at += frame?.size ?? 1;
  }
  // A few bytes of anything look like a frame by chance; most of an MP3 file is frames.
  return framed * 2 > bytes.length ? seconds : undefined;
}

/** Seconds; undefined where the bytes are neither WAV nor MP3. */
export function soundSeconds(bytes: Buffer): number | undefined {
  const isWav = bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WAVE';
  return isWav ? wavSeconds(bytes) : mp3Seconds(bytes);
}
