/**
 * A thousand replies open in one process: what a thousand tokens cost in processor time and a reply in memory. The
 * platform is in another process; what it takes to play the streams is measured apart and taken off.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { channelsOf, type Layout } from './cell.ts';
import { type Held, MODEL_PAUSE_MS } from './contender.ts';
import { hire } from './hire.ts';
import { discordStage, type Platform, slackStage, type Stage } from './stage.ts';

export interface Crowd {
  readonly platform: Platform;
  readonly replies: number;
  readonly tokens: number;
  /** Milliseconds of processor time for a thousand tokens; `bare`: the same bytes sent by undici alone. */
  readonly cpuMs: number;
  readonly bareMs: number;
  /** Bytes of memory for each reply. */
  readonly bytes: number;
  readonly requests: number;
}

const REPLIES = 1000;
/** Slow enough for a thousand at once on two cores, and longer than we look. */
const STREAM = { content: 'prose', length: 4000, rate: 10 } as const;
/** After the first tokens, before we look: what is only done once is done then. */
const WARM_UP_MS = 3000;

interface Spent {
  readonly cpuMs: number;
  readonly tokens: number;
  readonly bytes: number;
  readonly sizes: readonly number[];
}

/** What a process spent while its replies were open, and how much more it then held than before. */
async function spentBy(path: string, stage: Stage, lookMs: number): Promise<Spent> {
  const { tell, heard, end } = hire(path, ['--expose-gc']);
  const measured = async (): Promise<Held> => {
    const held = heard('measured');
    tell({ type: 'measure' });
    return held;
  };
  try {
    const ready = heard('ready');
    const streams = Array.from({ length: REPLIES }, (_, reply) => ({ ...STREAM, reply }));
    tell({ type: 'job', job: { door: stage.door, streams } });
    await ready;
    const empty = await measured();
    tell({ type: 'asked', questions: stage.ask() });
    await sleep(MODEL_PAUSE_MS + WARM_UP_MS);
    const before = await measured();
    await sleep(lookMs);
    const after = await measured();
    return {
      cpuMs: after.cpuMs - before.cpuMs,
      tokens: after.tokens - before.tokens,
      bytes: after.bytes - empty.bytes,
      sizes: after.requests.slice(before.requests.length),
    };
  } finally {
    await end();
    await stage.close();
  }
}

/** Milliseconds of processor time that sending takes by itself. */
async function bareCpuMs(sizes: readonly number[]): Promise<number> {
  const sink = createServer((request, response) => {
    request.resume().once('end', () => response.end('{"ok":true}'));
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const child = fork(join(import.meta.dirname, 'bare.ts'));
  try {
    child.send({ url: `http://127.0.0.1:${(sink.address() as AddressInfo).port}/`, sizes: [...sizes] });
    const [cpuMs] = (await once(child, 'message')) as [number];
    return cpuMs;
  } finally {
    child.kill();
    await once(child, 'exit');
    sink.closeAllConnections();
    sink.close();
  }
}

export async function crowds(isQuick: boolean): Promise<readonly Crowd[]> {
  const lookMs = isQuick ? 4000 : 30_000;
  const stageOf = (platform: Platform, layout: Layout): Promise<Stage> =>
    platform === 'discord'
      ? discordStage(channelsOf({ layout, load: REPLIES }))
      : slackStage(channelsOf({ layout, load: REPLIES }), false);
  const at = (name: string): string => join(import.meta.dirname, name);
  const playing = await spentBy(at('quiet.ts'), await stageOf('discord', 'a channel each'), lookMs);
  const found: Crowd[] = [];
  for (const [platform, layout] of [
    ['discord', 'a channel each'],
    ['slack', 'threads'],
  ] as const) {
    const spent = await spentBy(at('ours.ts'), await stageOf(platform, layout), lookMs);
    const per = (cpuMs: number, tokens: number) => (1000 * cpuMs) / tokens;
    found.push({
      platform,
      replies: REPLIES,
      tokens: spent.tokens,
      cpuMs: per(spent.cpuMs, spent.tokens) - per(playing.cpuMs, playing.tokens),
      bareMs: per(await bareCpuMs(spent.sizes), spent.tokens),
      bytes: (spent.bytes - playing.bytes) / REPLIES,
      requests: spent.sizes.length,
    });
  }
  return found;
}
