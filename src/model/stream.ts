/** The model client: one request in, one stream of events out, with every failure in words for people. */
import { systemClock } from '../ops/index.ts';
import type { Clock, Logger } from '../ops/index.ts';
import { chatCompletions } from './chat-completions.ts';
import { connect } from './connection.ts';
import type { Connection } from './connection.ts';
import { isMissing } from './detect.ts';
import type { DialectName } from './detect.ts';
import type { Extra } from './dialect.ts';
import { modelError } from './errors.ts';
import type { ModelEvent } from './events.ts';
import { refusedExtra } from './extras.ts';
import { checkSize, WAITS } from './limits.ts';
import type { ModelRequest } from './request.ts';
import { responses } from './responses.ts';
import { waitToRetry } from './retry.ts';
import { startWatchdog } from './watchdog.ts';

export interface ModelOptions extends Connection {
  /** The wire dialect; undefined: Responses, or Chat Completions where the server has no Responses. */
  readonly api: DialectName | undefined;
  readonly log: Logger;
  /** The longest silence of the server, in milliseconds; two minutes (five before the first byte) where undefined. */
  readonly idleTimeoutMs?: number;
  readonly clock?: Clock;
}

export interface ModelClient {
  /**
   * Asks a model. The last event of a stream that does not throw is `done`. Failures before the first event are tried
   * again where that can help.
   *
   * @throws {UserError} with a `model-…` code for everything that can go wrong between us and the server
   * @throws the signal's reason once it aborts
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}

const DIALECTS = { responses, chat: chatCompletions } as const;

/**
 * Connects to a model's server. Nothing is sent before the first question.
 *
 * @example
 * const client = createModelClient({ apiKey, baseUrl: undefined, api: 'responses', log });
 * for await (const event of client.stream(request, signal)) if (event.type === 'text') write(event.text);
 */
export function createModelClient(options: ModelOptions): ModelClient {
  const { log, idleTimeoutMs, clock = systemClock } = options;
  /** Found out by the first answer, where it was not said. OpenAI itself has both. */
  let known = options.api ?? (options.baseUrl === undefined ? 'responses' : undefined);
  const waits = { startMs: idleTimeoutMs ?? WAITS.startMs, idleMs: idleTimeoutMs ?? WAITS.idleMs };
  /** What the server is known to refuse, for each model. */
  const refused = new Map<string, Set<Extra>>();

  /** One try. Yields nothing before the server's first word. */
  async function* attempt(
    request: ModelRequest,
    api: DialectName,
    without: ReadonlySet<Extra>,
    signal: AbortSignal,
  ) {
    const watchdog = startWatchdog({ ...waits, clock, signal });
    let isDone = false;
    try {
      const dialect = DIALECTS[api];
      const client = connect(options, { fetch: watchdog.fetch });
      const reader = dialect.reader();
      const answer = await dialect.open(client, request, without, watchdog.signal);
      for (const name of dialect.leftOut(request))
        yield {
          type: 'notice' as const,
          text: `${name} could not be sent: this server takes no such files. Send it as PDF or text.`,
        };
      for await (const raw of answer) {
        // After the last word the stream is read to its end, so that its connection serves the next request too.
        if (isDone) continue;
        for (const event of reader.take(raw)) {
          isDone ||= event.type === 'done';
          watchdog.hold();
          yield event;
          watchdog.release();
        }
      }
      if (!isDone) yield reader.end();
    } catch (error) {
      // Whatever happens after the last word takes nothing from the answer.
      if (isDone) return;
      // An aborted request fails in many ways; the reason is the one that tells.
      watchdog.signal.throwIfAborted();
      throw error;
    } finally {
      watchdog.stop();
    }
  }

  return {
    async *stream(request, signal) {
      signal.throwIfAborted();
      checkSize(request);
      const without = refused.get(request.model.id) ?? new Set<Extra>();
      refused.set(request.model.id, without);
      let api = known ?? 'responses';
      let failures = 0;
      for (;;) {
        let begun = false;
        try {
          for await (const event of attempt(request, api, without, signal)) {
            begun = true;
            known ??= api;
            yield event;
          }
          return;
        } catch (error) {
          signal.throwIfAborted();
          if (!begun && known === undefined && api === 'responses' && isMissing(error)) {
            api = 'chat';
            continue;
          }
          const told = modelError(error, { baseUrl: options.baseUrl, model: request.model.id });
          if (begun) throw told;
          const extra = refusedExtra(error);
          if (extra && !without.has(extra)) {
            without.add(extra);
            log.info({ model: request.model.id, extra }, 'the server refuses this, asking without it');
            continue;
          }
          failures += 1;
          await waitToRetry(error, told, { failures, clock, log, signal });
        }
      }
    },
  };
}
