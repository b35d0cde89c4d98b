/** Which rule asks for a turn. */
import type { AskEvent, RuleAsk } from '../../chat/index.ts';

/** Undefined where a person asks. */
export const ruleOf = (event: AskEvent): RuleAsk | undefined =>
  event.type === 'command' ? event.rule : undefined;
