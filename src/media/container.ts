/**
 * Opens recordings and hands on the packets that matter in a fresh Matroska stream. Everything that can be strange about
 * an upload (indexes, playlists, names, other tracks) ends here, in memory-safe code.
 */
import { open } from 'node:fs/promises';
import {
  AppendOnlyStreamTarget,
  CustomSource,
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  FLAC,
  ADTS,
  Input,
  type InputAudioTrack,
  type InputVideoTrack,
  MATROSKA,
  MkvOutputFormat,
  MP3,
  MP4,
  MPEG_TS,
  OGG,
  Output,
  QTFF,
  WAVE,
  WEBM,
} from 'mediabunny';
import { UserError } from '../chat/index.ts';
import { orAborted } from './abort.ts';
import type { Size } from '../model/index.ts';

/** No playlists (HLS): a playlist could name other files. */
const FORMATS = [MP4, QTFF, WEBM, MATROSKA, OGG, MP3, WAVE, FLAC, ADTS, MPEG_TS];

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
}

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
        const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
        return buffer.subarray(0, bytesRead);
      },
      prefetchProfile: 'fileSystem',
      handleUnhandledError: () => {},
    }),
  });
  return await work(await orAborted(describe(input), signal));
}

async function describe(input: Input): Promise<Recording> {
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
    const start = await input.getFirstTimestamp(tracks);
    const end = await input.computeDuration(tracks);
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
      sound: canHear ? { track: sound, start } : undefined,
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

/** Times of key frames near evenly spaced moments of the first `until` seconds, in order. */
export async function findKeyTimes(
  { track, start }: Picture,
  until: number,
  most: number,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const sink = new EncodedPacketSink(track);
  const times = new Set<number>();
  const first = await sink.getFirstKeyPacket({ metadataOnly: true });
  if (first) times.add(first.timestamp - start);
  for (let index = 0; index < most; index++) {
    signal.throwIfAborted();
    const moment = start + (until * index) / Math.max(1, most - 1);
    const packet = await sink.getKeyPacket(moment, { metadataOnly: true });
    if (packet) times.add(packet.timestamp - start);
  }
  return [...times].filter((time) => time <= until).sort((a, b) => a - b);
}

/** The key frames at these times, as `findKeyTimes` gave them. */
export async function* keyPackets(
  { track, start }: Picture,
  times: readonly number[],
): AsyncGenerator<EncodedPacket> {
  const sink = new EncodedPacketSink(track);
  for (const time of times) {
    const packet = await sink.getKeyPacket(start + time + ROUNDING);
    if (packet) yield packet;
  }
}

/** What adding and subtracting times may lose, in seconds; far less than the time of a frame. */
const ROUNDING = 1e-6;
/** Pictures may be stored out of order by a few frames, never by so many seconds. */
const DISORDER = 1;

/** All packets of the first `until` seconds. */
export async function* allPackets(
  { track, start }: Sound | Picture,
  until: number,
): AsyncGenerator<EncodedPacket> {
  for await (const packet of new EncodedPacketSink(track).packets()) {
    const time = packet.timestamp - start;
    if (time > until + DISORDER) return;
    if (time <= until) yield packet;
  }
}

/** Writes the packets as a Matroska stream with this one track, at their true times. */
export async function remux(
  source: Sound | Picture,
  packets: AsyncIterable<EncodedPacket>,
  write: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  const output = new Output({
    format: new MkvOutputFormat({ appendOnly: true }),
    target: new AppendOnlyStreamTarget(new WritableStream({ write })),
  });
  const add =
    'rotation' in source ? await videoWriter(output, source.track) : await audioWriter(output, source.track);
  await output.start();
  for await (const packet of packets) await add(packet.clone({ timestamp: packet.timestamp - source.start }));
  await output.finalize();
}

type Add = (packet: EncodedPacket) => Promise<void>;

async function videoWriter(output: Output, track: InputVideoTrack): Promise<Add> {
  const codec = await track.getCodec();
  const decoderConfig = await track.getDecoderConfig();
  if (!codec || !decoderConfig) throw new Error('the track does not say how it is coded');
  const source = new EncodedVideoPacketSource(codec);
  output.addVideoTrack(source);
  return (packet) => source.add(packet, { decoderConfig });
}

async function audioWriter(output: Output, track: InputAudioTrack): Promise<Add> {
  const codec = await track.getCodec();
  const decoderConfig = await track.getDecoderConfig();
  if (!codec || !decoderConfig) throw new Error('the track does not say how it is coded');
  const source = new EncodedAudioPacketSource(codec);
  output.addAudioTrack(source);
  return (packet) => source.add(packet, { decoderConfig });
}
