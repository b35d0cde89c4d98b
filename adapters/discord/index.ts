/** The Discord adapter: mentions, replies, direct messages, commands, menus and buttons, answered by editing messages. */
import { type Client, REST } from 'discord.js';
import type { ChatAdapter } from '../../src/chat/index.ts';
import { openAttachment } from './attachments.ts';
import { createBudgets } from './budgets.ts';
import { readChannel } from './channel.ts';
import { listen } from './events.ts';
import { connect, restOptions } from './gateway.ts';
import { readHistory } from './history.ts';
import { createAcknowledgements } from './interactions.ts';
import { PLATFORM } from './normalize.ts';
import type { DiscordOptions } from './options.ts';
import { registerCommands } from './registration.ts';
import { createSurface } from './surface.ts';

export { checkDiscord } from './doctor.ts';
export type { DiscordOptions } from './options.ts';
export { setupDiscord } from './setup.ts';

/**
 * @example
 * const discord = createDiscordAdapter({ token, mediaHosts: [], choices, log });
 * await discord.start(async (event) => journal(event));
 */
export function createDiscordAdapter(options: DiscordOptions): ChatAdapter {
  const { token, mediaHosts, choices, log } = options;
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
  let client: Client | undefined;

  return {
    platform: PLATFORM,
    start: async (receive) => {
      const connected = await connect(options, (fresh) => {
        client = fresh;
        listen(fresh, { receive, acknowledgements, choices, log });
      });
      log.info({ bot: connected.user.id, servers: connected.guilds.cache.size }, 'connected to Discord');
      try {
        const outcome = await registerCommands(reading, connected.application.id, choices);
        log.info({ outcome }, 'commands and message menus');
      } catch (error) {
        log.error({ err: error }, 'could not register the commands; mentions still work');
      }
    },
    stop: async () => {
      await client?.destroy();
      for (const rest of [reading, writing]) {
        rest.clearHashSweeper();
        rest.clearHandlerSweeper();
      }
    },
    history: async (range, signal) => (client ? readHistory(client, range, signal) : []),
    async *channel(range, signal) {
      if (client) yield* readChannel(client, range, signal);
    },
    open: (attachment, signal) => openAttachment(attachment, { rest: reading, mediaHosts }, signal),
    surface: (target) =>
      createSurface(target, { rest: writing, budgets, client: () => client, acknowledgements }),
  };
}
