/** People's names, asked from Slack once and remembered. A name that takes too long is shown as its id. */
import { LRUCache } from 'lru-cache';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Logger } from '../../src/ops/index.ts';
import type { SlackClients } from './client.ts';
import { LIMITS } from './limits.ts';

export interface Names {
  /** The name of every id, within a short deadline. */
  of(ids: Iterable<string>): Promise<ReadonlyMap<string, string>>;
}

const UserInfo = z.object({
  user: z.object({
    name: z.string().optional(),
    real_name: z.string().optional(),
    profile: z.object({ display_name: z.string().optional() }).optional(),
  }),
});

export function createNames({ repeatable }: SlackClients, log: Logger): Names {
  const known = new LRUCache<string, Promise<string>>({ max: LIMITS.namesKept, ttl: LIMITS.nameAgeMs });

  const lookUp = async (id: string): Promise<string> => {
    try {
      const { user } = UserInfo.parse(await repeatable.users.info({ user: id }));
      return user.profile?.display_name || user.real_name || user.name || id;
    } catch (error) {
      log.debug({ err: error, user: id }, 'slack did not tell a name');
      known.delete(id);
      return id;
    }
  };

  const nameOf = (id: string): Promise<string> => {
    const name = known.get(id) ?? lookUp(id);
    known.set(id, name);
    return name;
  };

  return {
    of: async (ids) => {
      const found = new Map<string, string>();
      const all = [...new Set(ids)].map(async (id) => void found.set(id, await nameOf(id)));
      if (all.length === 0) return found;
      const deadline = new AbortController();
      await Promise.race([
        Promise.all(all).finally(() => deadline.abort()),
        sleep(LIMITS.namesMs, undefined, { signal: deadline.signal }).catch(() => undefined),
      ]);
      return found;
    },
  };
}
