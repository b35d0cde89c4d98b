/** `DISCORD_SHARDS`: which shards of a large Discord bot this process connects. */
import { z } from 'zod';

/** `auto`: all of them, as many as Discord advises. */
export type Shards = 'auto' | { readonly ids: readonly number[]; readonly total: number };

/** The largest bots have some thousands. */
const SHARDS_MOST = 10_000;

/** Counted from 0, as Discord does. */
const SOME = /^(?<first>\d{1,5})(?:-(?<last>\d{1,5}))?\/(?<total>\d{1,5})$/;

/** @example Shards.parse('0-3/8') // { ids: [0, 1, 2, 3], total: 8 } */
export const Shards: z.ZodType<Shards, string> = z.string().transform((value, context): Shards => {
  if (value === 'auto') return 'auto';
  const { first, last = first, total } = SOME.exec(value)?.groups ?? {};
  const [from, to, all] = [first, last, total].map(Number) as [number, number, number];
  if (from <= to && to < all && all <= SHARDS_MOST)
    return { ids: Array.from({ length: to - from + 1 }, (_, index) => from + index), total: all };
  context.addIssue('no shards');
  return z.NEVER;
});
