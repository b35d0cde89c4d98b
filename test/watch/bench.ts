/** What the tests of watching share: a bot with rules over the real store and handler, between two chats and a loopback model. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, vi } from 'vitest';
import { type ChatEvent, type Conversation, EFFORTS, type Message, WORDS } from '../../src/chat/index.ts';
import { type BudgetRules, createHandler, type Handler } from '../../src/handler/index.ts';
import { createMedia } from '../../src/media/index.ts';
import {
  createCatalog,
  createEstimates,
  createModelClient,
  createRouter,
  createTranscriber,
} from '../../src/model/index.ts';
import { createLogger, systemClock } from '../../src/ops/index.ts';
import { createPacer } from '../../src/reply/index.ts';
import { readRule, type Rule } from '../../src/rules/index.ts';
import type { JsonSchema } from '../../src/schema/index.ts';
import {
  openStore,
  type Pause,
  type Store,
  type StoreOptions,
  type ToldRun,
  type Working,
} from '../../src/store/index.ts';
import { createWatch, type Watch } from '../../src/watch/index.ts';
import { everybody } from '../handler/harness.ts';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { message } from '../support/events.ts';
import { createMemoryChat, type MemoryChat } from '../support/memory-chat.ts';

/** A rule as it is written in attache.yaml. */
export type Written = Readonly<Record<string, unknown>>;

export interface Changes {
  readonly rules?: Readonly<Record<string, Written>>;
  readonly webhooks?: readonly string[];
  readonly schemas?: Readonly<Record<string, JsonSchema>>;
  readonly budgets?: Partial<BudgetRules>;
  /** People who may not ask. */
  readonly denied?: readonly string[];
  /** People who may have rules of their own: Grace where left out. */
  readonly admins?: readonly string[];
  /** Gives the bot another way to its store. */
  readonly through?: (store: Store) => Store;
  /** Whether it goes on by itself when something is due: else when a test says so. */
  readonly isWorking?: boolean;
}

/** A process of the bot. */
export interface Process {
  readonly watch: Watch;
  readonly store: Store;
  readonly handler: Handler;
  /** Does all that is due, and what follows from it. */
  due(): Promise<void>;
  end(): Promise<void>;
  /** Lets go of what a process that was killed has left open. */
  bury(): Promise<void>;
}

export interface Chats {
  readonly slack: MemoryChat;
  readonly discord: MemoryChat;
}

export const createChats = (): Chats => ({
  slack: createMemoryChat('slack'),
  discord: createMemoryChat('discord'),
});

export const rulesOf = (written: Readonly<Record<string, Written>>): Readonly<Record<string, Rule>> =>
  Object.fromEntries(
    Object.entries(written).map(([name, rule]) => {
      const read = readRule(rule);
      if ('faults' in read) throw new Error(read.faults.join(' '));
      return [name, read.rule];
    }),
  );

export async function openProcess(
  place: StoreOptions,
  openai: LoopbackOpenAi,
  chats: Chats,
  {
    rules = {},
    webhooks = [],
    schemas = {},
    budgets,
    denied = [],
    admins = ['U7'],
    through = (store) => store,
    isWorking = false,
  }: Changes = {},
): Promise<Process> {
  const log = createLogger('silent');
  const server = { apiKey: openai.apiKey, baseUrl: openai.baseUrl, log };
  const opened = await openStore(place);
  const store = through(opened);
  let working: Working[] = [];
  const queued: Store = {
    ...store,
    queue: {
      async work(options) {
        const one = await store.queue.work(options);
        working = [...working, one];
        return one;
      },
    },
  };
  const model = createModelClient({ ...server, api: 'responses' });
  const catalog = createCatalog({}, { model: 'gpt-5.5', isAlone: false });
  const parts = {
    model,
    catalog,
    router: createRouter({ catalog, client: model }),
    estimates: createEstimates(),
    media: createMedia({
      transcriber: createTranscriber({ ...server, model: 'gpt-transcribe' }),
      transcriptionModel: 'gpt-transcribe',
      folder: join(place.dataFolder, 'media'),
      ffmpegPath: undefined,
      log,
    }),
    store: queued,
    pacer: createPacer({ clock: systemClock }),
    access: { allow: everybody, deny: { ...everybody, users: denied }, admins: { users: admins, roles: [] } },
    budgets: { timeZone: 'UTC', limits: [], ...budgets },
    manner: { instructions: 'You are a test.', reasoning: 'live', places: [] },
    choices: {
      models: ['gpt-5.5', 'gpt-5.4-mini'].map((value) => ({ value, label: value })),
      efforts: EFFORTS.map((value) => ({ value, label: value })),
      schemas: Object.keys(schemas).map((value) => ({ value, label: value })),
    },
    schemas,
    defaults: { model: 'gpt-5.5', effort: 'medium' },
    hosted: [],
    log,
  } as const;
  const watch = createWatch({
    ...parts,
    rules: rulesOf(rules),
    webhooks: new Set(webhooks),
    clock: systemClock,
    now: Date.now,
  });
  const handler = createHandler({
    ...parts,
    onlooker: watch,
    role: 'all',
    slots: 16,
    catchUp: { hours: 0 },
  });
  const adapters = Object.values(chats) as readonly MemoryChat[];
  await watch.open();
  await handler.start(...adapters);
  if (isWorking) watch.work(adapters);
  const idle = async () => {
    await setImmediate();
    await Promise.all(working.map((one) => one.idle()));
  };
  return {
    watch,
    store: opened,
    handler,
    async due() {
      await watch.runDue(Date.now(), adapters);
      await idle();
    },
    async bury() {
      await Promise.all(working.map((one) => one.stop()));
      await opened.close();
    },
    async end() {
      await watch.stop();
      await handler.stop(5_000);
      await opened.close();
    },
  };
}

