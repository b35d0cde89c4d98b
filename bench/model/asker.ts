/** Asks with months of a channel as the past, by the bot's own way or by the bare SDK, and tells what it took. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenAI } from 'openai';
import { askedByHand, type Conversation, type Message, wordsFor } from '../../src/chat/index.ts';
import { attempt, createLedger, OPEN_PURSE } from '../../src/handler/index.ts';
import { createMedia } from '../../src/media/index.ts';
import {
  createCatalog,
  createEstimates,
  createModelClient,
  createTranscriber,
  findModel,
} from '../../src/model/index.ts';
import { createLogger } from '../../src/ops/index.ts';

export interface AskOrder {
  readonly baseURL: string;
  readonly by: 'ours' | 'bare';
  readonly messages: number;
}

export interface AskFigures {
  /** Milliseconds until the first word of the answer, the first time and the second. */
  readonly firstMs: number;
  readonly againMs: number;
  /** Bytes that the process holds at its peak. */
  readonly peakBytes: number;
  /** Characters of the conversation. */
  readonly characters: number;
}

const CONVERSATION: Conversation = {
  platform: 'bench',
  workspace: 'bench',
  channel: 'bench',
  thread: '1',
  kind: 'thread',
};

/** Prose that no two messages share. */
const WORDS =
  'release plan customer tomorrow because server invoice which design already nobody together measure'.split(
    ' ',
  );
const proseOf = (message: number): string =>
  Array.from({ length: 240 }, (_, word) => WORDS[(message * 7 + word * (message + 3)) % WORDS.length]).join(
    ' ',
  );

const messageOf = (index: number): Message => ({
  ...askedByHand({
    id: String(index),
    conversation: CONVERSATION,
    author: { id: `U${index % 7}`, name: `Person ${index % 7}`, roles: [] },
    text: `${index}: ${proseOf(index)}`,
    sentAt: index,
  }),
  mentionsUs: false,
});

process.once('message', (order: AskOrder) => {
  void ask(order).then((figures) => process.send!(figures));
});

async function ask({ baseURL, by, messages }: AskOrder): Promise<AskFigures> {
  const history = Array.from({ length: messages }, (_, index) => messageOf(index));
  const question = askedByHand({ ...messageOf(messages), text: 'What did we decide?' });
  const ready = by === 'ours' ? ours(baseURL) : bare(baseURL);
  let peakBytes = 0;
  const timer = setInterval(() => (peakBytes = Math.max(peakBytes, process.memoryUsage().rss)), 5);
  const timed = async (): Promise<number> => {
    const began = performance.now();
    await ready.first(history, question);
    peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
    return performance.now() - began;
  };
  const firstMs = await timed();
  const againMs = await timed();
  clearInterval(timer);
  await ready.end();
  const characters = history.reduce((sum, { text }) => sum + text.length, 0);
  return { firstMs, againMs, peakBytes, characters };
}

interface Ready {
  /** Resolves with the first word. */
  first(history: readonly Message[], question: Message): Promise<void>;
  end(): Promise<void>;
}

function ours(baseUrl: string): Ready {
  const log = createLogger('silent');
  const server = { apiKey: undefined, baseUrl, log };
  const folder = mkdtempSync(join(tmpdir(), 'attache-bench-'));
  const media = createMedia({
    transcriber: createTranscriber({ ...server, model: 'none' }),
    transcriptionModel: 'none',
    folder,
    ffmpegPath: undefined,
    log,
  });
  const catalog = createCatalog({}, { model: 'gpt-5.5', isAlone: true });
  const model = createModelClient({ ...server, api: 'responses' });
  const parts = { media, model, estimates: createEstimates(), catalog, log };
  return {
    async first(history, message) {
      const question = {
        message,
        history,
        model: { ...findModel('gpt-5.5'), id: 'deltas-10' },
        effort: 'low' as const,
        instructions: 'Answer.',
        words: wordsFor('en'),
        open: () => Promise.reject(new Error('nothing is attached')),
      };
      const spending = { purse: OPEN_PURSE, ledger: createLedger() };
      const events = attempt(question, 1, parts, spending, new AbortController().signal);
      for await (const event of events) if (event.type === 'text') break;
    },
    end: () => Promise.resolve(rmSync(folder, { recursive: true })),
  };
}

function bare(baseURL: string): Ready {
  const client = new OpenAI({ apiKey: 'none', baseURL, maxRetries: 0 });
  return {
    async first(history, message) {
      const stream = await client.responses.create({
        model: 'deltas-10',
        instructions: 'Answer.',
        input: [...history, message].map(({ author, text }) => ({
          role: 'user' as const,
          content: `${author.name}: ${text}`,
        })),
        store: false,
        stream: true,
      });
      for await (const event of stream) if (event.type === 'response.output_text.delta') break;
    },
    end: () => Promise.resolve(),
  };
}
