/** What to do about what Discord refuses: said at the start, by the check-up and by the guide in the same words. */

const APPLICATIONS = 'https://discord.com/developers/applications';

export const HINT = {
  token: `Copy the token anew: ${APPLICATIONS} → your application → Bot → Reset Token.`,
  unreachable: 'Check the network, DISCORD_API_URL where you set it, and https://discordstatus.com.',
  shards:
    'Set DISCORD_SHARDS to `auto`, or raise the number behind its `/` in all processes, and divide the shards among them.',
  rulePermissions:
    'Only if you want such rules: open the invite link again for these servers, or give my role these permissions.',
  messageContent: (applicationId: string) =>
    `Switch it on: ${APPLICATIONS}/${applicationId}/bot → Privileged Gateway Intents → Message Content Intent.`,
  userInstall: (applicationId: string) =>
    `Switch it on: ${APPLICATIONS}/${applicationId}/installation → Installation Contexts → User Install.`,
  endpoint: (applicationId: string) =>
    `Empty the field: ${APPLICATIONS}/${applicationId}/information → Interactions Endpoint URL.`,
} as const;

export const NO_MESSAGE_CONTENT =
  'The Message Content intent is off: I hear mentions, direct messages, commands and message menus, but cannot read ' +
  'the messages that mentions answer, nor threads.';
