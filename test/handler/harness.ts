/** What the handler tests share: a handler over the real store, media and model client, in front of a loopback server. */
import { join } from 'node:path';
import type { AccessList } from '../../src/config/index.ts';
import { createHandler, type Handler } from '../../src/handler/index.ts';
import { createMedia } from '../../src/media/index.ts';
import { createModelClient, createTranscriber } from '../../src/model/index.ts';
import { createLogger, systemClock } from '../../src/ops/index.ts';
import { createPacer } from '../../src/reply/index.ts';
import { openStore } from '../../src/store/index.ts';
import type { LoopbackOpenAi } from '../loopback/openai/index.ts';

export const everybody: AccessList = { users: [], roles: [], channels: [] };

/** A handler that keeps everything in `folder`; its caller starts and stops it, and closes the store. */
export async function openHandler(
  folder: string,
  openai: LoopbackOpenAi,
  access = { allow: everybody, deny: everybody },
): Promise<{ readonly handler: Handler; readonly store: Awaited<ReturnType<typeof openStore>> }> {
  const log = createLogger('silent');
  const server = { apiKey: openai.apiKey, baseUrl: openai.baseUrl, log };
  const store = await openStore(folder);
  const handler = createHandler({
    model: createModelClient({ ...server, api: 'responses' }),
    media: createMedia({
      transcriber: createTranscriber({ ...server, model: 'gpt-transcribe' }),
      transcriptionModel: 'gpt-transcribe',
      folder: join(folder, 'media'),
      ffmpegPath: undefined,
      log,
    }),
    store,
    pacer: createPacer({ clock: systemClock }),
    access,
    instructions: { instructions: 'You are a test.', places: [] },
    defaults: { model: 'gpt-5.5', effort: 'medium' },
    log,
  });
  return { handler, store };
}
