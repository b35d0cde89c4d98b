/** What several requests of one answer take: expected together, and told at its end. */
import type { Effort } from '../chat/index.ts';
import type { ModelEntry } from '../model/index.ts';
import type { TurnEvent } from '../reply/index.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { type Amount, NOTHING, type Purse } from './purse.ts';

/** Unknown as soon as the price of one is. */
export const sumOf = (amounts: readonly Amount[]): Amount =>
  amounts.reduce(
    (sum, { usd, tokens }) => ({
      usd: sum.usd === undefined || usd === undefined ? undefined : sum.usd + usd,
      tokens: sum.tokens + tokens,
    }),
    NOTHING,
  );

/** What was spent so far. */
export function amountIn(ledger: Ledger): Amount {
  const { usd, usage } = ledger.spent('', 'none');
  return { usd, tokens: usage.inputTokens + usage.outputTokens };
}

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

/** Tells in the end what was spent, also of work that fails. */
export async function* withSpent(
  work: AsyncIterable<TurnEvent>,
  ledger: Ledger,
  { model, effort }: { readonly model: ModelEntry; readonly effort: Effort },
): AsyncGenerator<TurnEvent, void, undefined> {
  try {
    yield* work;
  } catch (error) {
    if (!ledger.isEmpty) yield ledger.spent(model.id, effort);
    throw error;
  }
  if (!ledger.isEmpty) yield ledger.spent(model.id, effort);
}
