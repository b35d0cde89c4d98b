/** Pages as the answer to a command or a button: the first fills the "thinking…" message, the others follow it. */
import { MessageFlags, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import { untilAborted } from './abort.ts';
import { type Pages, PostedMessage } from './channel-pages.ts';
import { withFiles } from './files.ts';
import type { Acknowledgements, Handle } from './interactions.ts';

const Original = z.object({ id: z.string(), flags: z.int().default(0) });

export interface InteractionPagesOptions {
  readonly rest: REST;
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
  const { rest, acknowledgements, handle } = options;
  const { applicationId, token } = handle;

  /** Whether the first message still waits to be filled; asked of Discord, so that it is known after a restart too. */
  const isWaiting = async (signal: AbortSignal): Promise<boolean> => {
    const original = Original.parse(
      await rest.get(Routes.webhookMessage(applicationId, token), { ...NO_AUTH, signal }),
    );
    return (original.flags & MessageFlags.Loading) !== 0;
  };

  return {
    open: async (body, signal, files = []) => {
      await untilAborted(acknowledgements.settled(token), signal);
      const request = { ...NO_AUTH, ...withFiles(body, files), signal };
      const posted = (await isWaiting(signal))
        ? await rest.patch(Routes.webhookMessage(applicationId, token), request)
        : await rest.post(Routes.webhook(applicationId, token), {
            ...request,
            body: { ...request.body, ...(options.private && { flags: MessageFlags.Ephemeral }) },
          });
      return PostedMessage.parse(posted).id;
    },
    edit: async (pageId, body, signal) => {
      await rest.patch(Routes.webhookMessage(applicationId, token, pageId), { ...NO_AUTH, body, signal });
    },
  };
}
