/** The figures as tables for people. Pure. */
import type { Cost } from '../measure.ts';
import { table } from '../table.ts';
import type { MediaFigures } from './index.ts';
import type { VideoSpeed } from './speed.ts';

/** What we want to reach: a ratio to the raw command, or milliseconds. */
const TARGETS = {
  longVideo: 0.5,
  shortVideo: 1.15,
  floor: 1.6,
  sound: 1.25,
  images: 1.15,
  addedMs: 50,
} as const;

const seconds = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(2));
const megabytes = (value: number | undefined): string =>
  value === undefined ? '–' : (value / 1e6).toFixed(0);
const percent = (share: number | undefined): string =>
  share === undefined ? '–' : `${(share * 100).toFixed(0)} %`;
/** @example ratio(0.7, 1.4, 0.5) // '0.50 ✓' */
const ratio = (ours: number, other: number, target?: number): string => {
  const value = ours / other;
  return `${value.toFixed(2)}${target === undefined ? '' : value <= target ? ' ✓' : ' ✗'}`;
};
const costs = ({ wall, cpu, memory }: Cost): string =>
  `${seconds(wall)}/${seconds(cpu)}/${megabytes(memory)}`;

function lengthOf(length: number): string {
  return length < 60 ? `${length} s` : `${length / 60} min`;
}

function videoRow({
  clip,
  frames,
  size,
  ours,
  usual,
  keyFrames,
  floor,
  decoded,
}: VideoSpeed): readonly string[] {
  const understanding = ours.wall - ours.fetch.wall;
  return [
    `${lengthOf(clip.seconds)} ${clip.size} ${clip.coding}`,
    `${frames} × ${size}`,
    costs(ours),
    seconds(ours.fetch.wall),
    `${usual.isEstimated ? '~' : ''}${costs(usual)}`,
    ratio(understanding, usual.wall, clip.seconds > 10 ? TARGETS.longVideo : TARGETS.shortVideo),
    costs(keyFrames),
    ratio(understanding, keyFrames.wall),
    costs(floor),
    ratio(understanding, floor.wall, TARGETS.floor),
    costs(decoded),
    ratio(understanding, decoded.wall, TARGETS.floor),
  ];
}

/** How much more the child held for the longest clip of a coding than for two minutes of it. */
function flatness(video: readonly VideoSpeed[]): readonly string[] {
  return video.flatMap(({ clip, ours }) => {
    const short = video.find(
      (other) =>
        other.clip.seconds === 120 && other.clip.coding === clip.coding && other.clip.size === clip.size,
    );
    if (clip.seconds <= 120 || !short || ours.memory === undefined || short.ours.memory === undefined)
      return [];
    return [`${clip.size} ${clip.coding} ${(ours.memory / short.ours.memory).toFixed(2)}`];
  });
}

export function report(figures: MediaFigures): string {
  const { machine, ffmpeg, video, sound, images, starvation, quality } = figures;
  const flat = flatness(video);
  return `${[
    `${machine.cores} cores, ${machine.platform}, node ${machine.node}, ffmpeg ${ffmpeg.version} (${ffmpeg.source})`,
    machine.platform === 'linux' ? '' : 'Processor time and memory are measured on Linux only.',
    'Costs are wall s / processor s / MB at the peak, of all processes together; ÷ compares the wall, fetching left out.',
    '',
    `VIDEO (÷ usual: ≤ ${TARGETS.longVideo}, 10 s ≤ ${TARGETS.shortVideo}; ÷ floor ≤ ${TARGETS.floor}; floor: decoding the frames sent; decoded: all that ours decoded; ~ counted up from a minute)`,
    table(
      ['', 'frames', 'ours', 'fetch', 'fps filter', '÷', 'key frames', '÷', 'floor', '÷', 'decoded', '÷'],
      video.map(videoRow),
    ),
    `Of the memory of ours ${megabytes(video[0]!.ours.idleMemory)} MB are there before it begins: the bot with its code loaded.`,
    flat.length > 0 ? `Memory, 20 min against 2 min: ${flat.join(' · ')}` : '',
    '',
    `SOUND (÷ ≤ ${TARGETS.sound})`,
    table(
      ['', 'ours', 'fetch', 'ffmpeg', '÷'],
      sound.map(({ minutes, ours, raw }) => [
        lengthOf(minutes * 60),
        costs(ours),
        seconds(ours.fetch.wall),
        costs(raw),
        ratio(ours.wall - ours.fetch.wall, raw.wall, TARGETS.sound),
      ]),
    ),
    '',
    `PICTURES (÷ ≤ ${TARGETS.images})`,
    table(
      ['', 'ours', 'bare sharp', '÷'],
      [
        [
          `${images.pictures} pictures`,
          costs(images.ours),
          costs(images.raw),
          ratio(images.ours.wall, images.raw.wall, TARGETS.images),
        ],
      ],
    ),
    '',
    `TEXT BESIDE ${starvation.videos} VIDEOS (message to model request, ms, ${starvation.questions} questions; added p99 < ${TARGETS.addedMs})`,
    table(
      ['', 'p50', 'p99'],
      (['alone', 'beside', 'added'] as const).map((name) => [
        name,
        starvation[name].p50.toFixed(0),
        `${starvation[name].p99.toFixed(0)}${name !== 'added' ? '' : starvation.added.p99 < TARGETS.addedMs ? ' ✓' : ' ✗'}`,
      ]),
    ),
    '',
    'WHAT IS SEEN (changes with a frame within 1 s; time error mean/most in s; frames and tokens of the smallest even grid as good)',
    table(
      [
        '',
        'frames',
        'changes',
        'scenes',
        'time error',
        'duplicates',
        'tokens',
        'even grid',
        'grid tokens',
        '÷',
      ],
      quality.pictures.map((seen) => [
        seen.name,
        String(seen.frames),
        percent(seen.changesSeen),
        percent(seen.scenesSeen),
        `${seen.timeError.mean.toFixed(2)}/${seen.timeError.most.toFixed(2)}`,
        String(seen.duplicates ?? '–'),
        String(seen.tokens),
        String(seen.grid?.frames ?? '–'),
        String(seen.grid?.tokens ?? '–'),
        seen.grid ? ratio(seen.tokens, seen.grid.tokens) : '–',
      ]),
    ),
    '',
    'WHAT IS HEARD (label against truth, mean/most in s; picture: the last one before the words is of the scene they were said in)',
    table(
      ['', 'heard', 'start', 'end', 'picture'],
      quality.speech.map((heard) => [
        heard.name,
        `${heard.heard} of ${heard.spoken}`,
        `${heard.startError.mean.toFixed(2)}/${heard.startError.most.toFixed(2)}`,
        `${heard.endError.mean.toFixed(2)}/${heard.endError.most.toFixed(2)}`,
        percent(heard.rightPicture),
      ]),
    ),
  ].join('\n')}\n`;
}
