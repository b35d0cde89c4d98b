/** Webhooks as one more platform: answers of rules that go to somebody else's program, in signed requests. Nothing comes from there. */
import { type ChatAdapter, UserError } from '../../src/chat/index.ts';
import { createSurface } from './surface.ts';

export const PLATFORM = 'webhook';

export interface WebhookOptions {
  /** By their names; requests go to these addresses and to no others. */
  readonly webhooks: Readonly<
    Record<string, { readonly url: string; /** `whsec_` and base64. */ readonly secret: string }>
  >;
}

/**
 * The targets of its surfaces have the name of the webhook as `channel`, the id of the rule's run as `messageId`, and as `handle`
 * JSON with the name of the rule and the address of the message: `{"rule":"…","link":"…"}`, each where there is one.
 */
export function createWebhookAdapter({ webhooks }: WebhookOptions): ChatAdapter {
  const nothing = (): never => {
    throw new UserError('webhook', 'A webhook has no messages and no files to read.');
  };
  return {
    platform: PLATFORM,
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    history: () => Promise.resolve([]),
    channel: nothing,
    open: async () => nothing(),
    surface(target) {
      const name = target.conversation.channel;
      const webhook = Object.hasOwn(webhooks, name) ? webhooks[name] : undefined;
      return createSurface(webhook && { name, ...webhook }, target);
    },
  };
}
