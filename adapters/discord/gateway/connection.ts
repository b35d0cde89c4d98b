/** Watches the connections of the shards: whether all of them hear, and what one has missed that was away for too long. */
import { type Client, Events, Status } from 'discord.js';
import { type GapOptions, raiseGap } from './gap.ts';
import { PACE } from '../limits.ts';

export interface Connection {
  /** Whether what is said now arrives, on every shard. */
  isWell(): boolean;
}

/**
 * Raises a gap whenever a shard comes back with a new session, and not with the one that it had: Discord then delivers nothing
 * of what happened meanwhile.
 */
export function watchConnection(client: Client, options: GapOptions): Connection {
  /** When each shard was last connected, and since when those that are away may have heard nothing; milliseconds since 1970. */
  const connected = new Map<number, number>();
  const away = new Map<number, number>();

  /** The last sign of life: a connection that hangs is noticed late. */
  const lastHeard = (shard: number): number =>
    Math.max(connected.get(shard) ?? 0, client.ws.shards.get(shard)?.lastPingTimestamp ?? 0);

  client.on(Events.ShardReconnecting, (shard) => {
    // What was said before the first connection is looked for by whoever started it.
    if (connected.has(shard) && !away.has(shard)) away.set(shard, lastHeard(shard));
  });
  client.on(Events.ShardResume, (shard) => {
    away.delete(shard);
    connected.set(shard, Date.now());
  });
  client.on(Events.ShardReady, (shard) => {
    const since = away.get(shard);
    away.delete(shard);
    connected.set(shard, Date.now());
    if (since === undefined) return;
    options.log.info({ shard, since: new Date(since) }, 'a new session with Discord was begun');
    raiseGap(options, since);
  });

  return {
    isWell: () =>
      client.isReady() &&
      client.ws.shards.every(
        ({ id, status }) => status === Status.Ready && Date.now() - lastHeard(id) < PACE.silentMs,
      ),
  };
}
