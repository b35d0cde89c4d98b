/** Pages as ordinary messages, each answering the one before: a reply to any of them leads back to the question. */
import { randomBytes } from 'node:crypto';
import { type REST, Routes } from 'discord.js';
import type { OutgoingFile } from '../../../src/chat/index.ts';
import type { Budgets } from './budgets.ts';
import { isRefused } from '../errors.ts';
import { withFiles } from './files.ts';
import { withMark } from './mark.ts';
import type { MessageBody } from './page.ts';
import { type Opening, type Pages, PostedMessage } from './pages.ts';
import { findSent, mustLook } from './sent.ts';

export interface ChannelPagesOptions {
  readonly rest: REST;
  readonly budgets: Budgets;
  readonly channelId: string;
  /** Our own id. */
  readonly us: () => string;
  /** The message the first page answers. */
  readonly answered: string | undefined;
  /** The interaction that is answered here because its token is dead: what was sent by the token is looked for, too. */
  readonly interactionId?: string | undefined;
  /** The message or interaction that the answer comes of, wherever that was. */
  readonly cause: string | undefined;
}

export function createChannelPages(options: ChannelPagesOptions): Pages {
  const { rest, budgets, channelId, us, answered, interactionId, cause } = options;
  const own = randomBytes(12).toString('base64url');
  let opened = 0;
  let previous = answered;
  const known = new Set<string>();
  /** Of the last try, when its outcome is not known: it may have posted what was to be read then. */
  let uncertain: string | undefined;
  const [posts, edits] = [() => budgets.of('post', channelId), () => budgets.of('edit', channelId)];

  /** For the same nonce Discord gives back the message it has, so that a retry posts no second one. */
  const post = async (
    body: MessageBody,
    files: readonly OutgoingFile[],
    nonce: string,
    signal: AbortSignal,
  ): Promise<string> => {
    const request = withFiles(body, files);
    const before = uncertain;
    uncertain = nonce;
    const posted = await rest
      .post(Routes.channelMessages(channelId), {
        ...request,
        body: {
          ...request.body,
          nonce,
          enforce_nonce: true,
          ...(previous !== undefined && {
            message_reference: { message_id: previous, fail_if_not_exists: false },
          }),
        },
        signal,
      })
      .catch((error: unknown) => {
        // Refused is not posted.
        if (isRefused(error)) uncertain = before;
        throw error;
      });
    return PostedMessage.parse(posted).id;
  };

  return {
    get budgets() {
      const typing = budgets.of('typing', channelId);
      return {
        open: posts(),
        post: posts(),
        attach: posts(),
        update: edits(),
        close: edits(),
        presence: typing,
      };
    },
    open: async (draw, signal, { files = [], aside = false, sending }: Opening = {}) => {
      const body = sending ? withMark(draw(), sending.key) : draw();
      const nonce = sending?.key ?? `${own}${opened}`;
      const mayBeThere = uncertain === nonce || sending?.isRepeated;
      const place = { rest, us: us(), channelId, answers: previous, interactionId, cause };
      const found =
        sending && mustLook(sending)
          ? await findSent(place, { sending, body, files, aside, known }, signal)
          : undefined;
      const id = found ?? (await post(body, files, nonce, signal));
      // What is beside an answer says the same in every try.
      if ((mayBeThere || found !== undefined) && !aside)
        await rest.patch(Routes.channelMessage(channelId, id), { body, signal });
      uncertain = undefined;
      opened++;
      known.add(id);
      previous = id;
      return id;
    },
    edit: async (pageId, draw, signal) => {
      known.add(pageId);
      await rest.patch(Routes.channelMessage(channelId, pageId), { body: draw(), signal });
      previous = pageId;
    },
  };
}
