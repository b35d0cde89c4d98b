/** What the tests of `/watch` share: the command over a real store, rulebook and judge, in front of a loopback model. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type Author, type Conversation, EFFORTS, type Message } from '../../../src/chat/index.ts';
import { createMedia } from '../../../src/media/index.ts';
import {
  createCatalog,
  createEstimates,
  createModelClient,
  createTranscriber,
} from '../../../src/model/index.ts';
import { createLogger, systemClock } from '../../../src/ops/index.ts';
import { readRule, type Rule } from '../../../src/rules/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';
import { type CommandParts, createCommand } from '../../../src/watch/command/index.ts';
import { createJudge } from '../../../src/watch/judge/judge.ts';
import { createRulebook, type Rulebook } from '../../../src/watch/rulebook.ts';
import { type LoopbackOpenAi, startOpenAi } from '../../loopback/openai/index.ts';
import { message } from '../../support/events.ts';
import { createMemoryChat, type MemoryChat } from '../../support/memory-chat.ts';

export const NOW = Date.UTC(2026, 5, 1, 12);
export const HERE: Conversation = { platform: 'discord', workspace: 'G1', channel: 'C1', kind: 'channel' };
const ADA: Author = { id: 'U1', name: 'Ada', roles: [] };

export interface CommandBench {
  readonly chat: MemoryChat;
  readonly openai: LoopbackOpenAi;
  readonly store: Store;
  readonly rulebook: Rulebook;
  /** The answer to a command, typed by Ada in the channel unless it says otherwise. */
  say(
    value: string | undefined,
    changes?: { readonly author?: Partial<Author>; readonly in?: Conversation },
  ): Promise<string>;
  /** Begins anew with these rules in attache.yaml, and other parts. */
  restart(rules: Readonly<Record<string, unknown>>, parts?: Partial<CommandParts>): Promise<void>;
}

/** A message in the channel, at so many minutes before now. */
export const said = (id: string, text: string, minutesAgo: number, changes: Partial<Message> = {}): Message =>
  message({
    id,
    text,
    conversation: HERE,
    sentAt: NOW - minutesAgo * 60_000,
    link: `https://chat.test/C1/${id}`,
    ...changes,
  });

export function useCommand(): CommandBench {
  let bench: {
    chat: MemoryChat;
    openai: LoopbackOpenAi;
    store: Store;
    rulebook: Rulebook;
    parts: CommandParts;
    folder: string;
  };
  let events = 0;

  const open: CommandBench['restart'] = async (rules, changes = {}) => {
    const openai = await startOpenAi();
    const folder = mkdtempSync(join(tmpdir(), 'attache-watch-'));
    const log = createLogger('silent');
    const server = { apiKey: openai.apiKey, baseUrl: openai.baseUrl, log };
    const store = await openStore({ dataFolder: folder });
    const now = () => NOW;
    const rulebook = createRulebook({ rules: readAll(rules), store, timeZone: 'UTC', now, log });
    await rulebook.reload();
    const catalog = createCatalog({}, { model: 'gpt-5.5', isAlone: false });
    const estimates = createEstimates();
    const budgets = { timeZone: 'UTC', limits: [] };
    const media = createMedia({
      transcriber: createTranscriber({ ...server, model: 'gpt-transcribe' }),
      transcriptionModel: 'gpt-transcribe',
      folder: join(folder, 'media'),
      log,
    });
    const model = createModelClient({ ...server, api: 'responses' });
    const choice = (value: string) => ({ value, label: value });
    const parts: CommandParts = {
      store,
      rulebook,
      judge: createJudge({ model, media, catalog, estimates, store, budgets, log, clock: systemClock }),
      catalog,
      estimates,
      budgets,
      now,
      webhooks: new Set(['crm']),
      schemas: { invoice: { type: 'object' } },
      hosted: ['web_search'],
      defaults: { model: 'gpt-5.5', effort: 'medium' },
      manner: { instructions: 'You are a test.', reasoning: 'off', places: [] },
      choices: {
        models: ['auto', 'nano', 'mini', 'gpt-5.5'].map(choice),
        efforts: EFFORTS.map(choice),
        schemas: [choice('invoice')],
      },
      ...changes,
    };
    bench = { chat: createMemoryChat('discord'), openai, store, rulebook, parts, folder };
  };
  const close = async () => {
    bench.rulebook.close();
    await bench.openai.close();
    await bench.store.close();
    rmSync(bench.folder, { recursive: true, force: true });
  };

  beforeEach(() => open({}));
  afterEach(close);

  return {
    get chat() {
      return bench.chat;
    },
    get openai() {
      return bench.openai;
    },
    get store() {
      return bench.store;
    },
    get rulebook() {
      return bench.rulebook;
    },
    say: (value, { author, in: conversation = HERE } = {}) =>
      createCommand(bench.parts)(
        {
          type: 'control',
          eventId: `E${++events}`,
          control: 'watch',
          ...(value !== undefined && { value }),
          scope: 'me',
          author: { ...ADA, ...author },
          target: { conversation, userId: author?.id ?? ADA.id, private: true },
        },
        bench.chat,
        new AbortController().signal,
      ),
    async restart(rules, parts) {
      await close();
      await open(rules, parts);
    },
  };
}

function readAll(rules: Readonly<Record<string, unknown>>): Readonly<Record<string, Rule>> {
  return Object.fromEntries(
    Object.entries(rules).map(([name, value]) => {
      const read = readRule(value);
      if ('faults' in read) throw new Error(read.faults.join('\n'));
      return [name, read.rule];
    }),
  );
}
