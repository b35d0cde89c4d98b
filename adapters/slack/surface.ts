/** The place of one answer: streamed where Slack lets us, edited where it refuses, by response address for commands. */
import {
  RateLimited,
  type ReplySurface,
  type ReplyTarget,
  type ReplyView,
  type SurfaceLimits,
} from '../../src/chat/index.ts';
import type { Logger } from '../../src/ops/index.ts';
import type { SlackClients } from './client.ts';
import { postPage } from './edit.ts';
import { post } from './call.ts';
import { slackCode } from './errors.ts';
import { postFiles } from './files.ts';
import { LIMITS } from './limits.ts';
import { escapeMrkdwn, measure } from './markdown.ts';
import type { Page, Place } from './page.ts';
import { responseSurface } from './private.ts';
import { resumePage, startStream } from './stream.ts';
import { readHandle, type Handle } from './target.ts';

export interface SurfaceContext {
  readonly clients: SlackClients;
  readonly log: Logger;
  /** Channels where Slack has refused to stream, so that the next answer need not ask again. */
  readonly unstreamable: Set<string>;
}

/** Channels that a command may be used in without us. */
const NOT_A_MEMBER = new Set(['not_in_channel', 'channel_not_found', 'restricted_action', 'is_archived']);
/** Refusals of a stream that a plain message would meet, too. */
const REFUSED_ANYWAY = new Set([
  ...NOT_A_MEMBER,
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'missing_scope',
  'thread_not_found',
]);

/** Refusals that say nothing about the next time. */
const PASSING = new Set(['fatal_error', 'internal_error', 'service_unavailable', 'request_timeout']);

export function createSurface(target: ReplyTarget, context: SurfaceContext): ReplySurface {
  const handle = readHandle(target);
  if (handle.kind === 'message') {
    const { thread } = target.conversation;
    return threadSurface(target, context, handle.recipientTeam, () =>
      Promise.resolve(thread ?? target.messageId ?? ''),
    );
  }
  if (target.private) return responseSurface(handle.responseUrl, 'ephemeral');
  return commandSurface(target, context, handle);
}

/** A question asked by command is first posted as a message, whose thread then holds the answer. */
function commandSurface(
  target: ReplyTarget,
  context: SurfaceContext,
  { question, responseUrl }: Extract<Handle, { kind: 'command' }>,
): ReplySurface {
  const { channel, workspace } = target.conversation;
  const outside = responseSurface(responseUrl, 'in_channel');
  let isOutside = false;

  const inside = threadSurface(target, context, workspace, async (signal) => {
    const asked = escapeMrkdwn(question).replaceAll('\n', '\n>');
    const { ts } = await post(signal, () =>
      context.clients.once.chat.postMessage({
        channel,
        text: `<@${target.userId}> asked:\n>${asked}`,
        unfurl_links: false,
        unfurl_media: false,
      }),
    );
    if (ts === undefined) throw new Error('chat.postMessage gave no ts');
    return ts;
  });

  const at = (pageId: string) => (pageId.startsWith('response:') ? outside : inside);
  return {
    get limits() {
      return inside.limits;
    },
    open: async (view, signal) => {
      if (isOutside) return outside.open(view, signal);
      try {
        return await inside.open(view, signal);
      } catch (error) {
        if (!NOT_A_MEMBER.has(slackCode(error) ?? '')) throw error;
        isOutside = true;
        return outside.open(view, signal);
      }
    },
    update: (pageId, view, signal) => at(pageId).update(pageId, view, signal),
    close: (pageId, view, signal) => at(pageId).close(pageId, view, signal),
    attach: (files, text, signal) => (isOutside ? outside : inside).attach(files, text, signal),
  };
}

/** Page ids name thread and message, so that an answer can be taken up by another process. */
function threadSurface(
  { conversation, userId }: ReplyTarget,
  { clients, log, unstreamable }: SurfaceContext,
  recipientTeam: string,
  findThread: (signal: AbortSignal) => Promise<string>,
): ReplySurface {
  const { channel, workspace, kind } = conversation;
  const mode: SurfaceLimits['mode'] = unstreamable.has(channel) ? 'replace' : 'append';
  const pages = new Map<string, Page>();
  let thread: string | undefined;

  const place = (root: string): Place => ({
    clients,
    log,
    channel,
    thread: root,
    recipient: kind === 'dm' ? undefined : { user: userId, team: recipientTeam },
  });

  const pageOf = (pageId: string): Page => {
    const known = pages.get(pageId);
    if (known) return known;
    const [root = '', ts = ''] = pageId.split('/');
    thread ??= root;
    const page = resumePage(place(root), ts);
    pages.set(pageId, page);
    return page;
  };

  const begin = async (view: ReplyView, signal: AbortSignal, root: string) => {
    if (unstreamable.has(channel)) return postPage(place(root), view, signal);
    try {
      return await startStream(place(root), view, signal);
    } catch (error) {
      const code = slackCode(error);
      if (error instanceof RateLimited || code === undefined || REFUSED_ANYWAY.has(code)) throw error;
      log.info({ channel, code }, 'slack refuses to stream, so the answer is edited');
      if (!PASSING.has(code)) unstreamable.add(channel);
      return postPage(place(root), view, signal);
    }
  };

  return {
    /** Once streaming is refused, edits draw on their own budget; the mode of an answer stays what it was. */
    get limits() {
      return unstreamable.has(channel) ? { ...editLimits(workspace), mode } : streamLimits(workspace);
    },
    open: async (view, signal) => {
      thread ??= await findThread(signal);
      const { ts, page } = await begin(view, signal, thread);
      const pageId = `${thread}/${ts}`;
      pages.set(pageId, page);
      return pageId;
    },
    update: (pageId, view, signal) => pageOf(pageId).update(view, signal),
    close: (pageId, view, signal) => pageOf(pageId).close(view, signal),
    attach: async (files, text, signal) => {
      thread ??= await findThread(signal);
      await postFiles(place(thread), files, text, signal);
    },
  };
}

function streamLimits(team: string): SurfaceLimits {
  return {
    mode: 'append',
    pageSize: LIMITS.streamPageBytes,
    measure,
    bucket: `slack:${team}:stream`,
    intervalMs: LIMITS.streamIntervalMs,
    pageLifetimeMs: LIMITS.streamLifetimeMs,
    fileBytes: LIMITS.outgoingFileBytes,
  };
}

function editLimits(team: string): Omit<SurfaceLimits, 'mode'> {
  return {
    pageSize: LIMITS.streamPageBytes,
    measure,
    bucket: `slack:${team}:edit`,
    intervalMs: LIMITS.editIntervalMs,
    fileBytes: LIMITS.outgoingFileBytes,
  };
}
