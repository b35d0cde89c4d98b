/** The parts of a process that watches, but for its rules, its clock and its store: for replays, in tests and where they are measured. */
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
import type { ReplayParts } from '../../src/watch/index.ts';

const NOBODY = { users: [], roles: [], channels: [] };

/**
 * @param folder for files that are prepared
 * @param api where models and transcriptions are asked for
 */
export function partsIn(
  folder: string,
  api: { readonly apiKey: string; readonly baseUrl: string },
): ReplayParts {
  const log = createLogger('silent');
  const model = createModelClient({ ...api, api: 'responses', log });
  const catalog = createCatalog({}, { model: 'gpt-5.5', isAlone: false });
  return {
    model,
    catalog,
    router: createRouter({ catalog, client: model }),
    estimates: createEstimates(),
    media: createMedia({
      transcriber: createTranscriber({ ...api, model: 'gpt-transcribe', log }),
      transcriptionModel: 'gpt-transcribe',
      folder: join(folder, 'media'),
      log,
    }),
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
  };
}
