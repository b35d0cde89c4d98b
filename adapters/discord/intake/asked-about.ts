/** Messages that somebody is writing a question about: remembered until the form is sent, else read again. */
import type { MessageContextMenuCommandInteraction, ModalSubmitInteraction } from 'discord.js';
import { LRUCache } from 'lru-cache';
import type { Conversation, Message } from '../../../src/chat/index.ts';
import { untilAborted } from '../abort.ts';
import { ASKED_ABOUT, PACE } from '../limits.ts';
import { normalizeMessage } from '../normalize.ts';

/**
 * The message a menu was used on. Discord shows it whole, also where the bot may not read; but only the interaction knows
 * where that is.
 */
export function messageOf(
  { targetMessage }: MessageContextMenuCommandInteraction,
  conversation: Conversation,
): Message {
  return { ...normalizeMessage(targetMessage), conversation };
}

export interface AskedAbout {
  remember(channelId: string, message: Message): void;
  /** The message again; undefined where it is forgotten and cannot be read. */
  recall(
    interaction: ModalSubmitInteraction,
    messageId: string,
    conversation: Conversation,
  ): Promise<Message | undefined>;
}

/** Reads a message that is no longer remembered, as after a restart. Without the right to, it comes empty. */
async function readAgain({ client, channelId }: ModalSubmitInteraction, messageId: string) {
  const channel = await client.channels.fetch(channelId ?? '');
  if (!channel?.isTextBased()) return undefined;
  const message = normalizeMessage(await channel.messages.fetch({ message: messageId, force: true }));
  return message.text === '' && message.attachments.length === 0 ? undefined : message;
}

export function createAskedAbout(): AskedAbout {
  /** By channel too, so that a form made up by somebody reaches nothing outside of its channel. */
  const messages = new LRUCache<string, Message>(ASKED_ABOUT);
  return {
    remember: (channelId, message) => {
      messages.set(`${channelId}:${message.id}`, message);
    },
    recall: async (interaction, messageId, conversation) => {
      const known = messages.get(`${interaction.channelId}:${messageId}`);
      if (known) return known;
      try {
        const message = await untilAborted(
          readAgain(interaction, messageId),
          AbortSignal.timeout(PACE.readAgainMs),
        );
        return message && { ...message, conversation };
      } catch {
        return undefined;
      }
    },
  };
}
