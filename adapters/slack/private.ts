/**
 * Answers through the response address of a command: for its asker alone, or for a channel we are no member of.
 * An address may be used five times, so nothing is streamed: a page is announced, then replaced by the finished text.
 */
import { randomUUID } from 'node:crypto';
import { RateLimited, UserError, type ReplySurface, type ReplyView } from '../../src/chat/index.ts';
import { blockMessage } from './blocks.ts';
import { LIMITS } from './limits.ts';
import { escapeMrkdwn, toSlack } from './markdown.ts';

const PAGE = /^response:(\d+)$/;

export function responseSurface(responseUrl: string, visibility: 'ephemeral' | 'in_channel'): ReplySurface {
  let pages = 0;

  const post = (message: object, replace: boolean, signal: AbortSignal) =>
    send(responseUrl, { response_type: visibility, replace_original: replace, ...message }, signal);
  const draw = (view: ReplyView, replace: boolean, signal: AbortSignal) =>
    post(blockMessage({ ...view, actions: [] }), replace, signal);

  return {
    limits: {
      // Every address has its own budget; its name would give it away.
      bucket: `slack:response:${randomUUID()}`,
      mode: 'replace',
      pageSize: LIMITS.markdownCharacters,
      measure: (markdown) => toSlack(markdown).length,
      intervalMs: LIMITS.editIntervalMs,
      fileBytes: 0,
    },
    // Only the first page is announced: the other uses of the address are for text.
    open: async (view, signal) => {
      if (pages === 0) await draw(view, false, signal);
      pages += 1;
      return `response:${pages}`;
    },
    update: () => Promise.resolve(),
    close: async (pageId, view, signal) => {
      const number = Number(PAGE.exec(pageId)?.[1]);
      if (number >= LIMITS.responseUses)
        throw new UserError(
          'slack-answer-long',
          'This answer is too long for a private reply on Slack.',
          'Ask without `private`, or ask for a shorter answer.',
        );
      await draw(view, number === 1, signal);
    },
    attach: async (files, text, signal) => {
      if (files.length > 0)
        throw new UserError(
          'slack-no-files',
          'Slack takes no files here.',
          'Ask me in a direct message, or in a channel I am a member of.',
        );
      await post({ text: escapeMrkdwn(text) }, false, signal);
    },
  };
}

async function send(responseUrl: string, body: object, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const response = await fetch(responseUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(LIMITS.callMs),
  });
  await response.body?.cancel();
  if (response.ok) return;
  if (response.status === 429) throw new RateLimited(Number(response.headers.get('retry-after') ?? 1) * 1000);
  if (response.status >= 500) throw new Error(`slack answered with status ${response.status}`);
  throw new UserError(
    'slack-response-expired',
    'Slack no longer takes an answer to this command.',
    'Such answers are possible for 30 minutes. Please ask again, or mention me in the channel.',
  );
}
