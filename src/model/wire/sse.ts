/** Reads a model's answer out of server-sent events: what came in one piece of bytes is handed on together. */
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { APIError } from 'openai';
import { EVENT_CHARS } from '../limits.ts';

/** The word that ends a Chat Completions stream. */
const DONE = '[DONE]';

/** An event as parsed JSON; an `Error` in its place where the server reports a failure, and where it is no JSON. */
function valueOf({ event: name, data }: EventSourceMessage): unknown {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return new SyntaxError('The server sent an event that is not JSON.');
  }
  const fault = (value as { readonly error?: unknown } | null)?.error;
  return fault || name === 'error'
    ? new APIError(undefined, (fault || value) as object, undefined, undefined)
    : value;
}

/**
 * The events of a response, in the lots they came in. After an `Error` and after `[DONE]` there is nothing more. The SDK's own
 * reader hands on each event through four generators; this one takes a third of its time.
 *
 * @param heard is called with every piece of bytes: keepalives and comments are signs of life, too
 * @throws {TypeError} where the connection is torn
 */
export async function* readEvents(
  source: ReadableStreamDefaultReader<Uint8Array>,
  heard: () => void,
): AsyncGenerator<readonly unknown[], void, undefined> {
  const decoder = new TextDecoder();
  let lot: unknown[] = [];
  let isOver = false;
  const add = (value: unknown): void => {
    isOver ||= value instanceof Error;
    if (typeof value === 'object' && value !== null) lot.push(value);
  };
  const parser = createParser({
    maxBufferSize: EVENT_CHARS,
    onEvent: (event) => {
      if (isOver || event.data === '') return;
      if (event.data === DONE) isOver = true;
      else add(valueOf(event));
    },
    onError: ({ type }) => {
      if (!isOver && type === 'max-buffer-size-exceeded')
        add(new SyntaxError(`The server sent an event of more than ${EVENT_CHARS} characters.`));
    },
  });
  while (!isOver) {
    const { done, value } = await source.read();
    heard();
    // A last event counts although nothing ends it.
    parser.feed(done ? `${decoder.decode()}\n\n` : decoder.decode(value, { stream: true }));
    if (lot.length > 0) yield lot;
    lot = [];
    if (done) return;
  }
}
