/** The rules for an answer that goes on after a call: what was said comes back unchanged, and every call has a result. */
import { isDeepStrictEqual } from 'node:util';
import type { SentTurn } from './bodies.ts';
import { refuse } from './refusals.ts';

type Json = Readonly<Record<string, unknown>>;

/** What this server said with calls in it, by the ids of the items, so that it can be told whether it was changed. */
export type Memory = Map<string, Json>;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The items of an answer with a call; without a call there is nothing to go on from. */
export function remember(memory: Memory, items: readonly Json[]): void {
  let thought: Json | undefined;
  for (const item of items) {
    if (item['type'] === 'reasoning') thought = item;
    memory.set(textOf(item['id']), item);
    if (item['type'] === 'function_call' && thought) memory.set(`before ${textOf(item['id'])}`, thought);
  }
}

/** The rules of Responses, where nothing is stored: all items come back as they were. */
export function checkItems(input: readonly unknown[], memory: Memory): void {
  const items = input as readonly Json[];
  const ids = new Set(items.map((item) => textOf(item['id'])));
  items.forEach((item, index) => {
    const id = textOf(item['id']);
    const said = memory.get(id);
    if (item['type'] === 'reasoning' && typeof item['encrypted_content'] !== 'string')
      refuse({
        status: 404,
        message: `Item with id '${id}' not found. Items are not persisted when \`store\` is set to false.`,
      });
    if (said && !isDeepStrictEqual(item, said))
      refuse({
        message: `The item '${id}' could not be verified: it is not what was said.`,
        code: 'invalid_encrypted_content',
      });
    if (item['type'] === 'compaction' && !said)
      refuse({
        message: `The encrypted content for item '${id}' could not be verified.`,
        code: 'invalid_encrypted_content',
      });
    if (item['type'] === 'reasoning' && items[index + 1]?.['id'] === undefined)
      refuse({
        message: `Item '${id}' of type 'reasoning' was provided without its required following item.`,
      });
    const thought = memory.get(`before ${id}`);
    if (thought && !ids.has(textOf(thought['id'])))
      refuse({
        message: `Item '${id}' of type 'function_call' was provided without its required 'reasoning' item: '${textOf(thought['id'])}'.`,
      });
  });
}

/** Every result answers a call that was made before it, and every call has its result. */
export function checkCalls(turns: readonly SentTurn[], chat: boolean): void {
  const open = new Set<string>();
  for (const { role, calls = [], callId } of turns) {
    if (chat && role !== 'tool' && open.size > 0)
      refuse({
        message: `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...open].join(', ')}`,
      });
    for (const { id } of calls) open.add(id);
    if (callId === undefined) continue;
    if (!open.delete(callId))
      refuse({
        message: chat
          ? "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
          : `No tool call found for function call output with call_id ${callId}.`,
      });
  }
  if (open.size > 0) refuse({ message: `No tool output found for function call ${[...open][0]}.` });
}
