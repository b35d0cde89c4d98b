/** The whole bot against loopback servers, and one question with a photo, a voice note, a video and a PDF in it. */
import { readFileSync } from 'node:fs';
import { expect, onTestFinished } from 'vitest';
import { type App, startApp } from '../../src/app.ts';
import { parseConfig } from '../../src/config/index.ts';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { temporaryFolder } from '../support/program.ts';

export const FILES = (
  [
    ['photo.jpg', 'image/jpeg'],
    ['voice.ogg', 'audio/ogg'],
    ['screen.mp4', 'video/mp4'],
    ['report.pdf', 'application/pdf'],
  ] as const
).map(([name, type]) => ({
  name,
  type,
  path: `test/fixtures/${name}`,
  bytes: readFileSync(`test/fixtures/${name}`),
}));

export const QUESTION = 'What do these show?';
/** What “Show what you saw” brings of the video. */
export const SHEET = 'screen.mp4-seen-1.jpg';
export const REASONING = 'Comparing the photo with the recording.';
export const ANSWER = 'The photo shows a street. The recording walks through the **settings**.';
const WORDS = 'ask not what your country can do for you';

/** Starts the model's server with the answer to the question queued. */
export async function startModel(): Promise<LoopbackOpenAi> {
  const openai = await startOpenAi();
  onTestFinished(() => openai.close());
  openai.transcripts(() => WORDS);
  openai.reply({ reasoning: REASONING }, ...ANSWER.split(/(?<= )/));
  return openai;
}

export interface BotOptions {
  /** The text of attache.yaml. */
  readonly settings?: string;
  /** Where everything is kept, for a bot that starts again; a new one unless told otherwise. */
  readonly folder?: string;
}

/** Starts the bot as `npm start` does, on a free port, with these variables set. It is stopped after the test, if not before. */
export async function startBot(
  openai: LoopbackOpenAi,
  env: Readonly<Record<string, string>>,
  { settings, folder = temporaryFolder() }: BotOptions = {},
): Promise<App & { readonly url: string }> {
  const config = parseConfig(
    {
      OPENAI_BASE_URL: openai.baseUrl,
      OPENAI_API_KEY: openai.apiKey,
      ATTACHE_DATA: folder,
      LOG_LEVEL: 'silent',
      ...env,
    },
    settings,
  );
  const app = await startApp({ ...config, web: { ...config.web, port: 0 } });
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= app.stop());
  onTestFinished(stop);
  return { ...app, url: app.url!, stop };
}

/** The request that reached the model has everything in it, in order, each thing under its name. */
export async function expectWholeQuestion(openai: LoopbackOpenAi): Promise<void> {
  const { asked } = await openai.until((request) => request.endpoint === 'responses');
  const parts = asked?.turns.at(-1)?.parts ?? [];
  const text = parts.map((part) => (part.type === 'text' ? part.text : `<${part.type}>`)).join('\n');
  expect(text).toMatch(/photo\.jpg[^<]*\n<image>/);
  expect(text).toMatch(new RegExp(`voice\\.ogg[^<]*${WORDS}`));
  expect(text.match(/screen\.mp4 \d+:\d\d(\.\d)? frame[^<]*\n<image>/g)?.length).toBeGreaterThan(2);
  expect(text.split(WORDS).length - 1, 'the words of the voice note and those of the video').toBeGreaterThan(
    1,
  );
  expect(text).toContain(QUESTION);
  const pdf = parts.find((part) => part.type === 'file');
  expect(pdf).toMatchObject({ name: 'report.pdf', mediaType: 'application/pdf' });
}

/** Receipts and footer as a reader sees them. */
export function expectReceiptsAndPrice(text: string): void {
  for (const { name } of FILES) expect(text).toContain(name);
  expect(text).toMatch(/frames/);
  expect(text).toMatch(/gpt-5\.5 · medium · [\d,]+ in · [\d,]+ out · \$\d/);
}
