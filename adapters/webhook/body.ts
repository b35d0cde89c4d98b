/** What a request says, as JSON: the answer, what asked for it, and what it is about. */
import { z } from 'zod';
import type { OutgoingFile, ReplyView } from '../../src/chat/index.ts';
import { LIMITS } from './limits.ts';

/** The `handle` of a target on this platform, as JSON. */
const Handle = z.object({
  /** The name of the rule. */
  rule: z.string().optional(),
  /** The address of the message that set it off. */
  link: z.string().optional(),
});

/** @param at when it was first tried to send this, in milliseconds since 1970: tried again, it says the same */
export function bodyOf(view: ReplyView, handle: string | undefined, at: number): string {
  const { rule, link } = Handle.parse(handle === undefined ? {} : JSON.parse(handle));
  const data = view.files.map(dataOf).find((value) => value !== undefined);
  return JSON.stringify({
    type: 'attache.rule',
    timestamp: new Date(at).toISOString(),
    data: { rule, text: view.markdown, data, files: view.files.map(({ name }) => name), link },
  });
}

/** What a JSON file holds; undefined of any other. */
function dataOf({ name, data }: OutgoingFile): unknown {
  if (!name.toLowerCase().endsWith('.json') || data.byteLength > LIMITS.dataBytes) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data));
  } catch {
    return undefined;
  }
}
