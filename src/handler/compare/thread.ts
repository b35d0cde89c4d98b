/** Run by `aside`: reads what models wrote, however long that takes. */
import { parentPort } from 'node:worker_threads';
import { find } from './find.ts';
import { Order } from './order.ts';

parentPort!.on('message', (order: unknown) => parentPort!.postMessage(find(Order.parse(order))));
parentPort!.postMessage('ready');
