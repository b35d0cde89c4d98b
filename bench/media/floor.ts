/** What cannot be avoided: the packets without which the frames that were shown cannot be decoded. */
import {
  ALL_FORMATS,
  BufferTarget,
  EncodedPacketSink,
  type EncodedPacket,
  EncodedVideoPacketSource,
  FilePathSource,
  Input,
  MkvOutputFormat,
  Output,
} from 'mediabunny';

/** Labels are rounded to a tenth of a second: what they may be off the frame they name. */
const ROUNDING = 0.051;

/**
 * A Matroska stream of the packets from each frame's key frame to the frame itself, and of nothing else.
 *
 * @param times seconds, in order
 */
export async function neededPackets(path: string, times: readonly number[]): Promise<Uint8Array> {
  using input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(path) });
  const track = (await input.getPrimaryVideoTrack())!;
  const sink = new EncodedPacketSink(track);
  const needed = new Map<number, EncodedPacket>();
  for (const time of times) {
    const key = (await sink.getKeyPacket(time + ROUNDING)) ?? (await sink.getFirstKeyPacket());
    const isKey = key && key.timestamp > time - ROUNDING;
    const shown = isKey ? key : await sink.getPacket(time + ROUNDING);
    let packet = key;
    while (packet && shown && packet.sequenceNumber <= shown.sequenceNumber) {
      needed.set(packet.sequenceNumber, packet);
      packet = await sink.getNextPacket(packet);
    }
  }
  const target = new BufferTarget();
  const output = new Output({ format: new MkvOutputFormat(), target });
  const source = new EncodedVideoPacketSource((await track.getCodec())!);
  output.addVideoTrack(source);
  await output.start();
  const decoderConfig = (await track.getDecoderConfig())!;
  for (const [, packet] of [...needed].sort(([a], [b]) => a - b)) await source.add(packet, { decoderConfig });
  await output.finalize();
  return new Uint8Array(target.buffer!);
}
