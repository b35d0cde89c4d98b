/** What somebody who opens the direct messages may begin with, in their language. */
import { wordsFor } from '../../../src/chat/index.ts';
import { authorOf } from '../workspaces/names.ts';
import type { EventContext } from '../intake/taken.ts';

/** Offers them, unless that was done a while ago. Never rejects: nothing depends on it. */
export async function offerPrompts(
  user: string,
  channel: string,
  { us, names, clients, prompted, log }: EventContext,
): Promise<void> {
  const person = `${us.team}:${user}`;
  if (prompted.has(person)) return;
  prompted.set(person, true);
  try {
    const { locale } = await authorOf(user, names);
    const prompts = wordsFor(locale).prompts.map(({ title, message }) => ({ title, message }));
    await clients.once.assistant.threads.setSuggestedPrompts({ channel_id: channel, prompts });
  } catch (error) {
    prompted.delete(person);
    log.info({ err: error }, 'slack took no prompts');
  }
}
