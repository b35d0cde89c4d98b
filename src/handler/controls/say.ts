/** Short messages beside the answers: what a command or a button answers, in a lane of its own. */
import {
  type ChatAdapter,
  type ReplyTarget,
  sentenceFor,
  type SurfaceLimits,
  UserError,
} from '../../chat/index.ts';
import type { Logger } from '../../ops/index.ts';
import { createWriter, type Line, linesOf, type Pacer, type Sent } from '../../reply/index.ts';
import { LIMITS } from '../limits.ts';

export type { Line };

/** Finds out what to say where this much fits. What it throws is said in its place. */
export type Saying = (limits: SurfaceLimits, signal: AbortSignal) => Promise<readonly Line[]>;

/**
 * Says something, each line of it once: what has been said already, by a run that was cut off, is not said again. Never rejects:
 * what goes wrong is told in its place, or logged.
 */
export async function say(
  target: ReplyTarget,
  adapter: ChatAdapter,
  saying: Saying,
  sent: Sent,
  { pacer, log }: { readonly pacer: Pacer; readonly log: Logger },
  shutdown: AbortSignal,
): Promise<void> {
  const signal = AbortSignal.any([shutdown, AbortSignal.timeout(LIMITS.sayMs)]);
  try {
    const surface = adapter.surface(target);
    const write = createWriter(surface, pacer, signal);
    let lines = 0;
    const post = async (said: Line): Promise<void> => {
      for (const { markdown, files = [] } of linesOf(said, surface.limits)) {
        const part = `line:${(lines += 1)}`;
        await write('attach', async (limit) => {
          const sending = await sent.begin(part);
          if (!sending) return;
          await surface.attach(files, markdown, limit, sending);
          await sent.end(part);
        });
      }
    };
    try {
      for (const line of await saying(surface.limits, signal)) await post(line);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof UserError))
        log.error({ err: error }, 'a command or button could not be answered');
      await post({ markdown: sentenceFor(error) });
    }
  } catch (error) {
    if (!shutdown.aborted) log.warn({ err: error, platform: adapter.platform }, 'a line could not be said');
  }
}
