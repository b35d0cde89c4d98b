/** Under which name copies of somebody's files are kept: it tells nobody who they are, and `/forget` finds them by it. */
import type { Attachment, Message } from '../chat/index.ts';
import { personKey, type Store } from '../store/index.ts';

/** The owner of a file of a message: whoever posted it. */
export type OwnerOf = (
  message: Pick<Message, 'author' | 'conversation'>,
  attachment: Pick<Attachment, 'postedBy'>,
) => string;

export const ownersBy =
  ({ alias }: Pick<Store, 'alias'>): OwnerOf =>
  ({ author, conversation: { platform } }, { postedBy = author.id }) =>
    alias(personKey(platform, { id: postedBy }));
