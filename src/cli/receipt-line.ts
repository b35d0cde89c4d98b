/** A receipt as one line of a terminal. */
import type { Receipt } from '../chat/index.ts';

export const receiptLine = ({ name, outcome, summary }: Receipt): string =>
  `${outcome === 'used' ? '✓' : '✗'} ${name} · ${summary}`;
