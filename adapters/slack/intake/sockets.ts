/** Two sockets for each process: Slack sends an event to any of them, so that one that is made anew leaves no gap. */
import type { App } from '@slack/bolt';
import { UserError } from '../../../src/chat/index.ts';
import { chatError, slackCode } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import type { SlackOptions } from '../options.ts';
import { createSocket, type Socket } from './socket.ts';
import { createWatch } from './watch.ts';

export interface Sockets {
  init(app: App): void;
  /** Whether what happens now arrives here. */
  isConnected(): boolean;
  /** Resolves with the first connection. `lost`: told since when events may not have arrived, once they do again. */
  start(lost: (since: number) => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export function createSockets({ apiUrl, log }: SlackOptions, appToken: string): Sockets {
  const anyConnected = () => sockets.some(({ isConnected }) => isConnected);
  const watch = createWatch(anyConnected, log);
  const sockets: Socket[] = Array.from({ length: LIMITS.sockets }, (_, index) =>
    createSocket({
      appToken,
      apiUrl,
      log,
      changed: watch.look,
      mayLeave: () =>
        sockets.some((socket, other) => other !== index && socket.isConnected && !socket.isLeaving),
    }),
  );
  const [first, ...others] = sockets;
  let watching: NodeJS.Timeout | undefined;

  const stop = async (): Promise<void> => {
    clearInterval(watching);
    await Promise.all(sockets.map((socket) => socket.stop()));
  };

  return {
    init: (app) => {
      for (const { receiver } of sockets) receiver.init(app);
    },
    isConnected: () => anyConnected() && watch.isSure(),
    start: async (lost) => {
      try {
        await first!.start({ patient: false });
      } catch (error) {
        await stop();
        throw socketError(error);
      }
      for (const socket of others) await socket.start({ patient: true });
      watch.begin(lost);
      watching = setInterval(watch.look, LIMITS.watchMs).unref();
    },
    stop,
  };
}

function socketError(error: unknown): unknown {
  const code = slackCode(error);
  if (code === undefined) return chatError(error);
  return new UserError(
    'slack-app-token',
    `Slack does not open a socket for SLACK_APP_TOKEN (${code}).`,
    'Create an app-level token (xapp-…) with the scope connections:write under “Basic Information” of the app, and turn on Socket Mode.',
    { cause: error },
  );
}
