/** What the tests of replays share: a rule run over messages that a test makes up, in front of a loopback model. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Conversation, Message, ReactedEvent } from '../../src/chat/index.ts';
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
import { openStore, type Store } from '../../src/store/index.ts';
import { replay, type Replayed, reportJson, reportText, type WatchParts } from '../../src/watch/index.ts';
import { type LoopbackOpenAi, startOpenAi } from '../loopback/openai/index.ts';
import { message } from '../support/events.ts';

/** Thursday, nine in the morning. */
export const START = Date.UTC(2026, 0, 1, 9);
export const HERE: Conversation = { platform: 'discord', workspace: 'G1', channel: 'C1', kind: 'channel' };

/** Something that was said so many minutes after the start. */
export const at = (minutes: number, text = 'hello', changes: Partial<Message> = {}): Message =>
  message({
    id: `M${minutes}`,
    conversation: HERE,
    text,
    sentAt: START + minutes * 60_000,
    ...changes,
  });

export interface ReplayBench {
  readonly openai: LoopbackOpenAi;
  readonly store: Store;
  readonly folder: string;
  run(
    rule: unknown,
    messages: readonly Message[],
    more?: {
      readonly asks?: boolean;
      readonly reactions?: readonly ReactedEvent[];
      readonly folder?: string;
    },
  ): Promise<Result>;
}

export interface Result extends Replayed {
  readonly text: string;
  readonly json: ReturnType<typeof reportJson>;
  /** The messages it acted on, each act by itself, with the minutes at which it did. */
  readonly did: readonly { readonly on: readonly string[]; readonly minute: number }[];
}

export function useReplay(): ReplayBench {
  let openai: LoopbackOpenAi;
  let store: Store;
  let folder: string;

  beforeEach(async () => {
    openai = await startOpenAi();
    folder = mkdtempSync(join(tmpdir(), 'attache-replay-'));
    store = await openStore({ dataFolder: folder });
  });
  afterEach(async () => {
    await openai.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function parts(): Omit<WatchParts, 'rules' | 'now'> {
    const log = createLogger('silent');
    const server = { apiKey: openai.apiKey, baseUrl: openai.baseUrl, log };
    const model = createModelClient({ ...server, api: 'responses' });
    const catalog = createCatalog({}, { model: 'gpt-5.5', isAlone: false });
    const everybody = { users: [], roles: [], channels: [] };
    return {
      model,
      catalog,
      router: createRouter({ catalog, client: model }),
      estimates: createEstimates(),
      media: createMedia({
        transcriber: createTranscriber({ ...server, model: 'gpt-transcribe' }),
        transcriptionModel: 'gpt-transcribe',
        folder: join(folder, 'media'),
        log,
      }),
      store,
      pacer: createPacer({ clock: systemClock }),
      access: { allow: everybody, deny: everybody, admins: everybody },
      budgets: { timeZone: 'UTC', limits: [] },
      manner: { instructions: 'You are a test.', reasoning: 'off', places: [] },
      schemas: {},
      choices: { models: [], efforts: [], schemas: [] },
      defaults: { model: 'gpt-5.5', effort: 'medium' },
      webhooks: new Set(),
      clock: systemClock,
      log,
    };
  }

  return {
    get openai() {
      return openai;
    },
    get store() {
      return store;
    },
    get folder() {
      return folder;
    },
    async run(written, messages, { asks = true, reactions = [], folder: files = folder } = {}) {
      const rule = ruleOf(written);
      const history = { format: 'lines', messages, reactions, folder: files } as const;
      const signal = new AbortController().signal;
      const replayed = await replay({ name: 'test', rule }, history, parts(), { asks }, signal);
      const told = { name: 'test', rule, messages, timeZone: 'UTC', asks };
      const did = replayed.acts.map(({ at: time }, index) => ({
        on: replayed.runs.filter(({ act }) => act === index + 1).map(({ run }) => run.message ?? 'schedule'),
        minute: (time - START) / 60_000,
      }));
      return { ...replayed, did, text: reportText(replayed, told), json: reportJson(replayed, told) };
    },
  };
}

function ruleOf(written: unknown): Rule {
  const read = readRule(written);
  if ('faults' in read) throw new Error(read.faults.join('\n'));
  return read.rule;
}
