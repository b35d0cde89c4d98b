/** One try of one request: sends it, watches over the silence, and hands on what comes, lot by lot. */
import type { OpenAI } from 'openai';
import type { Clock } from '../../ops/index.ts';
import type { Dialect, Reader, ReaderOptions, Sending } from './dialect.ts';
import type { ModelEvent } from '../events.ts';
import { fitRequest } from './fit.ts';
import { checkSize, WAITS } from '../limits.ts';
import type { ModelRequest } from '../request.ts';
import { readEvents } from './sse.ts';
import { limitReasoning } from './thoughts.ts';
import { startWatchdog } from './watchdog.ts';

export interface Attempt {
  readonly client: OpenAI;
  readonly dialect: Dialect;
  readonly request: ModelRequest;
  readonly sending: Sending;
  /** Where the server may write thoughts between tags. */
  readonly tags: ReaderOptions['tags'];
  /** The longest wait for the first byte, and the longest silence after it, in milliseconds. */
  readonly startMs: number;
  readonly idleMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called when the server has taken the request. */
  readonly onTaken: () => void;
}

/**
 * The events of an answer in lots that came together, so that it costs little to hand on thousands. The last one of the
 * last lot is `done`.
 *
 * @throws whatever the client throws, a `UserError` for a cut or silent stream, the signal's reason
 */
export async function* attempt({
  client,
  dialect,
  request,
  sending,
  tags,
  startMs,
  idleMs,
  clock,
  signal,
  onTaken,
}: Attempt): AsyncGenerator<readonly ModelEvent[], void, undefined> {
  const watchdog = startWatchdog({ startMs, idleMs, clock, signal });
  const closed = new AbortController();
  let source: ReadableStreamDefaultReader<Uint8Array> | undefined;
  let isDone = false;
  try {
    const fitted = fitRequest(request, (part) => dialect.carries(part, request));
    checkSize(fitted.request);
    const response = await dialect.open(client, fitted.request, sending, watchdog.signal);
    onTaken();
    watchdog.heard();
    // They go with the first of the answer: a try that never gets so far is made again, and has said nothing.
    let notices: readonly ModelEvent[] = fitted.leftOut.map((text) => ({ type: 'notice', text }));
    const withNotices = (events: readonly ModelEvent[]): readonly ModelEvent[] => {
      const all = notices.length > 0 ? [...notices, ...events] : events;
      notices = [];
      return all;
    };
    const folder = foldWith(dialect.reader({ tags }));
    source = response.body?.getReader();
    const lots = source ? readEvents(source, watchdog.heard) : [];
    for await (const lot of lots) {
      const { events, fault } = folder.take(lot);
      isDone = events.at(-1)?.type === 'done';
      watchdog.hold();
      if (events.length > 0) yield withNotices(events);
      watchdog.release();
      if (fault) throw fault.error;
      if (isDone) break;
    }
    if (!isDone) {
      const last = folder.end();
      isDone = true;
      yield withNotices(last);
    }
    // Read to its end, the connection serves the next request too.
    void clock
      .sleep(WAITS.endMs, closed.signal)
      .then(() => source?.cancel())
      .catch(() => undefined);
    while (source && !(await source.read()).done);
  } catch (error) {
    // Whatever happens after the last word takes nothing from the answer.
    if (isDone) return;
    // An aborted request fails in many ways; the reason is the one that tells.
    watchdog.signal.throwIfAborted();
    throw error;
  } finally {
    closed.abort();
    watchdog.stop();
    // Hangs up, where not everything was read.
    source?.cancel().catch(() => undefined);
  }
}

interface Folded {
  readonly events: readonly ModelEvent[];
  /** What ended the lot before its end. */
  readonly fault?: { readonly error: unknown };
}

/** Folds whole lots: what came before a failure in the same lot is still handed on. */
function foldWith(reader: Reader) {
  const bounded = limitReasoning();
  const add = (from: readonly ModelEvent[], to: ModelEvent[]): void => {
    for (const event of from) {
      const kept = bounded(event);
      if (kept) to.push(kept);
    }
  };
  return {
    take(lot: readonly unknown[]): Folded {
      const events: ModelEvent[] = [];
      try {
        for (const raw of lot) {
          if (raw instanceof Error) throw raw;
          add(reader.take(raw), events);
          if (events.at(-1)?.type === 'done') break;
        }
      } catch (error) {
        return { events, fault: { error } };
      }
      return { events };
    },
    end(): readonly ModelEvent[] {
      const events: ModelEvent[] = [];
      add(reader.end(), events);
      return events;
    },
  };
}
