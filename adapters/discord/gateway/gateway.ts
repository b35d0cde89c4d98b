/** Connects discord.js to the gateway: the shards of this process, each begun when it is its turn. */
import { once } from 'node:events';
import { type Client, DiscordjsErrorCodes, Events, GatewayCloseCodes, ShardClientUtil } from 'discord.js';
import { UserError } from '../../../src/chat/index.ts';
import { createClient } from './client.ts';
import { HINT } from '../setup/hints.ts';
import { createIdentifyThrottler, requireSessions } from './identify.ts';
import { BUDGETS, PACE } from '../limits.ts';
import type { DiscordOptions, Shards } from '../options.ts';
import { readSessions, type Standing } from '../setup/standing.ts';

/** Direct messages arrive on this shard; the process that has it also tells Discord of the commands. */
export const FIRST_SHARD = 0;

/** The shards of this process, among how many. */
export type OwnShards = Exclude<Shards, 'auto'>;

/** @param advised how many shards Discord advises */
export function ownShards(shards: Shards = 'auto', advised: number): OwnShards {
  if (shards !== 'auto') return shards;
  return { ids: Array.from({ length: advised }, (_, id) => id), total: advised };
}

/** Whether what happens on a server is told to one of the shards; on none: what is said in direct messages. */
export const tells = ({ ids, total }: OwnShards, serverId: string | undefined): boolean =>
  ids.includes(serverId === undefined ? FIRST_SHARD : ShardClientUtil.shardIdForGuildId(serverId, total));

/** What the gateway refused for good, by the code it closed with. */
const REFUSALS: Readonly<Partial<Record<number, (standing: Standing) => UserError>>> = {
  [GatewayCloseCodes.AuthenticationFailed]: () =>
    new UserError('discord-token', 'Discord does not accept DISCORD_TOKEN.', HINT.token),
  [GatewayCloseCodes.DisallowedIntents]: ({ applicationId }) =>
    new UserError(
      'discord-message-content',
      'Discord does not let the bot read messages.',
      HINT.messageContent(applicationId),
    ),
  [GatewayCloseCodes.InvalidShard]: () =>
    new UserError('discord-shards', 'Discord does not take the shards of DISCORD_SHARDS.', HINT.shards),
  [GatewayCloseCodes.ShardingRequired]: () =>
    new UserError(
      'discord-shards',
      'The bot is on more servers than the shards of DISCORD_SHARDS can hold.',
      HINT.shards,
    ),
};

function logInto(client: Client, { log }: DiscordOptions): void {
  client.on(Events.Error, (err) => log.error({ err }, 'discord.js reported an error'));
  client.on(Events.Warn, (warning) => log.warn({ warning }, 'discord.js warned'));
  client.on(Events.ShardError, (err, shard) => log.warn({ err, shard }, 'the connection to Discord failed'));
  client.on(Events.ShardReconnecting, (shard) => log.debug({ shard }, 'lost the connection to Discord'));
  client.on(Events.ShardResume, (shard, missed) =>
    log.info({ shard, missed }, 'resumed the connection to Discord'),
  );
}

export interface ConnectOptions {
  readonly options: DiscordOptions;
  readonly standing: Standing;
  readonly shards: OwnShards;
  /** Wires the client before it connects, so that no event is missed. */
  readonly listen: (client: Client) => void;
}

/**
 * Connects and resolves when Discord has told which servers we are on.
 *
 * @throws UserError when it does not take the token or the shards, lets the bot begin no more sessions, or cannot be reached
 */
export async function connect({ options, standing, shards, listen }: ConnectOptions): Promise<Client<true>> {
  const { log, ledger } = options;
  const { sessions } = standing;
  await requireSessions(sessions, shards.ids.length, log);
  const client: Client = createClient(options, standing.readsMessages, {
    shards: [...shards.ids],
    shardCount: shards.total,
    ws: {
      buildIdentifyThrottler: () =>
        createIdentifyThrottler({ sessions, ask: () => readSessions(client.rest), ledger, log }),
    },
  });
  const refused = Promise.withResolvers<never>();
  let isConnected = false;
  logInto(client, options);
  client.on(Events.ShardDisconnect, ({ code }, shard) => {
    if (isConnected) log.error({ code, shard }, 'Discord closed the connection for good; restart the bot');
    refused.reject(REFUSALS[code]?.(standing));
  });
  // Once it is connected, nobody waits for that any more.
  refused.promise.catch(() => undefined);
  listen(client);
  // All processes of the bot may begin at the same time.
  const turnsMs = Math.ceil(shards.total / sessions.max_concurrency) * BUDGETS.identify.windowMs;
  const deadline = AbortSignal.timeout(PACE.readyMs + turnsMs);
  const ready = once(client, Events.ClientReady, { signal: deadline });
  try {
    await Promise.race([Promise.all([ready, client.login(options.token)]), refused.promise]);
    isConnected = true;
    return client as Client<true>;
  } catch (error) {
    ready.catch(() => undefined);
    await client.destroy();
    if (error instanceof UserError) throw error;
    const isTokenInvalid =
      error instanceof Error && 'code' in error && error.code === DiscordjsErrorCodes.TokenInvalid;
    if (isTokenInvalid) throw REFUSALS[GatewayCloseCodes.AuthenticationFailed]!(standing);
    throw new UserError('discord-unreachable', 'I could not connect to Discord.', HINT.unreachable, {
      cause: error,
    });
  }
}
