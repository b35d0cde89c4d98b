/** One cell of the measurement: so many replies at once on one platform, written by one contender, looked at as a reader. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Best, bestAtDiscord, bestAtSlack, type Pace } from './best.ts';
import type { Written } from './contender.ts';
import { type Figures, figuresOf } from './figures.ts';
import { hire } from './hire.ts';
import { discordStage, type Platform, slackStage } from './stage.ts';
import { recordedStream, type StreamSpec } from './streams.ts';

/** Where the replies of a cell go: all to one channel, or each to its own; Slack's are threads, five to a channel. */
export type Layout = 'one channel' | 'a channel each' | 'threads';

export interface Cell extends Omit<StreamSpec, 'reply'> {
  readonly platform: Platform;
  readonly layout: Layout;
  /** Replies at once. */
  readonly load: number;
}

export type Side = 'ours' | 'rival';

const CONTENDERS: Readonly<Record<Side, string>> = {
  ours: join(import.meta.dirname, 'ours.ts'),
  rival: join(import.meta.dirname, 'rival', 'write.ts'),
};
const THREADS_PER_CHANNEL = 5;
/**
 * After the last token, a contender gets as long as the best schedule needs, this many times over, and this on top: Slack may
 * ask for a pause of a minute, and whoever waits in it should not be cut off.
 */
const PATIENCE = { times: 2, moreMs: 150_000 } as const;
/** How long after its last word a contender is still looked at: nothing may appear or vanish then. */
const AFTERWARDS_MS = 300;

const streamsOf = ({ content, length, rate, load }: Cell) =>
  Array.from({ length: load }, (_, reply): StreamSpec => ({ content, length, rate, reply }));

/** The channel of each reply. */
export const channelsOf = ({ layout, load }: Pick<Cell, 'layout' | 'load'>): readonly number[] =>
  Array.from({ length: load }, (_, reply) =>
    layout === 'one channel' ? 0 : layout === 'threads' ? Math.floor(reply / THREADS_PER_CHANNEL) : reply,
  );

/** The best schedule the limits permit for a cell. */
export function bestOf(cell: Cell, pace: Pace): Best {
  const channels = channelsOf(cell);
  const replies = streamsOf(cell).map((spec, reply) => ({
    stream: recordedStream(spec),
    channel: channels[reply]!,
  }));
  return cell.platform === 'discord' ? bestAtDiscord(replies, pace) : bestAtSlack(replies, pace);
}

/** Plays a cell once. `best` tells how long it may take. */
export async function play(cell: Cell, side: Side, best: Best): Promise<Figures> {
  const streams = streamsOf(cell);
  const recorded = streams.map(recordedStream);
  const stage = await (cell.platform === 'discord' ? discordStage : slackStage)(channelsOf(cell));
  const contender = hire(CONTENDERS[side]);
  try {
    const { tell, heard } = contender;
    const ready = heard('ready');
    tell({ type: 'job', job: { door: stage.door, streams } });
    await ready;
    const written = heard('written');
    tell({ type: 'asked', questions: stage.ask() });
    const longest = Math.max(...recorded.map(({ durationMs }) => durationMs));
    const patience = setTimeout(
      () => tell({ type: 'giveUp' }),
      longest + PATIENCE.moreMs + PATIENCE.times * best.lastsMs,
    );
    const replies: readonly Written[] = (await written).replies;
    clearTimeout(patience);
    await sleep(AFTERWARDS_MS);
    return figuresOf(recorded, replies, stage);
  } finally {
    await contender.end();
    await stage.close();
  }
}
