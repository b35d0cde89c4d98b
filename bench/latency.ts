/**
 * `npm run bench -- latency`: how long a question takes through the bot itself, on loopback with the real clients: from a message at
 * the platform to the model request on the wire, and from the model's first word to the first visible text.
 * Beside them the floor in the same run: one bare HTTP request to the same model server.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApp } from '../src/app.ts';
import { parseConfig } from '../src/config/index.ts';
import { startDiscord } from '../test/loopback/discord/index.ts';
import { startOpenAi } from '../test/loopback/openai/index.ts';
import { startSlack } from '../test/loopback/slack/index.ts';
import { quantile } from './measure.ts';

/** Questions for each platform and pause, each in a channel of its own. */
const ROUNDS = 15;
/** Milliseconds between the request and the model's first word: none is the worst case, two seconds a fast model. */
const PAUSES = [0, 2_000] as const;

interface Figures {
  readonly eventToRequestMs: number[];
  readonly firstTokenToTextMs: number[];
}
const figures = (): Figures => ({ eventToRequestMs: [], firstTokenToTextMs: [] });

/** Prints the figures as one JSON object. */
export async function latency(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'attache-bench-'));
  const openai = await startOpenAi();
  const discord = await startDiscord();
  const slack = await startSlack();
  const config = parseConfig({
    OPENAI_BASE_URL: openai.baseUrl,
    OPENAI_API_KEY: openai.apiKey,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    ATTACHE_DATA: folder,
    LOG_LEVEL: 'silent',
  });
  const app = await startApp({ ...config, web: { ...config.web, port: 0 } });

  /** Asks once; `seen` resolves when the answer's first word can be read. */
  async function measure(
    into: Figures,
    pauseMs: number,
    say: (text: string) => void,
    seen: (word: string) => Promise<unknown>,
    round: string,
  ) {
    const firstToken = Promise.withResolvers<void>();
    openai.reply({ wait: firstToken.promise }, `word-${round} and the rest`);
    const said = performance.now();
    say(`question-${round}`);
    const request = await openai.until(({ body }) =>
      JSON.stringify(body ?? '').includes(`question-${round}`),
    );
    into.eventToRequestMs.push(request.at - said);
    await sleep(pauseMs);
    const spoken = performance.now();
    firstToken.resolve();
    await seen(`word-${round}`);
    into.firstTokenToTextMs.push(performance.now() - spoken);
  }

  const { guild } = discord.guild('Bench');
  const you = discord.user('You');
  async function atDiscord(pauseMs: number): Promise<Figures> {
    const found = figures();
    for (let index = 0; index < ROUNDS; index += 1) {
      const round = `discord-${pauseMs}-${index}`;
      const channel = discord.channel(guild, round);
      const say = (text: string) =>
        discord.say({ channel, author: you, content: `<@${discord.bot.id}> ${text}` });
      const seen = (word: string) =>
        discord.until(() => discord.messages(channel).some(({ content }) => content.includes(word)), word);
      await measure(found, pauseMs, say, seen, round);
    }
    return found;
  }

  const me = slack.user('Me');
  async function atSlack(pauseMs: number): Promise<Figures> {
    const found = figures();
    for (let index = 0; index < ROUNDS; index += 1) {
      const round = `slack-${pauseMs}-${index}`;
      const channel = slack.channel(round);
      const say = (text: string) =>
        slack.say({ user: me.id, channel: channel.id, text: `<@${slack.botUserId}> ${text}` });
      const seen = (word: string) =>
        slack.until(() => slack.messages(channel.id).some(({ text }) => text.includes(word)));
      await measure(found, pauseMs, say, seen, round);
    }
    return found;
  }

  const measured: (Figures & { readonly platform: string; readonly pauseMs: number })[] = [];
  for (const pauseMs of PAUSES) {
    measured.push({ platform: 'discord', pauseMs, ...(await atDiscord(pauseMs)) });
    measured.push({ platform: 'slack', pauseMs, ...(await atSlack(pauseMs)) });
  }

  const floorMs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = performance.now();
    await fetch(`${openai.baseUrl}/models`, { headers: { authorization: `Bearer ${openai.apiKey}` } }).then(
      (response) => response.text(),
    );
    floorMs.push(performance.now() - before);
  }

  await app.stop();
  await Promise.all([openai.close(), discord.close(), slack.stop()]);
  rmSync(folder, { recursive: true });

  const at = (values: readonly number[], share: number): number => Number(quantile(values, share).toFixed(2));
  const spread = (values: readonly number[]) => ({ p50: at(values, 0.5), p95: at(values, 0.95) });
  const floor = spread(floorMs);
  const results = measured.map(({ platform, pauseMs, eventToRequestMs, firstTokenToTextMs }) => ({
    platform,
    modelPauseMs: pauseMs,
    eventToRequestMs: spread(eventToRequestMs),
    eventToRequestByFloor: Number((at(eventToRequestMs, 0.5) / floor.p50).toFixed(1)),
    firstTokenToTextMs: spread(firstTokenToTextMs),
  }));
  process.stdout.write(
    `${JSON.stringify({ rounds: ROUNDS, bareRequestMs: floor, results }, undefined, 2)}\n`,
  );
}
