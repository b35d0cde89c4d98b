/** Events over HTTP: signed, to be answered within three seconds, delivered again up to three times. */
import { createHmac } from 'node:crypto';
import { type Attempt, createTries, type Delivery, type Transport } from './delivery.ts';
import type { Json } from './json.ts';

export interface HttpTransportOptions {
  /** Where events go: with several, to one after the other, as a load balancer spreads them. */
  readonly urls: readonly string[];
  readonly signingSecret: string;
  readonly ackMs: number;
  /** Waits before each retry. */
  readonly retryDelaysMs: readonly number[];
}

export function createHttpTransport(options: HttpTransportOptions): Transport {
  const { urls, signingSecret, ackMs, retryDelaysMs } = options;
  const tries = createTries(retryDelaysMs);
  let turn = 0;

  const send = async (delivery: Delivery, attempt: number, reason: string, signal: AbortSignal) => {
    const { body, contentType } = encode(delivery);
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
    const response = await fetch(urls[turn++ % urls.length]!, {
      method: 'POST',
      body,
      headers: {
        'content-type': contentType,
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
        ...(attempt === 0 ? {} : { 'x-slack-retry-num': String(attempt), 'x-slack-retry-reason': reason }),
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(ackMs)]),
    });
    const isFinal = response.headers.get('x-slack-no-retry') === '1';
    return { ok: response.ok, isFinal, text: await response.text() };
  };

  return {
    deliver: (delivery) =>
      tries.run(delivery, async (attempt, reason, signal): Promise<Attempt> => {
        try {
          const { ok, isFinal, text } = await send(delivery, attempt, reason, signal);
          return ok ? { ok, response: parsed(text) } : { ok, isFinal, reason: 'http_error' };
        } catch (error) {
          const isLate = (error as Error).name === 'TimeoutError';
          return { ok: false, reason: isLate ? 'http_timeout' : 'connection_failed' };
        }
      }),
    retryNow: tries.retryNow,
    stop: () => {
      tries.stop();
      return Promise.resolve();
    },
  };
}

function encode({ type, payload }: Delivery): { readonly body: string; readonly contentType: string } {
  if (type === 'events_api') return { body: JSON.stringify(payload), contentType: 'application/json' };
  const form: Record<string, string> =
    type === 'interactive'
      ? { payload: JSON.stringify(payload) }
      : Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]));
  return { body: new URLSearchParams(form).toString(), contentType: 'application/x-www-form-urlencoded' };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
