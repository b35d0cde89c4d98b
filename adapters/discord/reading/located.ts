/** Which message somebody means by its link, or by its id alone. */
import type { Conversation } from '../../../src/chat/index.ts';
import { placeOf } from './around.ts';
import type { Places } from './places.ts';
import { isId } from './snowflake.ts';

/** As "Copy Message Link" gives it, in every edition of Discord; with the brackets that keep a preview away. */
const LINK =
  /^<?https:\/\/(?:(?:ptb|canary)\.)?discord(?:app)?\.com\/channels\/(?<server>\d+)\/(?<channel>\d+)\/(?<id>\d+)\/?>?$/;

export interface Located {
  readonly conversation: Conversation;
  readonly id: string;
}

/** A thread stands in links like a channel, so where a link leads is looked up. Nothing for places that the bot cannot see. */
export async function locate(
  places: Places,
  link: string,
  near: Conversation,
  signal: AbortSignal,
): Promise<Located | undefined> {
  const text = link.trim();
  if (isId(text)) return { conversation: near, id: text };
  const { server, channel, id } = LINK.exec(text)?.groups ?? {};
  if (server === undefined || channel === undefined || id === undefined) return undefined;
  const conversation = await placeOf(places, channel, server, signal);
  return conversation && { conversation, id };
}
