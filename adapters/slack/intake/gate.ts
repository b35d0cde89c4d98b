/**
 * The way into Bolt: no more at a time than memory holds, nothing after the end, and "got it" only while Slack waits for it.
 * What is not let in is not acknowledged, so that Slack delivers it again: here later, or to another process now.
 */
import type { App, ReceiverEvent } from '@slack/bolt';
import type { Logger } from '../../../src/ops/index.ts';
import { LIMITS } from '../limits.ts';

export interface Gate {
  /** The app as a receiver sees it. */
  inFrontOf(app: App): App;
  /** Lets nothing more in, and resolves once what is inside has been taken in, or time is up. */
  close(): Promise<void>;
}

export function createGate(log: Logger): Gate {
  const inside = new Set<Promise<void>>();
  let isOpen = true;

  const pass = async (app: App, event: ReceiverEvent): Promise<void> => {
    const since = performance.now();
    await app.processEvent({
      ...event,
      ack: async (response) => {
        // By now Slack has sent it again: that copy is acknowledged.
        if (performance.now() - since < LIMITS.acknowledgeMs) await event.ack(response);
        else log.debug('an event was taken in too late to be acknowledged');
      },
    });
  };

  return {
    inFrontOf: (app) =>
      ({
        processEvent: async (event: ReceiverEvent) => {
          if (!isOpen) throw new Error('no more events are taken in');
          if (inside.size >= LIMITS.eventsAtOnce)
            throw new Error('too many events are being taken in already');
          const passing = pass(app, event);
          inside.add(passing);
          await passing.finally(() => inside.delete(passing));
        },
      }) as App,
    close: async () => {
      isOpen = false;
      const timer = new AbortController();
      const late = new Promise((resolve) => {
        const timeout = setTimeout(resolve, LIMITS.acknowledgeMs);
        timer.signal.addEventListener('abort', () => clearTimeout(timeout));
      });
      await Promise.race([Promise.allSettled(inside), late]);
      timer.abort();
    },
  };
}
