/** PostgreSQL, for any number of processes. */
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { UserError } from '../../chat/index.ts';
import type { Logger } from '../../ops/index.ts';
import { type Engine, PLUGINS } from './engine.ts';
import { LIMITS } from '../limits.ts';
import { connectionFault } from './postgres-faults.ts';
import { again } from './retry.ts';
import type { Tables } from '../tables/schema.ts';

/** The oldest version whose queries we write. */
const OLDEST_VERSION = 14;
/** Object ids of types whose values are given as text by default, and are numbers here: int8 and numeric. */
const NUMBERS: ReadonlySet<number> = new Set([20, 1700]);
/** What a text of PostgreSQL cannot hold, and what stands for it: the sign for what cannot be shown. */
const NUL = '\0';
const REPLACEMENT = '\uFFFD';

/**
 * Connects to the database of `DATABASE_URL`, and waits a moment for one that is just starting.
 *
 * @throws {UserError} `database-unreachable`, `database-login` or `database-too-old`; none tells the password
 */
export async function openPostgres(url: string, log?: Pick<Logger, 'warn'>): Promise<Engine> {
  const pool = createPool(url, {
    max: LIMITS.connections,
    statement_timeout: LIMITS.queryMs,
    // A process that stands still in the middle of one is not to hold up those who take over from it.
    idle_in_transaction_session_timeout: LIMITS.leaseMs,
  });
  const db = databaseOf(pool, LIMITS.queryMs + LIMITS.queryGraceMs);
  try {
    await again(() => greet(pool), { patienceMs: LIMITS.startMs, log });
  } catch (error) {
    await pool.end();
    throw connectionFault(error, url);
  }
  const unhurried: Engine['unhurried'] = async (work) => {
    const unlimited = createPool(url, { max: 2 });
    try {
      return await work(databaseOf(unlimited, undefined));
    } finally {
      await unlimited.end();
    }
  };
  const wiping = createRepeatable(() =>
    unhurried(async (all) => {
      await sql`VACUUM (SKIP_LOCKED) turn, answer, errand, outgoing, compaction, rule, run`.execute(all);
    }).catch((error: unknown) =>
      log?.warn({ err: error }, 'what was deleted is let go of when PostgreSQL tidies up'),
    ),
  );
  return {
    db,
    pool,
    unhurried,
    locked: (locks, work) =>
      db.transaction().execute(async (transaction) => {
        await lock(transaction, locks);
        return work(transaction);
      }),
    wipe() {
      wiping.ask();
      return Promise.resolve();
    },
    async close() {
      await wiping.done();
      await pool.end();
    },
  };
}

/** Runs work once after it is asked for, never twice at a time: what is asked meanwhile is done by one more run. */
function createRepeatable(work: () => Promise<void>): { ask(): void; done(): Promise<void> } {
  let last = Promise.resolve();
  let isAwaited = false;
  return {
    ask() {
      if (isAwaited) return;
      isAwaited = true;
      last = last.then(() => {
        isAwaited = false;
        return work();
      });
    },
    done: () => last,
  };
}

function createPool(url: string, config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'attache',
    connectionTimeoutMillis: LIMITS.connectMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: LIMITS.keepAliveMs,
    types: {
      getTypeParser: (oid: number, format?: 'text') =>
        NUMBERS.has(oid) ? Number : pg.types.getTypeParser(oid, format),
    } as pg.CustomTypesConfig,
    ...config,
  });
  // A connection that breaks fails the query on it, which is tried again, or was idle: either way the next one is new.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** @param deadlineMs after which a connection on which nothing comes back is given up, in milliseconds */
function databaseOf(pool: pg.Pool, deadlineMs: number | undefined): Kysely<Tables> {
  return new Kysely<Tables>({
    plugins: PLUGINS,
    dialect: new PostgresDialect({
      pool: {
        options: {},
        async connect() {
          const client = await pool.connect();
          return {
            query: ((statement: string, values: readonly unknown[]) =>
              withDeadline(client, deadlineMs, client.query(statement, values.map(storable)))) as never,
            release: (broken?: boolean) => client.release(broken),
          };
        },
        end: () => Promise.resolve(),
      },
    }),
  });
}

/** As PostgreSQL can keep it. */
const storable = (value: unknown): unknown =>
  typeof value === 'string' && value.includes(NUL) ? value.replaceAll(NUL, REPLACEMENT) : value;

/** The server ends what takes too long; a server that has gone silent cannot, so the connection is cut a little later. */
async function withDeadline<T>(
  client: pg.PoolClient,
  deadlineMs: number | undefined,
  query: Promise<T>,
): Promise<T> {
  if (deadlineMs === undefined) return query;
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
  const timer = setTimeout(() => connection.stream.destroy(), deadlineMs);
  try {
    return await query;
  } finally {
    clearTimeout(timer);
  }
}

/** Connects once, and looks who is there. */
async function greet(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ server_version_num: string; server_version: string }>(
    "SELECT current_setting('server_version_num') AS server_version_num, current_setting('server_version') AS server_version",
  );
  const [
    { server_version_num: number, server_version: version } = { server_version_num: '0', server_version: '' },
  ] = rows;
  if (Number(number) < OLDEST_VERSION * 10_000)
    throw new UserError(
      'database-too-old',
      `The database of DATABASE_URL is PostgreSQL ${version}.`,
      `Use PostgreSQL ${OLDEST_VERSION} or later.`,
    );
}

/** Takes locks that end with the transaction, always in the same order, so that no two transactions wait for each other. */
async function lock(transaction: Transaction<Tables>, locks: readonly string[]): Promise<void> {
  const names = [...new Set(locks)].sort();
  if (names.length === 0) return;
  const taken = names.map((name) => sql`pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
  await sql`SELECT ${sql.join(taken)}`.execute(transaction);
}
