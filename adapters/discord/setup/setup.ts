/** The guide of `npm run setup:discord`: what to switch on, and the links that add the bot. */
import { HINT, NO_MESSAGE_CONTENT } from './hints.ts';
import type { DiscordOptions } from '../options.ts';
import { inviteLink, INVITED, readable, userInstallLink } from './permissions.ts';
import { readStanding, type Standing } from './standing.ts';

/** What is not as it should be, and where to change it. */
function toSwitchOn({ applicationId, readsMessages, userInstall, endpoint }: Standing): readonly string[] {
  return [
    ...(readsMessages ? [] : [`${NO_MESSAGE_CONTENT}\n${HINT.messageContent(applicationId)}`]),
    ...(userInstall === false
      ? [`People cannot add the bot to themselves yet.\n${HINT.userInstall(applicationId)}`]
      : []),
    ...(endpoint === undefined
      ? []
      : [
          `Discord sends commands and buttons to ${endpoint}, so they never reach me.\n${HINT.endpoint(applicationId)}`,
        ]),
  ];
}

const indented = (text: string): string => text.replaceAll(/^/gm, '   ');

/**
 * The steps to a bot that answers, with the links to follow. The token is in none of them.
 *
 * @throws UserError when the token is refused or Discord cannot be asked
 */
export async function setupDiscord(options: Pick<DiscordOptions, 'token' | 'apiUrl'>): Promise<string> {
  const standing = await readStanding(options);
  const { me, applicationId, isPublic } = standing;
  const open = toSwitchOn(standing);
  const steps = [
    open.length === 0
      ? ['Everything is switched on that should be: Message Content intent, installation by people.']
      : ['Switch on:', ...open],
    [
      'Add the bot to a server, with no more permissions than it needs:',
      inviteLink(applicationId),
      `(${INVITED.map(readable).join(', ')}; the last two only for rules that react or open threads)`,
    ],
    [
      'Add it to yourself, to use its commands and message menus everywhere, in servers without it too:',
      userInstallLink(applicationId),
    ],
    [
      'Start it with `npm start`. Its commands appear by themselves.',
      'Then mention it, write to it directly, type `/ask`, or open the menu of a message → Apps.',
    ],
  ];
  const whose = isPublic
    ? 'Everybody who has these links can add it.'
    : 'Only the owner of the application can add it, for “Public Bot” is off.';
  return [
    `DISCORD_TOKEN belongs to ${me.username} (${me.id}). ${whose}`,
    ...steps.map(([title, ...rest], index) => [`${index + 1}. ${title}`, ...rest.map(indented)].join('\n')),
    'Is something not right? `npm run doctor` looks again.',
  ].join('\n\n');
}
