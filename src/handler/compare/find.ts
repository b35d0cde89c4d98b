/** What can be found out about the answers of a comparison, here or in a thread. */
import { closingOf } from './closing.ts';
import { difference } from './diff.ts';
import type { Order } from './order.ts';

export const find = (order: Order): string =>
  order.find === 'closing' ? closingOf(order.text) : difference(order.first, order.second, order.words);
