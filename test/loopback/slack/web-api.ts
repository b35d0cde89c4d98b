/** The Web API over HTTP: tokens, scopes, rate limits and faults in front of every method. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from './api-error.ts';
import { actOut, lose, type Fault, type Faults } from './faults.ts';
import { textArg, type Args, type Json } from './json.ts';
import { METHODS, type Method } from './methods.ts';
import { isState, type OAuth } from './oauth.ts';
import type { RateLimiter } from './rate-limits.ts';
import type { Enterprise, State, World } from './state.ts';
import { noticePings } from './validation.ts';

/** One call of the Web API. */
export interface Call {
  readonly method: string;
  readonly args: Args;
  /** `ok`, the name of an error, or `429`. */
  readonly outcome: string;
  /** The workspace it was about, where the caller was let in. */
  readonly team: string | undefined;
}

export interface WebApi {
  readonly calls: readonly Call[];
  handle(method: string, request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export interface WebApiParts {
  readonly world: World;
  readonly oauth: OAuth;
  readonly faults: Faults;
  /** All workspaces, the first one first. */
  readonly states: readonly State[];
  /** Each workspace has limits of its own. */
  readonly limitsOf: (state: State) => RateLimiter;
}

export function createWebApi({ world, oauth, faults, states, limitsOf }: WebApiParts): WebApi {
  const calls: Call[] = [];

  /** The workspace that a caller may do this in. */
  const enter = (method: Method, args: Args, token: string | undefined): State | Enterprise => {
    if (method.byAnybody) return states[0]!;
    if (!token) throw new ApiError('not_authed');
    if (method.byApp && token === world.appToken) return states[0]!;
    if (token === world.appToken) throw new ApiError('invalid_auth');
    const { place, scopes } = oauth.check(token);
    if (method.byApp) throw new ApiError('not_allowed_token_type');
    if (!isState(place) && method === METHODS['auth.test']) return place;
    const state = isState(place) ? place : workspaceOf(place, args, states);
    const needed = typeof method.scope === 'function' ? method.scope(state, args) : method.scope;
    if (needed !== undefined && !scopes().has(needed))
      throw new ApiError('missing_scope', { needed, provided: [...scopes()].join(',') });
    return state;
  };

  return {
    calls,
    handle: async (name, request, response) => {
      response.setHeader('date', new Date(world.now()).toUTCString());
      const args = argsOf(request, await bodyOf(request));
      const token = tokenOf(request, args);
      const method = METHODS[name] ?? (name === 'oauth.v2.access' ? ACCESS : undefined);
      let state: State | undefined;
      const note = (outcome: string) => {
        calls.push({ method: name, args, outcome, team: state?.team });
        world.changes.changed();
      };
      const fault = faults.take(name);
      if (actOut(fault, response)) return note(nameOf(fault));

      const answer = attempt(() => {
        if (!method) throw new ApiError('unknown_method');
        const place = enter(method, args, token);
        if (!isState(place)) return identityOf(place, world);
        state = place;
        const wait = limitsOf(state).check(name, args);
        if (wait !== undefined) throw new ApiError('ratelimited', { wait: String(wait) });
        if (method === ACCESS) return oauth.access(args);
        if (name.startsWith('chat.') || name === 'files.completeUploadExternal') noticePings(state, args);
        return method.run(state, args);
      });
      if (answer['error'] === 'ratelimited') {
        response.writeHead(429, {
          'retry-after': String(answer['wait']),
          'content-type': 'application/json',
        });
        response.end(JSON.stringify({ ok: false, error: 'ratelimited' }));
        return note('429');
      }
      note(answer['ok'] === true ? 'ok' : String(answer['error']));
      if (lose(fault, response)) return;
      response.writeHead(200, {
        'content-type': 'application/json',
        ...scopesHeader(token, oauth),
      });
      response.end(JSON.stringify(answer));
    },
  };
}

/** Knows its caller by the secret of the app. */
const ACCESS: Method = { byAnybody: true, run: () => ({}) };

function attempt(run: () => Readonly<Record<string, Json>>): Record<string, Json> {
  try {
    return { ok: true, ...run() };
  } catch (error) {
    if (error instanceof ApiError) return { ok: false, error: error.code, ...error.more };
    throw error;
  }
}

/** What a company's token says of itself. */
function identityOf({ id, name, bot }: Enterprise, { origin }: World): Record<string, Json> {
  const us = { user: bot.name, user_id: bot.userId, bot_id: bot.botId };
  return {
    url: `${origin}/`,
    team: name,
    team_id: id,
    enterprise_id: id,
    is_enterprise_install: true,
    ...us,
  };
}

/** A company's token is good in all of its workspaces: which one is meant is told, or follows from what is asked for. */
function workspaceOf(company: Enterprise, args: Args, states: readonly State[]): State {
  const own = states.filter(({ enterprise }) => enterprise === company);
  const named = textArg(args, 'team_id');
  if (named !== undefined) {
    const state = own.find(({ team }) => team === named);
    if (!state) throw new ApiError('team_access_not_granted');
    return state;
  }
  const ids = ['channel', 'channel_id', 'user', 'user_id', 'file'].map((name) => textArg(args, name) ?? '');
  const state = own.find(({ channels, users, files }) =>
    ids.some((id) => channels.has(id) || users.has(id) || files.has(id)),
  );
  if (!state && ids.some((id) => id !== '')) throw new ApiError('missing_argument');
  if (own[0] === undefined) throw new ApiError('team_access_not_granted');
  return state ?? own[0];
}

function scopesHeader(token: string | undefined, oauth: OAuth): Record<string, string> {
  try {
    return token === undefined ? {} : { 'x-oauth-scopes': [...oauth.check(token).scopes()].join(',') };
  } catch {
    return {};
  }
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
