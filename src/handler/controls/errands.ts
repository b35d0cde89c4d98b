/** What is answered beside the turns: a button, a command that asks no question, a look at the bot's own page. */
import type { ChatAdapter } from '../../chat/index.ts';
import type { Work } from '../../store/index.ts';
import type { TurnParts } from '../turn.ts';
import { obey } from './controls.ts';
import { showHome } from './home.ts';
import { press } from './press.ts';
import { say, type Saying } from './say.ts';

/**
 * Does an errand, and notes that it is done; at the end of the process it is left for the next one, which was no failed attempt. What goes wrong is told in
 * the place of an answer.
 *
 * @throws what the store throws
 */
export async function runErrand(
  { errand, receivedAt }: Extract<Work, { readonly kind: 'errand' }>,
  adapter: ChatAdapter,
  parts: TurnParts,
  shutdown: AbortSignal,
): Promise<void> {
  const { store } = parts;
  const { eventId } = errand;
  if (errand.type === 'home') await showHome(errand, adapter, parts, shutdown);
  else {
    const saying = async (): Promise<Saying | undefined> =>
      errand.type === 'control' ? obey(errand, adapter, receivedAt, parts) : press(errand, adapter, parts);
    const sent = {
      begin: (part: string) => store.beginSending(eventId, part),
      end: (part: string) => store.endSending(eventId, part),
    };
    const lines: Saying = async (limits, signal) => (await saying())?.(limits, signal) ?? [];
    await say(errand.target, adapter, lines, sent, parts, shutdown);
  }
  await (shutdown.aborted ? store.releaseErrand(eventId) : store.finishErrand(eventId));
}
