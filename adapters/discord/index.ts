/** The Discord adapter: mentions, replies, direct messages and `/ask`, answered by editing messages. */
import { type Client, REST } from 'discord.js';
import type { ChatAdapter } from '../../src/chat/index.ts';
import { openAttachment } from './attachments.ts';
import { registerCommands } from './commands.ts';
import { listen } from './events.ts';
import { connect, restOptions } from './gateway.ts';
import { readHistory } from './history.ts';
import { createAcknowledgements } from './interactions.ts';
import { PLATFORM } from './normalize.ts';
import type { DiscordOptions } from './options.ts';
import { createSurface } from './surface.ts';

export { checkDiscord } from './doctor.ts';
export type { DiscordOptions } from './options.ts';

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
  const writing = new REST({ ...restOptions(options), rejectOnRateLimit: () => true }).setToken(token);
  let client: Client | undefined;

  return {
    platform: PLATFORM,
    start: async (receive) => {
      const connected = await connect(options, (fresh) => {
        client = fresh;
        listen(fresh, { receive, acknowledgements, log });
      });
      log.info({ bot: connected.user.id, servers: connected.guilds.cache.size }, 'connected to Discord');
      try {
        const outcome = await registerCommands(writing, connected.application.id, choices);
        log.info({ outcome }, 'slash commands');
      } catch (error) {
        log.error({ err: error }, 'could not register the slash command; mentions still work');
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
    open: (attachment, signal) => openAttachment(attachment, { rest: reading, mediaHosts }, signal),
    surface: (target) => createSurface(target, { rest: writing, client: () => client, acknowledgements }),
  };
}
