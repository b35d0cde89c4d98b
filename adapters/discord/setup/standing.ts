/** What Discord says of the bot's own application: who it is, what it may read, where it can be added. */
import { DiscordAPIError, REST, Routes } from 'discord.js';
import { z } from 'zod';
import { UserError } from '../../../src/chat/index.ts';
import { restOptions } from '../gateway/client.ts';
import { HINT } from './hints.ts';
import { LIMITS } from '../limits.ts';
import type { DiscordOptions } from '../options.ts';

const Identity = z.looseObject({ id: z.string(), username: z.string() });
const Application = z.object({
  id: z.string(),
  flags: z.int().default(0),
  bot_public: z.boolean().default(true),
  interactions_endpoint_url: z.string().nullish(),
  /** By the kind of installation that is switched on. */
  integration_types_config: z.record(z.string(), z.unknown()).nullish(),
});
const GatewayBot = z.object({
  shards: z.int().min(1),
  session_start_limit: z.object({
    total: z.int(),
    remaining: z.int(),
    /** Milliseconds. */
    reset_after: z.number(),
    /** So many sessions may be begun at once, every five seconds. */
    max_concurrency: z.int().min(1),
  }),
});

/** A server, and what the bot's roles let it do there, before its channels change that. */
const Server = z.object({ name: z.string(), permissions: z.string().transform(BigInt) });
export type Server = z.infer<typeof Server>;

/** Application flags: the intent is granted, or switched on while the bot is small. */
const READS_CONTENT = (1 << 18) | (1 << 19);
const USER_INSTALL = '1';

export interface Standing {
  readonly me: z.infer<typeof Identity>;
  readonly applicationId: string;
  readonly readsMessages: boolean;
  /** Whether others than its owner may add it. */
  readonly isPublic: boolean;
  /** Whether people may add it to themselves; undefined where Discord does not say. */
  readonly userInstall: boolean | undefined;
  /** Commands and buttons go to this address instead of to the gateway, where one is set. */
  readonly endpoint: string | undefined;
  readonly sessions: Sessions;
  /** How many shards Discord advises. */
  readonly shards: number;
}

/** How many sessions may still be begun. */
export type Sessions = z.infer<typeof GatewayBot>['session_start_limit'];

function refused(error: unknown): UserError {
  if (error instanceof DiscordAPIError && error.status === 401)
    return new UserError('discord-token', 'Discord does not accept DISCORD_TOKEN.', HINT.token);
  const reason = error instanceof Error ? error.message : String(error);
  return new UserError('discord-unreachable', `Discord could not be asked: ${reason}`, HINT.unreachable);
}

/** How many sessions may be begun by now. */
export async function readSessions(rest: REST): Promise<Sessions> {
  return GatewayBot.parse(await rest.get(Routes.gatewayBot())).session_start_limit;
}

/** Asks Discord and throws `UserError` when the token is refused or Discord cannot be asked. */
async function asking<T>(
  options: Pick<DiscordOptions, 'token' | 'apiUrl'>,
  ask: (rest: REST) => Promise<T>,
): Promise<T> {
  const rest = new REST({ ...restOptions(options), retries: 1 }).setToken(options.token);
  try {
    return await ask(rest);
  } catch (error) {
    throw refused(error);
  } finally {
    rest.clearHashSweeper();
    rest.clearHandlerSweeper();
  }
}

/** The first servers of the bot, with what its roles let it do on each. @throws UserError as `readStanding` does */
export function readServers(options: Pick<DiscordOptions, 'token' | 'apiUrl'>): Promise<readonly Server[]> {
  const query = new URLSearchParams({ limit: String(LIMITS.guilds) });
  return asking(options, async (rest) =>
    z.array(Server).parse(await rest.get(Routes.userGuilds(), { query })),
  );
}

/** @throws UserError when the token is refused or Discord cannot be asked */
export function readStanding(options: Pick<DiscordOptions, 'token' | 'apiUrl'>): Promise<Standing> {
  return asking(options, async (rest) => {
    const me = Identity.parse(await rest.get(Routes.user()));
    const application = Application.parse(await rest.get(Routes.currentApplication()));
    const gateway = GatewayBot.parse(await rest.get(Routes.gatewayBot()));
    const installs = application.integration_types_config;
    return {
      me,
      applicationId: application.id,
      readsMessages: (application.flags & READS_CONTENT) !== 0,
      isPublic: application.bot_public,
      userInstall: installs ? USER_INSTALL in installs : undefined,
      endpoint: application.interactions_endpoint_url ?? undefined,
      sessions: gateway.session_start_limit,
      shards: gateway.shards,
    };
  });
}
