/** Puts together what work goes through, for the engine that there is: the journal of it, the queue and the news. */
import type { Installations } from '../../chat/index.ts';
import type { Logger } from '../../ops/index.ts';
import { createAccepting } from './accept.ts';
import type { Aliases } from '../kept/alias.ts';
import { createChanging } from './change.ts';
import { type Cursors, createCursors } from '../kept/cursors.ts';
import type { Engine } from '../engine/engine.ts';
import { createErrands } from './errands.ts';
import { createFinishing } from './finish.ts';
import { createHolding, endingLost } from './holding.ts';
import { createInstallations } from '../kept/installations.ts';
import { createJournal, type Journal } from './journal.ts';
import { createOwnLanes } from '../queue/lanes.ts';
import { createSharedLanes } from '../queue/lanes-postgres.ts';
import { createOpenTurns } from './open.ts';
import { createSendings, type Sendings } from './sendings.ts';
import { createServing } from '../queue/serve.ts';
import type { Signals } from '../signals/signals.ts';
import { createListeners } from '../signals/signals-memory.ts';
import { createStep, type Outlet, type Step } from '../engine/step.ts';
import { createTaking } from './take.ts';
import { createWatching } from '../watching/create.ts';
import type { Watching } from '../watching/watching.ts';
import type { Ways } from '../engine/ways.ts';
import { openSharedWays } from '../engine/ways-postgres.ts';
import { openOwnWays } from '../engine/ways-sqlite.ts';
import type { WorkStore } from './work.ts';

export interface WorkingOptions {
  /** ATTACHE_SECRET_KEY. */
  readonly secretKey?: string | undefined;
  /** Platforms that only this process can answer. Every process of a bot names the same ones. */
  readonly local?: readonly string[] | undefined;
}

export interface Workings extends Omit<Ways, 'tell'> {
  /** To be tried again while the database is away. */
  readonly methods: Journal & WorkStore & Sendings & Cursors & Watching & Pick<Signals, 'tell'>;
  readonly step: Step;
  readonly hear: Signals['hear'];
  /** Undefined without a key. */
  readonly installations: Installations | undefined;
}

/**
 * @param now the store's clock
 * @param signal ends the patience with a database that is away, before all of this is closed
 */
export async function openWorkings(
  engine: Engine,
  { secretKey, local = [] }: WorkingOptions,
  {
    aliases,
    now,
    signal,
    log,
  }: {
    readonly aliases: Aliases;
    readonly now: () => number;
    readonly signal: AbortSignal;
    readonly log: Logger | undefined;
  },
): Promise<Workings> {
  const { db, pool } = engine;
  const outlets: Outlet[] = [];
  const step = createStep(engine, outlets, now);
  const holding = createHolding(engine, crypto.randomUUID());
  const lanes = pool ? createSharedLanes(db, step, holding.holder) : createOwnLanes(db, step);
  const serving = createServing(lanes, signal, log);
  const listeners = createListeners(log);
  const installations =
    secretKey === undefined ? undefined : await createInstallations(engine, secretKey, { signal, now });
  const parts = { engine, step, outlets, holding, listeners, serving, local, now, log };
  const ways = pool ? await openSharedWays(parts, pool) : await openOwnWays(parts);
  return {
    methods: {
      ...createJournal(db),
      ...createAccepting(step, aliases),
      ...endingLost(
        {
          ...createTaking(step, holding, lanes, engine),
          ...createFinishing(step, holding, engine),
          ...createSendings(db, step, holding, lanes),
        },
        holding,
      ),
      ...createErrands(step, lanes),
      ...createChanging(step, holding, engine),
      ...createOpenTurns(db),
      ...createCursors(db),
      ...createWatching(engine, step, holding, { aliases, now }),
      tell: ways.tell,
    },
    step,
    hear: listeners.hear,
    queue: ways.queue,
    installations,
    ledger: ways.ledger,
    close: ways.close,
  };
}
