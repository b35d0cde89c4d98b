/** Pages as direct messages: the way out when a place may not be written to any more. */
import { Routes } from 'discord.js';
import { z } from 'zod';
import { type ChannelPagesOptions, createChannelPages } from './channel-pages.ts';
import type { Pages } from './pages.ts';

const Channel = z.object({ id: z.string() });

/** The id of such a page tells its channel, so that it is found again after a restart. */
const PAGE_ID = /^direct:(?<channelId>\d+):(?<messageId>\d+)$/;
export const isDirect = (pageId: string): boolean => PAGE_ID.test(pageId);

export interface DirectPagesOptions extends Pick<ChannelPagesOptions, 'rest' | 'budgets' | 'us' | 'cause'> {
  readonly userId: string;
}

export function createDirectPages({ rest, budgets, us, cause, userId }: DirectPagesOptions): Pages {
  const pagesIn = (channelId: string) =>
    createChannelPages({ rest, budgets, us, cause, channelId, answered: undefined });
  const unknown = pagesIn(userId);
  let place: { readonly channelId: string; readonly pages: Pages } | undefined;
  const placeIn = (channelId: string) => (place ??= { channelId, pages: pagesIn(channelId) });

  const find = async (signal: AbortSignal) => {
    if (place) return place;
    const channel = await rest.post(Routes.userChannels(), { body: { recipient_id: userId }, signal });
    return placeIn(Channel.parse(channel).id);
  };

  return {
    get budgets() {
      return (place?.pages ?? unknown).budgets;
    },
    open: async (draw, signal, opening) => {
      const { channelId, pages } = await find(signal);
      return `direct:${channelId}:${await pages.open(draw, signal, opening)}`;
    },
    edit: async (pageId, draw, signal) => {
      const { channelId = '', messageId = '' } = PAGE_ID.exec(pageId)?.groups ?? {};
      await placeIn(channelId).pages.edit(messageId, draw, signal);
    },
  };
}
