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
import { fitRequest } from './fit.ts';
import { checkSize, WAITS } from './limits.ts';
import { kindsAsked, notTakenError, refusedKind, withoutKinds } from './refusals.ts';
import type { MediaKind } from './refusals.ts';
import { dialectOf } from './replay.ts';
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

/** What a server refused of a model, learned from its errors. */
interface Refusals {
  readonly extras: Set<Extra>;
  readonly kinds: Set<MediaKind>;
}

/** Chat Completions for a model that listens or watches: Responses has no place for sound and video. */
const wantedDialect = ({ model: { takes } }: ModelRequest, usual: DialectName | undefined): DialectName =>
  takes.sound || takes.video ? 'chat' : (usual ?? 'responses');

/**
 * Connects to a model's server. Nothing is sent before the first question.
 *
 * @example
 * const client = createModelClient({ apiKey, baseUrl: undefined, api: 'responses', log });
 * for await (const event of client.stream(request, signal)) if (event.type === 'text') write(event.text);
 */
export function createModelClient(options: ModelOptions): ModelClient {
  const { log, idleTimeoutMs, clock = systemClock } = options;
  /** OpenAI itself has both. */
  const usual = options.api ?? (options.baseUrl === undefined ? 'responses' : undefined);
  /** The dialect that took the place of a wanted one, found out by the first answer. */
  const settled = new Map<DialectName, DialectName>();
  const waits = { startMs: idleTimeoutMs ?? WAITS.startMs, idleMs: idleTimeoutMs ?? WAITS.idleMs };
  /** What the server is known to refuse, for each model. */
  const refusals = new Map<string, Refusals>();

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
      const fitted = fitRequest(request, dialect.carries);
      checkSize(fitted.request);
      const answer = await dialect.open(client, fitted.request, without, watchdog.signal);
      for (const text of fitted.leftOut) yield { type: 'notice' as const, text };
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
      if (!isDone) yield* reader.end();
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
      const { extras, kinds } = refusals.get(request.model.id) ?? { extras: new Set(), kinds: new Set() };
      refusals.set(request.model.id, { extras, kinds });
      const begunIn = dialectOf(request.turns);
      const wanted = begunIn ?? wantedDialect(request, usual);
      let api = begunIn ?? settled.get(wanted) ?? wanted;
      // Those are sent whatever was refused before: only so can it be found out that the server takes them by now.
      const asked = kindsAsked(request);
      let failures = 0;
      for (;;) {
        let begun = false;
        try {
          const fitting = withoutKinds(request, new Set([...kinds].filter((kind) => !asked.has(kind))));
          for await (const event of attempt(fitting, api, extras, signal)) {
            if (!begun) for (const kind of asked) kinds.delete(kind);
            begun = true;
            settled.set(wanted, api);
            yield event;
          }
          return;
        } catch (error) {
          signal.throwIfAborted();
          const told = modelError(error, { baseUrl: options.baseUrl, model: request.model.id });
          if (begun) throw told;
          const kind = refusedKind(error, request);
          if (kind && !kinds.has(kind)) {
            kinds.add(kind);
            log.info({ model: request.model.id, kind }, 'the server takes no such parts');
            if (!asked.has(kind)) continue;
          }
          if (kind && asked.has(kind)) throw notTakenError(request.model.id, kind, { cause: error });
          const extra = refusedExtra(error, request);
          if (extra && !extras.has(extra)) {
            extras.add(extra);
            log.info({ model: request.model.id, extra }, 'the server refuses this, asking without it');
            continue;
          }
          const mayChange = !begunIn && !settled.has(wanted) && wanted !== usual && api === wanted;
          if (mayChange && isMissing(error)) {
            api = wanted === 'chat' ? 'responses' : 'chat';
            continue;
          }
          failures += 1;
          await waitToRetry(error, told, { failures, clock, log, signal });
        }
      }
    },
  };
}
