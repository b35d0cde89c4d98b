/** The parts of a process that watches, with a real store in a temporary folder; no model is connected. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
import { openStore } from '../../src/store/index.ts';
import type { WatchParts } from '../../src/watch/index.ts';

export type BenchParts = Omit<WatchParts, 'rules' | 'now'>;

const NOBODY = { users: [], roles: [], channels: [] };
/** Nobody listens there. */
const NOWHERE = { apiKey: 'none', baseUrl: 'http://127.0.0.1:9/v1' };

/** Does some work with parts of its own, and removes what they have kept. */
export async function withParts<Result>(work: (parts: BenchParts) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'attache-bench-'));
  const log = createLogger('silent');
  const store = await openStore({ dataFolder: folder });
  const model = createModelClient({ ...NOWHERE, api: 'responses', log });
  const catalog = createCatalog({}, { model: 'gpt-5.5', isAlone: false });
  try {
    return await work({
      model,
      catalog,
      router: createRouter({ catalog, client: model }),
      estimates: createEstimates(),
      media: createMedia({
        transcriber: createTranscriber({ ...NOWHERE, model: 'none', log }),
        transcriptionModel: 'none',
        folder: join(folder, 'media'),
        log,
      }),
      store,
      pacer: createPacer({ clock: systemClock }),
      access: { allow: NOBODY, deny: NOBODY, admins: NOBODY },
      budgets: { timeZone: 'UTC', limits: [] },
      manner: { instructions: 'You are a teammate in a team chat.', reasoning: 'off', places: [] },
      schemas: {},
      choices: { models: [], efforts: [], schemas: [] },
      defaults: { model: 'gpt-5.5', effort: 'medium' },
      webhooks: new Set(),
      clock: systemClock,
      log,
    });
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export function ruleOf(value: unknown): Rule {
  const read = readRule(value);
  if ('faults' in read) throw new Error(read.faults.join('\n'));
  return read.rule;
}
