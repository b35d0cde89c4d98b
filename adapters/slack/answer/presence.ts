/**
 * The status beside a thread ("is thinking…") while an edited answer is being worked on; a stream brings Slack's own.
 * A status that cannot be shown is no harm to an answer: a channel that refuses it is not asked again.
 */
import { RateLimited, type Presence } from '../../../src/chat/index.ts';
import type { Logger } from '../../../src/ops/index.ts';
import { write } from '../workspaces/call.ts';
import type { SlackClients } from '../workspaces/client.ts';
import { isPassing, slackCode } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import type { Refusals } from './refusals.ts';

interface StatusPlace {
  readonly clients: SlackClients;
  readonly log: Logger;
  readonly channel: string;
  /** The first message of the thread, once there is one. */
  readonly thread: () => string | undefined;
  /** Channels that have refused a status. */
  readonly refused: Refusals;
}

export function statusPresence({ clients, log, channel, thread, refused }: StatusPlace): Presence {
  /** Where a status is shown, or may be: that of a lost call, too. */
  let shownIn: string | undefined;

  const set = (thread_ts: string, status: string, signal: AbortSignal) =>
    write(signal, () =>
      clients.repeatable.assistant.threads.setStatus({ channel_id: channel, thread_ts, status }),
    );

  return {
    refreshMs: LIMITS.statusRefreshMs,
    show: async (signal) => {
      const root = thread();
      if (root === undefined || refused.has(channel)) return;
      shownIn = root;
      try {
        await set(root, 'is thinking…', signal);
      } catch (error) {
        const code = slackCode(error);
        if (error instanceof RateLimited || code === undefined || isPassing(code)) throw error;
        log.debug({ channel, code }, 'slack shows no status here');
        refused.add(channel);
        shownIn = undefined;
      }
    },
    clear: async (signal) => {
      if (shownIn === undefined) return;
      await set(shownIn, '', signal);
      shownIn = undefined;
    },
  };
}
