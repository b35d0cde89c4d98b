/**
 * Writes one track's packets as a fresh Matroska stream (RFC 9559): the only thing that ffmpeg is ever given to read.
 * Nothing of the upload goes into it but the packets, their times, and what a decoder needs to know of the codec.
 */
import { setImmediate } from 'node:timers/promises';
import type { EncodedPacket } from 'mediabunny';
import type { Picture, Sound } from './container.ts';

export type Packet = Pick<EncodedPacket, 'data' | 'timestamp' | 'type'>;

const CODECS: Readonly<Record<string, string>> = {
  avc: 'V_MPEG4/ISO/AVC',
  hevc: 'V_MPEGH/ISO/HEVC',
  vp8: 'V_VP8',
  vp9: 'V_VP9',
  av1: 'V_AV1',
  aac: 'A_AAC',
  opus: 'A_OPUS',
  vorbis: 'A_VORBIS',
  mp3: 'A_MPEG/L3',
  flac: 'A_FLAC',
  'pcm-u8': 'A_PCM/INT/LIT',
  'pcm-s16': 'A_PCM/INT/LIT',
  'pcm-s24': 'A_PCM/INT/LIT',
  'pcm-s32': 'A_PCM/INT/LIT',
  'pcm-f32': 'A_PCM/FLOAT/IEEE',
};

/** Bytes gathered before they are handed on: what a pipe takes at once. */
const CLUSTER_BYTES = 64 * 1024;
/** A block says its time in 16 bits, in milliseconds, from the beginning of its cluster. */
const CLUSTER_MS = 30_000;
/** So many packets take a few milliseconds; then others have their turn. */
const PACKETS_AT_ONCE = 256;
/** Head of a SimpleBlock: id, size in four bytes, track, time, flags. */
const BLOCK_HEAD = 9;
/** Head of a cluster: id, size in four bytes, and its time in eight. */
const CLUSTER_HEAD = 18;

/**
 * Writes the packets as a Matroska stream with this one track, at their true times, rounded to milliseconds.
 *
 * @throws {Error} when the track does not say how it is coded, and what `packets` throws
 */
export async function remux(
  source: Sound | Picture,
  packets: AsyncIterable<Packet>,
  write: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  const cluster = createCluster();
  let track: Track | undefined;
  let number = 0;
  try {
    for await (const { data, timestamp, type } of packets) {
      if (!track) {
        track = 'rotation' in source ? await videoTrack(source) : await audioTrack(source, data);
        await write(head(track.entry));
      }
      const bytes = data.subarray(track.skipped(data));
      const ms = Math.round((timestamp - source.start) * 1000);
      if (!cluster.fits(bytes.byteLength, ms)) await write(cluster.take());
      cluster.add(bytes, ms, type === 'key');
      if (++number % PACKETS_AT_ONCE === 0) await setImmediate();
    }
  } finally {
    // Also when the file is damaged: what came before is worth having.
    if (cluster.isBegun()) await write(cluster.take());
  }
}

/** Gathers blocks. Each cluster is a buffer of its own, because the pipe may hold on to it. */
function createCluster() {
  let buffer = Buffer.alloc(0);
  let length = 0;
  let startMs = 0;
  return {
    isBegun: () => length > 0,
    fits: (bytes: number, ms: number): boolean =>
      length === 0 ||
      (length + BLOCK_HEAD + bytes <= buffer.length &&
        ms - startMs < CLUSTER_MS &&
        startMs - ms < CLUSTER_MS),
    add(data: Uint8Array, ms: number, isKey: boolean): void {
      if (length === 0) {
        buffer = Buffer.allocUnsafe(Math.max(CLUSTER_BYTES, CLUSTER_HEAD + BLOCK_HEAD + data.byteLength));
        length = CLUSTER_HEAD;
        startMs = Math.max(0, ms);
      }
      buffer[length] = 0xa3;
      buffer.writeUInt32BE(0x10000000 + 4 + data.byteLength, length + 1);
      buffer[length + 5] = 0x81;
      buffer.writeInt16BE(ms - startMs, length + 6);
      buffer[length + 8] = isKey ? 0x80 : 0;
      buffer.set(data, length + BLOCK_HEAD);
      length += BLOCK_HEAD + data.byteLength;
    },
    take(): Buffer {
      buffer.writeUInt32BE(0x1f43b675, 0);
      buffer.writeUInt32BE(0x10000000 + length - 8, 4);
      buffer.writeUInt16BE(0xe788, 8);
      buffer.writeBigUInt64BE(BigInt(startMs), 10);
      const whole = buffer.subarray(0, length);
      length = 0;
      return whole;
    },
  };
}

interface Track {
  /** What stands between the head of the track entry and its end. */
  readonly entry: readonly Buffer[];
  /** Bytes at the beginning of each packet that do not belong into Matroska. */
  readonly skipped: (packet: Uint8Array) => number;
}

