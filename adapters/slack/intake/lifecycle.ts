/** What Slack says of the app itself: that it is no longer wanted somewhere, or that it was not told everything. */
import { z } from 'zod';

const Removal = z.object({
  type: z.literal('event_callback'),
  event: z.discriminatedUnion('type', [
    z.object({ type: z.literal('app_uninstalled') }),
    z.object({
      type: z.literal('tokens_revoked'),
      // A person who takes back a token of their own leaves us ours.
      tokens: z.object({ bot: z.array(z.string()).nonempty() }),
    }),
  ]),
});

export const isRemoval = (body: unknown): boolean => Removal.safeParse(body).success;

/** Slack delivers 30,000 events of a workspace in an hour; of others it tells once a minute that they are dropped. */
const Dropped = z.object({
  type: z.literal('app_rate_limited'),
  /** Seconds since 1970. */
  minute_rate_limited: z.number(),
});

/** Since when Slack drops events, in milliseconds since 1970; undefined where it says no such thing. */
export function droppedSince(body: unknown): number | undefined {
  const dropped = Dropped.safeParse(body).data;
  return dropped && dropped.minute_rate_limited * 1000;
}
