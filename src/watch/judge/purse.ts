/** What the question of a rule draws on: the budgets of its author and of the place, and its own. */
import { randomUUID } from 'node:crypto';
import type { Conversation } from '../../chat/index.ts';
import { createPurse, type Purse, type TurnParts } from '../../handler/index.ts';
import type { StandingRule } from '../rulebook.ts';
import { payerOfRule, RULE_FILE } from '../../store/index.ts';

export const purseFor = (
  { key, author, rule: { limits } }: StandingRule,
  conversation: Conversation,
  parts: Pick<TurnParts, 'store' | 'budgets'>,
): Purse =>
  createPurse(
    {
      id: `judge:${randomUUID()}`,
      asker: { id: author?.id ?? RULE_FILE, roles: [] },
      conversation,
      rule: { key, payer: payerOfRule(author), usdPerDay: limits.usdPerDay },
    },
    parts,
  );
