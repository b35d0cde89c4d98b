/** The playground: a page on this machine that needs no account, as one more platform of the bot. */
import type { Hono } from 'hono';
import { join } from 'node:path';
import type { AskChoices, ChatAdapter, Receive } from '../../src/chat/index.ts';
import type { Logger } from '../../src/ops/index.ts';
import { openAttachment } from './attachments.ts';
import { Conversations } from './conversations.ts';
import { createDoor, type DoorOptions } from './door.ts';
import { guard } from './guard.ts';
import { historyOf, saidIn } from './history.ts';
import { LIMITS, UPLOAD_LIMITS, type UploadLimits } from './limits.ts';
import { PLATFORM } from './normalize.ts';
import { createRoutes } from './server.ts';
import type { Health, Metrics } from './shell.ts';
import { createSignIn } from './sign-in.ts';
import { createSurface } from './surface.ts';
import { Uploads } from './uploads.ts';

export { createMonitor } from './monitor.ts';
export type { Health } from './shell.ts';

export interface WebOptions extends DoorOptions {
  readonly choices: AskChoices;
  /** What is chosen when nothing is. */
  readonly defaults: { readonly model: string; readonly effort: string };
  /** Uploads are kept in its folder `uploads`. */
  readonly dataFolder: string;
  readonly uploads?: UploadLimits;
  /** How this process is, at `/health`. */
  readonly health?: () => Promise<Health>;
  /** Figures for a monitor, at `/metrics`. */
  readonly metrics?: Metrics;
  readonly log: Logger;
}

export interface WebAdapter extends ChatAdapter {
  /** Where a browser on this machine finds the page, once started. */
  url(): string;
}

/** Throws `UserError` when others could reach the playground without a password. */
export function createWebAdapter(options: WebOptions): WebAdapter {
  const door = createDoor(options);
  const conversations = new Conversations();
  const uploadLimits = options.uploads ?? UPLOAD_LIMITS;
  const uploads = new Uploads(join(options.dataFolder, 'uploads'), uploadLimits);
  const closing = new AbortController();
  let sweeping: NodeJS.Timeout | undefined;

  const routes = (receive: Receive): Hono =>
    createRoutes({
      guard: guard({ host: options.host, port: door.port, anyHost: Boolean(options.password) }),
      signIn: options.password ? createSignIn(options.password) : undefined,
      conversations,
      uploads,
      uploadLimits,
      choices: options.choices,
      defaults: options.defaults,
      receive,
      ...(options.health && { health: options.health }),
      ...(options.metrics && { metrics: options.metrics }),
      closing: closing.signal,
      log: options.log,
    });

  return {
    platform: PLATFORM,
    async start(receive) {
      await uploads.sweep();
      sweeping = setInterval(() => {
        uploads
          .sweep()
          .catch((error: unknown) => options.log.warn({ err: error }, 'old uploads were not removed'));
      }, LIMITS.sweepIntervalMs).unref();
      await door.open(routes(receive).fetch);
      options.log.info({ url: door.url() }, 'the playground is open');
    },
    async stop() {
      clearInterval(sweeping);
      closing.abort();
      await door.close();
    },
    async history(range, signal) {
      signal.throwIfAborted();
      const log = conversations.get(range.before.conversation.channel);
      return log ? historyOf(log, range) : [];
    },
    // All of it is in memory: it is one page.
    async *channel(range, signal) {
      signal.throwIfAborted();
      const log = conversations.get(range.conversation.channel);
      const said = log ? saidIn(log, range) : [];
      if (said.length > 0) yield said;
    },
    open: (attachment, signal) => openAttachment(uploads, attachment, signal),
    surface: (target) => createSurface(conversations, uploads, target),
    url: door.url,
  };
}
