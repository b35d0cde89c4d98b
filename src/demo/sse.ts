/** Server-sent events on an HTTP response: the frames both dialects stream in. */
import type { ServerResponse } from 'node:http';

export interface EventStream {
  /** Sends the headers, unless that is done already. */
  begin(): void;
  /** One frame; `name` goes before the data where the dialect names its events. */
  send(data: unknown, name?: string): void;
  /** Bytes that are no frame of ours: comments, rubbish. */
  raw(text: string): void;
  end(): void;
}

export function eventStream(response: ServerResponse): EventStream {
  const begin = (): void => {
    if (response.headersSent) return;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    });
    response.flushHeaders();
  };
  const raw = (text: string): void => {
    begin();
    response.write(text);
  };
  return {
    begin,
    raw,
    send: (data, name) => {
      const json = typeof data === 'string' ? data : JSON.stringify(data);
      raw(`${name === undefined ? '' : `event: ${name}\n`}data: ${json}\n\n`);
    },
    end: () => {
      begin();
      response.end();
    },
  };
}
