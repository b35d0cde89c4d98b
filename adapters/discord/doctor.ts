/** The check-up of a Discord bot: its token, what it may read, how often it may connect, its invite link. */
import { DiscordAPIError, REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { Finding } from '../../src/chat/index.ts';
import { restOptions } from './gateway.ts';
import { HINT, NO_MESSAGE_CONTENT } from './hints.ts';
import { FEW_SESSION_STARTS } from './limits.ts';
import type { DiscordOptions } from './options.ts';
import { inviteLink } from './permissions.ts';

const Identity = z.object({ id: z.string(), username: z.string() });
const Application = z.object({ id: z.string(), flags: z.int().default(0) });
const GatewayBot = z.object({
  session_start_limit: z.object({ total: z.int(), remaining: z.int(), reset_after: z.number() }),
});

/** Application flags: the intent is granted, or switched on while the bot is small. */
const READS_CONTENT = (1 << 18) | (1 << 19);

function refused(error: unknown): Finding {
  if (error instanceof DiscordAPIError && error.status === 401)
    return {
      level: 'error',
      what: 'Discord does not accept DISCORD_TOKEN.',
      hint: HINT.token,
    };
  return {
    level: 'error',
    what: `Discord could not be asked: ${error instanceof Error ? error.message : String(error)}`,
    hint: HINT.unreachable,
  };
}

function intentFinding({ id, flags }: z.infer<typeof Application>): Finding {
  if (flags & READS_CONTENT)
    return { level: 'ok', what: 'Discord lets me read messages (Message Content intent).' };
  return { level: 'warning', what: NO_MESSAGE_CONTENT, hint: HINT.messageContent(id) };
}

function sessionFinding({ session_start_limit: limit }: z.infer<typeof GatewayBot>): Finding {
  const hours = Math.ceil(limit.reset_after / 3_600_000);
  const what = `Discord allows ${limit.remaining} of ${limit.total} more session starts in the next ${hours} h.`;
  if (limit.remaining >= FEW_SESSION_STARTS) return { level: 'ok', what };
  return {
    level: 'warning',
    what,
    hint: 'Find out why the bot restarts so often: at zero, Discord resets its token.',
  };
}

/** Never throws: what is wrong becomes a finding. */
export async function checkDiscord(options: DiscordOptions): Promise<readonly Finding[]> {
  const rest = new REST({ ...restOptions(options), retries: 1 }).setToken(options.token);
  try {
    const me = Identity.parse(await rest.get(Routes.user()));
    const application = Application.parse(await rest.get(Routes.currentApplication()));
    const gateway = GatewayBot.parse(await rest.get(Routes.gatewayBot()));
    return [
      { level: 'ok', what: `DISCORD_TOKEN belongs to ${me.username} (${me.id}).` },
      intentFinding(application),
      sessionFinding(gateway),
      { level: 'ok', what: `Add the bot to a server: ${inviteLink(application.id)}` },
    ];
  } catch (error) {
    return [refused(error)];
  } finally {
    rest.clearHashSweeper();
    rest.clearHandlerSweeper();
  }
}
