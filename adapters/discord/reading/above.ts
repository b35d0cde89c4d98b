/** Walks up a channel from a place in it, page by page, and keeps none of it in memory. */
import type { Message as DiscordMessage, TextBasedChannel } from 'discord.js';
import { untilAborted } from '../abort.ts';
import { LIMITS } from '../limits.ts';

/**
 * Pages of the messages above an id, newest first, Discord's own included. discord.js waits where Discord asks for a pause.
 *
 * @param most how many messages to ask for in all
 */
export async function* pagesAbove(
  channel: TextBasedChannel,
  id: string,
  most: number,
  signal: AbortSignal,
): AsyncGenerator<readonly DiscordMessage[]> {
  let before = id;
  for (let left = most; left > 0;) {
    signal.throwIfAborted();
    const limit = Math.min(left, LIMITS.history);
    const fetched = await untilAborted(channel.messages.fetch({ before, limit, cache: false }), signal);
    const page = [...fetched.values()];
    const last = page.at(-1);
    if (last) yield page;
    if (!last || page.length < limit) return;
    before = last.id;
    left -= page.length;
  }
}
