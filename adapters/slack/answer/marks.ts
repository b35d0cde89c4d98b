/**
 * How a message of ours is known again when it is read back: by the `block_id` of one of its blocks, which Slack gives back
 * with it. A `markdown` block keeps none, so a message of nothing else is known by its words, and a stream by being one.
 */
import type { types } from '@slack/bolt';
import type { OutgoingFile } from '../../../src/chat/index.ts';
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { msOf } from '../reading/timestamps.ts';

/** A message as far as it tells which of ours it is. */
export const FoundMessage = z.object({
  ts: z.string(),
  thread_ts: z.string().optional(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  text: z.string().nullish(),
  /** Of a stream: whether it is still written. */
  streaming_state: z.string().nullish(),
  blocks: z.array(z.object({ block_id: z.string().nullish() })).nullish(),
  files: z
    .array(z.object({ name: z.string().nullish(), title: z.string().nullish(), size: z.number().nullish() }))
    .nullish(),
});
export type FoundMessage = z.infer<typeof FoundMessage>;

const PREFIX = 'attache-';

/** Puts the mark of a key on the first block that keeps one. */
export function marked<Block extends types.AnyBlock>(
  blocks: readonly Block[],
  key: string | undefined,
): Block[] {
  const at = key === undefined ? -1 : blocks.findIndex(({ type }) => type !== 'markdown');
  return blocks.map((block, index) => (index === at ? { ...block, block_id: PREFIX + key } : block));
}

export function hasMark({ blocks }: FoundMessage, key: string): boolean {
  return (blocks ?? []).some(({ block_id }) => block_id === PREFIX + key);
}

/** Whether it bears the mark of any message. */
export function isMarked({ blocks }: FoundMessage): boolean {
  return (blocks ?? []).some(({ block_id }) => block_id?.startsWith(PREFIX));
}

/**
 * Whether it is a stream that nobody has ended: one that is too old to be written has ended by itself.
 *
 * @param now what Slack's clock shows, in milliseconds since 1970; undefined where nobody knows
 */
export function isLeftStream({ ts, streaming_state: state }: FoundMessage, now: number | undefined): boolean {
  if (state === undefined || state === null) return false;
  return state === 'in_progress' || (now ?? 0) - msOf(ts) > LIMITS.streamExpiryMs;
}

/** Whether it brings just these files. */
export function bringsFiles({ files }: FoundMessage, sent: readonly OutgoingFile[]): boolean {
  const there = (files ?? []).map(({ name, title, size }) => `${size} ${title ?? name}`).sort();
  const ours = sent.map(({ name, data }) => `${data.byteLength} ${name}`).sort();
  return there.length > 0 && there.length === ours.length && there.every((file, at) => file === ours[at]);
}

/** Whether it says the same as a text of ours, in Markdown or Slack's own markup, as far as that is compared. */
export function saysSame({ text }: FoundMessage, ours: string): boolean {
  const there = wordsOf(text ?? '');
  return there !== '' && there === wordsOf(ours);
}

/** Whether it says the beginning of a text of ours, which has grown since. */
export function saysBeginning({ text }: FoundMessage, ours: string): boolean {
  const there = wordsOf(text ?? '');
  return there !== '' && wordsOf(ours).startsWith(there);
}

/** Letters and digits alone: Slack writes emoji, links, emphasis and escapes its own way. */
function wordsOf(text: string): string {
  return text
    .replaceAll(/&(?:amp|lt|gt);/g, ' ')
    .replaceAll(/:[\w+-]+:|https?:\/\/[^\s|>)]+/g, ' ')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .slice(0, LIMITS.wordsCompared);
}
