/** Events over HTTP: signed, to be answered within three seconds, delivered again up to three times. */
import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery, Outcome, Transport } from './delivery.ts';
import type { Json } from './json.ts';

export interface HttpTransportOptions {
  readonly url: string;
  readonly signingSecret: string;
  readonly ackMs: number;
  /** Waits before each retry. */
  readonly retryDelaysMs: readonly number[];
}

export function createHttpTransport(options: HttpTransportOptions): Transport {
  const ended = new AbortController();
  const { url, signingSecret, ackMs, retryDelaysMs } = options;

  const send = async (delivery: Delivery, attempt: number, reason: string) => {
    const { body, contentType } = encode(delivery);
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': contentType,
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
        ...(attempt === 0 ? {} : { 'x-slack-retry-num': String(attempt), 'x-slack-retry-reason': reason }),
      },
      signal: AbortSignal.any([ended.signal, AbortSignal.timeout(ackMs)]),
    });
    const isFinal = response.headers.get('x-slack-no-retry') === '1';
    return { ok: response.ok, isFinal, text: await response.text() };
  };

  return {
    deliver: async (delivery): Promise<Outcome> => {
      // Only events are delivered again: who ran a command is told that it failed.
      const delays = delivery.type === 'events_api' ? retryDelaysMs : [];
      let reason = '';
      for (let attempt = 0; attempt <= delays.length; attempt++) {
        try {
          if (attempt > 0) await sleep(delays[attempt - 1], undefined, { signal: ended.signal });
          const { ok, isFinal, text } = await send(delivery, attempt, reason);
          if (ok) return { acknowledged: true, attempts: attempt + 1, response: parsed(text) };
          if (isFinal) return { acknowledged: false, attempts: attempt + 1 };
          reason = 'http_error';
        } catch (error) {
          if (ended.signal.aborted) return { acknowledged: false, attempts: attempt };
          reason = (error as Error).name === 'TimeoutError' ? 'http_timeout' : 'connection_failed';
        }
      }
      return { acknowledged: false, attempts: delays.length + 1 };
    },
    stop: () => {
      ended.abort();
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
