/**
 * The only door to ffmpeg. It decodes a Matroska stream that we wrote ourselves, on its standard input; an upload itself
 * only where it is plain sound or nothing else can open it, and then with its format pinned. No name and no link ever
 * reaches it.
 */
import { execFile, type ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { PassThrough, Writable } from 'node:stream';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import fluentFfmpeg, { type FfmpegCommand } from 'fluent-ffmpeg';
import { UserError } from '../../chat/index.ts';
import { timeLimit } from '../abort.ts';
import type { Ffmpeg } from './find-ffmpeg.ts';
import type { MediaLimits } from '../limits.ts';

const run = promisify(execFile);

/** Decoders people's media need. ffmpeg has hundreds; the rare ones are where its holes are found. */
const DECODERS =
  'h264,hevc,vp8,vp9,libvpx,libvpx-vp9,av1,libdav1d,libaom-av1,' +
  'aac,opus,libopus,vorbis,libvorbis,mp3,mp3float,flac,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_u8';

/** What old cameras, telephones and Windows recorded with: plain decoders that have been read by many for twenty years. */
const OLD_DECODERS =
  'mpeg4,msmpeg4v2,msmpeg4,h263,mjpeg,mpeg1video,mpeg2video,wmv1,wmv2,wmv3,vc1,flv,' +
  'mp2,mp2float,mp3adu,wmav1,wmav2,amrnb,amrwb,alac,ac3,adpcm_ima_wav,adpcm_ms,adpcm_ima_qt,' +
  'pcm_s16be,pcm_s24be,pcm_s32be,pcm_f32be,pcm_s8,pcm_alaw,pcm_mulaw';

/** Takes a few milliseconds. */
const PRLIMIT_MS = 2000;

const TOO_SLOW = new UserError('slow', 'takes too long to decode');

/** The most that is kept of what ffmpeg says about itself. */
const STDERR_LINES = 50;

export type FfmpegJob = FfmpegOutput & (Fed | Direct);

interface Fed {
  /** Writes the stream; ends when all is written. */
  readonly feed: (write: (chunk: Uint8Array) => Promise<void>) => Promise<void>;
  /** The one format it may be read as, where it is no Matroska of ours. */
  readonly demuxer?: string | undefined;
}

interface Direct {
  readonly file: {
    /** Absolute, and made of our own words only. */
    readonly path: string;
    /** The one format it may be read as. */
    readonly demuxer: string;
    /** Options of the decoder. */
    readonly options: readonly string[];
  };
}

interface FfmpegOutput {
  /** What to make of it: filters, encoder and format of the output, as on a command line. */
  readonly output: readonly string[];
  readonly onOutput: (chunk: Buffer) => void | Promise<void>;
  /** Called with each line ffmpeg says. */
  readonly onLine?: (line: string) => void;
  /** The most bytes of output. What comes after is cut off. */
  readonly outputBytes: number;
}

/**
 * Runs one job. Resolves when the child is gone and all of its output was taken.
 *
 * A stream that breaks off gives what it holds. @throws {UserError} when nothing could be decoded or time is up
 */
export async function runFfmpeg(
  ffmpeg: Ffmpeg,
  job: FfmpegJob,
  limits: MediaLimits,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const over = new AbortController();
  const input = new PassThrough();
  let outputBytes = 0;
  let isStopped = false;
  let failure: unknown;
  const output = new Writable({
    // fluent-ffmpeg takes a closed output for a failure, even when the child is only about to end.
    autoDestroy: false,
    write(chunk: Buffer, _encoding, done) {
      outputBytes += chunk.byteLength;
      if (outputBytes > job.outputBytes) stop(undefined);
      if (isStopped) return done();
      Promise.resolve(job.onOutput(chunk)).then(
        () => done(),
        (error: unknown) => {
          stop(error);
          done();
        },
      );
    },
  });
  const command = fluentFfmpeg({ stdoutLines: STDERR_LINES })
    .setFfmpegPath(ffmpeg.path)
    .input('file' in job ? `file:${job.file.path}` : input)
    .inputOptions(
      [
        '-hide_banner -nostats -v info -threads 2',
        `-max_alloc ${limits.ffmpegAllocationBytes} -max_pixels ${limits.videoPixels}`,
        ...inputOptions(job),
      ].flatMap(words),
    )
    .outputOptions(job.output.flatMap(words))
    .output(output);

  function stop(reason: unknown): void {
    isStopped = true;
    failure ??= reason;
    over.abort();
    // Before the child is there this does nothing; 'start' looks again.
    command.kill('SIGKILL');
  }
  using deadline = timeLimit(limits.ffmpegMs, TOO_SLOW, signal);
  const onAbort = (): void => stop(deadline.signal.reason);
  deadline.signal.addEventListener('abort', onAbort, { once: true });
  const { promise: exited, resolve: exit } = Promise.withResolvers<Error | undefined>();
  let feeding: Promise<void> | undefined;
  command
    .on('start', () => {
      if (over.signal.aborted) command.kill('SIGKILL');
      feeding = restrict(childOf(command)?.pid, limits).then(() =>
        'feed' in job ? feed(job, input, over.signal) : undefined,
      );
    })
    .on('stderr', (line: string) => job.onLine?.(line))
    .on('error', (error: Error) => exit(error))
    .on('end', () => exit(undefined));
  try {
    command.run();
    const error = await exited;
    over.abort();
    // What the child wrote last may still be on its way to us.
    if (feeding) await Promise.all([finished(output, { readable: false }), feeding]);
    if (failure !== undefined) throw failure;
    if (outputBytes === 0)
      throw new UserError('undecodable', 'damaged, or of a kind I cannot decode', undefined, {
        cause: error,
      });
  } finally {
    deadline.signal.removeEventListener('abort', onAbort);
    input.destroy();
    output.destroy();
  }
}

function inputOptions(job: FfmpegJob): readonly string[] {
  if ('feed' in job) {
    // The Matroska demuxer has two names.
    const formats = job.demuxer ?? 'matroska,webm';
    return [
      `-protocol_whitelist pipe -format_whitelist ${formats} -codec_whitelist ${DECODERS}`,
      `-copyts -noautorotate -f ${job.demuxer ?? 'matroska'}`,
    ];
  }
  const { demuxer, options } = job.file;
  return [
    `-protocol_whitelist file -format_whitelist ${demuxer} -codec_whitelist ${DECODERS},${OLD_DECODERS}`,
    ...options,
    `-f ${demuxer}`,
  ];
}

const words = (line: string): readonly string[] => line.split(' ');

/** The running child; fluent-ffmpeg keeps it in a field that its types leave out. */
const childOf = (command: FfmpegCommand): ChildProcess | undefined =>
  (command as FfmpegCommand & { readonly ffmpegProc?: ChildProcess }).ffmpegProc;

/** Writes the job's stream into the child. Damage half-way is the end of the stream: what came before is used. */
async function feed(job: Fed, input: PassThrough, signal: AbortSignal): Promise<void> {
  try {
    await job.feed(async (chunk) => {
      signal.throwIfAborted();
      if (!input.write(chunk)) await once(input, 'drain', { signal });
    });
  } catch {
    // The child tells what it can make of the part that is whole.
  }
  input.end();
}

/**
 * Bounds the child's processor time and memory and forbids it to write files, where the system can (Linux), and lets
 * everything else go first. A stream waits for that; of a file, some milliseconds are decoded before.
 */
async function restrict(pid: number | undefined, limits: MediaLimits): Promise<void> {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
    const bounds = [
      `--cpu=${limits.ffmpegCpuSeconds}`,
      `--as=${limits.ffmpegMemoryBytes}`,
      '--fsize=0',
      '--core=0',
    ];
    await run('prlimit', ['--pid', String(pid), ...bounds], { timeout: PRLIMIT_MS });
  } catch {
    // No prlimit here, or the child is already gone: the deadline and ffmpeg's own limits hold.
  }
}
