/**
 * Opens recordings and hands on the packets that matter. Everything that can be strange about an upload (indexes,
 * playlists, names, other tracks) ends here, in memory-safe code.
 */
import { type FileHandle, open } from 'node:fs/promises';
import {
  CustomSource,
  EncodedPacketSink,
  FLAC,
  ADTS,
  Input,
  type InputAudioTrack,
  type InputFormat,
  type InputVideoTrack,
  MATROSKA,
  MP3,
  MP4,
  MPEG_TS,
  OGG,
  QTFF,
  WAVE,
  WEBM,
} from 'mediabunny';
import { UserError } from '../../chat/index.ts';
import { orAborted } from '../abort.ts';
import type { Size } from '../../model/index.ts';
import { mp3Packets, mp3Seconds } from './mp3.ts';
import type { Packet } from './remux.ts';

/**
 * No playlists (HLS): a playlist could name other files. Those that begin with a name come first: the others are known
 * by a few bits only, which any sound may hold.
 */
const FORMATS = [MP4, QTFF, WEBM, MATROSKA, OGG, WAVE, FLAC, MPEG_TS, MP3, ADTS];

const VIDEO_CODECS: readonly string[] = ['avc', 'hevc', 'vp8', 'vp9', 'av1'];
const AUDIO_CODECS: readonly string[] = [
  'aac',
  'opus',
  'vorbis',
  'mp3',
  'flac',
  'pcm-s16',
  'pcm-s24',
  'pcm-s32',
  'pcm-f32',
  'pcm-u8',
];

/** A track, and when the recording begins: many count from a moment long before their first picture or sound. */
export interface Sound {
  readonly track: InputAudioTrack;
  /** Seconds on the file's own clock; all other times here count from this one. */
  readonly start: number;
  /** The file itself, where it is an MP3. */
  readonly mp3: FileHandle | undefined;
  /** The file itself, where there is nothing in it but this sound, in a format that can be read from front to back. */
  readonly plain: { readonly file: FileHandle; readonly demuxer: PlainFormat } | undefined;
}

/** Formats of sound alone, as ffmpeg calls them. */
export type PlainFormat = 'ogg' | 'mp3' | 'wav' | 'flac';
const PLAIN_FORMATS = new Map<InputFormat, PlainFormat>([
  [OGG, 'ogg'],
  [MP3, 'mp3'],
  [WAVE, 'wav'],
  [FLAC, 'flac'],
]);

export interface Picture extends Size {
  readonly track: InputVideoTrack;
  readonly start: number;
  /** How far to turn each picture clockwise so that it stands upright; `width` and `height` are upright. */
  readonly rotation: 0 | 90 | 180 | 270;
}

export interface Recording {
  /** By the packets, not by what the file says. */
  readonly seconds: number;
  readonly picture: Picture | undefined;
  readonly sound: Sound | undefined;
  /** What is in it but cannot be read like this: its sound, or what is worth more than the rest. */
  readonly unread: 'sound' | 'all' | undefined;
}

/**
 * Opens a file, hands what it holds to `work`, and closes it.
 *
 * @throws {UserError} when it holds neither pictures nor sound that can be read
 */
export async function withRecording<T>(
  path: string,
  work: (recording: Recording) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  await using file = await open(path);
  const { size } = await file.stat();
  using input = new Input({
    formats: FORMATS,
    source: new CustomSource({
      getSize: () => size,
      read: async (start, end) => {
        const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(end - start), 0, end - start, start);
        return buffer.subarray(0, bytesRead);
      },
      prefetchProfile: 'fileSystem',
      handleUnhandledError: () => {},
    }),
  });
  return await work(await orAborted(describe(input, file), signal));
}

async function describe(input: Input, file: FileHandle): Promise<Recording> {
  try {
    const track = await input.getPrimaryVideoTrack();
    const sound = await input.getPrimaryAudioTrack();
    const videoCodec = await track?.getCodec();
    const audioCodec = await sound?.getCodec();
    const canSee = track && videoCodec && VIDEO_CODECS.includes(videoCodec);
    const canHear = sound && audioCodec && AUDIO_CODECS.includes(audioCodec);
    if (!track && !sound) throw new Error('there is no track in it');
    if (!canSee && !canHear)
      throw new UserError('codec', 'recorded in a way I cannot decode: send it as MP4 with H.264 and AAC');
    const tracks = [...(canSee ? [track] : []), ...(canHear ? [sound] : [])];
    // What lies before zero is not meant to be shown: a cut left it there to decode what comes after.
    const start = Math.max(0, await input.getFirstTimestamp(tracks));
    const format = await input.getFormat();
    const demuxer = PLAIN_FORMATS.get(format);
    const mp3 = format === MP3 ? await mp3Seconds(file) : 0;
    // FLAC says in its head how many samples follow; to walk through an hour of it takes more than a second.
    const said = format === FLAC ? await input.getDurationFromMetadata(tracks) : 0;
    const end = mp3 || said || (await input.computeDuration(tracks));
    return {
      seconds: Number.isFinite(end - start) ? Math.max(0, end - start) : 0,
      picture: canSee
        ? {
            track,
            start,
            width: await track.getDisplayWidth(),
            height: await track.getDisplayHeight(),
            rotation: await track.getRotation(),
          }
        : undefined,
      sound: canHear
        ? {
            track: sound,
            start,
            mp3: mp3 > 0 ? file : undefined,
            plain: demuxer && !track && start === 0 ? { file, demuxer } : undefined,
          }
        : undefined,
      unread: track && !canSee && !(await isStill(track)) ? 'all' : sound && !canHear ? 'sound' : undefined,
    };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      'unreadable',
      'damaged, cut off, or of a kind I cannot read: MP4, MOV, WebM, MKV, Ogg, MP3, WAV and FLAC work',
      undefined,
      { cause: error },
    );
  }
}

/** A podcast may show its chapters in pictures. */
const isStill = async (track: InputVideoTrack): Promise<boolean> =>
  /^(jpeg|png)/.test(String(await track.getInternalCodecId()));

/** Pictures may be stored out of order by a few frames, never by so many seconds. */
const DISORDER = 1;

/** All packets of the first `until` seconds. */
export async function* allPackets(source: Sound | Picture, until: number): AsyncGenerator<Packet> {
  const packets = 'mp3' in source && source.mp3 ? mp3Packets(source.mp3) : trackPackets(source);
  for await (const packet of packets) {
    const time = packet.timestamp - source.start;
    if (time > until + DISORDER) return;
    if (time <= until) yield packet;
  }
}

/** The library's own iterator reads a second of wall time ahead, which may be hours of sound. */
async function* trackPackets({ track }: Sound | Picture): AsyncGenerator<Packet> {
  const sink = new EncodedPacketSink(track);
  for (let packet = await sink.getFirstPacket(); packet; packet = await sink.getNextPacket(packet))
    yield packet;
}
