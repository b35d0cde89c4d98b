/** Which budgets a question draws on: of the limits in attache.yaml, the most specific of each kind. */
import type { Conversation, Purse as Whose, RuleAsk } from '../../chat/index.ts';
import { type BudgetCap, RULE_FILE } from '../../store/index.ts';
import { type BudgetPeriod, type Span, spanOf } from './period.ts';

/** A limit holds for each person, channel or workspace by itself, or for everybody together. */
export interface Limit {
  readonly for: Exclude<Whose, 'rule'>;
  readonly per: BudgetPeriod;
  /** Dollars, tokens, or both; each holds by itself. */
  readonly usd?: number | undefined;
  readonly tokens?: number | undefined;
  /** Where it holds; everywhere where left out. */
  readonly platform?: string | undefined;
  readonly workspace?: string | undefined;
  readonly channel?: string | undefined;
  /** For whom, of people; for everybody where both are left out. */
  readonly users?: readonly string[] | undefined;
  readonly roles?: readonly string[] | undefined;
}

/** As attache.yaml says it: see docs/budgets.md. */
export interface BudgetRules {
  /** Dollars: the price of anything dearer is to be agreed to first. */
  readonly askAbove?: number | undefined;
  /** When days begin. */
  readonly timeZone: string;
  readonly limits: readonly Limit[];
}

/** A limit as it holds for one question. */
export interface Cap extends BudgetCap {
  readonly per: BudgetPeriod;
  readonly span: Span;
}

interface Asker {
  readonly id: string;
  readonly roles: readonly string[];
}

/**
 * The limits that hold for a question now. Of those for the same, per the same and in the same unit, the most specific one
 * counts (a person before a role, a channel before a workspace before a platform), the later one of equals.
 * Of a rule that asks, its own budget counts as well; one that acts for no person draws on nobody's.
 */
export function capsFor(
  { limits, timeZone }: BudgetRules,
  asker: Asker,
  conversation: Conversation,
  now: number,
  rule?: Pick<RuleAsk, 'usdPerDay'>,
): readonly Cap[] {
  const isNobodys = rule !== undefined && asker.id === RULE_FILE;
  const chosen = new Map<string, { readonly rank: number; readonly cap: Cap }>();
  for (const limit of limits) {
    const rank = rankOf(limit, asker, conversation);
    if (rank === undefined || (isNobodys && limit.for === 'person')) continue;
    for (const unit of ['usd', 'tokens'] as const) {
      const most = limit[unit];
      const kind = [limit.for, limit.per, unit].join();
      if (most === undefined || rank < (chosen.get(kind)?.rank ?? 0)) continue;
      const span = spanOf(limit.per, timeZone, now);
      chosen.set(kind, { rank, cap: { of: limit.for, unit, most, since: span.start, per: limit.per, span } });
    }
  }
  const caps = [...chosen.values()].map(({ cap }) => cap);
  if (rule?.usdPerDay === undefined) return caps;
  const span = spanOf('day', timeZone, now);
  const own = { of: 'rule', unit: 'usd', most: rule.usdPerDay, since: span.start, per: 'day', span } as const;
  return [...caps, own];
}

/** How specific a limit is; undefined where it does not hold. */
function rankOf(limit: Limit, asker: Asker, { kind, platform, workspace, channel }: Conversation) {
  // Direct messages are in no channel.
  if (limit.for === 'channel' && kind === 'dm') return undefined;
  const sides = [
    holds(limit.users, (users) => users.includes(asker.id)),
    holds(limit.roles, (roles) => asker.roles.some((role) => roles.includes(role))),
    holds(limit.channel, (id) => id === channel),
    holds(limit.workspace, (id) => id === workspace),
    holds(limit.platform, (name) => name === platform),
  ];
  const [byName, byRole, ...places] = sides;
  const isMeant = byName === undefined && byRole === undefined ? true : byName === true || byRole === true;
  if (!isMeant || places.includes(false)) return undefined;
  return sides.reduce((rank, side) => rank * 2 + Number(side === true), 0);
}

/** Undefined where a side of a limit is not named. */
const holds = <Side>(side: Side | undefined, test: (side: Side) => boolean): boolean | undefined =>
  side === undefined ? undefined : test(side);
