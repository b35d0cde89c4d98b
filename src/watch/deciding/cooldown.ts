/** How long a rule waits between two times that it acts: in a channel, for a person, or anywhere. */
import type { Message } from '../../chat/index.ts';
import { spelled } from '../../rules/index.ts';
import { channelKey, type Cooldown } from '../../store/index.ts';
import type { Case } from '../case.ts';
import type { StandingRule } from '../rulebook.ts';

/** @param message the newest that it would act on; undefined of a schedule */
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
export function coolingOf({ rule: { limits } }: StandingRule): string {
  const where = { channel: ' in this channel', person: ' for this person', rule: '' }[limits.per];
  return `It had acted${where} less than ${spelled(limits.cooldown ?? 0)} before, and waits for so long in between.`;
}
