/** Pages as the answer to a command or a button: the first fills the "thinking…" message where one waits, others follow. */
import { MessageFlags, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import { untilAborted } from './abort.ts';
import type { Budgets } from './budgets.ts';
import { withFiles } from './files.ts';
import type { Acknowledgements, Handle } from './interactions.ts';
import { type Pages, PostedMessage } from './pages.ts';

const Original = z.object({ id: z.string(), flags: z.int().default(0) });

export interface InteractionPagesOptions {
  readonly rest: REST;
  readonly budgets: Budgets;
  readonly handle: Handle;
  readonly acknowledgements: Acknowledgements;
  readonly private: boolean;
}

/**
 * The token in the path is the permission, so no bot token is sent: with one, discord.js takes the 401 of a dead
 * interaction for a revoked bot.
 */
const NO_AUTH = { auth: false } as const;

export function createInteractionPages(options: InteractionPagesOptions): Pages {
  const { rest, budgets, acknowledgements, handle } = options;
  const { applicationId, token } = handle;
  const pathOf = (pageId: string) => Routes.webhookMessage(applicationId, token, pageId);
  /** Whether the "thinking…" message waits to be filled; asked of Discord once, so that it is known after a restart too. */
  let isWaiting = handle.deferred === 'reply' ? undefined : false;

  const askIfWaiting = async (signal: AbortSignal): Promise<boolean> => {
    const original = Original.parse(await rest.get(pathOf('@original'), { ...NO_AUTH, signal }));
    return (original.flags & MessageFlags.Loading) !== 0;
  };

  return {
    get budgets() {
      const all = budgets.of('webhook', token, handle.id);
      return { open: all, post: all, attach: all, update: all, close: all, presence: all };
    },
    open: async (draw, signal, { files = [] } = {}) => {
      await untilAborted(acknowledgements.settled(token), signal);
      isWaiting ??= await askIfWaiting(signal);
      const body = draw();
      const request = { ...NO_AUTH, ...withFiles(body, files), signal };
      // Filling it once more does no harm, so it counts as waiting until Discord has said that it is filled.
      if (isWaiting) {
        const filled = await rest.patch(pathOf('@original'), request);
        isWaiting = false;
        return PostedMessage.parse(filled).id;
      }
      const flags = (body.flags ?? 0) | (options.private ? MessageFlags.Ephemeral : 0);
      const posted = await rest.post(Routes.webhook(applicationId, token), {
        ...request,
        body: { ...request.body, ...(flags !== 0 && { flags }) },
      });
      return PostedMessage.parse(posted).id;
    },
    edit: async (pageId, draw, signal) => {
      await rest.patch(pathOf(pageId), { ...NO_AUTH, body: draw(), signal });
    },
  };
}
