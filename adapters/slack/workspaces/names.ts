/** People's names and languages, asked from Slack once and remembered for an hour. A name that takes too long is shown as its id. */
import { webApi } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Author } from '../../../src/chat/index.ts';
import type { Logger } from '../../../src/ops/index.ts';
import type { Reader } from './call.ts';
import type { SlackClients } from './client.ts';
import { LIMITS } from '../limits.ts';
import { type Person, personOf, UserInfo } from '../acts/user.ts';

export type { Person } from '../acts/user.ts';

export interface Names {
  /** Everybody of these ids whom Slack tells of within a deadline, in milliseconds: a short one unless told otherwise. */
  of(ids: Iterable<string>, patienceMs?: number): Promise<ReadonlyMap<string, Person>>;
  /** Everybody of these ids whom Slack tells of, asked one after the other as a reader lets it. */
  slowly(ids: Iterable<string>, ask: Reader): Promise<ReadonlyMap<string, Person>>;
  /** Those of these ids who were asked for before: Slack is not asked. */
  remembered(ids: Iterable<string>): Promise<ReadonlyMap<string, Person>>;
}

/** What is known of people, of all workspaces together: by workspace and id. */
type KnownPeople = LRUCache<string, Promise<Person>>;

export const knownPeople = (): KnownPeople => new LRUCache({ max: LIMITS.namesKept, ttl: LIMITS.nameAgeMs });

export function createNames(
  team: string,
  { repeatable }: SlackClients,
  known: KnownPeople,
  log: Logger,
): Names {
  /** Slack wants no more questions until then, on the clock of `performance.now()`. */
  let restsUntil = 0;

  /** Asks at once; where a crowd begins to speak at the same time, not again before Slack takes it. */
  const hurried: Reader = async (request) => {
    if (performance.now() < restsUntil) throw new Error('slack wants a pause');
    return request();
  };

  const lookUp = async (id: string, ask: Reader = hurried): Promise<Person> => {
    try {
      const answer = await ask(() => repeatable.users.info({ user: id, include_locale: true }));
      return personOf(UserInfo.parse(answer).user);
    } catch (error) {
      if (error instanceof webApi.WebAPIRateLimitedError)
        restsUntil = performance.now() + error.retryAfter * 1000;
      log.debug({ err: error, user: id }, 'slack did not tell a name');
      known.delete(keyOf(id));
      return { name: id };
    }
  };

  const keyOf = (id: string) => `${team}:${id}`;

  const askedFor = (id: string): Promise<Person> => {
    const person = known.get(keyOf(id)) ?? lookUp(id);
    known.set(keyOf(id), person);
    return person;
  };

  return {
    of: async (ids, patienceMs = LIMITS.namesMs) => {
      const found = new Map<string, Person>();
      const all = [...new Set(ids)].map(async (id) => void found.set(id, await askedFor(id)));
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
    remembered: async (ids) => {
      const found = new Map<string, Person>();
      for (const id of ids) {
        const person = await known.get(keyOf(id));
        if (person) found.set(id, person);
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
