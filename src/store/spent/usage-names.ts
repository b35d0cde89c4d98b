/** What people are called whose usage is told. */
import type { Kysely } from 'kysely';
import { RULE_FILE } from '../kept/owners.ts';
import type { Tables } from '../tables/schema.ts';
import { eventOf } from '../turns/turn.ts';
import { ruleOf } from '../watching/row.ts';
import { pause } from './took.ts';

/** See `UsageStore`. */
export async function namesOf(
  db: Kysely<Tables>,
  people: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const person of new Set(people)) {
    const name =
      person === RULE_FILE ? RULE_FILE : ((await nameInTurns(db, person)) ?? (await nameInRules(db, person)));
    if (name) names.set(person, name);
    await pause();
  }
  return names;
}

async function nameInTurns(db: Kysely<Tables>, person: string): Promise<string | undefined> {
  const found = await db
    .selectFrom('turn')
    .where('author', '=', person)
    .whereRef('asker', '=', 'author')
    .where('event', '!=', '')
    // What is used is told of what is over: in the order of the index, the last one is found at once.
    .where('finished_at', 'is not', null)
    .select('event')
    .orderBy('finished_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return found && eventOf(found.event)?.message.author.name;
}

/** Who has made a rule may never have asked anything. */
async function nameInRules(db: Kysely<Tables>, person: string): Promise<string | undefined> {
  const found = await db
    .selectFrom('rule')
    .where('person', '=', person)
    .selectAll()
    .orderBy('made_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return found && ruleOf(found)?.author.name;
}
