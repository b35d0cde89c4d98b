/** The model of a run: it knows the answer to each question, and is unwell where the plan says so. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startOpenAi, type AskedModel, type Step } from '../loopback/openai/index.ts';
import { askedIn, type RightAnswer } from './answers.ts';
import { between, diceOf } from './dice.ts';
import { startEcho } from './echo.ts';
import type { Question } from './plan.ts';
import { judgementOn } from './remarks.ts';

/** Characters of one stretch, on the average. */
const STRETCH = 60;
/** Stretches an answer comes in at most: what is longer comes in longer ones. */
const MOST_STRETCHES = 80;
/** How long a model that pauses is silent, in milliseconds. */
const PAUSE_MS = { least: 2_000, most: 6_000 } as const;
/** How often one question may be asked again: after kills, cuts and changes. */
const TIMES = 12;

export interface ChaosModel {
  readonly env: Readonly<Record<string, string>>;
  /** How often the model was asked. */
  asked(): number;
  close(): Promise<void>;
}

/** What was said last, behind all that was said before it. */
const lastOf = ({ turns }: AskedModel): string => {
  const last = turns.findLast(({ role }) => role === 'user');
  return (last?.parts ?? []).map((part) => (part.type === 'text' ? part.text : '')).join('\n');
};

/** Begins when it is come to, unlike a promise that is made with the script. */
const pause = (ms: number): Step => ({
  get wait() {
    return sleep(ms);
  },
});

const picture = (bytes: Uint8Array): Step => ({
  event: {
    type: 'response.output_item.done',
    output_index: 0,
    item: {
      type: 'image_generation_call',
      id: 'ig_1',
      status: 'completed',
      output_format: 'jpeg',
      result: Buffer.from(bytes).toString('base64'),
    },
  },
});

/** @param isFirst whether it is the first time that the question is asked: later the model is well */
export function scriptOf(
  question: Question,
  { text, files }: RightAnswer,
  isFirst: boolean,
): readonly Step[] {
  const dice = diceOf(question.number);
  const size = Math.max(STRETCH, Math.ceil(text.length / MOST_STRETCHES));
  const stretches: string[] = [];
  for (let at = 0; at < text.length;) {
    const length = between(dice, `stretch at ${at}`, 1, 2 * size);
    stretches.push(text.slice(at, at + length));
    at += length;
  }
  const each = question.speaksMs / stretches.length;
  const steps = stretches.flatMap((stretch): Step[] => [stretch, pause(each)]);
  const manner = isFirst ? question.manner : 'well';
  const middle = Math.floor(dice('middle') * steps.length);
  if (manner === 'cuts at once') return [{ reasoning: 'Let me see.' }, { cut: true }];
  if (manner === 'cuts later') return [...steps.slice(0, middle + 1), pause(50), { cut: true }];
  if (manner === 'says nothing more') return [...steps.slice(0, middle), { wait: new Promise(() => {}) }];
  const pauses = manner === 'pauses' ? [pause(between(dice, 'pause', PAUSE_MS.least, PAUSE_MS.most))] : [];
  return [
    ...files.map(({ bytes }) => picture(bytes)),
    ...steps.slice(0, middle),
    ...pauses,
    ...steps.slice(middle),
  ];
}

export async function startModel(
  questions: readonly Question[],
  answers: ReadonlyMap<number, RightAnswer>,
): Promise<ChaosModel> {
  const openai = await startOpenAi();
  const echo = await startEcho(openai.baseUrl, (body) => {
    const number = askedIn(body);
    return questions.some((question) => question.number === number && question.manner === 'doubles');
  });
  openai.transcripts(() => 'ask not what your country can do for you');
  openai.answers((asked) => {
    const judgement = judgementOn(lastOf(asked));
    return judgement === undefined ? undefined : [judgement];
  });
  for (const question of questions)
    for (let time = 0; time < TIMES; time += 1)
      openai.replyWhen(
        (asked) => asked.format === undefined && askedIn(lastOf(asked)) === question.number,
        ...scriptOf(question, answers.get(question.number)!, time === 0),
      );
  return {
    env: { OPENAI_BASE_URL: echo.baseUrl, OPENAI_API_KEY: openai.apiKey },
    asked: () => openai.requests.filter(({ endpoint }) => endpoint === 'responses').length,
    close: async () => {
      await echo.close();
      await openai.close();
    },
  };
}
