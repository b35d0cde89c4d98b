/** Connects discord.js to the gateway: few intents, bounded memory, a second try without the privileged one. */
import { once } from 'node:events';
import {
  Client,
  DiscordjsErrorCodes,
  Events,
  GatewayCloseCodes,
  GatewayIntentBits,
  Options,
  Partials,
  type RESTOptions,
} from 'discord.js';
import { UserError } from '../../src/chat/index.ts';
import { HINT, NO_MESSAGE_CONTENT } from './hints.ts';
import { CACHE, PACE } from './limits.ts';
import type { DiscordOptions } from './options.ts';

/** What is needed to be mentioned, written to and asked by command. */
const INTENTS = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages];

/** Where and how the REST API is called; the same for reading, writing and checking up. */
export function restOptions({ apiUrl }: Pick<DiscordOptions, 'apiUrl'>): Partial<RESTOptions> {
  if (apiUrl === undefined) return { version: '10' };
  // Whoever stands in for Discord hands out its stickers and emoji, too.
  const { origin } = new URL(apiUrl);
  return { version: '10', api: apiUrl, cdn: origin, mediaProxy: origin };
}

function createClient(options: DiscordOptions, intents: readonly GatewayIntentBits[]): Client {
  const client: Client = new Client({
    intents,
    // Without these, direct messages in channels not seen before, and changes of older messages, never arrive.
    partials: [Partials.Channel, Partials.Message],
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: CACHE.messagesPerChannel,
      GuildMemberManager: {
        maxSize: CACHE.membersPerServer,
        keepOverLimit: (member) => member.id === client.user?.id,
      },
      PresenceManager: 0,
      ReactionManager: 0,
    }),
    rest: restOptions(options),
  });
  const { log } = options;
  client.on(Events.Error, (err) => log.error({ err }, 'discord.js reported an error'));
  client.on(Events.Warn, (warning) => log.warn({ warning }, 'discord.js warned'));
  client.on(Events.ShardError, (err) => log.warn({ err }, 'the connection to Discord failed'));
  client.on(Events.ShardReconnecting, () => log.debug('lost the connection to Discord'));
  client.on(Events.ShardResume, (_, missed) => log.info({ missed }, 'resumed the connection to Discord'));
  client.on(Events.Invalidated, () => log.error('Discord ended the session for good; restart the bot'));
  return client;
}

/** Why the gateway refused us for good, when it did. */
type Refusal = GatewayCloseCodes | undefined;

async function login(
  options: DiscordOptions,
  intents: readonly GatewayIntentBits[],
  listen: (client: Client) => void,
): Promise<{ readonly client: Client<true> } | { readonly refusal: Refusal; readonly error: unknown }> {
  const client = createClient(options, intents);
  let refusal: Refusal;
  let connected = false;
  client.on(Events.ShardDisconnect, ({ code }) => {
    refusal = code;
    if (connected) options.log.error({ code }, 'Discord closed the connection for good; restart the bot');
  });
  listen(client);
  const deadline = AbortSignal.timeout(PACE.readyMs);
  const ready = once(client, Events.ClientReady, { signal: deadline });
  try {
    await Promise.all([ready, client.login(options.token)]);
    connected = true;
    return { client: client as Client<true> };
  } catch (error) {
    await client.destroy();
    return { refusal, error };
  }
}

function explain(error: unknown, refusal: Refusal): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === DiscordjsErrorCodes.TokenInvalid || refusal === GatewayCloseCodes.AuthenticationFailed)
    return new UserError('discord-token', 'Discord does not accept DISCORD_TOKEN.', HINT.token, {
      cause: error,
    });
  return new UserError('discord-unreachable', 'I could not connect to Discord.', HINT.unreachable, {
    cause: error,
  });
}

/**
 * Connects and resolves when Discord has told which servers we are on.
 *
 * @param listen wires each client before it connects, so that no event is missed
 * @throws UserError when the token is refused or Discord cannot be reached
 */
export async function connect(
  options: DiscordOptions,
  listen: (client: Client) => void,
): Promise<Client<true>> {
  const first = await login(options, [...INTENTS, GatewayIntentBits.MessageContent], listen);
  if ('client' in first) return first.client;
  if (first.refusal !== GatewayCloseCodes.DisallowedIntents) throw explain(first.error, first.refusal);
  const second = await login(options, INTENTS, listen);
  if (!('client' in second)) throw explain(second.error, second.refusal);
  options.log.warn({ hint: HINT.messageContent(second.client.application.id) }, NO_MESSAGE_CONTENT);
  return second.client;
}
