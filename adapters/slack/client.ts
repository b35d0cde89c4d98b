/** The Web API clients. Each has options of its own, because the SDK writes into the object it is given. */
import { LogLevel, webApi, type Logger as BoltLogger } from '@slack/bolt';
import type { Logger } from '../../src/ops/index.ts';
import { LIMITS } from './limits.ts';
import type { SlackOptions } from './options.ts';

export interface SlackClients {
  /** For calls that may be made twice: reads, and edits that write a whole message. */
  readonly repeatable: webApi.WebClient;
  /** For calls that add something: made once, since a lost answer does not tell whether they were carried out. */
  readonly once: webApi.WebClient;
}

export function createClients(options: SlackOptions): SlackClients {
  return {
    repeatable: new webApi.WebClient(
      options.botToken,
      clientOptions(options, { retries: 2, minTimeout: 250, maxTimeout: 1_000 }),
    ),
    once: new webApi.WebClient(options.botToken, clientOptions(options, { retries: 0 })),
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
