/**
 * What is known of servers, channels and people. What the gateway told is there already; of a server that it tells nothing of,
 * because it is another process's, Discord is asked. Both come out the same, as the caches of one client.
 */
import type { Client, Guild, TextBasedChannel, ThreadOnlyChannel } from 'discord.js';
import { LRUCache } from 'lru-cache';
import type { Conversation } from '../../../src/chat/index.ts';
import type { Logger } from '../../../src/ops/index.ts';
import { untilAborted } from '../abort.ts';
import { isGone, isNoMember, lacksPermission, toldOf } from '../errors.ts';
import { CACHE, NAMES_AT_ONCE } from '../limits.ts';
import { missingPermissions, NEEDED } from '../setup/permissions.ts';

/** Where something is or was said. */
export type Place = Pick<Conversation, 'kind' | 'workspace' | 'channel' | 'thread'>;

export const channelIdOf = ({ channel, thread }: Place): string => thread ?? channel;

export interface Places {
  /** Knows who the bot is. Its caches hold all that the messages of a place that was found may refer to. */
  readonly client: Client<true>;
  readonly applicationId: string;
  /** Whether Discord lets the bot read what is not said to it. */
  readonly readsMessages: boolean;
  /** Whether the gateway tells this process what is said and changed there: then what it remembers is as it is now. */
  isTold(place: Place): boolean;
  /**
   * The channel, thread or direct messages; undefined where the bot is not on the server, it is no channel of that server, or no place to write. Rejects
   * with Discord's refusal where the place is gone, or not for the bot to see.
   */
  find(place: Place, signal: AbortSignal): Promise<TextBasedChannel | undefined>;
  /** The same, and forums: nothing is said in these but in their posts, which are threads. */
  room(place: Place, signal: AbortSignal): Promise<TextBasedChannel | ThreadOnlyChannel | undefined>;
  /** A server as it is now, or was a minute ago at most, with its roles and channels; undefined where the bot is not on it. */
  server(id: string, signal: AbortSignal): Promise<Guild | undefined>;
  /** Makes the names and roles of people on a server known, as far as they are members. */
  meet(serverId: string, userIds: Iterable<string>, signal: AbortSignal): Promise<void>;
  /** The permissions the bot lacks, as Discord's settings name them; none where that cannot be told. */
  missing(place: Place, signal: AbortSignal, needed?: typeof NEEDED): Promise<readonly string[]>;
  /** Notes that somebody writes to the bot directly: of such channels, those used longest ago are forgotten. */
  noteDirect(channelId: string): void;
}

export interface PlacesOptions extends Pick<Places, 'applicationId' | 'readsMessages'> {
  /** Knows who the bot is by the time that it is used. */
  readonly client: Client;
  /** Whether the gateway tells this process of a server, if the bot is on it, or of direct messages. */
  readonly isTold: (serverId: string | undefined) => boolean;
  readonly log: Logger;
}

/** A server that was asked for; nothing where the bot is not on it. */
interface Asked {
  readonly server: Guild | undefined;
}

export function createPlaces({ isTold, log, ...given }: PlacesOptions): Places {
  const client = given.client as Client<true>;

  const forget = ({ server }: Asked) => {
    if (!server) return;
    for (const id of server.channels.cache.keys()) client.channels.cache.delete(id);
    server.members.cache.clear();
    client.guilds.cache.delete(server.id);
  };

  /** With its roles, channels and active threads, and the bot's own roles. */
  const ask = async (id: string): Promise<Asked> => {
    try {
      const server = await client.guilds.fetch({ guild: id, force: true });
      // Nobody tells when somebody is called otherwise.
      server.members.cache.clear();
      await Promise.all([
        server.members.fetchMe({ force: true }),
        // Threads refer to their channels, so these come first.
        server.channels.fetch().then(() => server.channels.fetchActiveThreads()),
      ]);
      return { server };
    } catch (error) {
      if (isGone(error) || lacksPermission(error)) return { server: undefined };
      throw error;
    }
  };
  const asked = new LRUCache<string, Asked>({
    max: CACHE.servers,
    ttl: CACHE.serverMs,
    fetchMethod: ask,
    dispose: (known, _, reason) => {
      // What takes the place of the old one is the same server, as it is now.
      if (reason !== 'set' && reason !== 'fetch') forget(known);
    },
  });
  const strangers = new LRUCache<string, true>({ max: CACHE.strangers, ttl: CACHE.strangerMs });
  const direct = new LRUCache<string, true>({
    max: CACHE.directChannels,
    dispose: (_, id) => client.channels.cache.delete(id),
  });

  /** Each try on a server without the bot would count against it, so what is known is not asked for. */
  const serverOf = async (
    id: string,
    signal: AbortSignal,
    forceRefresh = false,
  ): Promise<Guild | undefined> => {
    if (isTold(id)) return client.guilds.cache.get(id);
    return (await untilAborted(asked.fetch(id, { forceRefresh }), signal))?.server;
  };

  const roomNow = async (place: Place, signal: AbortSignal, forceRefresh: boolean) => {
    const id = channelIdOf(place);
    if (place.kind === 'dm') direct.set(id, true);
    else if (!(await serverOf(place.workspace, signal, forceRefresh))) return undefined;
    const channel = await untilAborted(client.channels.fetch(id), signal);
    if (!channel?.isTextBased() && !channel?.isThreadOnly()) return undefined;
    // What somebody may do on one server says nothing of a channel of another.
    const server = channel.isDMBased() ? undefined : channel.guildId;
    return server === (place.kind === 'dm' ? undefined : place.workspace) ? channel : undefined;
  };

  const meetOne = async (server: Guild, userId: string): Promise<void> => {
    try {
      await server.members.fetch(userId);
    } catch (error) {
      if (!isNoMember(error)) throw error;
      strangers.set(`${server.id}:${userId}`, true);
    }
  };

  /** What the gateway tells of is as it is now. */
  const isOld = (id: string): boolean => asked.getRemainingTTL(id) < CACHE.serverMs - CACHE.rightsMs;

  return {
    ...given,
    client,
    server: (id, signal) => serverOf(id, signal, isOld(id)),
    isTold: ({ kind, workspace }) => isTold(kind === 'dm' ? undefined : workspace),
    find: async (place, signal) => {
      const room = await roomNow(place, signal, false);
      return room?.isTextBased() ? room : undefined;
    },
    room: (place, signal) => roomNow(place, signal, false),
    meet: async (serverId, userIds, signal) => {
      const server = await serverOf(serverId, signal);
      if (!server) return;
      const unknown = [...new Set(userIds)].filter(
        (id) => !server.members.cache.has(id) && !strangers.has(`${serverId}:${id}`),
      );
      for (let at = 0; at < unknown.length; at += NAMES_AT_ONCE) {
        const some = unknown.slice(at, at + NAMES_AT_ONCE);
        await untilAborted(Promise.all(some.map((id) => meetOne(server, id))), signal);
      }
    },
    missing: async (place, signal, needed = NEEDED) => {
      try {
        // Somebody may have just given or taken them.
        await roomNow(place, signal, true);
      } catch (error) {
        signal.throwIfAborted();
        log.debug({ channel: channelIdOf(place), ...toldOf(error) }, 'a channel could not be looked up');
      }
      return missingPermissions(client, channelIdOf(place), needed);
    },
    noteDirect: (channelId) => void direct.set(channelId, true),
  };
}
