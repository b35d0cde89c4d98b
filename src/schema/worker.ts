/** Run by `checkJson`: reads what a model wrote and checks it against a schema, however long that takes. */
import { parentPort } from 'node:worker_threads';
import { compile, type FaultsOf } from './compile.ts';
import { ambiguitiesOf, isOfOtherKind, lookThrough, parseExactly } from './exact.ts';
import { unfenced } from './fence.ts';
import { Checked, CheckOrder } from './order.ts';
import { unpack } from './unpack.ts';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function check({ schema, written }: CheckOrder): Checked {
  let faultsOf: FaultsOf;
  try {
    faultsOf = compile(schema);
  } catch (error) {
    return { kind: 'unusable', fault: messageOf(error) };
  }
  if (!written) return { kind: 'valid', json: '' };
  const text = unfenced(written.text);
  try {
    JSON.parse(text);
  } catch (error) {
    return { kind: 'invalid', faults: [`it is not valid JSON: ${messageOf(error)}`] };
  }
  const seen = lookThrough(text);
  const ambiguities = ambiguitiesOf(seen, isOfOtherKind, 'checked');
  if (ambiguities.length > 0) return { kind: 'invalid', faults: [...ambiguities] };
  try {
    const json = JSON.stringify(unpack(parseExactly(text, seen), schema, written), undefined, 2);
    const faults = faultsOf(JSON.parse(json));
    return faults.length > 0 ? { kind: 'invalid', faults: [...faults] } : { kind: 'valid', json };
  } catch (error) {
    return { kind: 'unusable', fault: messageOf(error) };
  }
}

parentPort!.on('message', (order: unknown) => parentPort!.postMessage(check(CheckOrder.parse(order))));
parentPort!.postMessage('ready');
