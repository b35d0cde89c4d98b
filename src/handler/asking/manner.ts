/** How the bot is in a conversation: the most specific of what attache.yaml says. */
import type { Conversation, EffortChoice, ReasoningDisplay } from '../../chat/index.ts';

interface Place {
  readonly platform?: string | undefined;
  readonly workspace?: string | undefined;
  readonly channel?: string | undefined;
  readonly instructions?: string | undefined;
  readonly model?: string | undefined;
  readonly effort?: EffortChoice | undefined;
  readonly reasoning?: ReasoningDisplay | undefined;
}

export interface MannerRules {
  readonly instructions: string;
  readonly reasoning: ReasoningDisplay;
  readonly places: readonly Place[];
}

export interface Manner {
  readonly instructions: string;
  /** How much of the reasoning is shown while it happens. */
  readonly reasoning: ReasoningDisplay;
  /** Undefined where no place says it. */
  readonly model: string | undefined;
  readonly effort: EffortChoice | undefined;
}

/**
 * The manner for a conversation: each of its sides as the smallest place that matches and says something of it has it
 * (channel before workspace before platform; the later one of equals), else as it is in general. `{date}` becomes today's
 * date.
 */
export function mannerFor(rules: MannerRules, conversation: Conversation, now: Date): Manner {
  const { platform, workspace, channel, thread } = conversation;
  const rank = (place: Place) =>
    Number(place.channel !== undefined) * 4 +
    Number(place.workspace !== undefined) * 2 +
    Number(place.platform !== undefined);
  const smallestFirst = rules.places
    .filter(
      (place) =>
        [undefined, platform].includes(place.platform) &&
        [undefined, workspace].includes(place.workspace) &&
        [undefined, channel, thread].includes(place.channel),
    )
    .toReversed()
    .sort((a, b) => rank(b) - rank(a));
  const said = <Side extends keyof Manner>(side: Side) =>
    smallestFirst.find((place) => place[side] !== undefined)?.[side];
  return {
    instructions: (said('instructions') ?? rules.instructions).replaceAll(
      '{date}',
      now.toISOString().slice(0, 10),
    ),
    reasoning: said('reasoning') ?? rules.reasoning,
    model: said('model'),
    effort: said('effort'),
  };
}
