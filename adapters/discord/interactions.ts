/** What must be kept of a command or a button to answer it later: its token, and whether Discord was told "got it". */
import { z } from 'zod';
import { LIMITS, PACE } from './limits.ts';

/** `ReplyTarget.handle` of an interaction. It works after a restart, for it needs no connection. */
const Handle = z
  .object({
    id: z.string(),
    applicationId: z.string(),
    token: z.string(),
    /** Milliseconds since 1970. */
    createdAt: z.number(),
  })
  .readonly();
export type Handle = z.infer<typeof Handle>;

export const formatHandle = (handle: Handle): string => JSON.stringify(handle);
export const parseHandle = (text: string): Handle => Handle.parse(JSON.parse(text));

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
  /** Resolves when nothing is waited for. */
  settled(token: string): Promise<void>;
}

export function createAcknowledgements(): Acknowledgements {
  const waiting = new Map<string, Promise<void>>();
  return {
    expect: (token) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.set(token, promise);
      return () => {
        waiting.delete(token);
        resolve();
      };
    },
    settled: async (token) => waiting.get(token),
  };
}