const NOT_SAID = new Error('the track does not say how it is coded');

async function videoTrack({ track }: Picture): Promise<Track> {
  const codec = await track.getCodec();
  const config = await track.getDecoderConfig();
  if (!codec || !config) throw NOT_SAID;
  const { matrix, transfer, primaries, fullRange } = config.colorSpace ?? {};
  const colour = [
    number(0x55b1, MATRICES[matrix ?? ''] ?? UNKNOWN_COLOUR),
    number(0x55ba, TRANSFERS[transfer ?? ''] ?? UNKNOWN_COLOUR),
    number(0x55bb, PRIMARIES[primaries ?? ''] ?? UNKNOWN_COLOUR),
    ...(fullRange == null ? [] : [number(0x55b9, fullRange ? 2 : 1)]),
  ];
  const size = [number(0xb0, config.codedWidth ?? 0), number(0xba, config.codedHeight ?? 0)];
  return {
    entry: [
      number(0x83, 1),
      ...coding(codec, config.description),
      element(0xe0, ...size, element(0x55b0, ...colour)),
    ],
    skipped: () => 0,
  };
}

/** The numbers of ITU-T H.273 for what WebCodecs calls by name. */
const UNKNOWN_COLOUR = 2;
const MATRICES: Readonly<Record<string, number>> = {
  rgb: 0,
  bt709: 1,
  bt470bg: 5,
  smpte170m: 6,
  'bt2020-ncl': 9,
};
const TRANSFERS: Readonly<Record<string, number>> = {
  bt709: 1,
  smpte170m: 6,
  linear: 8,
  'iec61966-2-1': 13,
  pq: 16,
  hlg: 18,
};
const PRIMARIES: Readonly<Record<string, number>> = {
  bt709: 1,
  bt470bg: 5,
  smpte170m: 6,
  bt2020: 9,
  smpte432: 12,
};

async function audioTrack({ track }: Sound, first: Uint8Array): Promise<Track> {
  const codec = await track.getCodec();
  const config = await track.getDecoderConfig();
  if (!codec || !config) throw NOT_SAID;
  const isAdts = codec === 'aac' && config.description === undefined;
  const description = isAdts ? configOfAdts(first) : config.description;
  const bits = /^pcm-.(\d+)$/.exec(codec)?.[1];
  return {
    entry: [
      number(0x83, 2),
      ...coding(codec, description),
      element(
        0xe1,
        float(0xb5, config.sampleRate),
        number(0x9f, config.numberOfChannels),
        ...(bits === undefined ? [] : [number(0x6264, Number(bits))]),
      ),
    ],
    skipped: isAdts ? adtsHead : () => 0,
  };
}

/** As WebCodecs gives it. */
type Description = ArrayBufferView | ArrayBufferLike;

const coding = (codec: string, description: Description | undefined): readonly Buffer[] => [
  element(0x86, Buffer.from(CODECS[codec] ?? '')),
  ...(description === undefined ? [] : [element(0x63a2, bytesOf(description))]),
];

/** AAC in a broadcast stream carries its configuration in front of each packet (ISO 13818-7, ADTS): 7 bytes, or 9 with a checksum. */
const adtsHead = (packet: Uint8Array): number => (packet[1]! & 1 ? 7 : 9);

/** What MP4 and Matroska say instead, once (ISO 14496-3, AudioSpecificConfig). */
function configOfAdts(packet: Uint8Array): Uint8Array {
  const [, , third = 0, fourth = 0] = packet;
  const [kind, rate, channels] = [(third >> 6) + 1, (third >> 2) & 15, ((third & 1) << 2) | (fourth >> 6)];
  return Uint8Array.of((kind << 3) | (rate >> 1), ((rate & 1) << 7) | (channels << 3));
}

const bytesOf = (source: Description): Uint8Array =>
  ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);

/** Everything before the first cluster; the segment has no end, as in a live stream. */
function head(entry: readonly Buffer[]): Buffer {
  const endless = Buffer.from([0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
  const matroska = [element(0x4282, Buffer.from('matroska')), number(0x4287, 4), number(0x4285, 2)];
  const milliseconds = number(0x2ad7b1, 1_000_000);
  const track = element(0xae, number(0xd7, 1), number(0x73c5, 1), number(0x9c, 0), ...entry);
  return Buffer.concat([
    element(0x1a45dfa3, ...matroska),
    endless,
    element(0x1549a966, milliseconds),
    element(0x1654ae6b, track),
  ]);
}

function element(id: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const hex = id.toString(16);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(0x10000000 + content.length);
  return Buffer.concat([Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex'), size, content]);
}

function number(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return element(id, bytes);
}

function float(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return element(id, bytes);
}
