/** How much of a thread's input the prompt cache can give back: twenty questions in a Slack thread, with media. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp } from '../../src/app.ts';
import { parseConfig } from '../../src/config/index.ts';
import { startOpenAi } from '../../test/loopback/openai/index.ts';
import { createPromptCache, inputTokens } from '../../test/loopback/openai/prompt-cache.ts';
import { startSlack } from '../../test/loopback/slack/index.ts';

export interface CachedThread {
  readonly turns: number;
  /** Tokens of all requests. */
  readonly inputTokens: number;
  /** Tokens that a request and the one before it have in common at most: all of that one. */
  readonly cacheableTokens: number;
  /** Tokens that were found in the cache, by OpenAI's rules. */
  readonly cachedTokens: number;
}

const FIXTURES = join(import.meta.dirname, '../../test/fixtures');

/** What comes with the questions, by their number. */
const FILES: Readonly<Record<number, readonly [name: string, type: string]>> = {
  0: ['photo.jpg', 'image/jpeg'],
  3: ['voice.ogg', 'audio/ogg'],
  5: ['report.pdf', 'application/pdf'],
  8: ['screen.mp4', 'video/mp4'],
  12: ['photo.heic', 'image/heic'],
  15: ['letter.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
};

/** An answer of some length, different each time. */
const answerOf = (turn: number): readonly string[] =>
  Array.from({ length: 120 }, (_, word) => `word${turn}-${word} `);

export async function cachedThread(turns = 20): Promise<CachedThread> {
  const folder = mkdtempSync(join(tmpdir(), 'attache-bench-'));
  const openai = await startOpenAi({ promptCache: true });
  const slack = await startSlack();
  const config = parseConfig({
    OPENAI_BASE_URL: openai.baseUrl,
    OPENAI_API_KEY: openai.apiKey,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    ATTACHE_DATA: folder,
    LOG_LEVEL: 'silent',
  });
  const app = await startApp({ ...config, web: { ...config.web, port: 0 } });
  const me = slack.user('Me');
  const channel = slack.channel('general').id;
  let thread: string | undefined;
  for (let turn = 0; turn < turns; turn += 1) {
    openai.reply(...answerOf(turn));
    const file = FILES[turn];
    const { ts } = slack.say({
      user: me.id,
      channel,
      text: `<@${slack.botUserId}> Question ${turn}: what of this matters most?`,
      ...(thread !== undefined && { thread }),
      ...(file && {
        files: [{ name: file[0], mimetype: file[1], bytes: readFileSync(join(FIXTURES, file[0])) }],
      }),
    });
    thread ??= ts;
    await slack.until(() =>
      slack.messages(channel).some(({ text, streaming }) => !streaming && text.includes(`word${turn}-119`)),
    );
  }
  await app.stop();
  const asked = openai.requests.flatMap(({ asked: one }) => (one ? [one] : []));
  await Promise.all([openai.close(), slack.stop()]);
  rmSync(folder, { recursive: true });

  const cachedIn = createPromptCache();
  const tokens = asked.map(inputTokens);
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  return {
    turns: asked.length,
    inputTokens: sum(tokens),
    cacheableTokens: sum(tokens.slice(0, -1)),
    cachedTokens: sum(asked.map(cachedIn)),
  };
}
