/** A conversation as server-sent events: every entry in its latest state, again whenever it changes. */
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { ConversationLog } from './conversations.ts';
import { LIMITS } from './limits.ts';

/**
 * Sends what changed after the `Last-Event-ID` the browser gives, and goes on until either side closes. Because each
 * round takes the latest state of what changed since the last one, a slow reader skips pictures but misses nothing.
 *
 * @param run Names this run of the process; versions of another run are not comparable, so then all is sent.
 */
export function eventStream(c: Context, log: ConversationLog, run: string, closing: AbortSignal): Response {
  // Proxies such as nginx would collect the events and deliver them in one piece.
  c.header('x-accel-buffering', 'no');
  const [lastRun, lastVersion] = (c.req.header('last-event-id') ?? '').split('/');
  let version = lastRun === run ? Number(lastVersion) || 0 : 0;

  const response = streamSSE(c, async (stream) => {
    const gone = new AbortController();
    stream.onAbort(() => gone.abort());
    const end = AbortSignal.any([gone.signal, closing]);
    await stream.write(`retry: ${LIMITS.reconnectMs}\n\n`);
    while (!end.aborted) {
      const changes = log.since(version);
      for (const entry of changes) {
        await stream.writeSSE({ data: entry.data, id: `${run}/${entry.version}` });
        version = entry.version;
      }
      if (changes.length > 0) continue;
      const rest = AbortSignal.timeout(LIMITS.keepAliveMs);
      await log.changed(AbortSignal.any([end, rest])).catch(() => undefined);
      if (rest.aborted && !end.aborted) await stream.write(': still here\n\n');
    }
  });
  // A kept connection would outlive the stream by seconds and hold up the end of the process.
  response.headers.set('connection', 'close');
  return response;
}
