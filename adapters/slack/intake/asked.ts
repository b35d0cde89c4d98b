/** A message of somebody else → the event it is, delivered as it was said or found later. */
import type { ChatEvent } from '../../../src/chat/index.ts';
import { withGroup } from '../workspaces/groups.ts';
import type { Identity } from '../workspaces/identity.ts';
import type { Names } from '../workspaces/names.ts';
import { isFromUs, isSpoken, normalize } from '../normalize.ts';
import type { SlackMessage } from './payloads.ts';
import { writeHandle } from '../answer/target.ts';

/** Whether somebody else has said it: a person, or another bot. */
export function isFromOthers(message: SlackMessage, us: Identity): boolean {
  return isSpoken(message) && !isFromUs(message, us);
}

/** By this id a message is the same, however it arrives: Slack calls a mention by two names. */
export function aliasOf(team: string, channel: string, ts: string): string {
  return `slack:${team}:${channel}:${ts}`;
}

export async function messageEvent(
  eventId: string,
  said: SlackMessage,
  channel: string,
  isGroup: boolean,
  us: Identity,
  names: Pick<Names, 'of'>,
): Promise<ChatEvent> {
  const message = withGroup(await normalize(said, channel, us, names), isGroup);
  return {
    type: 'message',
    eventId,
    aliases: [aliasOf(us.team, channel, said.ts)],
    message,
    target: {
      conversation: message.conversation,
      messageId: message.id,
      userId: said.user ?? message.author.id,
      private: false,
      handle: writeHandle({ kind: 'message', recipientTeam: said.user_team ?? us.team }),
    },
  };
}
