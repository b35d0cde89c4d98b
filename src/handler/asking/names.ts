/** Names by which the files of a conversation can be told apart: phones and clipboards call all of theirs "image.png". */
import { parse } from 'node:path';
import type { Message } from '../../chat/index.ts';

/** Gives the second file of a name a number, as "image (2).png", and so on; the messages come oldest first. */
export function withDistinctNames(messages: readonly Message[]): readonly Message[] {
  const counts = new Map<string, number>();
  return messages.map((message) => ({
    ...message,
    attachments: message.attachments.map((attachment) => {
      const number = (counts.get(attachment.name) ?? 0) + 1;
      counts.set(attachment.name, number);
      if (number === 1) return attachment;
      const { name, ext } = parse(attachment.name);
      return { ...attachment, name: `${name} (${number})${ext}` };
    }),
  }));
}
