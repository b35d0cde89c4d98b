/** Web API calls with the token that is valid when they are made, and once more where Slack refuses it and there is a newer one. */
import { addAbortListener } from 'node:events';
import type { webApi } from '@slack/bolt';
import { NoToken } from '../errors.ts';
import type { Tokens } from './tokens.ts';

/** What Slack says of a token that may have been replaced. None of these calls was carried out. */
const REFUSALS = new Set(['token_expired', 'token_revoked', 'account_inactive', 'invalid_auth']);
/** An answer that only names an error is shorter, in characters. */
const ERROR_LENGTH = 1_000;

export function tokenFetch(team: string, tokens: Tokens): webApi.FetchFunction {
  return async (url, init) => {
    const inTime = <T>(lookingUp: Promise<T>) => lookedUp(lookingUp, init?.signal);
    const token = await inTime(tokens.of(team));
    // The same as Slack says of an app that was removed.
    if (token === undefined) return Response.json({ ok: false, error: 'account_inactive' });
    const response = await fetch(url, withToken(init, token));
    if (response.status !== 200) return response;
    const text = await response.text();
    const code = refusalIn(text);
    const newer = code && (await inTime(tokens.instead(team, token, code)));
    return newer === undefined || newer === token
      ? new Response(text, response)
      : fetch(url, withToken(init, newer));
  };
}

/** What was looked up before the call, or before it is made again: without it nothing was sent, or nothing carried out. */
async function lookedUp<T>(lookingUp: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  const late = Promise.withResolvers<never>();
  const listener = signal && addAbortListener(signal, () => late.reject(signal.reason));
  try {
    return await Promise.race([lookingUp, late.promise]);
  } catch (error) {
    throw new NoToken(error);
  } finally {
    listener?.[Symbol.dispose]();
  }
}

function withToken(init: RequestInit | undefined, token: string): RequestInit {
  const headers = new Headers(init?.headers);
  headers.set('authorization', `Bearer ${token}`);
  return { ...init, headers };
}

function refusalIn(text: string): string | undefined {
  if (text.length > ERROR_LENGTH) return undefined;
  const code = /"error"\s*:\s*"(\w+)"/.exec(text)?.[1];
  return code !== undefined && REFUSALS.has(code) ? code : undefined;
}
