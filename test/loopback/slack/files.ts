/** Files of people, and of the bot: downloads are for a bot token with `files:read`, anybody else is shown a login page. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { actOut, type Faults } from './faults.ts';
import type { Json } from './json.ts';
import { isState, type OAuth } from './oauth.ts';
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
  /** How far Slack is with its transcript of a clip. */
  readonly transcription?: 'processing' | 'complete' | 'failed';
  /** The complete transcript. */
  readonly vtt?: string;
}

export function addFile(state: State, file: NewFile, id = state.nextId('F')): StoredFile {
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
  if (file.transcription) transcribe(state, stored, file.transcription, file.vtt);
  return stored;
}

/** Slack has come further with the transcript of a clip. Only of a complete one there is an address. */
export function transcribe(
  { team, origin }: State,
  file: StoredFile,
  status: NonNullable<NewFile['transcription']>,
  vtt?: string,
): void {
  const address = `${origin}/files-tmb/${team}-${String(file.object['id'])}-0a1b/file.vtt`;
  const words = (vtt ?? '').split('\n').at(-1) ?? '';
  const preview = { content: words.slice(0, 20), has_more: words.length > 20 };
  const transcription: Json = status === 'processing' ? { status } : { status, locale: 'en-US', preview };
  const done = status === 'complete' && vtt !== undefined;
  file.object = { ...file.object, transcription, ...(done ? { vtt: address } : {}) };
  if (done) file.vtt = vtt;
}

const PATH = /^\/files-(?:pri|tmb)\/[^/]+-(F\d+)(?:-\w+)?\//;

/** The file at an address. */
const fileAt = (state: State, url = ''): StoredFile | undefined => state.files.get(PATH.exec(url)?.[1] ?? '');

/** The workspace whose files somebody may read: that of their token. */
export function readerOf(
  { url, headers }: IncomingMessage,
  states: readonly State[],
  oauth: OAuth,
): State | undefined {
  try {
    const { place, scopes } = oauth.check(/^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '');
    if (!scopes().has('files:read')) return undefined;
    if (isState(place)) return place;
    return states.find((state) => state.enterprise === place && fileAt(state, url) !== undefined);
  } catch {
    return undefined;
  }
}

/** `state`: the workspace that the caller may read files of. */
export function serveFile(
  state: State | undefined,
  faults: Faults,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (!state) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end('<!DOCTYPE html><html><title>Sign in | Slack</title></html>');
    return;
  }
  const file = fileAt(state, request.url);
  if (!file) return void response.writeHead(404).end();
  if (request.url?.startsWith('/files-tmb/')) {
    if (file.vtt === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'text/vtt', 'content-disposition': 'attachment' });
    return void response.end(file.vtt);
  }
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
