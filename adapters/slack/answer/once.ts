/** A message is sent once, however often that is tried: before it is sent again, it is looked for where it would stand. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { RateLimited, type Sending, Unconfirmed } from '../../../src/chat/index.ts';
import type { Logger } from '../../../src/ops/index.ts';
import { isPassing, slackCode } from '../errors.ts';
import { LIMITS } from '../limits.ts';

/** Looks for what was sent; undefined where it is not there. */
export type Find<Sent> = () => Promise<Sent | undefined>;

export interface Once {
  /** What was sent with an earlier try; undefined where it is to be sent now. */
  before<Sent>(sending: Sending, find: Find<Sent>, signal: AbortSignal): Promise<Sent | undefined>;
  /** Sends it. Where nobody tells what became of it, it is looked for, and sent again where it is not there. */
  send<Sent>(
    sending: Sending,
    write: () => Promise<Sent>,
    find: Find<Sent>,
    signal: AbortSignal,
  ): Promise<Sent>;
}

/** Of a message that nobody has noted: it is known by its key for as long as this process lives. */
export function unnoted(): Sending {
  return { key: randomUUID(), at: Date.now(), isRepeated: false };
}

/** One serves a surface: it remembers which messages it does not know to have arrived. */
export function createOnce(log: Logger): Once {
  /** When each of them was tried last, on the clock of `performance.now()`. */
  const unsure = new Map<string, number>();
  /** Messages that are surely not there: whatever was tried here has been refused. */
  const absent = new Set<string>();

  /** Slack needs a moment to show what it has taken, so that what is not there yet is looked for again. */
  const look = async <Sent>(find: Find<Sent>, triedAt: number, signal: AbortSignal) => {
    const found = await find();
    const left = triedAt + LIMITS.arrivalMs - performance.now();
    if (found !== undefined || left <= 0) return found;
    await sleep(left, undefined, { signal }).catch(() => signal.throwIfAborted());
    return find();
  };

  const before: Once['before'] = async (sending, find, signal) => {
    const { key, at, isRepeated } = sending;
    const triedAt =
      unsure.get(key) ?? (isRepeated ? performance.now() - Math.max(0, Date.now() - at) : undefined);
    if (triedAt === undefined || absent.has(key)) return undefined;
    try {
      const found = await look(find, triedAt, signal);
      unsure.delete(key);
      return found;
    } catch (error) {
      signal.throwIfAborted();
      if (!isRefusal(error)) throw error;
      log.info({ code: slackCode(error) }, 'slack lets nobody look for a message, so it is sent again');
      return undefined;
    }
  };

  return {
    before,
    send: async ({ key }, write, find, signal) => {
      for (let tries = 1; ; tries++)
        try {
          absent.add(key);
          const sent = await write();
          absent.delete(key);
          return sent;
        } catch (error) {
          if (!(error instanceof Unconfirmed)) throw error;
          log.debug({ err: error }, 'slack did not tell what became of a message');
          absent.delete(key);
          const triedAt = performance.now();
          unsure.set(key, triedAt);
          const found = await look(find, triedAt, signal).catch((failure: unknown) => {
            throw isRefusal(failure) ? error : failure;
          });
          unsure.delete(key);
          if (found !== undefined) return found;
          if (tries === LIMITS.sendTries) throw error;
        }
    },
  };
}

/** Slack names a reason that will be the same the next time. */
function isRefusal(error: unknown): boolean {
  const code = slackCode(error);
  return code !== undefined && !(error instanceof RateLimited) && !isPassing(code);
}
