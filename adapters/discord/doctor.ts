/** The check-up of a Discord bot: its token, what it may read, how often it may connect, its invite link. */
import { type Finding, UserError } from '../../src/chat/index.ts';
import { HINT, NO_MESSAGE_CONTENT } from './hints.ts';
import { FEW_SESSION_STARTS } from './limits.ts';
import type { DiscordOptions } from './options.ts';
import { inviteLink } from './permissions.ts';
import { readStanding, type Standing } from './standing.ts';

function intentFinding({ applicationId, readsMessages }: Standing): Finding {
  if (readsMessages) return { level: 'ok', what: 'Discord lets me read messages (Message Content intent).' };
  return { level: 'warning', what: NO_MESSAGE_CONTENT, hint: HINT.messageContent(applicationId) };
}

function endpointFindings({ applicationId, endpoint }: Standing): readonly Finding[] {
  if (endpoint === undefined) return [];
  return [
    {
      level: 'error',
      what: `Discord sends commands and buttons to ${endpoint}, so they never reach me.`,
      hint: HINT.endpoint(applicationId),
    },
  ];
}

function sessionFinding({ sessions: { total, remaining, reset_after } }: Standing): Finding {
  const hours = Math.ceil(reset_after / 3_600_000);
  const what = `Discord allows ${remaining} of ${total} more session starts in the next ${hours} h.`;
  if (remaining >= FEW_SESSION_STARTS) return { level: 'ok', what };
  return {
    level: 'warning',
    what,
    hint: 'Find out why the bot restarts so often: at zero, Discord resets its token.',
  };
}

/** Never throws: what is wrong becomes a finding. */
export async function checkDiscord(options: DiscordOptions): Promise<readonly Finding[]> {
  try {
    const standing = await readStanding(options);
    const { me, applicationId } = standing;
    return [
      { level: 'ok', what: `DISCORD_TOKEN belongs to ${me.username} (${me.id}).` },
      intentFinding(standing),
      ...endpointFindings(standing),
      sessionFinding(standing),
      { level: 'ok', what: `Add the bot to a server: ${inviteLink(applicationId)}` },
    ];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ level: 'error', what: error.message, ...(error.hint !== undefined && { hint: error.hint }) }];
  }
}
