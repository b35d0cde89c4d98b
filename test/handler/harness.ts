/** What the handler tests share: a handler over the real store, media and model client, in front of a loopback server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach } from 'vitest';
import { type EffortChoice, EFFORTS, type HostedTool } from '../../src/chat/index.ts';
import type { AccessList } from '../../src/config/index.ts';
import {
  type BudgetRules,
  createHandler,
  type Handler,
  type MannerRules,
  type Onlooker,
  type Role,
} from '../../src/handler/index.ts';
import { createMedia } from '../../src/media/index.ts';
import {
  type CatalogSettings,
  createCatalog,
  createEstimates,
  createModelClient,
  createRouter,
  createTranscriber,
} from '../../src/model/index.ts';
import { type Clock, createLogger, systemClock } from '../../src/ops/index.ts';
import { createPacer } from '../../src/reply/index.ts';
import type { JsonSchema } from '../../src/schema/index.ts';
import { type Admission, openStore, type Store, type Working } from '../../src/store/index.ts';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { createMemoryChat, type MemoryChat } from '../support/memory-chat.ts';

export const everybody: AccessList = { users: [], roles: [], channels: [] };

/** What a test has otherwise than usual. */
export interface Changes {
  readonly access?: Partial<Record<'allow' | 'deny' | 'admins', AccessList>>;
  readonly manner?: Partial<MannerRules>;
  readonly budgets?: Partial<BudgetRules>;
  readonly catalog?: CatalogSettings;
  readonly schemas?: Readonly<Record<string, JsonSchema>>;
  /** What holds where nothing is chosen. */
  readonly defaults?: { readonly model: string; readonly effort: EffortChoice };
  /** The models that can be chosen. */
  readonly offered?: readonly string[];
  /** What the process does, where there are several. */
  readonly role?: Role;
  /** The PostgreSQL that processes share; without one, everything is in a file of the folder. */
  readonly databaseUrl?: string;
  /** So many turns are answered at once. */
  readonly slots?: number;
  /** How far back is looked for what was missed. */
  readonly catchUpHours?: number;
  /** So many times faster than usual a write that fails is tried again. */
  readonly haste?: number;
  /** Other platforms of the same process. */
  readonly beside?: readonly MemoryChat[];
  /** Who looks on at what happens. */
  readonly onlooker?: Onlooker;
  /** What the model's provider may do by itself. */
  readonly hosted?: readonly HostedTool[];
}

const OFFERED = ['gpt-5.5', 'gpt-5.4-mini'];
const USUAL = { model: 'gpt-5.5', effort: 'medium' } as const;

/** A handler, with what it keeps everything in. */
export interface Opened {
  readonly handler: Handler;
  readonly store: Store;
  /** Resolves when nothing runs or waits, or when that takes too long: some models of these tests never answer. */
  idle(): Promise<void>;
}

/**
 * A handler that keeps everything in `folder`; its caller starts and stops it, and closes the store.
 *
 * @param through gives the handler another way to the store
 */
