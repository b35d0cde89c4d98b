/** A conversation made short, as `/responses/compact` does it: the messages of people, and one item that only we can read. */
import { randomUUID } from 'node:crypto';

type Json = Readonly<Record<string, unknown>>;

const id = (prefix: string): string => `${prefix}_${randomUUID().replaceAll('-', '')}`;

/**
 * The output items for the input items.
 *
 * @param kept what the item that stands for the rest holds
 */
export function compactedItems(input: readonly unknown[], kept: unknown): readonly Json[] {
  const messages = (input as readonly Json[]).filter((item) => item['role'] === 'user');
  return [
    ...messages.map(({ content, ...message }) => ({
      id: id('msg'),
      status: 'completed',
      ...message,
      type: 'message',
      content: typeof content === 'string' ? [{ type: 'input_text', text: content }] : content,
    })),
    { id: id('cmp'), type: 'compaction', encrypted_content: seal(kept) },
  ];
}

/** No secret: a real server encrypts it. */
const seal = (kept: unknown): string => Buffer.from(JSON.stringify(kept)).toString('base64');

/** What the item holds; undefined where it is not ours. */
export function openCompaction(encrypted: string): unknown {
  try {
    return JSON.parse(Buffer.from(encrypted, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The answer of the endpoint. */
export const compactionResponse = (
  output: readonly Json[],
  tokens: { readonly input: number; readonly output: number },
): Json => ({
  id: id('resp'),
  object: 'response.compaction',
  created_at: Math.floor(Date.now() / 1000),
  output,
  usage: {
    input_tokens: tokens.input,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: tokens.output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: tokens.input + tokens.output,
  },
});
