/** Video for a model that watches itself: a fresh MP4, upright, small, with few pictures a second and nothing else in it. */
import {
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  MATROSKA,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';
import { UserError } from '../../chat/index.ts';
import { fitImage, type Takes } from '../../model/index.ts';
import { runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import { allPackets, type Picture, type Sound } from '../recording/container.ts';
import { remux } from '../recording/remux.ts';
import type { TakeTurn } from '../turns.ts';
import type { Piece } from '../types.ts';
import { TURN } from '../video/decode.ts';
import type { SoundOptions } from './sound.ts';

export interface VideoOptions extends SoundOptions {
  readonly rule: NonNullable<Takes['video']>;
  readonly takeTurn: TakeTurn;
}

/** Servers look at one or two pictures a second, at times of their own. */
const PICTURES_PER_SECOND = 4;
/** What the container and an encoder that overshoots may take of the bytes. */
const USABLE_SHARE = 0.85;
const SOUND_BITS = 48_000;
/** With less, in bits a second, single frames show more than a video does. */
const LEAST_BITS = 60_000;

/**
 * @param sound undefined where the model does not hear the sound of a video
 * @throws {UserError} when it cannot be decoded, or does not go into the bytes that the server takes
 */
export async function videoPiece(
  picture: Picture,
  sound: Sound | undefined,
  options: VideoOptions,
): Promise<Piece> {
  const { rule, until, takeTurn, signal } = options;
  const bits = (rule.maxBytes * 8 * USABLE_SHARE) / until - (sound ? SOUND_BITS : 0);
  if (bits < LEAST_BITS) throw tooLarge();
  const fitted = fitImage(picture, { maxSide: rule.maxSide, maxPatches: Infinity });
  // The encoder halves colours: odd sides would be cut.
  const size = { width: Math.max(2, fitted.width & ~1), height: Math.max(2, fitted.height & ~1) };
  const filters = [
    `fps=${PICTURES_PER_SECOND}`,
    ...TURN[picture.rotation],
    `scale=${size.width}:${size.height}`,
  ];
  const rate = Math.round(bits);
  const [pictures, sounds] = await Promise.all([
    takeTurn(
      () =>
        encode(picture, options, [
          `-an -sn -dn -map_metadata -1 -vf ${filters.join(',')} -pix_fmt yuv420p -threads 2`,
          `-frames:v ${Math.ceil(until * PICTURES_PER_SECOND) + 1} -c:v libx264 -preset veryfast -bf 0`,
          `-crf 26 -maxrate ${rate} -bufsize ${rate} -f matroska`,
        ]),
      signal,
    ),
    sound &&
      takeTurn(
        () =>
          encode(sound, options, [
            `-vn -sn -dn -map_metadata -1 -af aresample=16000:async=1:first_pts=0 -ac 1`,
            `-t ${until.toFixed(3)} -c:a aac -b:a ${SOUND_BITS} -f matroska`,
          ]),
        signal,
      ),
  ]);
  const data = await join(pictures, sounds);
  if (data.byteLength > rule.maxBytes) throw tooLarge();
  return { type: 'video', mediaType: 'video/mp4', data, seconds: until, ...size };
}

const tooLarge = (): UserError => new UserError('too-large', 'too long to be watched in one piece');

async function encode(
  source: Picture | Sound,
  { until, rule, ffmpeg, limits, signal }: VideoOptions,
  output: readonly string[],
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  await runFfmpeg(
    ffmpeg,
    {
      feed: (write) => remux(source, allPackets(source, until), write),
      output,
      onOutput: (chunk) => void chunks.push(chunk),
      outputBytes: rule.maxBytes,
    },
    limits,
    signal,
  );
  return Buffer.concat(chunks);
}

/** One MP4 of what ffmpeg encoded, with its index in front, as servers that read while they receive want it. */
async function join(
  pictures: Uint8Array<ArrayBuffer>,
  sounds: Uint8Array<ArrayBuffer> | undefined,
): Promise<Uint8Array> {
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  using seen = new Input({ formats: [MATROSKA], source: new BufferSource(pictures) });
  using heard = sounds && new Input({ formats: [MATROSKA], source: new BufferSource(sounds) });
  const video = (await seen.getPrimaryVideoTrack())!;
  const audio = await heard?.getPrimaryAudioTrack();
  const videoSource = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(videoSource);
  const audioSource = audio ? new EncodedAudioPacketSource('aac') : undefined;
  if (audioSource) output.addAudioTrack(audioSource);
  await output.start();
  const copyPictures = async (): Promise<void> => {
    const decoderConfig = (await video.getDecoderConfig())!;
    for await (const packet of new EncodedPacketSink(video).packets())
      await videoSource.add(packet, { decoderConfig });
    videoSource.close();
  };
  const copySound = async (): Promise<void> => {
    if (!audio || !audioSource) return;
    const decoderConfig = (await audio.getDecoderConfig())!;
    for await (const packet of new EncodedPacketSink(audio).packets())
      await audioSource.add(packet, { decoderConfig });
    audioSource.close();
  };
  await Promise.all([copyPictures(), copySound()]);
  await output.finalize();
  return new Uint8Array(target.buffer!);
}
