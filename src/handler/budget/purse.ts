/** The budgets a question draws on: checked and set aside before a model is asked, settled after. */
import type { Conversation, RuleAsk } from '../../chat/index.ts';
import { channelKey, type Drawer, personKey, type Store, type Turn } from '../../store/index.ts';
import { LIMITS } from '../limits.ts';
import { ruleOf } from '../rule/rule-of.ts';
import { type BudgetRules, type Cap, capsFor } from './budgets.ts';
import { refusalsOfRule, refusalsTo, tooDear } from './refusals.ts';

/** What a question takes, before or after. */
export interface Amount {
  /** Dollars; undefined where no price is known. */
  readonly usd: number | undefined;
  readonly tokens: number;
}

export const NOTHING: Amount = { usd: 0, tokens: 0 };

export interface Purse {
  /**
   * How much of the tightest budget is used: 0 where there is none, towards 1 as it is used up. Asked before anything is
   * done that costs.
   *
   * @throws {UserError} `budget` where nothing is left, with the time when there is again
   */
  strain(): Promise<number>;
  /**
   * Sets aside what a question is expected to take, in all: a later call takes the place of an earlier one. `ask`: nothing
   * was set aside, for the price, which is known then, is to be agreed to first: it is clearly above one that was agreed to.
   *
   * @throws {UserError} `budget` where a budget has no room for it, with the time when it has again; of a rule `too-dear` where it never
   *   has, and in place of `ask`
   */
  reserve(expected: Amount): Promise<'go' | 'ask'>;
  /** Notes what it took in the end, and gives the rest back. Undefined where nobody knows: what was set aside counts then. */
  settle(actual: Amount | undefined): Promise<void>;
  /** Notes what a run took that is left before its end, and leaves what is set aside for the run that comes after it. */
  leave(actual: Amount): Promise<void>;
}

/** Where nobody counts: on the command line. */
export const OPEN_PURSE: Purse = {
  strain: () => Promise.resolve(0),
  reserve: () => Promise.resolve('go'),
  settle: () => Promise.resolve(),
  leave: () => Promise.resolve(),
};

/** What a purse is made of. */
export interface PurseParts {
  readonly store: Pick<
    Store,
    'now' | 'alias' | 'used' | 'reserve' | 'unreserve' | 'settleSpend' | 'addSpend'
  >;
  readonly budgets: BudgetRules;
}

/** Who pays, and for what. */
export interface Payer {
  /** Of the turn, or of whatever else it is for: what is set aside and spent is noted under it. */
  readonly id: string;
  /** Whose budget it is, with their roles as far as they are known. */
  readonly asker: { readonly id: string; readonly roles: readonly string[] };
  readonly conversation: Conversation;
  readonly locale?: string | undefined;
  /** The price, in dollars, that was agreed to. */
  readonly agreed?: number | undefined;
  /** The rule that asks: its own budget holds as well. Nobody is there to be asked for a price. */
  readonly rule?: Pick<RuleAsk, 'key' | 'payer' | 'usdPerDay'> | undefined;
}

/**
 * Who pays for a turn: the person whose usage it is, who asked, or had it answered again.
 *
 * @example createPurse(payerOf(turn), parts)
 */
export function payerOf({ id, event }: Pick<Turn, 'id' | 'event'>): Payer {
  const { author, conversation } = event.message;
  const rule = ruleOf(event);
  // Whose rule it is, the message says; whom its answer goes to is another question.
  const payer = rule ? author.id : event.target.userId;
  // Of an admin who has somebody's question answered again, no more is known than who they are.
  const asker = { id: payer, roles: payer === author.id ? author.roles : [] };
  const agreed = event.type === 'command' ? event.agreed : undefined;
  return { id, asker, conversation, locale: author.locale, agreed, rule };
}

/** What has no known price draws on budgets of tokens alone. */
export function createPurse(
  { id, asker, conversation, locale, agreed = 0, rule }: Payer,
  { store, budgets }: PurseParts,
): Purse {
  const { platform, workspace } = conversation;
  const drawer: Drawer = {
    turn: id,
    person: store.alias(rule?.payer ?? personKey(platform, asker)),
    channel: store.alias(channelKey(conversation)),
    workspace: store.alias(`${platform}:${workspace}`),
    ...(rule && { rule: rule.key }),
  };
  const refusals = rule ? refusalsOfRule(budgets) : refusalsTo(locale, budgets);
  const caps = () => capsFor(budgets, asker, conversation, store.now(), rule);
  // What a rule may spend was agreed to by whoever wrote that down.
  const ownMost = rule?.usdPerDay === undefined ? agreed * LIMITS.agreedAgain : Infinity;
  const askAbove = Math.max(budgets.askAbove ?? Infinity, ownMost);

  return {
    async strain() {
      const all = caps();
      const used = await store.used(drawer, all);
      const full = lastToReset(all.filter(({ most }, index) => used[index]! >= most));
      if (full) throw refusals.usedUp(full);
      return Math.max(0, ...all.map(({ most }, index) => used[index]! / most));
    },

    async reserve(expected) {
      const all = caps();
      const spending = { usd: expected.usd ?? 0, tokens: expected.tokens };
      const { isReserved, used } = await store.reserve(drawer, spending, all);
      if (!isReserved) {
        const left = all.map((cap, index) => ({ ...cap, left: Math.max(0, cap.most - used[index]!) }));
        const tight = lastToReset(left.filter((cap) => cap.left < spending[cap.unit]))!;
        if (tight.left === 0) throw refusals.usedUp(tight);
        throw refusals.tooSmall(tight, spending);
      }
      if (spending.usd <= askAbove) return 'go';
      await store.unreserve(id);
      if (rule) throw tooDear(spending.usd, askAbove);
      return 'ask';
    },

    settle: (actual) => store.settleSpend(drawer, actual && { ...actual, usd: actual.usd ?? 0 }),
    leave: (actual) => store.addSpend(drawer, { ...actual, usd: actual.usd ?? 0 }),
  };
}

/** Where several limits stand in the way, the question can be asked when the last of them has room again. */
const lastToReset = <One extends Cap>(caps: readonly One[]): One | undefined =>
  caps.toSorted((a, b) => b.span.end - a.span.end)[0];
