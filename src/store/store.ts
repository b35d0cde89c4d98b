/** The store: everything that survives the process, in one file of the data folder or in a PostgreSQL that processes share. */
import { join } from 'node:path';
import type { Logger } from '../ops/index.ts';
import type { Aliases } from './kept/alias.ts';
import { type AnsweredStore, createAnswered } from './kept/answered.ts';
import { type Compactions, createCompactions } from './kept/compactions.ts';
import type { Engine } from './engine/engine.ts';
import { createEstimateStore, type EstimateStore } from './kept/estimates.ts';
import { createForgetting, type Forgetting } from './kept/forget.ts';
import { LIMITS } from './limits.ts';
import { prepare } from './engine/prepare.ts';
import { openPostgres } from './engine/postgres.ts';
import { refusal } from './engine/postgres-faults.ts';
import { again, patient } from './engine/retry.ts';
import { createQuestions, type QuestionStore } from './spent/questions.ts';
import { createSettings, type SettingsStore } from './kept/settings.ts';
import { createSpend, type SpendStore } from './spent/spend.ts';
import { openSqlite } from './engine/sqlite.ts';
import { createStanding, type Standing } from './kept/standing.ts';
import { keepTidy } from './kept/tidy.ts';
import { createUsage, type UsageStore } from './spent/usage.ts';
import { openWorkings, type Workings } from './turns/working.ts';

export interface StoreOptions {
  /** Absolute path; without a `databaseUrl`, the journal is `attache.db` inside it. */
  readonly dataFolder: string;
  /** A PostgreSQL, which several processes may share. */
  readonly databaseUrl?: string | undefined;
  /** What the secrets of workspaces are encrypted with; without it, none are kept. */
  readonly secretKey?: string | undefined;
  /** Platforms that only this process can answer: it does not share their work. */
  readonly local?: readonly string[] | undefined;
  /** Milliseconds since 1970: what the store notes and decides by. This machine's clock where left out. */
  readonly now?: (() => number) | undefined;
  /** Nothing in the file is to outlive this process, as in a replay: then no commit waits for the disk. */
  readonly isPassing?: boolean | undefined;
}

type WorkMethods = Workings['methods'];

interface Methods
  extends
    WorkMethods,
    SettingsStore,
    UsageStore,
    Forgetting,
    AnsweredStore,
    Compactions,
    SpendStore,
    QuestionStore,
    EstimateStore,
    Standing {}

export interface Store extends Methods, Aliases, Omit<Workings, 'methods' | 'step'> {
  /** Its clock, for whoever asks it about a time that begins or ends now: milliseconds since 1970. */
  now(): number;
  /** Ends all patience with a database that is away: what is asked from now on is tried once. */
  hurry(): void;
  close(): Promise<void>;
}

/** Where an answer only waits to be told: a method that is not here keeps something, and is tried for longer. */
const LOOKING_UP: ReadonlySet<string> = new Set<keyof Methods>([
  'find',
  'begunBy',
  'knows',
  'hasBegun',
  'again',
  'open',
  'conversationsSince',
  'deliveredUntil',
  'settings',
  'usage',
  'usageByDay',
  'usageRows',
  'namesOf',
  'readable',
  'answered',
  'compaction',
  'used',
  'estimates',
  'forgottenFiles',
  'countOpen',
  'keptRules',
  'knownRules',
  'pauses',
  'resumes',
  'nextDue',
  'waitingAbout',
  'runsAbout',
  'latestRuns',
  'standings',
  'setOffByBots',
  'failuresInARow',
  'scheduledUntil',
  'hasPosted',
  'isCooling',
]);

/**
 * Opens the store, creating folder and tables as needed. While its database is away for a while, what is asked of it is tried
 * again: for seconds what is looked up, for minutes what is to be kept.
 *
 * @param log is told what goes wrong beside what is asked of the store
 */
export async function openStore(options: StoreOptions, log?: Logger): Promise<Store> {
  const { dataFolder, databaseUrl } = options;
  const engine = databaseUrl
    ? await openPostgres(databaseUrl, log)
    : openSqlite(join(dataFolder, 'attache.db'), log, options.isPassing);
  try {
    return await openOn(engine, options, log);
  } catch (error) {
    await engine.close();
    throw (databaseUrl && refusal(error, databaseUrl)) || error;
  }
}

async function openOn(engine: Engine, options: StoreOptions, log: Logger | undefined): Promise<Store> {
  const hurrying = new AbortController();
  const { signal } = hurrying;
  const now = options.now ?? (() => Date.now());
  await using opened = new AsyncDisposableStack();
  const aliases = await again(() => prepare(engine, log), { patienceMs: LIMITS.lookUpMs, log });
  const tidying = await keepTidy(engine, now, log);
  opened.defer(tidying.stop);
  const workings = await openWorkings(engine, options, { aliases, now, signal, log });
  opened.defer(workings.close);
  const methods: Methods = {
    ...workings.methods,
    ...createSettings(engine.db),
    ...createUsage(engine.db),
    ...createForgetting(engine, workings.step, aliases),
    ...createAnswered(engine.db),
    ...createCompactions(engine, now),
    ...createSpend(engine, { now, signal }),
    ...createQuestions(workings.step),
    ...createEstimateStore(engine.db),
    ...createStanding(engine.db),
  };
  // From here on whoever opened the store closes it.
  const closing = opened.move();
  return {
    ...patient(methods, (name) => (LOOKING_UP.has(name) ? LIMITS.lookUpMs : LIMITS.keepMs), { signal, log }),
    ...aliases,
    hear: workings.hear,
    queue: workings.queue,
    installations: workings.installations,
    ledger: workings.ledger,
    now,
    hurry: () => hurrying.abort(),
    async close() {
      hurrying.abort();
      try {
        await closing.disposeAsync();
      } finally {
        await engine.close();
      }
    },
  };
}
