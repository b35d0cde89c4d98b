/** People on a server as they are now: what they may do depends on their roles, and nobody tells when these change. */
import type { GuildMember } from 'discord.js';
import { LRUCache } from 'lru-cache';
import { untilAborted } from '../abort.ts';
import { isNoMember } from '../errors.ts';
import { CACHE } from '../limits.ts';
import type { Places } from './places.ts';
import { isId } from './snowflake.ts';

export interface People {
  /** Somebody as they were within the last minute; undefined where they are no member, or the bot is not on the server. */
  find(serverId: string, userId: string, signal: AbortSignal): Promise<GuildMember | undefined>;
}

interface Asked {
  readonly member: GuildMember | undefined;
}

export function createPeople({ server: serverOf }: Pick<Places, 'server'>): People {
  const asked = new LRUCache<string, Asked>({ max: CACHE.people, ttl: CACHE.rightsMs });
  return {
    find: async (serverId, userId, signal) => {
      const server = await serverOf(serverId, signal);
      if (!server || !isId(userId)) return undefined;
      const key = `${serverId}:${userId}`;
      const known = asked.get(key);
      if (known) return known.member;
      const look = server.members.fetch({ user: userId, force: true }).catch((error: unknown) => {
        if (isNoMember(error)) return undefined;
        throw error;
      });
      const member = await untilAborted(look, signal);
      asked.set(key, { member });
      return member;
    },
  };
}
