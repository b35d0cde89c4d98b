/** The REST API, version 10: who may call, how often, and which function answers which route. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { commandRoutes } from './commands.ts';
import { ApiError, CODE } from './errors.ts';
import type { Faults } from './faults.ts';
import { guildRoutes } from './guilds.ts';
import { interactionRoutes } from './interactions.ts';
import { channelOf, messageRoutes } from './message-routes.ts';
import type { Server } from './messages.ts';
import { channelObject, userObject } from './guild-objects.ts';
import type { RateLimits } from './rate-limits.ts';
import { requireView } from './permissions.ts';
import { reactionRoutes } from './reactions.ts';
import { threadRoutes } from './threads.ts';
import { readBody, type RequestBody } from './request-body.ts';
import { directWith } from './channels.ts';
import { parseBody } from './validation.ts';

export interface Call extends RequestBody {
  /** The values of `:name` in the route. */
  readonly params: Record<string, string>;
  readonly query: URLSearchParams;
}

/** An answer with a JSON body, or with none (204) when it is undefined. */
export type Handler = (call: Call) => unknown;
export type Routes = Record<`${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`, Handler>;

export interface RequestRecord {
  readonly method: string;
  readonly path: string;
  readonly at: number;
  status: number;
  /** Discord's JSON error code, when there was one. */
  code?: number;
}

const GATEWAY_MESSAGE_CONTENT_LIMITED = 1 << 19;

const DirectBody = z.looseObject({ recipient_id: z.string() });

function generalRoutes({ world, sessions, shards, origin }: Server): Routes {
  const gatewayUrl = () => origin().replace('http', 'ws');
  return {
    'GET /users/@me': () => userObject(world.bot),
    'GET /applications/@me': () => ({
      id: world.applicationId,
      name: world.bot.name,
      description: '',
      icon: null,
      bot_public: true,
      bot_require_code_grant: false,
      flags: world.messageContent ? GATEWAY_MESSAGE_CONTENT_LIMITED : 0,
      interactions_endpoint_url: world.endpoint ?? null,
      integration_types_config: { 0: {}, ...(world.userInstall && { 1: {} }) },
      verify_key: '',
      team: null,
    }),
    'GET /gateway': () => ({ url: gatewayUrl() }),
    'GET /gateway/bot': () => ({
      url: gatewayUrl(),
      shards,
      session_start_limit: sessions.told(),
    }),
    'POST /users/@me/channels': ({ body }) => {
      const { recipient_id } = parseBody(DirectBody, body);
      if (!world.users.has(recipient_id))
        throw new ApiError(400, CODE.cannotMessageUser, 'Cannot send messages to this user');
      return channelObject(world, directWith(world, recipient_id));
    },
    'GET /channels/:channel': ({ params }) => {
      const channel = channelOf(world, params.channel!);
      requireView(world, channel);
      return channelObject(world, channel);
    },
  };
}

function findRoute(routes: Routes, method: string, path: string) {
  const parts = path.split('/').map(decodeURIComponent);
  for (const [name, handler] of Object.entries(routes)) {
    const [routeMethod, pattern] = name.split(' ') as [string, string];
    const expected = pattern.split('/');
    if (routeMethod !== method || expected.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = expected.every((part, i) => {
      if (!part.startsWith(':')) return part === parts[i];
      params[part.slice(1)] = parts[i]!;
      return true;
    });
    if (fits) return { handler, params };
  }
  throw new ApiError(404, CODE.general, '404: Not Found');
}

/** Interaction answers and webhooks carry their token in the path; everything else needs the bot's. */
function authorise({ world }: Server, request: IncomingMessage, path: string): void {
  if (/^\/(webhooks|interactions)\/\d+\/./.test(path)) return;
  if (request.headers.authorization !== `Bot ${world.token}`)
    throw new ApiError(401, CODE.general, '401: Unauthorized');
}

export function createRest(server: Server, limits: RateLimits, faults: Faults, log: RequestRecord[]) {
  const routes: Routes = {
    ...generalRoutes(server),
    ...messageRoutes(server),
    ...reactionRoutes(server),
    ...threadRoutes(server),
    ...commandRoutes(server),
    ...guildRoutes(server),
    ...interactionRoutes(server),
  };

  const answer = async (request: IncomingMessage, path: string, query: URLSearchParams): Promise<unknown> => {
    authorise(server, request, path);
    const { handler, params } = findRoute(routes, request.method ?? 'GET', path);
    return handler({ params, query, ...(await readBody(server.world, request)) });
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.setHeader('date', new Date(server.world.clock.now()).toUTCString());
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = url.pathname.replace(/^\/api(\/v\d+)?/, '');
    const method = request.method ?? 'GET';
    const entry: RequestRecord = { method, path, at: server.world.clock.now(), status: 0 };
    log.push(entry);
    server.world.changes.emit('change');
    const finish = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      entry.status = status;
      if (body === undefined) response.writeHead(204, headers).end();
      else
        response
          .writeHead(status, { 'content-type': 'application/json', ...headers })
          .end(JSON.stringify(body));
      server.world.changes.emit('change');
    };

    const fault = faults.take(method, path);
    if (fault?.how === 'stall') return;
    if (fault?.how === 'cut') return void response.destroy();
    if (fault?.how === 'refuse')
      return finish(
        fault.status ?? 500,
        { message: 'Told to fail', code: fault.code ?? CODE.general, retry_after: fault.retryAfter },
        fault.retryAfter === undefined ? {} : { 'Retry-After': String(fault.retryAfter) },
      );

    const verdict = limits.take(method, path);
    if (verdict.retryAfter !== undefined) {
      const body = {
        message: 'You are being rate limited.',
        retry_after: verdict.retryAfter,
        global: verdict.global,
        ...(verdict.code !== undefined && { code: verdict.code }),
      };
      return finish(429, body, verdict.headers);
    }
    try {
      const body = await answer(request, path, url.searchParams);
      if (fault?.how === 'lose') return finish(fault.status ?? 500, { message: 'Told to fail', code: 0 });
      finish(200, body, verdict.headers);
    } catch (error) {
      const refusal =
        error instanceof ApiError ? error : new ApiError(500, CODE.general, `500: ${String(error)}`);
      entry.code = refusal.code;
      finish(refusal.status, refusal, verdict.headers);
    }
  };
}
