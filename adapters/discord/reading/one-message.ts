/** One message as it is now. */
import type { Conversation, Message } from '../../../src/chat/index.ts';
import { untilAborted } from '../abort.ts';
import { isGone, lacksPermission } from '../errors.ts';
import { normalizeMessage } from '../normalize.ts';
import type { Places } from './places.ts';
import { peopleIn } from './said.ts';

/** Undefined where it is gone, may not be read, or is nothing that anybody said. */
export async function readMessage(
  places: Places,
  conversation: Conversation,
  id: string,
  signal: AbortSignal,
): Promise<Message | undefined> {
  try {
    const channel = await places.find(conversation, signal);
    if (!channel) return undefined;
    const read = channel.messages.fetch({ message: id, cache: false, force: true });
    const found = await untilAborted(read, signal);
    if (found.system) return undefined;
    if (conversation.kind !== 'dm')
      await places
        .meet(conversation.workspace, peopleIn([found]), signal)
        .catch(() => signal.throwIfAborted());
    const message = normalizeMessage(found);
    // Where Discord does not let the bot read what others say, it comes empty.
    return message.text === '' && message.attachments.length === 0 ? undefined : message;
  } catch (error) {
    if (isGone(error) || lacksPermission(error)) return undefined;
    throw error;
  }
}
