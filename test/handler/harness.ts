/** What the handler tests share: a handler over the real store, media and model client, in front of a loopback server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach } from 'vitest';
import { type EffortChoice, EFFORTS } from '../../src/chat/index.ts';
import type { AccessList } from '../../src/config/index.ts';
import { type BudgetRules, createHandler, type Handler, type MannerRules } from '../../src/handler/index.ts';
import { createMedia } from '../../src/media/index.ts';
import {
  type CatalogSettings,
  createCatalog,
  createEstimates,
  createModelClient,
  createRouter,
  createTranscriber,
} from '../../src/model/index.ts';
import { createLogger, systemClock } from '../../src/ops/index.ts';
import { createPacer } from '../../src/reply/index.ts';
import type { JsonSchema } from '../../src/schema/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
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
}

const OFFERED = ['gpt-5.5', 'gpt-5.4-mini'];
const USUAL = { model: 'gpt-5.5', effort: 'medium' } as const;

/** A handler that keeps everything in `folder`; its caller starts and stops it, and closes the store. */
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
  }: Changes = {},
): Promise<{ readonly handler: Handler; readonly store: Store }> {
  const log = createLogger('silent');
  const server = { apiKey: openai.apiKey, baseUrl: openai.baseUrl, log };
  const store = await openStore(folder);
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
    store,
    pacer: createPacer({ clock: systemClock }),
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
    log,
  });
  return { handler, store };
}

export interface Bench {
  readonly openai: LoopbackOpenAi;
  readonly chat: MemoryChat;
  /** The journal of the process that runs now. */
  readonly store: Store;
  /** Lets the process end, running answers first, and starts the next one with other settings. */
  restart(changes?: Changes, graceMs?: number): Promise<void>;
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
  let opened: Awaited<ReturnType<typeof openHandler>>;
  const start = async (changes?: Changes) => {
    opened = await openHandler(folder, openai, changes);
    await opened.handler.start(chat);
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
    rmSync(folder, { recursive: true });
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
    idle: () => opened.handler.stop(5_000),
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
