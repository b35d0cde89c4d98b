/**
 * H.264 and HEVC have key frames that begin no new sequence ("open" groups of pictures, as television and some cameras
 * record them). The order in which pictures are shown counts on from those before: with them left out, ffmpeg takes most
 * key frames for late and drops them, or shows them at another's time. In H.264 decoding can therefore only begin where a
 * sequence begins; in HEVC a key frame can be marked as the first after a splice.
 */
import { type EncodedPacket, EncodedPacketSink, type InputVideoTrack } from 'mediabunny';

/** Types of units, from ITU-T H.264, table 7-1: the first and the last that hold a picture. */
const SLICE = 1;
const SEQUENCE_START = 5;
/** From ITU-T H.265, table 7-1: a key frame inside of a sequence, and the same after a splice. */
const CLEAN_ACCESS = 21;
const BROKEN_LINK = 16;

/** Tells of a key frame of this track whether decoding can begin with it. */
export async function beginsSequence(
  track: InputVideoTrack,
): Promise<(key: EncodedPacket) => Promise<boolean>> {
  if ((await track.getCodec()) !== 'avc') return () => Promise.resolve(true);
  const lengthBytes = await lengthBytesOf(track, 4);
  const sink = new EncodedPacketSink(track);
  return async (key) => {
    const packet = await sink.getPacket(key.timestamp);
    if (packet?.sequenceNumber !== key.sequenceNumber) return true;
    for (const at of unitsOf(packet.data, lengthBytes)) {
      const type = packet.data[at]! & 31;
      if (type >= SLICE && type <= SEQUENCE_START) return type === SEQUENCE_START;
    }
    // Nothing to tell by.
    return true;
  };
}

/** Makes a key frame of this track one that counts for itself, whatever was decoded before it. */
export async function startingAfresh(track: InputVideoTrack): Promise<(key: EncodedPacket) => EncodedPacket> {
  if ((await track.getCodec()) !== 'hevc') return (key) => key;
  const lengthBytes = await lengthBytesOf(track, 21);
  return (key) => {
    const data = Uint8Array.from(key.data);
    for (const at of unitsOf(data, lengthBytes))
      if (((data[at]! >> 1) & 63) === CLEAN_ACCESS) data[at] = (data[at]! & 0x81) | (BROKEN_LINK << 1);
    return key.clone({ data });
  };
}

/**
 * The size of the length before each unit, which the last two bits of a byte of the configuration say, less one (ISO/IEC
 * 14496-15); undefined where units are told apart by start codes.
 */
async function lengthBytesOf(track: InputVideoTrack, at: number): Promise<number | undefined> {
  const description = (await track.getDecoderConfig())?.description;
  if (!description) return undefined;
  const bytes = ArrayBuffer.isView(description)
    ? new Uint8Array(description.buffer, description.byteOffset)
    : new Uint8Array(description);
  return (bytes[at]! & 3) + 1;
}

/** Where each unit of a packet begins. */
function* unitsOf(data: Uint8Array, lengthBytes: number | undefined): Generator<number> {
  if (lengthBytes === undefined) {
    for (let at = 0; at + 3 < data.length; at++)
      if (data[at] === 0 && data[at + 1] === 0 && data[at + 2] === 1) yield at + 3;
    return;
  }
  for (let at = 0; at + lengthBytes < data.length;) {
    let length = 0;
    for (let byte = 0; byte < lengthBytes; byte++) length = length * 256 + data[at + byte]!;
    yield at + lengthBytes;
    at += lengthBytes + length;
  }
}
