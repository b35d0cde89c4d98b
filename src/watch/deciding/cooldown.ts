/** How long a rule waits between two times that it acts: in a channel, for a person, or anywhere. */
import type { CodedOutcome, Message } from '../../chat/index.ts';
import { channelKey, type Cooldown } from '../../store/index.ts';
import type { Case } from '../case.ts';
import type { StandingRule } from '../rulebook.ts';

/** @param message what the run is about; undefined of a schedule */
export function cooldownOf(
  { standing: { rule }, run }: Pick<Case, 'standing' | 'run'>,
  message: Message | undefined,
): Cooldown | undefined {
  const { cooldown, per } = rule.limits;
  if (cooldown === undefined) return undefined;
  const channel = message && channelKey(message.conversation);
  const scopes = { channel, person: run.person, rule: undefined };
  return { scope: scopes[per] ?? 'everywhere', ms: cooldown };
}

/** Why nothing is done while it waits. */
export const coolingOf = ({ rule: { limits } }: StandingRule): CodedOutcome => ({
  code: 'cooling',
  per: limits.per,
  ms: limits.cooldown ?? 0,
});
