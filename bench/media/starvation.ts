/** Whether videos starve text: how long a text question takes to reach the model while four videos are being watched. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { responsesWriter } from '../../src/demo/index.ts';
import { startDiscord } from '../../test/loopback/discord/index.ts';
import { quantile } from '../measure.ts';
import type { Workshop } from './cache.ts';
import { clip } from './clips.ts';

export interface Starvation {
  readonly videos: number;
  readonly questions: number;
  /** Milliseconds from the message to the model request, alone and beside the videos. */
  readonly alone: Spread;
  readonly beside: Spread;
  /** By how much each of these grew. */
  readonly added: Spread;
}
interface Spread {
  readonly p50: number;
  readonly p99: number;
}

const VIDEOS = 4;
/** Between two questions, in milliseconds. */
const PAUSE_MS = 100;

/**
 * A model that answers at once and says when a request with some words began to arrive. It reads no JSON: a request full of
 * pictures must not keep it from seeing the next one.
 */
async function startModel() {
  const waiting = new Map<string, (at: number) => void>();
  const server = createServer((request, response) => {
    const at = performance.now();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      // The question is the last of what is sent.
      const end = Buffer.concat(chunks).subarray(-100_000).toString('latin1');
      for (const [words, resolve] of waiting) if (end.includes(words)) resolve(at);
      const writer = responsesWriter(response, {
        model: 'gpt-5.5',
        effort: 'medium',
        showReasoning: false,
        showCounts: true,
      });
      writer.begin();
      writer.text('Yes.');
      writer.finish('complete', { input: 1, cached: 0, output: 1, reasoning: 0 });
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked: (words: string): Promise<number> => new Promise((resolve) => waiting.set(words, resolve)),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The same video under other bytes: an empty box at the end that players skip, with random content. */
function another(video: Buffer): Buffer {
  const box = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('free'), randomBytes(16)]);
  return Buffer.concat([video, box]);
}

export async function starvation(workshop: Workshop, isQuick: boolean): Promise<Starvation> {
  const questions = isQuick ? 30 : 100;
  // Each takes seconds of both cores: a full pass.
  const { path } = await clip(workshop, 'H.264, long GOP', '1080p', 120);
  const video = readFileSync(path);
  const folder = mkdtempSync(join(tmpdir(), 'attache-bench-'));
  const model = await startModel();
  const discord = await startDiscord();
  // A process of its own, as it has: what the servers here do must not be counted as its delay.
  const bot = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts'), 'start'], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      FFMPEG_PATH: workshop.ffmpeg.path,
      OPENAI_BASE_URL: model.baseUrl,
      OPENAI_API_KEY: 'sk-bench',
      OPENAI_API: 'responses',
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      ATTACHE_MEDIA_HOSTS: discord.mediaHost,
      ATTACHE_DATA: folder,
      PORT: String(await freePort()),
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [ready] = await Promise.race([once(bot.stdout!, 'data'), once(bot, 'exit')]);
    if (!Buffer.isBuffer(ready)) throw new Error('the bot did not start');
    const { guild } = discord.guild('Bench');
    const author = discord.user('You');
    let asked = 0;
    const ask = async (): Promise<number> => {
      const words = `question-${asked++}-`;
      const seen = model.asked(words);
      const channel = discord.channel(guild, words);
      const said = performance.now();
      discord.say({ channel, author, content: `<@${discord.bot.id}> ${words} what is it?` });
      return (await seen) - said;
    };
    const watch = async (isOver: () => boolean): Promise<void> => {
      while (!isOver()) {
        const words = `video-${asked++}-`;
        const seen = model.asked(words);
        const attachments = [{ name: 'clip.mp4', bytes: another(video) }];
        const channel = discord.channel(guild, words);
        discord.say({ channel, author, content: `<@${discord.bot.id}> ${words} what is it?`, attachments });
        await seen;
      }
    };
    const askAll = async (): Promise<readonly number[]> => {
      const delays: number[] = [];
      for (let index = 0; index < questions; index++) {
        delays.push(await ask());
        await sleep(PAUSE_MS);
      }
      return delays;
    };

    process.stderr.write('Asking while nothing else happens…\n');
    await ask();
    const alone = spread(await askAll());
    process.stderr.write('Asking while four videos are watched…\n');
    let isOver = false;
    const watching = Array.from({ length: VIDEOS }, () => watch(() => isOver));
    await sleep(1000);
    const beside = spread(await askAll());
    isOver = true;
    await Promise.all(watching);
    return {
      videos: VIDEOS,
      questions,
      alone,
      beside,
      added: { p50: beside.p50 - alone.p50, p99: beside.p99 - alone.p99 },
    };
  } finally {
    bot.kill('SIGTERM');
    if (bot.exitCode === null) await once(bot, 'exit');
    model.close();
    await discord.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const spread = (values: readonly number[]): Spread => ({
  p50: quantile(values, 0.5),
  p99: quantile(values, 0.99),
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
