/** The place one answer appears in on Discord: pages that are messages, edited while the model writes. */
import type { Client, REST } from 'discord.js';
import { type ReplySurface, type ReplyTarget, type SurfaceLimits, UserError } from '../../src/chat/index.ts';
import { createChannelPages, type Pages } from './channel-pages.ts';
import { explainWrite, isDeadInteraction } from './errors.ts';
import { requireSendable } from './files.ts';
import { createInteractionPages } from './interaction-pages.ts';
import { type Acknowledgements, type Handle, isAlive, parseHandle } from './interactions.ts';
import { LIMITS, PACE } from './limits.ts';
import { toDiscord } from './markdown.ts';
import { renderLine, renderPage } from './page.ts';
import { missingPermissions } from './permissions.ts';
import { PLATFORM } from './normalize.ts';

export interface SurfaceOptions {
  /** Refuses instead of waiting when Discord asks for a pause: the pause is the pacer's to keep. */
  readonly rest: REST;
  readonly client: () => Client | undefined;
  readonly acknowledgements: Acknowledgements;
}

/** An interaction's own pages while its token lives; then, unless they are private, ordinary messages of the channel. */
function createCommandPages(pages: Pages, handle: Handle, fallback: Pages | undefined): Pages {
  const withinLife = async <T>(write: (pages: Pages) => Promise<T>): Promise<T> => {
    try {
      if (isAlive(handle)) return await write(pages);
    } catch (error) {
      if (!isDeadInteraction(error)) throw error;
    }
    if (fallback) return write(fallback);
    throw new UserError(
      'discord-private-expired',
      'Discord gives me fifteen minutes for a private answer, and they are over.',
      'Ask again without “private” when it may take long.',
    );
  };
  return {
    open: (body, signal, files) => withinLife((place) => place.open(body, signal, files)),
    edit: (pageId, body, signal) => withinLife((place) => place.edit(pageId, body, signal)),
  };
}

export function createSurface(target: ReplyTarget, options: SurfaceOptions): ReplySurface {
  const { rest, client, acknowledgements } = options;
  const channelId = target.conversation.thread ?? target.conversation.channel;
  const channelPages = createChannelPages(
    rest,
    channelId,
    target.handle === undefined ? target.messageId : undefined,
  );
  const handle = target.handle === undefined ? undefined : parseHandle(target.handle);
  const pages = handle
    ? createCommandPages(
        createInteractionPages({ rest, handle, acknowledgements, private: target.private }),
        handle,
        target.private ? undefined : channelPages,
      )
    : channelPages;

  const explained = async <T>(signal: AbortSignal, write: () => Promise<T>): Promise<T> => {
    try {
      return await write();
    } catch (error) {
      throw explainWrite(error, signal, () => missingPermissions(client(), channelId));
    }
  };

  const limits: SurfaceLimits = {
    mode: 'replace',
    pageSize: LIMITS.content,
    measure: (markdown) => toDiscord(markdown).length,
    // Writes to a command's own webhook are counted apart from the channel's.
    bucket: handle ? `${PLATFORM}:command:${handle.id}` : `${PLATFORM}:${channelId}`,
    intervalMs: PACE.writeIntervalMs,
    fileBytes: LIMITS.fileBytes,
  };
  return {
    limits,
    open: (view, signal) => explained(signal, () => pages.open(renderPage(view), signal)),
    update: (pageId, view, signal) => explained(signal, () => pages.edit(pageId, renderPage(view), signal)),
    close: (pageId, view, signal) => explained(signal, () => pages.edit(pageId, renderPage(view), signal)),
    attach: async (files, text, signal) => {
      requireSendable(files);
      await explained(signal, () => pages.open(renderLine(text), signal, files));
    },
  };
}
