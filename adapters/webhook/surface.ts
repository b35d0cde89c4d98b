/** An answer as one request: sent when all of it is there. */
import {
  type RateBudget,
  type ReplySurface,
  type ReplyTarget,
  type ReplyView,
  type Sending,
  UserError,
} from '../../src/chat/index.ts';
import { bodyOf } from './body.ts';
import { LIMITS } from './limits.ts';
import { type Receiver, send } from './send.ts';

/** @param receiver undefined where the settings have none of that name */
export function createSurface(
  receiver: Receiver | undefined,
  { conversation, messageId, handle }: ReplyTarget,
): ReplySurface {
  const name = conversation.channel;
  /** A run of a rule has an answer, whichever process sends it. */
  const id = messageId ?? crypto.randomUUID();
  const budget: RateBudget = { bucket: `webhook:${name}`, writes: LIMITS.writes, windowMs: LIMITS.windowMs };

  async function post(view: ReplyView, signal: AbortSignal, sending?: Sending): Promise<string> {
    if (!receiver)
      throw new UserError(
        'webhook',
        `There is no webhook “${name}”.`,
        'Add it under "webhooks" in attache.yaml.',
      );
    await send(receiver, id, bodyOf(view, handle, sending?.at ?? Date.now()), signal);
    return id;
  }

  return {
    limits: {
      mode: 'replace',
      pageSize: Infinity,
      measure: (markdown) => markdown.length,
      budgets: {
        open: [budget],
        post: [budget],
        update: [budget],
        close: [budget],
        attach: [budget],
        presence: [budget],
      },
      fileBytes: Infinity,
    },
    post,
    // A page that is opened is of an answer that is not complete: nothing is sent before it is.
    open: () => Promise.resolve(id),
    update: () => Promise.resolve(),
    async close(_page, view, signal) {
      await post(view, signal);
    },
    // The request has named the files, and held what is data of them.
    attach: () => Promise.resolve(),
  };
}
