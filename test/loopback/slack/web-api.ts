/** The Web API over HTTP: tokens, scopes, rate limits and faults in front of every method. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from './api-error.ts';
import { actOut, lose, type Fault, type Faults } from './faults.ts';
import type { Args, Json } from './json.ts';
import { METHODS, type Method } from './methods.ts';
import type { RateLimiter } from './rate-limits.ts';
import type { State } from './state.ts';
import { noticePings } from './validation.ts';

/** One call of the Web API. */
export interface Call {
  readonly method: string;
  readonly args: Args;
  /** `ok`, the name of an error, or `429`. */
  readonly outcome: string;
}

export interface WebApi {
  readonly calls: readonly Call[];
  handle(method: string, request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export function createWebApi(state: State, faults: Faults, limits: RateLimiter): WebApi {
  const calls: Call[] = [];
  return {
    calls,
    handle: async (method, request, response) => {
      const args = argsOf(request, await bodyOf(request));
      const note = (outcome: string) => {
        calls.push({ method, args, outcome });
        state.changes.changed();
      };
      const fault = faults.take(method);
      if (actOut(fault, response)) return note(nameOf(fault));

      const wait = limits.check(method, args);
      if (wait !== undefined) {
        response.writeHead(429, { 'retry-after': String(wait), 'content-type': 'application/json' });
        response.end(JSON.stringify({ ok: false, error: 'ratelimited' }));
        return note('429');
      }

      const answer = run(method, args, tokenOf(request, args), state);
      note(answer['ok'] === true ? 'ok' : String(answer['error']));
      if (lose(fault, response)) return;
      response.writeHead(200, {
        'content-type': 'application/json',
        'x-oauth-scopes': [...state.scopes].join(','),
      });
      response.end(JSON.stringify(answer));
    },
  };
}

function run(name: string, args: Args, token: string | undefined, state: State): Record<string, Json> {
  try {
    const method = METHODS[name];
    if (!method) throw new ApiError('unknown_method');
    if (name !== 'api.test') authorize(method, args, token, state);
    if (name.startsWith('chat.') || name === 'files.completeUploadExternal') noticePings(state, args);
    return { ok: true, ...method.run(state, args) };
  } catch (error) {
    if (error instanceof ApiError) return { ok: false, error: error.code, ...error.more };
    throw error;
  }
}

function authorize(
  { scope, byApp = false }: Method,
  args: Args,
  token: string | undefined,
  state: State,
): void {
  if (!token) throw new ApiError('not_authed');
  if (token !== (byApp ? state.appToken : state.botToken))
    throw new ApiError(byApp && token === state.botToken ? 'not_allowed_token_type' : 'invalid_auth');
  const needed = typeof scope === 'function' ? scope(state, args) : scope;
  if (needed !== undefined && !state.scopes.has(needed))
    throw new ApiError('missing_scope', { needed, provided: [...state.scopes].join(',') });
}

function tokenOf({ headers }: IncomingMessage, args: Args): string | undefined {
  const bearer = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  return bearer ?? (typeof args['token'] === 'string' ? args['token'] : undefined);
}

function argsOf({ headers }: IncomingMessage, body: string): Args {
  if (headers['content-type']?.startsWith('application/json')) return JSON.parse(body) as Args;
  return Object.fromEntries([...new URLSearchParams(body)].map(([name, value]) => [name, parsed(value)]));
}

/** The SDK sends lists and objects as JSON inside a form. */
function parsed(value: string): Json {
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function nameOf(fault: Fault | undefined): string {
  if (fault?.stall) return 'stalled';
  if (fault?.cut) return 'cut';
  return fault?.error ?? String(fault?.status);
}
