/** The bot's own page: what somebody has chosen for themselves and what they have used this month. */
import {
  type ChatAdapter,
  type Conversation,
  type HomeEvent,
  sentenceFor,
  wordsFor,
} from '../../chat/index.ts';
import { personKey } from '../../store/index.ts';
import { accessFault } from '../access.ts';
import { LIMITS } from '../limits.ts';
import { mannerFor } from '../asking/manner.ts';
import type { TurnParts } from '../turn.ts';
import { usageLines } from '../usage/usage.ts';

/** Draws the page. Never rejects: what goes wrong is logged, and the page stays as it was. */
export async function showHome(
  event: HomeEvent,
  adapter: ChatAdapter,
  { store, access, manner, defaults, log }: TurnParts,
  shutdown: AbortSignal,
): Promise<void> {
  const { author } = event;
  const { platform } = adapter;
  // The page is in no channel; what holds for the whole platform holds there as well.
  const conversation: Conversation = { platform, workspace: '', channel: '', kind: 'dm' };
  try {
    const fault = accessFault(access, { author, conversation });
    const { model, effort } = await store.settings(personKey(platform, author));
    const usual = mannerFor(manner, conversation, new Date());
    const usage = fault ? sentenceFor(fault) : await usageLines(platform, author, 'month', new Date(), store);
    await adapter.drawHome?.(
      event,
      {
        model,
        effort,
        usual: { model: usual.model ?? defaults.model, effort: usual.effort ?? defaults.effort },
        usage: usage ?? wordsFor(author.locale).said.noUsage('month'),
      },
      AbortSignal.any([shutdown, AbortSignal.timeout(LIMITS.sayMs)]),
    );
  } catch (error) {
    if (!shutdown.aborted) log.warn({ err: error, platform }, 'the page of the bot could not be drawn');
  }
}
