/** The file server: signed links that expire, a wrong type or a redirect where a test wants one; pictures for everybody. */
import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from './faults.ts';
import { LINK_MS } from './limits.ts';
import type { StoredFile, World } from './state.ts';

const hex = (ms: number) => Math.floor(ms / 1000).toString(16);

function signature(world: World, path: string, expires: string, issued: string): string {
  return createHmac('sha256', world.token).update(`${path}?${expires}&${issued}`).digest('hex');
}

/** A fresh link to a file: the query says when it expires (`ex`), when it was issued (`is`), and signs both (`hm`). */
export function linkTo(world: World, origin: string, channelId: string, file: StoredFile): string {
  const path = `/attachments/${channelId}/${file.id}/${encodeURIComponent(file.filename)}`;
  const expires = hex(world.clock.now() + LINK_MS);
  const issued = hex(world.clock.now());
  return `${origin}${path}?ex=${expires}&is=${issued}&hm=${signature(world, path, expires, issued)}&`;
}

function fileAt(world: World, url: URL): StoredFile | undefined {
  const { searchParams: query, pathname } = url;
  const expires = query.get('ex') ?? '';
  const genuine = query.get('hm') === signature(world, pathname, expires, query.get('is') ?? '');
  if (!genuine || parseInt(expires, 16) * 1000 <= world.clock.now()) return undefined;
  const id = pathname.split('/')[3];
  return (
    [...world.messages.values()].flatMap((message) => message.files).find((file) => file.id === id) ??
    world.looseFiles.get(id ?? '')
  );
}

/** Stickers, emoji and the pictures of link previews: their links last and need no signature. */
export function isPicture(path: string): boolean {
  return /^\/(?:stickers|emojis|external)\//.test(path);
}

export function servePicture({ pictures }: World, request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const picture = pictures.get(pathname);
  if (!picture) return void response.writeHead(404).end();
  const { bytes, contentType } = picture;
  response.writeHead(200, { 'content-type': contentType, 'content-length': bytes.byteLength }).end(bytes);
}

export function serveFile(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
): void {
  const file = fileAt(world, new URL(request.url ?? '/', 'http://localhost'));
  if (fault?.how === 'refuse' || fault?.how === 'lose') {
    response.writeHead(fault.status ?? 500).end();
  } else if (!file) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('This content is no longer available.');
  } else if (file.redirectTo !== undefined) {
    response.writeHead(302, { location: file.redirectTo }).end();
  } else {
    response.writeHead(200, {
      'content-type': file.servedAs ?? file.contentType ?? 'application/octet-stream',
      'content-length': file.bytes.byteLength,
    });
    if (!fault) {
      response.end(file.bytes);
      return;
    }
    const half = file.bytes.subarray(0, Math.ceil(file.bytes.byteLength / 2));
    response.write(half, () => fault.how === 'cut' && response.destroy());
  }
}
