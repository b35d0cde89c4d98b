/** Pages as the answer to a command or a button: the first fills the "thinking…" message where one waits, others follow. */
import { MessageFlags, type REST, Routes } from 'discord.js';
import type { Budgets } from './budgets.ts';
import { isRefused } from '../errors.ts';
import { withFiles } from './files.ts';
import type { Acknowledgements, Handle } from './interactions.ts';
import { withMark } from './mark.ts';
import { type Pages, PostedMessage } from './pages.ts';
import { findSent, isSent, SentMessage, type Wanted } from './sent.ts';

export interface InteractionPagesOptions {
  readonly rest: REST;
  readonly budgets: Budgets;
  readonly handle: Handle;
  readonly acknowledgements: Acknowledgements;
  readonly private: boolean;
  readonly channelId: string;
  /** Our own id. */
  readonly us: () => string;
}

/**
 * The token in the path is the permission, so no bot token is sent: with one, discord.js takes the 401 of a dead
 * interaction for a revoked bot.
 */
const NO_AUTH = { auth: false } as const;

export function createInteractionPages(options: InteractionPagesOptions): Pages {
  const { rest, budgets, acknowledgements, handle, channelId, us } = options;
  const { applicationId, token } = handle;
  const pathOf = (pageId: string) => Routes.webhookMessage(applicationId, token, pageId);
  /** Whether the "thinking…" message waits to be filled; asked of Discord once, so that it is known after a restart too. */
  let isWaiting = handle.deferred === 'reply' ? undefined : false;
  const known = new Set<string>();
  /** Key of the last try, when its outcome is not known. */
  let uncertain: string | undefined;

  const original = async (signal: AbortSignal): Promise<SentMessage> =>
    SentMessage.parse(await rest.get(pathOf('@original'), { ...NO_AUTH, signal }));

  /**
   * What a process that died has sent. There are no nonces here, and what one person alone sees is in no list of messages: of
   * that, only the first message can be found.
   */
  const find = async (wanted: Wanted, signal: AbortSignal): Promise<string | undefined> => {
    if (handle.deferred === 'reply' && known.size === 0) {
      const first = await original(signal);
      if (isSent(first, wanted, true)) return first.id;
    }
    if (options.private || !handle.present) return undefined;
    const place = {
      rest,
      us: us(),
      channelId,
      answers: undefined,
      interactionId: handle.id,
      cause: handle.id,
    };
    return findSent(place, wanted, signal);
  };

  return {
    get budgets() {
      const all = budgets.of('webhook', token, handle.id);
      return { open: all, post: all, attach: all, update: all, close: all, presence: all };
    },
    open: (draw, signal, { files = [], aside = false, sending } = {}) =>
      acknowledgements.whenKnown(
        handle,
        async () => {
          isWaiting ??= ((await original(signal)).flags & MessageFlags.Loading) !== 0;
          const body = sending ? withMark(draw(), sending.key) : draw();
          const request = { ...NO_AUTH, ...withFiles(body, files), signal };
          const note = (answer: unknown): string => {
            const { id } = PostedMessage.parse(answer);
            known.add(id);
            return id;
          };
          // Filling it once more does no harm, so it counts as waiting until Discord has said that it is filled.
          if (isWaiting) {
            const filled = await rest.patch(pathOf('@original'), request);
            isWaiting = false;
            return note(filled);
          }
          const mayBeThere = sending && (sending.isRepeated || uncertain === sending.key);
          const found = mayBeThere ? await find({ sending, body, files, aside, known }, signal) : undefined;
          if (found !== undefined) {
            if (!aside) await rest.patch(pathOf(found), request);
            return note({ id: found });
          }
          const flags = (body.flags ?? 0) | (options.private ? MessageFlags.Ephemeral : 0);
          const before = uncertain;
          uncertain = sending?.key;
          const posted = await rest
            .post(Routes.webhook(applicationId, token), {
              ...request,
              body: { ...request.body, ...(flags !== 0 && { flags }) },
            })
            .catch((error: unknown) => {
              // Refused is not posted.
              if (isRefused(error)) uncertain = before;
              throw error;
            });
          return note(posted);
        },
        signal,
      ),
    edit: async (pageId, draw, signal) => {
      known.add(pageId);
      await rest.patch(pathOf(pageId), { ...NO_AUTH, body: draw(), signal });
    },
  };
}