export async function openHandler(
  folder: string,
  openai: LoopbackOpenAi,
  {
    access,
    manner,
    budgets,
    catalog: models = {},
    schemas = {},
    defaults = USUAL,
    offered = OFFERED,
    role = 'all',
    databaseUrl,
    slots = 64,
    catchUpHours = 12,
    haste = 1,
    onlooker,
    hosted = [],
  }: Changes = {},
  through: (store: Store) => Store = (store) => store,
): Promise<Opened> {
  const log = createLogger('silent');
  const server = { apiKey: openai.apiKey, baseUrl: openai.baseUrl, log };
  const store = await openStore({ dataFolder: folder, databaseUrl });
  let working: Working | undefined;
  const model = createModelClient({ ...server, api: 'responses' });
  const catalog = createCatalog(models, { model: 'gpt-5.5', isAlone: false });
  const handler = createHandler({
    model,
    catalog,
    router: createRouter({ catalog, client: model }),
    estimates: createEstimates(),
    media: createMedia({
      transcriber: createTranscriber({ ...server, model: 'gpt-transcribe' }),
      transcriptionModel: 'gpt-transcribe',
      folder: join(folder, 'media'),
      ffmpegPath: undefined,
      log,
    }),
    store: through({
      ...store,
      queue: { work: async (options) => (working = await store.queue.work(options)) },
    }),
    role,
    slots,
    catchUp: { hours: catchUpHours },
    pacer: createPacer({ clock: hastened(haste) }),
    access: { allow: everybody, deny: everybody, admins: everybody, ...access },
    budgets: { timeZone: 'UTC', limits: [], ...budgets },
    manner: { instructions: 'You are a test.', reasoning: 'live', places: [], ...manner },
    choices: {
      models: offered.map((value) => ({ value, label: value })),
      efforts: EFFORTS.map((value) => ({ value, label: value })),
      schemas: Object.keys(schemas).map((value) => ({ value, label: value })),
    },
    schemas,
    defaults,
    onlooker,
    hosted,
    log,
  });
  return {
    handler,
    store,
    async idle() {
      const late = new AbortController();
      const giveUp = sleep(5_000, undefined, { signal: late.signal }).catch(() => undefined);
      await Promise.race([working?.idle(), giveUp]);
      late.abort();
    },
  };
}

const hastened = (haste: number): Clock => ({
  now: () => systemClock.now() * haste,
  sleep: (ms, signal) => systemClock.sleep(ms / haste, signal),
});

/** Journals a question as if no process were there to answer it. */
export const admitted = (): Admission => ({ rank: 0 });

export interface Bench {
  readonly openai: LoopbackOpenAi;
  readonly chat: MemoryChat;
  /** The journal of the process that runs now. */
  readonly store: Store;
  /** Lets the process end, running answers first, and starts the next one with other settings. */
  restart(changes?: Changes, graceMs?: number): Promise<void>;
  /** Does something to the journal while no process is there; the next one starts as the one before was started. */
  offline<T>(work: (store: Store) => Promise<T>): Promise<T>;
  /** Lets everything that runs come to its end. */
  idle(): Promise<void>;
  /** Every request to a model that is journalled, in order. For this, the process ends and the next one starts. */
  calls(): Promise<readonly JournalledCall[]>;
}

export interface JournalledCall {
  readonly purpose: string;
  readonly model: string;
  readonly effort: string;
  readonly output_tokens: number;
  readonly cost_usd: number | null;
}

/** A running handler with its platform and its model for each test of a file; everything is gone after it. */
export function useBench(): Bench {
  let folder: string;
  let openai: LoopbackOpenAi;
  let chat: MemoryChat;
  let opened: Opened;
  let last: Changes | undefined;
  const start = async (changes?: Changes) => {
    last = changes;
    opened = await openHandler(folder, openai, changes);
    await opened.handler.start(chat, ...(changes?.beside ?? []));
  };
  const stop = async (graceMs: number) => {
    await opened.handler.stop(graceMs);
    await opened.store.close();
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'attache-handler-'));
    openai = await startOpenAi();
    chat = createMemoryChat();
    await start();
  });
  afterEach(async () => {
    await stop(0);
    await openai.close();
    rmSync(folder, { recursive: true, maxRetries: 5 });
  });
  return {
    get openai() {
      return openai;
    },
    get chat() {
      return chat;
    },
    get store() {
      return opened.store;
    },
    async restart(changes, graceMs = 5_000) {
      await stop(graceMs);
      await start(changes);
    },
    async offline(work) {
      await stop(5_000);
      const store = await openStore({ dataFolder: folder });
      const outcome = await work(store);
      await store.close();
      await start(last);
      return outcome;
    },
    idle: () => opened.idle(),
    async calls() {
      await stop(5_000);
      const database = new DatabaseSync(join(folder, 'attache.db'));
      const columns = 'purpose, model, effort, output_tokens, cost_usd';
      const rows = database.prepare(`SELECT ${columns} FROM call ORDER BY rowid`).all();
      database.close();
      await start();
      return rows as unknown as readonly JournalledCall[];
    },
  };
}
