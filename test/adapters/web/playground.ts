/** A playground for tests: the real adapter on a free port, and a script that plays the rest of the bot. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWebAdapter, type WebAdapter, type WebOptions } from '../../../adapters/web/index.ts';
import type { AskEvent, ChatEvent, Receipt, ReplyView } from '../../../src/chat/index.ts';
import { createLogger } from '../../../src/ops/index.ts';

export interface Playground extends AsyncDisposable {
  readonly adapter: WebAdapter;
  readonly url: string;
  readonly folder: string;
  /** The events so far, in order. */
  readonly events: readonly ChatEvent[];
  /** The next event that has not been taken yet. */
  nextEvent(): Promise<ChatEvent>;
}

const CHOICES = {
  models: [
    { value: 'gpt-5.5', label: 'GPT-5.5' },
    { value: 'gpt-5.5-mini', label: 'GPT-5.5 mini' },
  ],
  efforts: [
    { value: 'low', label: 'Low' },
    { value: 'medium', label: 'Medium' },
    { value: 'high', label: 'High' },
    { value: 'auto', label: 'Automatic' },
  ],
  schemas: [{ value: 'invoice', label: 'invoice' }],
};

export type PlaygroundOptions = Partial<WebOptions> & {
  /** What the bot does with an event before it is acknowledged. */
  readonly receive?: (event: ChatEvent, adapter: WebAdapter) => Promise<void>;
};

export async function openPlayground({ receive, ...options }: PlaygroundOptions = {}): Promise<Playground> {
  const folder = await mkdtemp(join(tmpdir(), 'attache-web-'));
  const adapter = createWebAdapter({
    host: '127.0.0.1',
    port: 0,
    choices: CHOICES,
    defaults: { model: 'gpt-5.5', effort: 'medium' },
    dataFolder: folder,
    mounts: {},
    log: createLogger('silent'),
    ...options,
  });
  const events: ChatEvent[] = [];
  let taken = 0;
  let wake = Promise.withResolvers<void>();
  const take = async (event: ChatEvent) => {
    await receive?.(event, adapter);
    events.push(event);
    wake.resolve();
    wake = Promise.withResolvers();
  };
  await adapter.start(take).catch(async (error: unknown) => {
    await rm(folder, { recursive: true });
    throw error;
  });
  return {
    adapter,
    url: adapter.url(),
    folder,
    events,
    async nextEvent() {
      while (events.length <= taken) await wake.promise;
      return events[taken++]!;
    },
    async [Symbol.asyncDispose]() {
      await adapter.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A view with whatever a test says; the rest is empty. */
export const view = (changes: Partial<ReplyView> = {}): ReplyView => ({
  phase: 'answering',
  markdown: '',
  receipts: [],
  notices: [],
  actions: [],
  steps: [],
  files: [],
  ...changes,
});

export const receipt = (changes: Partial<Receipt> = {}): Receipt => ({
  attachmentId: 'A1',
  name: 'photo.png',
  kind: 'image',
  outcome: 'used',
  summary: '640 × 480',
  pictures: 0,
  tokens: 410,
  costUsd: 0,
  ...changes,
});

/** A reply to a question that a test draws state by state. */
export async function openReply({ adapter }: Playground, event: ChatEvent, first: ReplyView) {
  const signal = new AbortController().signal;
  const surface = adapter.surface((event as AskEvent).target);
  const page = await surface.open(first, signal);
  return {
    page,
    update: (next: ReplyView) => surface.update(page, next, signal),
    close: (last: ReplyView) => surface.close(page, last, signal),
  };
}

export const post = (url: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** The JSON of a response. */
export const json = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>;
