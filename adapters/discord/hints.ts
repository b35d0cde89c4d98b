/** What to do about what Discord refuses: said at the start and by the check-up in the same words. */

const APPLICATIONS = 'https://discord.com/developers/applications';

export const HINT = {
  token: `Copy the token anew: ${APPLICATIONS} → your application → Bot → Reset Token.`,
  unreachable: 'Check the network, DISCORD_API_URL where you set it, and https://discordstatus.com.',
  messageContent: (applicationId: string) =>
    `Switch it on: ${APPLICATIONS}/${applicationId}/bot → Privileged Gateway Intents → Message Content Intent.`,
} as const;

export const NO_MESSAGE_CONTENT =
  'The Message Content intent is off: mentions, direct messages and /ask work, but I cannot read the messages ' +
  'they answer, nor threads.';
