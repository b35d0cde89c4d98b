/** Which model answers, and how hard it thinks: the most personal choice that was made. */
import type { Conversation, EffortChoice } from '../../chat/index.ts';
import { channelKey, personKey, type Store } from '../../store/index.ts';
import type { Manner } from './manner.ts';

export interface Choice {
  /** A model, a tier, or `auto`. */
  readonly model: string;
  readonly effort: EffortChoice;
  /** Somebody has chosen the effort: it is more than the usual one. */
  readonly isEffortChosen: boolean;
}

/** What holds where nothing is chosen. */
export type Usual = Pick<Choice, 'model' | 'effort'>;

export interface Chooser {
  /** Whose own setting counts; nobody's where left out. */
  readonly author?: { readonly id: string } | undefined;
  readonly conversation: Conversation;
  /** What is asked for this once. */
  readonly once?: { readonly model?: string | undefined; readonly effort?: EffortChoice | undefined };
}

/** What was asked for this once, else the person's own setting, the channel's, the place's in attache.yaml, the usual. */
export async function choiceFor(
  { author, conversation, once }: Chooser,
  manner: Manner,
  { store, defaults }: { readonly store: Pick<Store, 'settings'>; readonly defaults: Usual },
): Promise<Choice> {
  const mine = author ? await store.settings(personKey(conversation.platform, author)) : undefined;
  const channels = await store.settings(channelKey(conversation));
  const effort = once?.effort ?? mine?.effort ?? channels.effort ?? manner.effort;
  return {
    model: once?.model ?? mine?.model ?? channels.model ?? manner.model ?? defaults.model,
    effort: effort ?? defaults.effort,
    isEffortChosen: effort !== undefined,
  };
}
