/** The demo model's answer: a truthful account of what it was given, as Markdown. */
import type { Asked, AskedPart } from './asked.ts';
import { imageSize } from './image-size.ts';
import { splitAnswer } from './look.ts';
import { soundSeconds } from './sound-length.ts';

const TIME = String.raw`\d+:\d\d(?::\d\d)?(?:\.\d+)?`;
/** `[0:02–0:07 speech] words`; a name may stand before the times. */
const SPEECH = new RegExp(String.raw`^\[(?:(.+) )?(${TIME})[–-](${TIME}) speech\] ?(.*)$`);
/** `[clip.mp4 0:03 frame]` */
const FRAME = new RegExp(String.raw`^(?:(.+) )?(${TIME}) frame$`);
const LABEL = /^\[([^\]]+)\]$/;

/** The most of a question or a stretch of speech that is repeated. */
const QUOTED_CHARS = 400;

const HEADING =
  'I am the **demo model**: I run inside this program, only list what I am given and understand none of it. ' +
  'For real answers put `OPENAI_API_KEY` (or `OPENAI_BASE_URL`, for any compatible server) into `.env` and start again.';

const number = (value: number): string => value.toLocaleString('en');
const plural = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`;

function size(bytes: number): string {
  if (bytes < 1000) return plural(bytes, 'byte');
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** People's own words, on one line and without Markdown of their own. */
function quote(words: string): string {
  const line = words.replace(/\s+/g, ' ').trim();
  const short = line.length > QUOTED_CHARS ? `${line.slice(0, QUOTED_CHARS)}…` : line;
  return short.replace(/[\\`*_[\]<>~|#]/g, (mark) => `\\${mark}`);
}

function describeImage(data: Buffer, label: string | undefined): string {
  const pixels = imageSize(data);
  const measured = pixels
    ? `${pixels.width} × ${pixels.height} pixels (${pixels.format}, ${size(data.length)})`
    : `${size(data.length)} that I cannot read as an image`;
  const frame = label === undefined ? undefined : FRAME.exec(label);
  if (frame) return `video frame at **${frame[2]}**${frame[1] ? ` of ${quote(frame[1])}` : ''}: ${measured}`;
  return `image${label === undefined ? '' : ` ${quote(label)}`}: ${measured}`;
}

function describeSound(data: Buffer, label: string | undefined): string {
  const seconds = soundSeconds(data);
  const measured =
    seconds === undefined ? 'sound I cannot measure' : `${seconds.toFixed(1)} seconds of sound`;
  return `recording${label === undefined ? '' : ` ${quote(label)}`}: ${measured} (${size(data.length)})`;
}

const describeVideo = (data: Buffer, label: string | undefined): string =>
  `video${label === undefined ? '' : ` ${quote(label)}`}: ${size(data.length)} that I cannot watch`;

const DESCRIBE = { image: describeImage, sound: describeSound, video: describeVideo } as const;

interface Reading {
  /** The words that are no label. */
  readonly question: string;
  /** One line for each thing besides, in the order it came. */
  readonly things: readonly string[];
}

/** Tells the labels in a text part from a question; a label may be about the part that follows. */
function read(parts: readonly AskedPart[]): Reading {
  const words: string[] = [];
  const things: string[] = [];
  /** The last label, while it is not known what it is about. */
  let label: string | undefined;
  const keepLabel = (): void => {
    if (label !== undefined) things.push(`note: ${quote(label)}`);
    label = undefined;
  };

  const readText = (text: string, isLast: boolean): void => {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const isLabelled = lines.every((line) => LABEL.test(line) || SPEECH.test(line));
    const title = LABEL.exec(lines[0] ?? '')?.[1];
    if (!isLabelled && title !== undefined && !isLast) {
      const length = text.length - text.indexOf('\n') - 1;
      things.push(`text of ${quote(title)}: ${plural(length, 'character')}`);
      return;
    }
    if (!isLabelled) {
      words.push(text);
      return;
    }
    for (const line of lines) {
      const speech = SPEECH.exec(line);
      keepLabel();
      if (speech)
        things.push(
          `speech **${speech[2]}–${speech[3]}**${speech[1] ? ` of ${quote(speech[1])}` : ''}: ${quote(speech[4] ?? '')}`,
        );
      else label = LABEL.exec(line)?.[1];
    }
  };

  parts.forEach((part, index) => {
    if (part.type === 'text') {
      readText(part.text, index === parts.length - 1);
      return;
    }
    if (part.type === 'file') {
      keepLabel();
      things.push(`file ${quote(part.name)}: ${size(part.data.length)} of ${quote(part.mediaType)}`);
      return;
    }
    things.push(DESCRIBE[part.type](part.data, label));
    label = undefined;
  });
  keepLabel();
  return { question: words.join('\n').trim(), things };
}

/** What came of the calls, where some were made. */
function describeCalls({ turns }: Asked): readonly string[] {
  const { since } = splitAnswer({ turns });
  const calls = since.flatMap((turn) => turn.calls ?? []);
  if (calls.length === 0) return [];
  const { question, things } = read(
    since.filter(({ role }) => role !== 'assistant').flatMap(({ parts }) => parts),
  );
  const words = question === '' ? [] : [`words: ${quote(question)}`];
  const seen = [...things, ...words];
  return [
    [
      `**I asked for** ${calls.map((call) => `${quote(call.name)} ${quote(call.arguments)}`).join(', ')}`,
      ...(seen.length === 0 ? ['nothing'] : seen).map((thing) => `- ${thing}`),
    ].join('\n'),
  ];
}

/** The words of the question, without the labels of what came with it. */
export const questionOf = ({ turns }: Pick<Asked, 'turns'>): string =>
  read(splitAnswer({ turns }).before.at(-1)?.parts ?? []).question;

/** The whole answer. */
export function account(asked: Asked): string {
  const { effort, instructions, turns, compacted } = asked;
  const { before } = splitAnswer({ turns });
  const earlier = before.slice(0, -1);
  const { question, things } = read(before.at(-1)?.parts ?? []);
  const given = things.length === 0 ? ['nothing but the words above'] : things;
  return [
    HEADING,
    question === '' ? '**You wrote** nothing.' : `**You wrote:** ${quote(question)}`,
    ['**I was given**', ...given.map((thing) => `- ${thing}`)].join('\n'),
    ...describeCalls(asked),
    [
      '**Besides**',
      `- ${earlier.length === 0 ? 'no' : number(earlier.length)} earlier ${earlier.length === 1 ? 'message' : 'messages'} of this conversation`,
      ...(compacted === 0 ? [] : [`- what is left of ${plural(compacted, 'message')} that was made short`]),
      `- ${plural(instructions.length, 'character')} of instructions`,
      `- effort: ${effort === undefined ? 'not said' : quote(effort)}`,
    ].join('\n'),
  ].join('\n\n');
}

/** What the model says it is doing, in sections. There is nothing to think about, and it does not pretend to. */
export function musings({ turns }: Asked): readonly string[] {
  const parts = splitAnswer({ turns }).before.at(-1)?.parts ?? [];
  const { things } = read(parts);
  const counted = `**Counting what I was given**\n\nThere ${things.length === 1 ? 'is 1 thing' : `are ${things.length} things`} beside the words of the question.`;
  return parts.some(({ type }) => type === 'image')
    ? [
        counted,
        '**Reading file headers**\n\nThe first bytes of an image say how large it is. I look no further.',
      ]
    : [counted];
}