/** A run, with what the journal says of it in English. */
type SaidRun = Omit<ToldRun, 'outcome'> & { readonly outcome: string | undefined };

export interface WatchBench extends Chats {
  readonly openai: LoopbackOpenAi;
  readonly store: Store;
  readonly watch: Watch;
  /** Ends the process, and starts the next one over the same store. */
  restart(changes?: Changes): Promise<void>;
  /** Somebody says something, and everything follows from it that is due at once. */
  say(changes: Partial<Message>, chat?: MemoryChat): Promise<Message>;
  /** Something happens, and everything follows from it that is due at once. */
  happen(event: ChatEvent, chat?: MemoryChat): Promise<void>;
  /** So much time passes, in milliseconds; then all that is due is done. */
  pass(ms: number): Promise<void>;
  due(): Promise<void>;
  /** What rules have posted on a chat, oldest first. */
  posts(chat?: MemoryChat): readonly string[];
  /** The latest runs of a rule, newest first. */
  runs(key: string): Promise<readonly SaidRun[]>;
  /** Which rules are paused, with why in English. */
  pauses(): Promise<readonly Pause[]>;
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Two in the afternoon of a Friday. */
export const NOON = Date.UTC(2026, 0, 2, 14);

/** A running bot for each test of a file; its clock stands until a test has time pass. */
export function useWatch(): WatchBench {
  let folder: string;
  let openai: LoopbackOpenAi;
  let chats: Chats;
  let process: Process;
  let said = 0;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOON });
    folder = mkdtempSync(join(tmpdir(), 'attache-watch-'));
    openai = await startOpenAi();
    chats = createChats();
    said = 0;
    process = await openProcess({ dataFolder: folder }, openai, chats);
  });
  afterEach(async () => {
    vi.useRealTimers();
    await process.end();
    await openai.close();
    rmSync(folder, { recursive: true, maxRetries: 5 });
  });

  const happen: WatchBench['happen'] = async (event, chat = chats.slack) => {
    await chat.deliver(event);
    await process.due();
    // Nothing happens in the same moment, so that there is an order.
    vi.setSystemTime(Date.now() + 1);
  };
  return {
    get slack() {
      return chats.slack;
    },
    get discord() {
      return chats.discord;
    },
    get openai() {
      return openai;
    },
    get store() {
      return process.store;
    },
    get watch() {
      return process.watch;
    },
    async restart(changes) {
      await process.end();
      process = await openProcess({ dataFolder: folder }, openai, chats, changes);
    },
    happen,
    async say(changes, chat = chats.slack) {
      const one = saidIn(chat, { id: `M${(said += 1)}`, ...changes });
      await happen(eventOf(one), chat);
      return one;
    },
    async pass(ms) {
      vi.setSystemTime(Date.now() + ms);
      await process.due();
    },
    due: () => process.due(),
    posts: (chat = chats.slack) => chat.pages.map(({ view }) => view.markdown),
    runs: async (key) => (await process.store.latestRuns(key, 50)).map(inEnglish),
    pauses: async () =>
      (await process.store.pauses()).map((pause) => ({ ...pause, sentence: english(pause.sentence) })),
  };
}

const { outcome: english } = WORDS.en.watch;

const inEnglish = (run: ToldRun): SaidRun => ({
  ...run,
  outcome: run.outcome && english(run.outcome),
  verdict: run.verdict && { ...run.verdict, reasons: run.verdict.reasons.map(english) },
});

export const channel = (changes: Partial<Conversation> = {}): Conversation => ({
  platform: 'slack',
  workspace: 'W1',
  channel: 'C1',
  kind: 'channel',
  ...changes,
});

/** A message in a channel of a chat, that can be found there from now on. */
export function saidIn(chat: MemoryChat, changes: Partial<Message>): Message {
  const one = message({
    conversation: channel({ platform: chat.platform }),
    sentAt: Date.now(),
    link: `https://chat.test/${changes.conversation?.channel ?? 'C1'}/${changes.id ?? 'M1'}`,
    ...changes,
  });
  const before = chat.said instanceof Error ? [] : chat.said;
  chat.said = [...before.filter(({ id }) => id !== one.id), one];
  return one;
}

/** The event of a message, as its platform delivers it. */
export const eventOf = (one: Message): ChatEvent => ({
  type: 'message',
  eventId: `event-${one.id}`,
  aliases: [],
  message: one,
  target: { conversation: one.conversation, messageId: one.id, userId: one.author.id, private: false },
});

export const edited = (one: Message, text: string): ChatEvent => ({
  type: 'edited',
  eventId: `edit-${one.id}-${Date.now()}`,
  message: { ...one, text, editedAt: Date.now() },
});
