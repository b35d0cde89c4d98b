/** One signed request, as Standard Webhooks has it, and what the receiver's answer means. */
import { Webhook } from 'standardwebhooks';
import { RateLimited, UserError } from '../../src/chat/index.ts';
import { LIMITS } from './limits.ts';

export interface Receiver {
  readonly name: string;
  readonly url: string;
  /** `whsec_` and base64. */
  readonly secret: string;
}

/**
 * Sends a body. Resolves when the receiver has taken it.
 *
 * @param id the same whenever the same is sent again: by it a receiver knows what it has had already
 * @throws {RateLimited} where the receiver asks for a pause
 * @throws {UserError} `webhook` where it refuses; any other error where it may be tried again
 */
export async function send(
  { name, url, secret }: Receiver,
  id: string,
  body: string,
  signal: AbortSignal,
): Promise<void> {
  const now = new Date();
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'attache',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, now, body),
    },
    body,
    // Somebody else's word is not enough to send what people have said elsewhere.
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(LIMITS.timeoutMs)]),
  });
  // What it says besides is of no use here, and may be without end.
  await response.body?.cancel();
  const { status, headers } = response;
  if (response.ok) return;
  if (status === 429) throw new RateLimited(pauseOf(headers.get('retry-after'), now.getTime()));
  if (status >= 500 || status === 408 || status === 425)
    throw new Error(`the webhook ${name} answered with ${status}`);
  throw new UserError('webhook', `The webhook “${name}” did not take it (${status}).`, hintFor(status));
}

function hintFor(status: number): string {
  if (status >= 300 && status < 400)
    return 'It points elsewhere, where I send nothing: put the right address in attache.yaml.';
  if (status === 401 || status === 403)
    return 'Check that it verifies signatures with the same secret (Standard Webhooks).';
  if (status === 404 || status === 410)
    return 'Nobody is there any more: put its new address in attache.yaml, or take the webhook out.';
  return 'Its own log should say why.';
}

/** Seconds, or a date. */
function pauseOf(after: string | null, now: number): number {
  const ms = /^\d+$/.test(after ?? '') ? Number(after) * 1000 : Date.parse(after ?? '') - now;
  return Number.isNaN(ms) ? LIMITS.pauseMs : Math.min(Math.max(ms, 0), LIMITS.longestPauseMs);
}
