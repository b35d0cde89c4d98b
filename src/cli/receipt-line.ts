/** A receipt as one line of a terminal. */
import { type Receipt, toldOf } from '../chat/index.ts';

export const receiptLine = (receipt: Receipt): string =>
  `${receipt.outcome === 'used' ? '✓' : '✗'} ${receipt.name} · ${toldOf(receipt)}`;
