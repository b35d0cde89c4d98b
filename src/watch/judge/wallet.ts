/** What calls are expected to take, set aside while they are under way: a budget that has room for some of them lets those through. */
import pLimit from 'p-limit';
import type { createLedger, Purse } from '../../handler/index.ts';
import { type Amount, amountIn, together } from './ask.ts';

/**
 * Does some work once what it is expected to take is set aside.
 *
 * @throws {UserError} `budget` or `too-dear` where there is no room for it; then it is not done
 */
export type Wallet = <Result>(expected: Amount, work: () => Promise<Result>) => Promise<Result>;

export function createWallet(purse: Purse, ledger: ReturnType<typeof createLedger>): Wallet {
  // A purse holds one sum, so that two may not be set aside at once.
  const inTurn = pLimit(1);
  const open = new Set<Amount>();
  return async (expected, work) => {
    await inTurn(async () => {
      await purse.reserve(together(amountIn(ledger), ...open, expected));
      open.add(expected);
    });
    try {
      return await work();
    } finally {
      open.delete(expected);
    }
  };
}
