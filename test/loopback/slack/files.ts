/** File downloads: only with the bot token and `files:read`; anybody else is shown a login page, with status 200. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { actOut, type Faults } from './faults.ts';
import type { Json } from './json.ts';
import type { State, StoredFile } from './state.ts';

export interface NewFile {
  readonly name: string;
  readonly mimetype: string;
  readonly bytes: Uint8Array;
  /** `slack_audio` for a voice clip recorded in Slack. */
  readonly subtype?: string;
  readonly duration_ms?: number;
  readonly alt_txt?: string;
  /** `external`: it lies elsewhere, at `url`. */
  readonly mode?: 'hosted' | 'external';
  readonly url?: string;
}

export function addFile(state: State, file: NewFile): StoredFile {
  const id = state.nextId('F');
  const { name, mimetype, bytes, subtype, duration_ms, alt_txt, mode = 'hosted', url } = file;
  const address = url ?? `${state.origin}/files-pri/${state.team}-${id}/${encodeURIComponent(name)}`;
  const object: Record<string, Json> = {
    id,
    name,
    title: name,
    mimetype,
    filetype: name.split('.').at(-1) ?? 'binary',
    size: bytes.length,
    mode,
    is_external: mode === 'external',
    url_private: address,
    ...(mode === 'hosted' ? { url_private_download: address } : {}),
    ...(subtype === undefined ? {} : { subtype }),
    ...(duration_ms === undefined ? {} : { duration_ms }),
    ...(alt_txt === undefined ? {} : { alt_txt }),
  };
  const stored: StoredFile = { object, bytes };
  state.files.set(id, stored);
  return stored;
}

const PATH = /^\/files-pri\/[^/]+-(F\d+)\//;

export function serveFile(
  state: State,
  faults: Faults,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const file = state.files.get(PATH.exec(request.url ?? '')?.[1] ?? '');
  const isAllowed =
    request.headers.authorization === `Bearer ${state.botToken}` && state.scopes.has('files:read');
  if (!isAllowed) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end('<!DOCTYPE html><html><title>Sign in | Slack</title></html>');
    return;
  }
  if (!file) return void response.writeHead(404).end();
  if (file.redirect !== undefined) return void response.writeHead(302, { location: file.redirect }).end();

  const fault = faults.take('files');
  const headers = {
    'content-type': String(file.object['mimetype']),
    'content-length': file.bytes.length,
    'content-disposition': 'attachment',
  };
  if (fault?.cut) {
    response.writeHead(200, headers);
    response.write(file.bytes.subarray(0, Math.floor(file.bytes.length / 2)), () => response.destroy());
    return;
  }
  if (actOut(fault, response)) return;
  response.writeHead(200, headers).end(file.bytes);
}
