/** What a process does with a turn, for tests of what is known of it afterwards. */
import { type AskEvent, conversationKey } from '../../src/chat/index.ts';
import type { Store, Turn } from '../../src/store/index.ts';

/** Whatever arrives is let in. */
export const ADMITTED = () => ({ rank: 0 });

/** A question that has not arrived before, as a turn. */
export async function accepted(store: Store, event: AskEvent): Promise<Turn> {
  const turn = await store.accept(event, ADMITTED);
  if (!turn) throw new Error(`${event.eventId} has been seen`);
  return turn;
}

/** A turn that is the next one in its conversation, begun. */
export async function begun(store: Store, { id, event }: Turn): Promise<Turn> {
  const work = await store.take(conversationKey(event.target.conversation));
  if (work?.kind !== 'turn' || work.turn.id !== id) throw new Error(`turn ${id} is not the next one`);
  return work.turn;
}

/** A further message of an answer that has begun. */
export async function paged(store: Store, { id }: Turn, page: string): Promise<void> {
  await store.beginSending(id, `page:${page}`);
  await store.endSending(id, `page:${page}`, page);
}
