/**
 * The frames of an MP3 file, found by their headers (ISO 11172-3 and 13818-3, layer III). The file has no index, so that
 * all of it must be walked even to know how long it is: an hour takes a fifth of a second here, and no memory.
 */
import type { FileHandle } from 'node:fs/promises';
import type { Packet } from './remux.ts';

const BLOCK_BYTES = 256 * 1024;
/** The longest frame there can be is shorter: 160 kbit/s at 8 kHz. */
const FRAME_BYTES = 1441;
const ID3_HEAD = 10;

/** In kbit/s; free and forbidden ones are 0. The lower sample rates have lower ones. */
const BITRATES = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0];
const LOW_BITRATES = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0];
const RATES = [44_100, 48_000, 32_000, 0];

interface Frame {
  /** The bits that stay the same in a whole file: version, layer, sample rate. */
  readonly kind: number;
  readonly bytes: number;
  readonly samples: number;
  readonly rate: number;
}

/** Seconds of sound in the file, by its frames. Zero when it has none of layer III. */
export async function mp3Seconds(file: FileHandle): Promise<number> {
  let seconds = 0;
  for await (const frames of walk(file)) seconds = frames.end;
  return seconds;
}

export async function* mp3Packets(file: FileHandle): AsyncGenerator<Packet> {
  for await (const { packets } of walk(file)) yield* packets;
}

/** The frames block by block, and the second at which they end. */
async function* walk(
  file: FileHandle,
): AsyncGenerator<{ readonly packets: readonly Packet[]; readonly end: number }> {
  let position = await skipId3(file);
  let first: Frame | undefined;
  /** Whether the last frame ended where the next is looked for; else one must be followed by another to be believed. */
  let isInStep = false;
  let samples = 0;
  for (;;) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(BLOCK_BYTES), 0, BLOCK_BYTES, position);
    const isLast = bytesRead < BLOCK_BYTES;
    const block = buffer.subarray(0, bytesRead);
    const packets: Packet[] = [];
    let at = 0;
    // What may reach into the next block, with the head of the frame after it, is left for that one.
    while (at + 4 <= block.length && (isLast || at + FRAME_BYTES + 4 <= block.length)) {
      const frame = readHead(block, at);
      const end = at + (frame?.bytes ?? 0);
      const isFrame =
        frame !== undefined &&
        end <= block.length &&
        (first === undefined || frame.kind === first.kind) &&
        (isInStep || (isLast && end + 4 > block.length) || readHead(block, end)?.kind === frame.kind);
      if (!isFrame) {
        isInStep = false;
        const next = block.indexOf(0xff, at + 1);
        at = next === -1 ? block.length : next;
        continue;
      }
      const data = block.subarray(at, end);
      // The first frame may hold no sound but what an encoder says of itself.
      if (first !== undefined || !isInfo(data)) {
        packets.push({ data, timestamp: samples / frame.rate, type: 'key' });
        samples += frame.samples;
      }
      first ??= frame;
      isInStep = true;
      at = end;
    }
    if (first) yield { packets, end: samples / first.rate };
    if (isLast) return;
    position += at;
  }
}

function readHead(bytes: Buffer, at: number): Frame | undefined {
  if (at + 4 > bytes.length || bytes[at] !== 0xff) return undefined;
  const [second, third] = [bytes[at + 1]!, bytes[at + 2]!];
  const version = (second >> 3) & 3;
  if (second < 0xe0 || version === 1 || ((second >> 1) & 3) !== 1) return undefined;
  const isLow = version !== 3;
  const rate = RATES[(third >> 2) & 3]! >> (version === 3 ? 0 : version === 2 ? 1 : 2);
  const bitrate = (isLow ? LOW_BITRATES : BITRATES)[third >> 4]! * 1000;
  if (rate === 0 || bitrate === 0) return undefined;
  const samples = isLow ? 576 : 1152;
  const length = Math.floor(((samples / 8) * bitrate) / rate) + ((third >> 1) & 1);
  return { kind: ((second & 0xfe) << 2) | ((third >> 2) & 3), bytes: length, samples, rate };
}

const isInfo = (frame: Buffer): boolean => /Xing|Info|VBRI/.test(frame.toString('latin1', 4, 48));

/** Where the sound begins: after the titles and covers that players put first (ID3v2). */
async function skipId3(file: FileHandle): Promise<number> {
  for (let position = 0; ;) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(ID3_HEAD), 0, ID3_HEAD, position);
    if (bytesRead < ID3_HEAD || buffer.toString('latin1', 0, 3) !== 'ID3') return position;
    const size = buffer.subarray(6).reduce((sum, byte) => sum * 128 + (byte & 127), 0);
    position += ID3_HEAD + size + (buffer[5]! & 0x10 ? ID3_HEAD : 0);
  }
}
