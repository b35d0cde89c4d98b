/** The password of a playground that others can reach: one form, one cookie, and less patience with every wrong guess. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { LIMITS } from './limits.ts';
import { Refusal } from './refusal.ts';

export interface SignIn {
  /** A new session's token, or undefined for a wrong password. Throws `Refusal` (429) while an address has to wait. */
  attempt(password: string, address: string): string | undefined;
  isSignedIn(token: string | undefined): boolean;
}

interface Guesses {
  readonly wrong: number;
  /** Milliseconds since 1970. */
  readonly waitUntil: number;
}

export function createSignIn(password: string, now: () => number = Date.now): SignIn {
  const sessions = new LRUCache<string, true>({ max: LIMITS.sessions, ttl: LIMITS.sessionLifetimeMs });
  const guesses = new LRUCache<string, Guesses>({ max: LIMITS.guessers });
  const expected = digest(password);

  return {
    attempt(guess, address) {
      const { wrong, waitUntil } = guesses.get(address) ?? { wrong: 0, waitUntil: 0 };
      const waitSeconds = Math.ceil((waitUntil - now()) / 1000);
      if (waitSeconds > 0)
        throw new Refusal(
          429,
          `Too many wrong passwords. Please try again in ${waitSeconds} ${waitSeconds === 1 ? 'second' : 'seconds'}.`,
          { 'retry-after': String(waitSeconds) },
        );
      // Digests have one length, so the comparison takes one time whatever was guessed.
      if (!timingSafeEqual(digest(guess), expected)) {
        guesses.set(address, { wrong: wrong + 1, waitUntil: now() + waitAfter(wrong + 1) });
        return undefined;
      }
      guesses.delete(address);
      const token = randomBytes(32).toString('base64url');
      sessions.set(token, true);
      return token;
    },
    isSignedIn: (token) => token !== undefined && sessions.has(token),
  };
}

const waitAfter = (wrong: number): number =>
  wrong < LIMITS.freeGuesses
    ? 0
    : Math.min(1000 * 2 ** (wrong - LIMITS.freeGuesses), LIMITS.longestGuessWaitMs);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
