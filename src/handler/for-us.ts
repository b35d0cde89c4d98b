/** Whether a message is for us: by itself, or because we were asked before in its thread. */
import { conversationKey, type Message } from '../chat/index.ts';
import type { Store } from '../store/index.ts';
import { accessFault, type AccessRules } from './access.ts';

export interface ForUsParts {
  readonly store: Pick<Store, 'knows'>;
  readonly access: AccessRules;
}

/** Whether a message asks us; undefined where that depends on whether we were asked before in its thread. */
export function asksUs(message: Message, { access }: Pick<ForUsParts, 'access'>): boolean | undefined {
  const { conversation, fromBot, mentionsUs, mentionsOthers } = message;
  if (fromBot) return false;
  if (conversation.kind === 'dm' || mentionsUs) return true;
  const mayGoOn =
    conversation.kind === 'thread' && !mentionsOthers && accessFault(access, message) === undefined;
  return mayGoOn ? undefined : false;
}

/** The same; where the message does not say it, the journal does. */
export const isForUs = async (message: Message, parts: ForUsParts): Promise<boolean> =>
  asksUs(message, parts) ?? parts.store.knows(conversationKey(message.conversation), message.sentAt);
