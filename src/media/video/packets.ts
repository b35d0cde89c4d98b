/** Which packets of a video must be decoded to see it at some moments. */
import { type EncodedPacket, EncodedPacketSink } from 'mediabunny';
import type { Picture } from '../recording/container.ts';
import { beginsSequence, startingAfresh } from './open-gop.ts';

/** A picture to be decoded. */
export interface Shot {
  /** Its exact time, from the beginning of the recording. */
  readonly seconds: number;
  /** Where decoding begins, and its own packet; without their data. The same for a key frame. */
  readonly key: EncodedPacket;
  readonly packet: EncodedPacket;
}

/** What adding and subtracting times may lose, in seconds; far less than the time of a frame. */
const ROUNDING = 1e-6;
const WITHOUT_DATA = { metadataOnly: true } as const;
/** Packets by which the frame rate is judged. */
const RATE_PACKETS = 60;

/** Key frames at or before evenly spaced moments of the first `until` seconds, in order. */
export async function findKeys(
  picture: Picture,
  until: number,
  most: number,
  signal: AbortSignal,
): Promise<readonly Shot[]> {
  const { track, start } = picture;
  const moments = Array.from({ length: most }, (_, index) => (until * index) / Math.max(1, most - 1));
  const first = await new EncodedPacketSink(track).getFirstKeyPacket(WITHOUT_DATA);
  const keys = new Map<number, Shot>();
  for (const packet of [first, ...(await startsAt(picture, moments, signal))])
    if (packet && packet.timestamp - start <= until)
      keys.set(packet.sequenceNumber, { seconds: packet.timestamp - start, key: packet, packet });
  return [...keys.values()].sort((a, b) => a.seconds - b.seconds);
}

/** Where decoding can begin for each of these moments, which are in order; the first key frame where nothing is nearer. */
async function startsAt(
  picture: Picture,
  moments: readonly number[],
  signal: AbortSignal,
): Promise<readonly (EncodedPacket | null)[]> {
  const keys = await keysAt(picture, moments, signal);
  const begins = await beginsSequence(picture.track);
  const starts = new Map<number, EncodedPacket>();
  let nearest = await new EncodedPacketSink(picture.track).getFirstKeyPacket(WITHOUT_DATA);
  for (const key of keys) {
    if (!key || starts.has(key.sequenceNumber)) continue;
    if (await begins(key)) nearest = key;
    starts.set(key.sequenceNumber, nearest ?? key);
  }
  return keys.map((key) => key && starts.get(key.sequenceNumber)!);
}

/**
 * The key frame before each of these moments, which are in order. Where it is the same for two of them, it is for all
 * between: in a file without an index each look-up reads all before it.
 */
async function keysAt(
  { track, start }: Picture,
  moments: readonly number[],
  signal: AbortSignal,
): Promise<readonly (EncodedPacket | null)[]> {
  const sink = new EncodedPacketSink(track);
  const keys: (EncodedPacket | null)[] = [];
  const lookUp = async (index: number): Promise<void> => {
    signal.throwIfAborted();
    keys[index] = await sink.getKeyPacket(start + moments[index]! + ROUNDING, WITHOUT_DATA);
  };
  const between = async (from: number, to: number): Promise<void> => {
    if (to - from < 2) return;
    if (keys[from]?.sequenceNumber === keys[to]?.sequenceNumber) {
      keys.fill(keys[from] ?? null, from + 1, to);
      return;
    }
    const middle = (from + to) >> 1;
    await lookUp(middle);
    await between(from, middle);
    await between(middle, to);
  };
  if (moments.length > 0) await lookUp(0);
  if (moments.length > 1) await lookUp(moments.length - 1);
  await between(0, moments.length - 1);
  return keys;
}

/** Pictures a second, near the beginning. */
export async function frameRate({ track }: Picture): Promise<number> {
  const { averagePacketRate } = await track.computePacketStats(RATE_PACKETS);
  return averagePacketRate;
}

/**
 * The pictures shown at these moments, each once, in order.
 *
 * @param known those that need not be looked up
 */
export async function shotsAt(
  picture: Picture,
  moments: readonly number[],
  signal: AbortSignal,
  known: readonly Shot[] = [],
): Promise<readonly Shot[]> {
  const { track, start } = picture;
  const sink = new EncodedPacketSink(track);
  const packets = new Map<number, EncodedPacket>();
  const knownAt = new Map(known.map(({ seconds, packet }) => [seconds, packet]));
  for (const moment of moments.toSorted((a, b) => a - b)) {
    signal.throwIfAborted();
    const packet =
      knownAt.get(moment) ??
      (await sink.getPacket(start + moment + ROUNDING, WITHOUT_DATA)) ??
      (await sink.getFirstKeyPacket(WITHOUT_DATA));
    if (packet) packets.set(packet.sequenceNumber, packet);
  }
  const pictures = [...packets.values()].sort((a, b) => a.timestamp - b.timestamp);
  const starts = await startsAt(
    picture,
    pictures.map(({ timestamp }) => timestamp - start),
    signal,
  );
  return pictures.flatMap((packet, index) => {
    const key = starts[index];
    return key ? [{ seconds: packet.timestamp - start, key, packet }] : [];
  });
}

export const isKey = ({ key, packet }: Shot): boolean => key.sequenceNumber === packet.sequenceNumber;

/** All packets these pictures need to be decoded, and no others: from each key frame to the last picture that needs it. */
export async function* packetsFor({ track }: Picture, shots: readonly Shot[]): AsyncGenerator<EncodedPacket> {
  const sink = new EncodedPacketSink(track);
  const groups = new Map<number, { readonly key: EncodedPacket; last: number }>();
  for (const { key, packet } of shots) {
    const group = groups.get(key.sequenceNumber);
    if (group) group.last = Math.max(group.last, packet.sequenceNumber);
    else groups.set(key.sequenceNumber, { key, last: packet.sequenceNumber });
  }
  const afresh = await startingAfresh(track);
  for (const { key, last } of groups.values()) {
    const first = await sink.getKeyPacket(key.timestamp + ROUNDING);
    if (!first) continue;
    yield afresh(first);
    let packet = last > first.sequenceNumber ? await sink.getNextPacket(first) : null;
    for (; packet && packet.sequenceNumber <= last; packet = await sink.getNextPacket(packet)) yield packet;
  }
}
