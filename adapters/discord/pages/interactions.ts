/** What must be kept of a command or a button to answer it later: its token, and whether Discord was told "got it". */
import { setTimeout as sleep } from 'node:timers/promises';
import { type BaseInteraction, InteractionContextType } from 'discord.js';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { untilAborted } from '../abort.ts';
import { isUnknownYet } from '../errors.ts';
import { LIMITS, PACE, SETTLED } from '../limits.ts';

/** `ReplyTarget.handle` of an interaction. It works after a restart, for it needs no connection. */
const Handle = z
  .object({
    id: z.string(),
    applicationId: z.string(),
    token: z.string(),
    /** Milliseconds since 1970. */
    createdAt: z.number(),
    /**
     * `reply`: a "thinking…" message waits to be filled. `update`: the message with the button stays as it is, and every
     * answer to the press follows it.
     */
    deferred: z.enum(['reply', 'update']).default('reply'),
    /** Whether the bot itself is where the interaction came from; people who installed it bring it to other places, too. */
    present: z.boolean().default(true),
  })
  .readonly();
export type Handle = z.infer<typeof Handle>;

export const parseHandle = (text: string): Handle => Handle.parse(JSON.parse(text));

/** @param deferred how Discord is told "got it" */
export function handleOf(
  {
    client,
    id,
    applicationId,
    token,
    createdTimestamp,
    guildId,
    context,
  }: BaseInteraction & { readonly token: string },
  deferred: Handle['deferred'],
): string {
  const present =
    guildId === null ? context !== InteractionContextType.PrivateChannel : client.guilds.cache.has(guildId);
  return JSON.stringify({
    id,
    applicationId,
    token,
    createdAt: createdTimestamp,
    deferred,
    present,
  } satisfies Handle);
}

/** Whether the token may still be written with. */
export function isAlive({ createdAt }: Handle): boolean {
  return Date.now() < createdAt + LIMITS.interactionToken - PACE.tokenMarginMs;
}

/**
 * Interactions that are taken in but not yet acknowledged. An answer may be ready before Discord has been told that one is
 * coming; it has to wait, for until then the token is unknown.
 */
export interface Acknowledgements {
  /** Marks a token as waiting; the function it gives ends the wait. */
  expect(token: string): () => void;
  /**
   * Writes by the token of an interaction once it is known. Another process may be about to acknowledge it: then the write is
   * tried again for a few seconds.
   */
  whenKnown<T>(handle: Handle, write: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export function createAcknowledgements(): Acknowledgements {
  const waiting = new Map<string, Promise<void>>();
  /** Tokens that were tried for as long as it makes sense, or whose interactions this process has seen to itself. */
  const settled = new LRUCache<string, true>(SETTLED);
  return {
    expect: (token) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.set(token, promise);
      return () => {
        waiting.delete(token);
        settled.set(token, true);
        resolve();
      };
    },
    whenKnown: async ({ token, createdAt }, write, signal) => {
      await untilAborted(waiting.get(token) ?? Promise.resolve(), signal);
      const isYoung = Date.now() < createdAt + PACE.youngMs;
      const patience = AbortSignal.timeout(PACE.acknowledgedMs);
      for (;;) {
        try {
          const written = await write();
          settled.set(token, true);
          return written;
        } catch (error) {
          if (settled.has(token) || !isYoung || !isUnknownYet(error)) throw error;
          if (patience.aborted) {
            settled.set(token, true);
            throw error;
          }
          await sleep(PACE.tokenRetryMs, undefined, { signal });
        }
      }
    },
  };
}
