/**
 * An answer to an interaction, for longer than its token lives: it goes on as ordinary messages where the bot may write and
 * everybody may read it, else as direct messages to the one who asked.
 */
import { type ChannelPagesOptions, createChannelPages } from './channel-pages.ts';
import { createDirectPages, isDirect } from './direct-pages.ts';
import { hasNoMoreFollowUps, isDeadInteraction, takesNoDirectMessages } from '../errors.ts';
import { createInteractionPages, type InteractionPagesOptions } from './interaction-pages.ts';
import { isAlive } from './interactions.ts';
import { renderLine } from './page.ts';
import type { Draw, Opening, Pages } from './pages.ts';

export interface LastingPagesOptions extends InteractionPagesOptions, ChannelPagesOptions {
  readonly userId: string;
  /** What to call the place in another one: its mention, or words where nobody else could open it. */
  readonly called: string;
}

export interface LastingPages extends Pages {
  /**
   * Where the answer can only go on in direct messages: moves it there while the old place can still be told, when nothing
   * else is written in time.
   */
  readonly keep?: (signal: AbortSignal) => Promise<void>;
}

const GOES_ON = 'Discord lets me write no more here. My answer goes on in your direct messages.';
const ENDS_HERE =
  'Discord lets me write no more here, and you take no direct messages from me. So my answer ends here.';

export function createLastingPages(options: LastingPagesOptions): LastingPages {
  const { handle, called, answered } = options;
  const byToken = createInteractionPages(options);
  const direct = createDirectPages(options);
  /** The page that was written to last, and how it was drawn. */
  let newest: { readonly id: string; readonly draw: Draw } | undefined;
  /** Pages of the token that are direct messages now, by their old ids. */
  const moved = new Map<string, Promise<string>>();
  /** The direct message that says where it comes from. */
  let introduction: string | undefined;
  let isDead = false;
  let inChannel: Pages | undefined;

  const livesOn = () => !isDead && isAlive(handle);
  /** Where the answer goes on for everybody. */
  const channelPages = () =>
    options.private || !handle.present
      ? undefined
      : (inChannel ??= createChannelPages({
          ...options,
          answered: newest?.id ?? answered,
          interactionId: handle.id,
        }));

  const introduced =
    (draw: Draw): Draw =>
    () =>
      draw(`This is my answer to you in ${called}, where Discord no longer lets me write.`);

  /** Writes by the token; nothing when it does not write any more. */
  const byTokenOrNot = async <T>(write: () => Promise<T>): Promise<T | undefined> => {
    if (!livesOn()) return undefined;
    try {
      return await write();
    } catch (error) {
      isDead ||= isDeadInteraction(error);
      if (isDead || hasNoMoreFollowUps(error)) return undefined;
      throw error;
    }
  };

  /** The token may be dead by now; then the direct message alone tells. */
  const sayGoodbye = async (note: string, signal: AbortSignal): Promise<void> => {
    const { id, draw } = newest ?? {};
    if (id !== undefined && isDirect(id)) return;
    const said =
      id === undefined || !draw
        ? byToken.open(() => renderLine(note), signal)
        : byToken.edit(id, () => ({ ...draw(note), components: [] }), signal);
    await said.catch(() => undefined);
  };

  /** Opens a direct message that says where it comes from, and says where it was that it goes on there. */
  const toDirect = async (draw: Draw, signal: AbortSignal, opening?: Opening): Promise<string> => {
    try {
      introduction = await direct.open(introduced(draw), signal, opening);
      await sayGoodbye(GOES_ON, signal);
      return introduction;
    } catch (error) {
      if (takesNoDirectMessages(error)) await sayGoodbye(ENDS_HERE, signal);
      throw error;
    }
  };

  const move = (pageId: string, draw: Draw, signal: AbortSignal): Promise<string> => {
    const sending = { key: pageId, at: handle.createdAt, isRepeated: true };
    const moving = toDirect(draw, signal, { sending });
    moved.set(pageId, moving);
    moving.catch(() => moved.delete(pageId));
    return moving;
  };

  const editDirect = (pageId: string, draw: Draw, signal: AbortSignal): Promise<void> =>
    direct.edit(pageId, pageId === introduction ? introduced(draw) : draw, signal);

  return {
    get budgets() {
      return (livesOn() ? byToken : (channelPages() ?? direct)).budgets;
    },
    open: async (draw, signal, opening) => {
      const openDirect = () => {
        const goesOn = introduction !== undefined || (newest !== undefined && isDirect(newest.id));
        return goesOn ? direct.open(draw, signal, opening) : toDirect(draw, signal, opening);
      };
      const id =
        (await byTokenOrNot(() => byToken.open(draw, signal, opening))) ??
        (await channelPages()?.open(draw, signal, opening)) ??
        (await openDirect());
      if (!opening?.aside) newest = { id, draw };
      return id;
    },
    edit: async (pageId, draw, signal) => {
      newest = { id: pageId, draw };
      if (isDirect(pageId)) return editDirect(pageId, draw, signal);
      const now = moved.get(pageId);
      if (now) return editDirect(await now, draw, signal);
      const isWritten = await byTokenOrNot(() => byToken.edit(pageId, draw, signal).then(() => true));
      if (isWritten) return;
      await (channelPages()?.edit(pageId, draw, signal) ?? move(pageId, draw, signal));
    },
    ...((options.private || !handle.present) && {
      keep: async (signal) => {
        if (livesOn() || !newest || isDirect(newest.id) || moved.has(newest.id)) return;
        await move(newest.id, newest.draw, signal);
      },
    }),
  };
}
