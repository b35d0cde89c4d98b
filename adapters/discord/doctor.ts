/** The check-up of a Discord bot: its token, what it may read and do, how often it may connect, its invite link. */
import { PermissionsBitField } from 'discord.js';
import { type Finding, UserError } from '../../src/chat/index.ts';
import { type OwnShards, ownShards } from './gateway/gateway.ts';
import { HINT, NO_MESSAGE_CONTENT } from './setup/hints.ts';
import { FEW_SESSION_STARTS, SERVERS_NAMED } from './limits.ts';
import type { DiscordOptions } from './options.ts';
import { inviteLink, NEEDED_BY_RULES, readable } from './setup/permissions.ts';
import { readServers, readStanding, type Server, type Standing } from './setup/standing.ts';

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

/** A start of this process begins a session for each of its shards. */
function sessionFinding(
  { sessions: { total, remaining, reset_after } }: Standing,
  { ids: { length: taken } }: OwnShards,
): Finding {
  const hours = Math.ceil(reset_after / 3_600_000);
  const what = `Discord allows ${remaining} of ${total} more session starts in the next ${hours} h; a start of this process takes ${taken}.`;
  if (remaining < taken)
    return { level: 'error', what, hint: `Wait ${hours} h: at zero, Discord resets its token.` };
  if (remaining >= FEW_SESSION_STARTS + taken) return { level: 'ok', what };
  return {
    level: 'warning',
    what,
    hint: 'Find out why the bot restarts so often: at zero, Discord resets its token.',
  };
}

function shardFindings({ shards: advised }: Standing, { total }: OwnShards): readonly Finding[] {
  if (total >= advised) return [];
  return [
    {
      level: 'warning',
      what: `DISCORD_SHARDS divides the servers among ${total}, and Discord advises ${advised}.`,
      hint: HINT.shards,
    },
  ];
}

/** Rules alone need these, so the bot works without them. */
function ruleFindings(servers: readonly Server[]): readonly Finding[] {
  const lacking = servers.filter(
    ({ permissions }) => !new PermissionsBitField(permissions).has(NEEDED_BY_RULES),
  );
  if (lacking.length === 0) return [];
  const some = lacking.slice(0, SERVERS_NAMED).map(({ name }) => name);
  const more = lacking.length > some.length ? ` and ${lacking.length - some.length} more` : '';
  return [
    {
      level: 'warning',
      what: `Rules that react or open threads need ${NEEDED_BY_RULES.map(readable).join(' and ')}, which I lack on ${some.join(', ')}${more}.`,
      hint: HINT.rulePermissions,
    },
  ];
}

/** Never throws: what is wrong becomes a finding. */
export async function checkDiscord(options: DiscordOptions): Promise<readonly Finding[]> {
  try {
    const standing = await readStanding(options);
    const { me, applicationId } = standing;
    const shards = ownShards(options.shards, standing.shards);
    return [
      { level: 'ok', what: `DISCORD_TOKEN belongs to ${me.username} (${me.id}).` },
      intentFinding(standing),
      ...endpointFindings(standing),
      sessionFinding(standing, shards),
      ...shardFindings(standing, shards),
      ...ruleFindings(await readServers(options)),
      { level: 'ok', what: `Add the bot to a server: ${inviteLink(applicationId)}` },
    ];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ level: 'error', what: error.message, ...(error.hint !== undefined && { hint: error.hint }) }];
  }
}
