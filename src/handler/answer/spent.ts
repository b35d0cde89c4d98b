/** What several requests of one answer take: expected together, and told at its end. */
import type { TurnEvent } from '../../reply/index.ts';
import { amountOf, costOf } from './cost.ts';
import type { Answerer } from './fallback.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { Amount, Purse } from '../budget/purse.ts';

/** What has no known price adds nothing to the price of the rest: that is set aside and asked for all the same. */
export const sumOf = (amounts: readonly Amount[]): Amount & { readonly usd: number } =>
  amounts.reduce<Amount & { readonly usd: number }>(
    (sum, { usd = 0, tokens }) => ({ usd: sum.usd + usd, tokens: sum.tokens + tokens }),
    { usd: 0, tokens: 0 },
  );

/** What was spent so far. */
export const amountIn = (ledger: Ledger): Amount => amountOf(costOf(ledger.spent('', 'none')));

/** The same purse for one of several requests: what it sets aside comes on top of what is set aside for the others. */
export const onTopOf = (amount: Amount, purse: Purse): Purse => ({
  ...purse,
  reserve: (expected) => purse.reserve(sumOf([amount, expected])),
});

/** A ledger of one request among several: what is noted in it is noted in that of all. */
export function ledgerWithin(whole: Ledger): Ledger {
  const own = createLedger();
  return {
    note(...noted) {
      own.note(...noted);
      whole.note(...noted);
    },
    add(calls) {
      own.add(calls);
      whole.add(calls);
    },
    addMedia(usd) {
      own.addMedia(usd);
      whole.addMedia(usd);
    },
    get isEmpty() {
      return own.isEmpty;
    },
    spent: (model, effort) => own.spent(model, effort),
  };
}

/**
 * Tells in the end what was spent, also of work that fails.
 *
 * @param beside the other one who answers, in a comparison
 */
export async function* withSpent(
  work: AsyncIterable<TurnEvent>,
  ledger: Ledger,
  { model, effort }: Answerer,
  beside?: Answerer,
): AsyncGenerator<TurnEvent, void, undefined> {
  const spent = (): TurnEvent => ({
    ...ledger.spent(model.id, effort),
    ...(beside && { beside: { model: beside.model.id, effort: beside.effort } }),
  });
  try {
    yield* work;
  } catch (error) {
    if (!ledger.isEmpty) yield spent();
    throw error;
  }
  if (!ledger.isEmpty) yield spent();
}
