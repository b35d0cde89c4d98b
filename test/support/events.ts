/** Events and messages for tests: a plain question in a direct message, with whatever a test says differently. */
import type { AskEvent, Attachment, Conversation, Message } from '../../src/chat/index.ts';

export const conversation = (changes: Partial<Conversation> = {}): Conversation => ({
  platform: 'test',
  workspace: 'W1',
  channel: 'C1',
  kind: 'dm',
  ...changes,
});

export const message = (changes: Partial<Message> = {}): Message => ({
  id: 'M1',
  conversation: conversation(),
  author: { id: 'U1', name: 'Ada', roles: [] },
  text: 'What is this?',
  attachments: [],
  sentAt: Date.UTC(2026, 0, 2),
  fromBot: false,
  fromUs: false,
  mentionsUs: false,
  mentionsOthers: false,
  ...changes,
});

export const attachment = (changes: Partial<Attachment> = {}): Attachment => ({
  id: 'A1',
  name: 'photo.jpg',
  source: 'photo.jpg',
  ...changes,
});

export const askEvent = ({
  eventId = 'E1',
  aliases = [],
  ...changes
}: Partial<Message> & { eventId?: string; aliases?: readonly string[] } = {}): AskEvent => {
  const asked = message(changes);
  return {
    type: 'message',
    eventId,
    aliases,
    message: asked,
    target: {
      conversation: asked.conversation,
      messageId: asked.id,
      userId: asked.author.id,
      private: false,
    },
  };
};
