/** The client of discord.js: what it remembers of Discord is bounded, however many servers the bot is on. */
import {
  type CacheFactory,
  Client,
  type ClientOptions,
  GatewayIntentBits,
  type GuildMember,
  type Message,
  Options,
  Partials,
  type RESTOptions,
} from 'discord.js';
import { CACHE, PACE } from '../limits.ts';
import type { DiscordOptions } from '../options.ts';
import { sharedLimit } from './shared-limit.ts';

/** What is needed to be mentioned, written to and asked by command, and to see reactions on servers. */
const INTENTS = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.DirectMessages,
];

/** Where and how the REST API is called; the same for reading, writing and checking up. */
export function restOptions({ apiUrl }: Pick<DiscordOptions, 'apiUrl'>): Partial<RESTOptions> {
  if (apiUrl === undefined) return { version: '10' };
  // Whoever stands in for Discord hands out its stickers and emoji, too.
  const { origin } = new URL(apiUrl);
  return { version: '10', api: apiUrl, cdn: origin, mediaProxy: origin };
}

/** Servers, their channels and roles are kept whole, for discord.js needs them; the rest as far as the bot looks at it. */
function caches(us: () => string | undefined): CacheFactory {
  const limited = Options.cacheWithLimits({
    ...Options.DefaultMakeCacheSettings,
    UserManager: { maxSize: CACHE.users, keepOverLimit: ({ id }) => id === us() },
    ApplicationCommandManager: 0,
    AutoModerationRuleManager: 0,
    BaseGuildEmojiManager: 0,
    EntitlementManager: 0,
    GuildBanManager: 0,
    GuildEmojiManager: 0,
    GuildInviteManager: 0,
    GuildScheduledEventManager: 0,
    GuildStickerManager: 0,
    PresenceManager: 0,
    ReactionManager: 0,
    ReactionUserManager: 0,
    StageInstanceManager: 0,
    ThreadMemberManager: 0,
    VoiceStateManager: 0,
  });
  const messages = sharedLimit<Message>(CACHE.messages, {
    // A reaction to a message of which only the id is known must not have another one forgotten.
    isRefused: ({ partial }) => partial,
  });
  const members = sharedLimit<GuildMember>(CACHE.members, { isKept: ({ id }) => id === us() });
  const factory = (...[managerType, holds, manager]: Parameters<CacheFactory>) => {
    if (managerType.name === 'MessageManager') return messages();
    return managerType.name === 'GuildMemberManager' ? members() : limited(managerType, holds, manager);
  };
  return factory as CacheFactory;
}

/**
 * @param readsMessages whether Discord lets the bot read what is not said to it; asking for more than that is refused
 */
export function createClient(
  options: DiscordOptions,
  readsMessages: boolean,
  connection: Pick<ClientOptions, 'shards' | 'shardCount' | 'ws'> = {},
): Client {
  const client: Client = new Client({
    ...connection,
    intents: readsMessages ? [...INTENTS, GatewayIntentBits.MessageContent] : INTENTS,
    // Without these, direct messages in channels not seen before, and changes of older messages, never arrive.
    partials: [Partials.Channel, Partials.Message],
    makeCache: caches(() => client.user?.id),
    sweepers: {
      messages: { interval: CACHE.sweepSeconds, lifetime: CACHE.messageSeconds },
      threads: { interval: CACHE.sweepSeconds, lifetime: CACHE.threadSeconds },
    },
    // The rest is left to those who write.
    rest: { ...restOptions(options), globalRequestsPerSecond: PACE.readsPerSecond },
  });
  return client;
}
