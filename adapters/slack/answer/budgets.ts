/**
 * How often Slack lets an app write: by method and workspace, a minute at a time. Each budget stays below Slack's tier, since
 * some calls are not paced: a stream that is mended, a button that is answered. Slack says nothing of it in its headers.
 */
import { randomUUID } from 'node:crypto';
import type { RateBudget } from '../../../src/chat/index.ts';

const MINUTE = 60_000;

/** The budgets of one workspace. Sources: https://docs.slack.dev/apis/web-api/rate-limits and the pages of the methods. */
export function budgetsOf(workspace: string) {
  const budget = (method: string, writes: number, windowMs = MINUTE): RateBudget => ({
    bucket: `slack:${workspace}:${method}`,
    writes,
    windowMs,
  });
  return {
    /** Tier 2, 20 a minute. */
    startStream: [budget('chat.startStream', 19)],
    /** Tier 4, 100 a minute. */
    appendStream: [budget('chat.appendStream', 98)],
    /** Tier 2, 20 a minute. */
    stopStream: [budget('chat.stopStream', 19)],
    /** Tier 3, 50 a minute. */
    update: [budget('chat.update', 47)],
    /** One a second and channel; "several hundred" a minute and workspace. */
    post: (channel: string) => [
      budget(`chat.postMessage:${channel}`, 1, 1_000),
      budget('chat.postMessage', 200),
    ],
    /** Tier 4, 100 a minute. */
    ephemeral: [budget('chat.postEphemeral', 90)],
    /** Tier 4, 100 a minute, of which one write makes several calls: one a file, and one that shares them. */
    files: [budget('files', 20)],
    /** A limit of its own that Slack does not publish; others count on 600 a minute. */
    status: [budget('assistant.threads.setStatus', 300)],
  } as const;
}

/** For writes that reach nobody: a bucket nobody else draws on. */
export function ownBudget(): readonly RateBudget[] {
  return [{ bucket: `slack:own:${randomUUID()}`, writes: 1, windowMs: 1_000 }];
}
