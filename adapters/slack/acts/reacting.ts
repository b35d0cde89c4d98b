/** Reacting to a message as the bot. */
import { UserError } from '../../../src/chat/index.ts';
import type { Caller } from '../workspaces/call.ts';
import type { SlackClients } from '../workspaces/client.ts';
import { emojiName } from '../text/emoji.ts';
import { slackCode } from '../errors.ts';

/** Done again, it changes nothing. Throws `UserError` where Slack has no such emoji, or takes no reaction there. */
export async function addReaction(
  message: { readonly channel: string; readonly ts: string },
  emoji: string,
  { repeatable }: SlackClients,
  call: Caller,
): Promise<void> {
  const name = await emojiName(emoji);
  if (name === undefined) throw unknownEmoji(emoji);
  const { channel, ts: timestamp } = message;
  try {
    await call(() => repeatable.reactions.add({ channel, timestamp, name }));
  } catch (error) {
    const code = slackCode(error);
    if (code === 'already_reacted') return;
    if (code === 'invalid_name') throw unknownEmoji(emoji, error);
    if (code === 'message_not_found')
      throw new UserError('slack-message-gone', 'The Slack message I should react to is gone.', undefined, {
        cause: error,
      });
    throw error;
  }
}

function unknownEmoji(emoji: string, cause?: unknown): UserError {
  return new UserError(
    'slack-emoji',
    `Slack has no emoji ${emoji} here.`,
    'Use an emoji like 👀, or `:name:` of one that this workspace has.',
    { cause },
  );
}
