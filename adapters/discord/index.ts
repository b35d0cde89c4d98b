/** The Discord adapter: mentions, replies, direct messages, commands, menus and buttons, answered by editing messages. */
import { type Client, ClientUser, REST } from 'discord.js';
import type { ChatAdapter } from '../../src/chat/index.ts';
import { createActs } from './acts/acts.ts';
import { openAttachment } from './attachments.ts';
import { createBudgets } from './pages/budgets.ts';
import { readChannel } from './channel.ts';
import { createClient, restOptions } from './gateway/client.ts';
import { type Connection, watchConnection } from './gateway/connection.ts';
import { listen } from './gateway/events.ts';
import { connect, FIRST_SHARD, type OwnShards, ownShards, tells } from './gateway/gateway.ts';
import { readHistory } from './history.ts';
import { createAcknowledgements } from './pages/interactions.ts';
import { readMissed } from './reading/missed.ts';
import { PLATFORM } from './normalize.ts';
import type { DiscordOptions } from './options.ts';
import { createPlaces, type Places } from './reading/places.ts';
import { registerCommands } from './intake/registration.ts';
import { readStanding, type Standing } from './setup/standing.ts';
import { createSurface } from './surface.ts';

export { checkDiscord } from './doctor.ts';
export type { DiscordOptions } from './options.ts';
export { setupDiscord } from './setup/setup.ts';

/** What there is once the adapter was started. */
interface Station {
  readonly client: Client;
  readonly places: Places;
  /** None in a process that takes no events in. */
  readonly shards: OwnShards;
}

/**
 * @example
 * const discord = createDiscordAdapter({ token, mediaHosts: [], choices, log });
 * await discord.start(async (event) => journal(event));
 */
export function createDiscordAdapter(options: DiscordOptions): ChatAdapter {
  const { token, mediaHosts, choices, log, shards: wanted } = options;
  const acknowledgements = createAcknowledgements();
  /** Apart from the client's, so that answers can be finished after the gateway is left. */
  const reading = new REST(restOptions(options)).setToken(token);
  const writing = new REST({
    ...restOptions(options),
    rejectOnRateLimit: () => true,
    // What it would hold back is held back by the pacer, from what Discord says.
    globalRequestsPerSecond: Number.POSITIVE_INFINITY,
    offset: 0,
  }).setToken(token);
  const budgets = createBudgets(writing);
  let station: Station | undefined;
  let connection: Connection | undefined;

  const settleIn = (
    client: Client,
    shards: OwnShards,
    { applicationId, readsMessages }: Standing,
  ): Station => {
    const isTold = (serverId: string | undefined) => tells(shards, serverId);
    station = {
      client,
      shards,
      places: createPlaces({ client, applicationId, readsMessages, isTold, log }),
    };
    return station;
  };

  return {
    platform: PLATFORM,
    ...(wanted && wanted !== 'auto' && { part: `${wanted.ids[0]}-${wanted.ids.at(-1)}/${wanted.total}` }),
    start: async (receive) => {
      const standing = await readStanding(options);
      const shards = ownShards(wanted, standing.shards);
      const connected = await connect({
        options,
        standing,
        shards,
        listen: (client) => {
          const { places } = settleIn(client, shards, standing);
          listen(client, { receive, acknowledgements, choices, log, noteDirect: places.noteDirect });
          connection = watchConnection(client, { receive, log });
        },
      });
      const servers = connected.guilds.cache.size;
      log.info({ bot: connected.user.id, servers, shards: shards.ids.length }, 'connected to Discord');
      if (!shards.ids.includes(FIRST_SHARD)) return;
      try {
        const outcome = await registerCommands(reading, connected.application.id, choices);
        log.info({ outcome }, 'commands and message menus');
      } catch (error) {
        log.error({ err: error }, 'could not register the commands; mentions still work');
      }
    },
    attend: async () => {
      const standing = await readStanding(options);
      const client = createClient(options, standing.readsMessages);
      client.rest.setToken(token);
      // discord.js makes one itself only when it is connected.
      client.user = Reflect.construct(ClientUser, [client, standing.me]) as ClientUser;
      settleIn(client, { ids: [], total: 1 }, standing);
      log.info({ bot: standing.me.id }, 'ready to answer on Discord');
    },
    isConnected: () => connection?.isWell() ?? false,
    async *missed(gap, signal) {
      if (!station) return;
      yield* readMissed(gap, station.places, log, signal);
    },
    stop: async () => {
      await station?.client.destroy();
      for (const rest of [reading, writing]) {
        rest.clearHashSweeper();
        rest.clearHandlerSweeper();
      }
    },
    history: async (range, signal) => (station ? readHistory(station.places, range, signal) : []),
    async *channel(range, signal) {
      if (station) yield* readChannel(station.places, range, signal);
    },
    open: (attachment, signal) => openAttachment(attachment, { rest: reading, mediaHosts }, signal),
    acts: createActs(() => station?.places),
    surface: (target) =>
      createSurface(target, { rest: writing, budgets, places: () => station?.places, acknowledgements }),
  };
}
