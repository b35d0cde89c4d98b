/** People's names and languages, asked from Slack once and remembered for an hour. A name that takes too long is shown as its id. */
import { LRUCache } from 'lru-cache';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Author } from '../../src/chat/index.ts';
import type { Logger } from '../../src/ops/index.ts';
import type { Reader } from './call.ts';
import type { SlackClients } from './client.ts';
import { LIMITS } from './limits.ts';

export interface Person {
  readonly name: string;
  /** The language they use Slack in, as `de-DE`. */
  readonly locale?: string;
}

export interface Names {
  /** Everybody of these ids whom Slack tells of within a deadline, in milliseconds: a short one unless told otherwise. */
  of(ids: Iterable<string>, patienceMs?: number): Promise<ReadonlyMap<string, Person>>;
  /** Everybody of these ids whom Slack tells of, asked one after the other as a reader lets it. */
  slowly(ids: Iterable<string>, ask: Reader): Promise<ReadonlyMap<string, Person>>;
}

const UserInfo = z.object({
  user: z.object({
    name: z.string().optional(),
    real_name: z.string().optional(),
    locale: z.string().optional(),
    profile: z.object({ display_name: z.string().optional() }).optional(),
  }),
});

/** What is known of people, of all workspaces together: by workspace and id. */
type KnownPeople = LRUCache<string, Promise<Person>>;

export const knownPeople = (): KnownPeople => new LRUCache({ max: LIMITS.namesKept, ttl: LIMITS.nameAgeMs });

export function createNames(
  team: string,
  { repeatable }: SlackClients,
  known: KnownPeople,
  log: Logger,
): Names {
  const lookUp = async (id: string, ask: Reader = (request) => request()): Promise<Person> => {
    try {
      const answer = await ask(() => repeatable.users.info({ user: id, include_locale: true }));
      const { name, real_name, locale, profile } = UserInfo.parse(answer).user;
      return {
        name: profile?.display_name || real_name || name || id,
        ...(locale === undefined ? {} : { locale }),
      };
    } catch (error) {
      log.debug({ err: error, user: id }, 'slack did not tell a name');
      known.delete(keyOf(id));
      return { name: id };
    }
  };

  const keyOf = (id: string) => `${team}:${id}`;

  const personOf = (id: string): Promise<Person> => {
    const person = known.get(keyOf(id)) ?? lookUp(id);
    known.set(keyOf(id), person);
    return person;
  };

  return {
    of: async (ids, patienceMs = LIMITS.namesMs) => {
      const found = new Map<string, Person>();
      const all = [...new Set(ids)].map(async (id) => void found.set(id, await personOf(id)));
      if (all.length === 0) return found;
      const deadline = new AbortController();
      await Promise.race([
        Promise.all(all).finally(() => deadline.abort()),
        sleep(patienceMs, undefined, { signal: deadline.signal }).catch(() => undefined),
      ]);
      return found;
    },
    slowly: async (ids, ask) => {
      const found = new Map<string, Person>();
      for (const id of new Set(ids)) {
        const person = await (known.get(keyOf(id)) ?? lookUp(id, ask));
        // Whoever asks meanwhile does not wait for this reader.
        known.set(keyOf(id), Promise.resolve(person));
        found.set(id, person);
      }
      return found;
    },
  };
}

/** The one who did something, in the words of the vocabulary. */
export async function authorOf(id: string, names: Names): Promise<Author> {
  return toAuthor(id, (await names.of([id])).get(id));
}

export function toAuthor(id: string, person: Person | undefined): Author {
  return {
    id,
    name: person?.name ?? id,
    roles: [],
    ...(person?.locale === undefined ? {} : { locale: person.locale }),
  };
}
