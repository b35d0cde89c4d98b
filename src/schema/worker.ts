/** Run by `checkJson`: reads what a model wrote and checks it against a schema, however long that takes. */
import { parentPort } from 'node:worker_threads';
import { compile, type FaultsOf } from './compile.ts';
import { Checked, CheckOrder } from './order.ts';
import { unpack } from './unpack.ts';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** JSON, also where it stands in a fence. */
const jsonIn = (text: string): string => /^\s*```\w*\s*\n([\s\S]*?)\n?\s*```\s*$/.exec(text)?.[1] ?? text;

function check({ schema, written }: CheckOrder): Checked {
  let faultsOf: FaultsOf;
  try {
    faultsOf = compile(schema);
  } catch (error) {
    return { kind: 'unusable', fault: messageOf(error) };
  }
  if (!written) return { kind: 'valid', json: '' };
  let value: unknown;
  try {
    value = unpack(JSON.parse(jsonIn(written.text)), schema, written);
  } catch (error) {
    return { kind: 'invalid', faults: [`it is not valid JSON: ${messageOf(error)}`] };
  }
  try {
    const faults = faultsOf(value);
    return faults.length > 0
      ? { kind: 'invalid', faults: [...faults] }
      : { kind: 'valid', json: JSON.stringify(value, undefined, 2) };
  } catch (error) {
    return { kind: 'unusable', fault: messageOf(error) };
  }
}

parentPort!.on('message', (order: unknown) => parentPort!.postMessage(check(CheckOrder.parse(order))));
parentPort!.postMessage('ready');
