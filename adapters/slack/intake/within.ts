/** Waiting for Slack, but not for ever. */
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../../src/chat/index.ts';

/** Throws `UserError` when it takes longer than so many milliseconds. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  const timer = new AbortController();
  try {
    return await Promise.race([
      promise,
      sleep(ms, undefined, { signal: timer.signal }).then(() => {
        throw new UserError(
          'slack-unreachable',
          'Slack did not answer in time.',
          'Check the network and try again.',
        );
      }),
    ]);
  } finally {
    timer.abort();
  }
}
