/** What the judge's tests share: a judge over the real store, media and model client, in front of a loopback server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { BudgetRules } from '../../src/handler/index.ts';
import { createMedia } from '../../src/media/index.ts';
import {
  createCatalog,
  createEstimates,
  createModelClient,
  createTranscriber,
  type DialectName,
} from '../../src/model/index.ts';
import { createLogger } from '../../src/ops/index.ts';
import { Rule } from '../../src/rules/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { createJudge, type JudgeParts } from '../../src/watch/judge/judge.ts';
import type { StandingRule } from '../../src/watch/rulebook.ts';
import { type LoopbackOpenAi, type OpenAiOptions, startOpenAi } from '../loopback/openai/index.ts';
import type { AskedModel, AskedPart } from '../loopback/openai/index.ts';
import { type ManualClock, manualClock } from '../model/manual-clock.ts';
import { createMemoryChat, type MemoryChat } from '../support/memory-chat.ts';
import { message } from '../support/events.ts';
import type { Message } from '../../src/chat/index.ts';

export const never = new AbortController().signal;

/** A rule that asks a question. */
export function asking(
  question: Readonly<Record<string, unknown>> = {},
  limits: Readonly<Record<string, unknown>> = {},
): StandingRule {
  const rule = Rule.parse({
    when: { on: 'message', question: { ask: 'Is this a question about billing?', ...question } },
    then: { react: '👀' },
    limits,
  });
  return {
    key: 'billing',
    name: 'billing',
    rule,
    checks: () => undefined,
    author: undefined,
    madeIn: undefined,
    pause: undefined,
    since: 0,
  };
}

export interface JudgeBench {
  readonly openai: LoopbackOpenAi;
  readonly chat: MemoryChat;
  readonly clock: ManualClock;
  readonly store: Store;
  readonly folder: string;
  /** Another server or other budgets from here on. */
  restart(changes: {
    readonly server?: OpenAiOptions;
    readonly api?: DialectName;
    readonly budgets?: Partial<BudgetRules>;
  }): Promise<void>;
  judge(
    rule: StandingRule,
    said: readonly (string | Partial<Message>)[],
    signal?: AbortSignal,
  ): ReturnType<ReturnType<typeof createJudge>>;
}

export function useJudge(): JudgeBench {
  let bench: { openai: LoopbackOpenAi; store: Store; parts: JudgeParts; folder: string };
  const chat = createMemoryChat();
  let clock = manualClock();

  const open: JudgeBench['restart'] = async ({ server, api = 'responses', budgets }) => {
    const openai = await startOpenAi(server);
    const folder = mkdtempSync(join(tmpdir(), 'attache-judge-'));
    const log = createLogger('silent');
    const connection = { apiKey: openai.apiKey, baseUrl: openai.baseUrl, log };
    const store = await openStore({ dataFolder: folder });
    clock = manualClock();
    const parts: JudgeParts = {
      model: createModelClient({ ...connection, api }),
      catalog: createCatalog({}, { model: 'gpt-5.5', isAlone: false }),
      estimates: createEstimates(),
      media: createMedia({
        transcriber: createTranscriber({ ...connection, model: 'gpt-transcribe' }),
        transcriptionModel: 'gpt-transcribe',
        folder: join(folder, 'media'),
        log,
      }),
      store,
      budgets: { timeZone: 'UTC', limits: [], ...budgets },
      log,
      clock,
    };
    bench = { openai, store, parts, folder };
  };
  const close = async () => {
    await bench.openai.close();
    await bench.store.close();
    rmSync(bench.folder, { recursive: true, force: true });
  };

  beforeEach(() => open({}));
  afterEach(close);

  return {
    chat,
    get openai() {
      return bench.openai;
    },
    get clock() {
      return clock;
    },
    get store() {
      return bench.store;
    },
    get folder() {
      return bench.folder;
    },
    async restart(changes) {
      await close();
      await open(changes);
    },
    judge: (rule, said, signal = never) =>
      createJudge(bench.parts)(
        {
          rule,
          messages: said.map((one, index) => ({
            id: `run-${index + 1}`,
            message: message({
              id: `M${index + 1}`,
              conversation: { platform: 'test', workspace: 'W1', channel: 'C1', kind: 'channel' },
              ...(typeof one === 'string' ? { text: one } : one),
            }),
            adapter: chat,
          })),
        },
        signal,
      ),
  };
}

export interface SeenMessage {
  readonly mark: string;
  /** Everything between its two lines. */
  readonly text: string;
  readonly parts: readonly AskedPart[];
}

/** A request as the judge's model has to read it: what stands in the messages, and what stands outside all of them. */
export function readAs(asked: AskedModel): {
  readonly outside: string;
  readonly messages: readonly SeenMessage[];
} {
  const outside = [asked.instructions];
  const messages: { mark: string; lines: string[]; parts: AskedPart[] }[] = [];
  let open: (typeof messages)[number] | undefined;
  for (const part of asked.turns.flatMap(({ parts }) => parts)) {
    if (part.type !== 'text') {
      if (open) open.parts.push(part);
      else outside.push(`[${part.type}]`);
      continue;
    }
    for (const line of part.text.split('\n')) {
      const mark = /^<message (\w+)>$/.exec(line)?.[1];
      if (open && line === `</message ${open.mark}>`) open = undefined;
      else if (open) open.lines.push(line);
      else if (mark !== undefined) messages.push((open = { mark, lines: [], parts: [] }));
      else outside.push(line);
    }
  }
  if (open) throw new Error(`the message ${open.mark} has no end`);
  return {
    outside: outside.join('\n'),
    messages: messages.map(({ mark, lines, parts }) => ({ mark, text: lines.join('\n'), parts })),
  };
}

/** What a model says of each message, as JSON. */
export const saying = (
  asked: AskedModel,
  answerTo: (seen: SeenMessage) => Readonly<Record<string, unknown>>,
): string =>
  JSON.stringify({
    answers: readAs(asked).messages.map((seen) => ({
      id: seen.mark,
      why: 'because',
      answer: 'no',
      confidence: 0.9,
      ...answerTo(seen),
    })),
  });
