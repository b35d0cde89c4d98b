/** Sound for a model that listens itself: one channel, as small as speech and music can still be told in. */
import { UserError } from '../../chat/index.ts';
import { type FfmpegJob, runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import type { MediaLimits } from '../limits.ts';
import { allPackets, type Sound } from '../recording/container.ts';
import { remux } from '../recording/remux.ts';
import type { Piece } from '../types.ts';

export interface SoundOptions {
  /** How long it is, in seconds. */
  readonly until: number;
  readonly ffmpeg: Ffmpeg;
  readonly limits: MediaLimits;
  readonly signal: AbortSignal;
}

/** What models listen to inside: 16,000 samples a second; MP3 at 48 kbit/s loses nothing of it that matters. */
const HEARD = '-vn -sn -dn -map_metadata -1 -af aresample=16000:async=1:first_pts=0 -ac 1';
const MP3_BYTES_PER_SECOND = 48_000 / 8;
const WAV_BYTES_PER_SECOND = 16_000 * 2;
/** For headers and the last frame. */
const SLACK_BYTES = 100_000;

/** @throws {UserError} when it cannot be decoded */
export async function soundPiece(sound: Sound, options: SoundOptions): Promise<Piece> {
  const { until } = options;
  try {
    const data = await encode(sound, '-c:a libmp3lame -b:a 48k -write_xing 0 -id3v2_version 0 -f mp3', {
      ...options,
      bytesPerSecond: MP3_BYTES_PER_SECOND,
    });
    return { type: 'sound', mediaType: 'audio/mpeg', data, seconds: until };
  } catch (error) {
    // Some builds of ffmpeg have no MP3 encoder.
    if (!(error instanceof UserError && error.code === 'undecodable')) throw error;
    const data = await encode(sound, '-c:a pcm_s16le -bitexact -f wav', {
      ...options,
      bytesPerSecond: WAV_BYTES_PER_SECOND,
    });
    return { type: 'sound', mediaType: 'audio/wav', data: withLengths(data), seconds: until };
  }
}

async function encode(
  sound: Sound,
  form: string,
  { until, ffmpeg, limits, signal, bytesPerSecond }: SoundOptions & { readonly bytesPerSecond: number },
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const job: FfmpegJob = {
    feed: (write) => remux(sound, allPackets(sound, until), write),
    output: [`${HEARD} -t ${until.toFixed(3)} ${form}`],
    onOutput: (chunk) => void chunks.push(chunk),
    outputBytes: until * bytesPerSecond + SLACK_BYTES,
  };
  await runFfmpeg(ffmpeg, job, limits, signal);
  return Buffer.concat(chunks);
}

/** A WAV file that was written without knowing its end says so: its header of 44 bytes gets the two lengths. */
function withLengths(wav: Buffer): Buffer {
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.writeUInt32LE(wav.length - 44, 40);
  return wav;
}
