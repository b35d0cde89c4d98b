/** The Web API clients. Each has options of its own, because the SDK writes into the object it is given. */
import { LogLevel, webApi, type Logger as BoltLogger } from '@slack/bolt';
import { createFarClock, type FarClock, type Logger } from '../../../src/ops/index.ts';
import { LIMITS } from '../limits.ts';
import type { SlackOptions } from '../options.ts';

export interface SlackClients {
  /** For calls that may be made twice: reads, and edits that write a whole message. */
  readonly repeatable: webApi.WebClient;
  /** For calls that add something: made once, since a lost answer does not tell whether they were carried out. */
  readonly once: webApi.WebClient;
  /** Slack's clock, as every answer to these calls tells it. */
  readonly clock: FarClock;
}

/** How a client is let in: with one token, or with calls that bring their own, made for one workspace of several. */
export type Entry =
  { readonly token: string } | { readonly fetch: webApi.FetchFunction; readonly teamId: string | undefined };

/**
 * Each is made when it is first used: it takes 25 kB, and many a workspace is only listened to.
 *
 * @param clock the one of all clients that call the same Slack
 */
export function createClients(
  options: SlackOptions,
  entry: Entry,
  clock: FarClock = createFarClock(),
): SlackClients {
  const [token, ours] = 'token' in entry ? [entry.token, { fetch }] : [undefined, entry];
  const heard: webApi.FetchFunction = async (url, init) => {
    const response = await ours.fetch(url, init);
    clock.hear(response.headers.get('date'));
    return response;
  };
  const client = (retryConfig: webApi.RetryOptions) =>
    new webApi.WebClient(token, { ...clientOptions(options, retryConfig), ...ours, fetch: heard });
  let repeatable: webApi.WebClient | undefined;
  let once: webApi.WebClient | undefined;
  return {
    get repeatable() {
      return (repeatable ??= client({ retries: 2, minTimeout: 250, maxTimeout: 1_000 }));
    },
    get once() {
      return (once ??= client({ retries: 0 }));
    },
    clock,
  };
}

/** A 429 rejects at once: the SDK would hold back every other call while it waits. */
export function clientOptions(
  { apiUrl, log }: SlackOptions,
  retryConfig: webApi.RetryOptions,
): webApi.WebClientOptions {
  return {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    retryConfig,
    timeout: LIMITS.callMs,
    rejectRateLimitedCalls: true,
    logger: boltLogger(log),
  };
}

/** Bolt's log lines in ours. What it calls debugging holds message text, so it goes one level deeper. */
export function boltLogger(log: Logger): BoltLogger {
  const line = (parts: readonly unknown[]) => parts.map(String).join(' ');
  return {
    debug: (...parts) => log.trace(line(parts)),
    info: (...parts) => log.debug(line(parts)),
    warn: (...parts) => log.warn(line(parts)),
    error: (...parts) => log.error(line(parts)),
    setLevel: () => undefined,
    getLevel: () => (log.isLevelEnabled('trace') ? LogLevel.DEBUG : LogLevel.INFO),
    setName: () => undefined,
  };
}
