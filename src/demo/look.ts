/** Whether the demo model should look at a video again before it answers: it goes by the words of the question alone. */
import type { Asked, AskedTurn } from './asked.ts';
import type { CallWords } from './answer.ts';

const CLOCK = String.raw`(?:\d{1,2}:)?\d{1,3}:\d\d(?:\.\d{1,3})?`;
/** "look at 0:05", "what is at 0:05 of clip.mp4", "at 0:05 and 1:10" */
const MOMENTS = new RegExp(String.raw`\bat ((?:${CLOCK}(?:, | and )?)+)`, 'i');
/** "zoom 0:05–0:08", "zoom in from 0:05 to 0:08" */
const STRETCH = new RegExp(String.raw`\bzoom\b.{0,200}?\b(${CLOCK})\s*(?:[–-]|to|until)\s*(${CLOCK})`, 'i');
/** `[clip.mp4: 12 frames of 3:40 …]`, `[clip.mp4 0:03 frame]` */
const VIDEO_LABEL = new RegExp(String.raw`^\[(.+?)(?:: .*\bframes?\b.*| ${CLOCK} frame)\]`);

/** As much of a text as may be a label. */
const LABEL_CHARS = 400;

/** Seconds of a time such as 1:02:03.5. */
const seconds = (clock: string): number => clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);

const textsOf = (turn: AskedTurn): readonly string[] =>
  turn.parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));

/** The turns of the answer that is under way: from the first call after the question on; none before a call. */
export function splitAnswer({ turns }: Pick<Asked, 'turns'>): {
  readonly before: readonly AskedTurn[];
  readonly since: readonly AskedTurn[];
} {
  const first = turns.findIndex(({ calls }) => calls !== undefined);
  return first < 0
    ? { before: turns, since: [] }
    : { before: turns.slice(0, first), since: turns.slice(first) };
}

/** The call that the question asks for, once; undefined where it asks for none or no tool is offered for it. */
export function callFor(asked: Asked): CallWords | undefined {
  const { before, since } = splitAnswer(asked);
  const question = before.at(-1);
  if (!question || question.role !== 'user' || since.length > 0) return undefined;
  const texts = textsOf(question);
  const words = texts.filter((text) => !text.startsWith('[')).join('\n');
  const named = (name: string) => {
    const tool = asked.tools.find((one) => one.name === name);
    if (!tool) return undefined;
    const labels = before
      .flatMap(textsOf)
      .flatMap((text) => VIDEO_LABEL.exec(text.slice(0, LABEL_CHARS))?.[1] ?? []);
    const files = tool.files.length > 0 ? tool.files : labels;
    const file = files.findLast((one) => words.includes(one)) ?? files.at(-1);
    return file === undefined ? undefined : { name, file };
  };

  const stretch = STRETCH.exec(words);
  const zoom = stretch && named('zoom');
  if (zoom) {
    const [, from = '', to = ''] = stretch;
    return callOf(zoom.name, { file: zoom.file, from: seconds(from), to: seconds(to) });
  }
  const moments = MOMENTS.exec(words)?.[1];
  const look = moments && named('look_at');
  if (!look) return undefined;
  const times = moments.match(new RegExp(CLOCK, 'g')) ?? [];
  return callOf(look.name, { file: look.file, seconds: times.map(seconds) });
}

const callOf = (name: string, given: Readonly<Record<string, unknown>>): CallWords => ({
  name,
  arguments: JSON.stringify(given),
});
