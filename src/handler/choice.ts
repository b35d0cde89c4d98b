/** Which model answers, and how hard it thinks: the most personal choice that was made. */
import type { Conversation, EffortChoice } from '../chat/index.ts';
import { channelKey, personKey, type Store } from '../store/index.ts';
import type { Manner } from './manner.ts';

export interface Choice {
  /** A model, a tier, or `auto`. */
  readonly model: string;
  readonly effort: EffortChoice;
}

export interface Chooser {
  readonly author: { readonly id: string };
  readonly conversation: Conversation;
  /** What is asked for this once. */
  readonly once?: { readonly model?: string | undefined; readonly effort?: EffortChoice | undefined };
}

/** What was asked for this once, else the person's own setting, the channel's, the place's in attache.yaml, the usual. */
export async function choiceFor(
  { author, conversation, once }: Chooser,
  manner: Manner,
  { store, defaults }: { readonly store: Pick<Store, 'settings'>; readonly defaults: Choice },
): Promise<Choice> {
  const mine = await store.settings(personKey(conversation.platform, author));
  const channels = await store.settings(channelKey(conversation));
  return {
    model: once?.model ?? mine.model ?? channels.model ?? manner.model ?? defaults.model,
    effort: once?.effort ?? mine.effort ?? channels.effort ?? manner.effort ?? defaults.effort,
  };
}
