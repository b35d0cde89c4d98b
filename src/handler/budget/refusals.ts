/** What is said where a budget has no room: to the person who asks, or of a rule to whoever reads what became of it. */
import { languageOf, momentIn, OutcomeError, UserError, wordsFor } from '../../chat/index.ts';
import { priceOf } from '../../reply/index.ts';
import type { Spending } from '../../store/index.ts';
import type { BudgetRules, Cap } from './budgets.ts';

export interface Refusals {
  /** `budget`: nothing is left. */
  usedUp(cap: Cap): UserError;
  /** `budget`: less is left than it would take. Of a rule `too-dear` where the whole budget is less. */
  tooSmall(cap: Cap & { readonly left: number }, expected: Spending): UserError;
}

type Zone = Pick<BudgetRules, 'timeZone'>;

export function refusalsTo(locale: string | undefined, { timeZone }: Zone): Refusals {
  const { said } = wordsFor(locale);
  const language = languageOf(locale);
  const inUnit = (amount: number, { unit }: Cap) =>
    unit === 'usd' ? priceOf(amount) : said.tokens(Math.ceil(amount).toLocaleString(language));
  const resetOf = ({ span }: Cap) => momentIn(language, span.end, timeZone);
  return {
    usedUp: (cap) => new UserError('budget', said.budgetUsed(cap.of, inUnit(cap.most, cap), resetOf(cap))),
    tooSmall(cap, expected) {
      const price = inUnit(expected[cap.unit], cap);
      return new UserError('budget', said.budgetTooSmall(cap.of, inUnit(cap.left, cap), price, resetOf(cap)));
    },
  };
}

export function refusalsOfRule({ timeZone }: Zone): Refusals {
  const inUnit = (amount: number, { unit }: Cap) => (unit === 'usd' ? priceOf(amount) : Math.ceil(amount));
  const known = (cap: Cap) => ({ whose: cap.of, resets: cap.span.end, timeZone });
  return {
    usedUp: (cap) =>
      new OutcomeError('budget', { code: 'budgetUsedUp', most: inUnit(cap.most, cap), ...known(cap) }),
    tooSmall(cap, expected) {
      const left = inUnit(cap.left, cap);
      const price = inUnit(expected[cap.unit], cap);
      return new OutcomeError(expected[cap.unit] > cap.most ? 'too-dear' : 'budget', {
        code: 'budgetTooSmall',
        left,
        price,
        ...known(cap),
      });
    },
  };
}

/** Nobody is there who could agree to the price of what a rule asks. */
export const tooDear = (usd: number, askAbove: number): UserError =>
  new OutcomeError('too-dear', { code: 'tooDear', price: priceOf(usd), most: priceOf(askAbove) });
