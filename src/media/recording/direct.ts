/**
 * Recordings in formats of old cameras, telephones and Windows, and those whose sound alone is of such a kind. ffmpeg reads
 * the upload itself, with its format pinned, and writes what matters of it anew: pictures apart, and sound as it is
 * listened to. From there on they are recordings like all others.
 */
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../../chat/index.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import { runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import type { MediaLimits } from '../limits.ts';
import type { TakeTurn } from '../turns.ts';
import { type Recording, withRecording } from './container.ts';

export interface DirectOptions {
  readonly findFfmpeg: () => Promise<Ffmpeg>;
  readonly limits: MediaLimits;
  readonly takeTurn: TakeTurn;
  readonly signal: AbortSignal;
}

/**
 * Like `withRecording`, for more kinds of files. What is written anew stays in the folder of the file.
 *
 * @throws {UserError} when it holds neither pictures nor sound that can be read
 */
export async function withAnyRecording<T>(
  path: string,
  work: (recording: Recording) => Promise<T>,
  options: DirectOptions,
): Promise<T> {
  const { signal } = options;
  const { unread, problem } = await lookInto(path, signal);
  const demuxer = unread && demuxerFor(await firstBytes(path));
  // A damaged MP4 is no old format: nobody else needs to try it.
  if (!demuxer || (demuxer === 'mov' && problem?.code === 'unreadable')) {
    if (problem) throw problem;
    return withRecording(path, work, signal);
  }
  if (unread === 'all') return withRecording(await writeAnew(path, demuxer, unread, options), work, signal);
  const sound = await writeAnew(path, demuxer, unread, options).catch((error: unknown) => {
    signal.throwIfAborted();
    // The pictures are still worth having.
    if (error instanceof UserError) return undefined;
    throw error;
  });
  if (sound === undefined) return withRecording(path, work, signal);
  return withRecording(
    path,
    (seen) => withRecording(sound, (heard) => work({ ...seen, sound: heard.sound }), signal),
    signal,
  );
}

type Unread = 'all' | 'sound';

/** What of the file cannot be read as it is. */
async function lookInto(
  path: string,
  signal: AbortSignal,
): Promise<{ readonly unread: Unread | undefined; readonly problem: UserError | undefined }> {
  try {
    const unread = await withRecording(path, ({ unread }) => Promise.resolve(unread), signal);
    return { unread, problem: undefined };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { unread: 'all', problem: error };
  }
}

/** The formats that are read like this, by what stands where at their beginning. */
const DEMUXERS: readonly (readonly [at: number, mark: string, demuxer: string])[] = [
  [8, 'AVI ', 'avi'],
  [0, '0&\xb2u\x8ef\xcf\x11', 'asf'],
  [0, 'FLV\x01', 'flv'],
  [0, '\0\0\x01\xba', 'mpeg'],
  [0, '#!AMR', 'amr'],
  [8, 'AIFF', 'aiff'],
  [8, 'AIFC', 'aiff'],
  [0, 'caff\0\x01', 'caf'],
  ...['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip'].map((box) => [4, box, 'mov'] as const),
];

const demuxerFor = (begin: string): string | undefined =>
  DEMUXERS.find(([at, mark]) => begin.startsWith(mark, at))?.[2];

async function firstBytes(path: string): Promise<string> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(12), 0, 12, 0);
  return buffer.toString('latin1', 0, bytesRead);
}

/** Writes what matters of the file as Matroska, into its folder, and gives the path. */
async function writeAnew(
  path: string,
  demuxer: string,
  unread: Unread,
  { findFfmpeg, limits, takeTurn, signal }: DirectOptions,
): Promise<string> {
  const ffmpeg = await findFfmpeg();
  if (ffmpeg.isOld)
    throw new UserError(
      'codec',
      'recorded in an old format, and the ffmpeg here is too old to open it safely: send it as MP4 with H.264 and AAC',
    );
  return takeTurn(async () => {
    const pictures = unread === 'all' ? await picturesOf(path, demuxer, ffmpeg, limits, signal) : undefined;
    const made = join(dirname(path), `anew-${unread}.mkv`);
    await using file = await open(made, 'wx', 0o600);
    await runFfmpeg(
      ffmpeg,
      {
        file: { path, demuxer, options: pictures?.decoding ?? [] },
        output: [
          ...(pictures?.output ?? ['-vn']),
          '-map 0:a:0? -sn -dn -map_metadata -1 -map_chapters -1',
          `-c:a flac -sample_fmt s16 -ar 16000 -ac 1 -t ${limits.videoSeconds} -f matroska`,
        ],
        onOutput: (chunk) => file.appendFile(chunk),
        outputBytes: limits.anewBytes,
      },
      limits,
      signal,
    );
    return made;
  }, signal);
}

/** Decodes key frames alone. */
const KEY_FRAMES_ONLY = ['-skip_frame nokey'];

/**
 * Which pictures to write, each decodable by itself. How long the file says it is decides how it is read, and nothing
 * else: one that lies is read in part.
 */
async function picturesOf(
  path: string,
  demuxer: string,
  ffmpeg: Ffmpeg,
  limits: MediaLimits,
  signal: AbortSignal,
): Promise<{ readonly decoding: readonly string[]; readonly output: readonly string[] }> {
  const seconds = await claimedSeconds(path, demuxer, ffmpeg, limits, signal);
  const isWhole = seconds !== undefined && seconds <= limits.anewSeconds;
  const gap = seconds === undefined ? 1 : Math.max(MIN_GAP, seconds / limits.candidatesMost);
  const side = limits.screenSide;
  const filters = [
    `select='isnan(prev_selected_t)+gte(t-prev_selected_t,${gap.toFixed(3)})'`,
    `scale='min(${side},iw)':'min(${side},ih)':force_original_aspect_ratio=decrease:force_divisible_by=2`,
    'format=yuv420p',
  ];
  return {
    decoding: isWhole ? [`-t ${limits.anewSeconds}`] : KEY_FRAMES_ONLY,
    output: [
      // A capital V: no cover of a record.
      `-map 0:V:0? -vf ${filters.join(',')} -fps_mode passthrough`,
      '-c:v libx264 -preset ultrafast -crf 18 -g 1',
    ],
  };
}

/** More than five pictures a second tell nothing new. */
const MIN_GAP = 0.2;

/** How long the file says it is. */
async function claimedSeconds(
  path: string,
  demuxer: string,
  ffmpeg: Ffmpeg,
  limits: MediaLimits,
  signal: AbortSignal,
): Promise<number | undefined> {
  let seconds: number | undefined;
  await runFfmpeg(
    ffmpeg,
    {
      file: { path, demuxer, options: [] },
      output: ['-map 0:V:0? -map 0:a:0? -c copy -t 0.1 -f framecrc'],
      onOutput: () => {},
      onLine: (line) => {
        const said = /^ {2}Duration: (\d+):(\d\d):(\d\d)/.exec(line);
        if (!said) return;
        const [, h, m, s] = said.map(Number) as [number, number, number, number];
        seconds = Math.min(h * 3600 + m * 60 + s, limits.videoSeconds);
      },
      outputBytes: 1e6,
    },
    limits,
    signal,
  );
  return seconds;
}
