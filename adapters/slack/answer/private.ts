/**
 * Answers that are no page of a thread: for the asker alone, or in a channel we are no member of. They go through the
 * response address of a command, a menu or a button while that lasts, then as messages in the channel that only the asker
 * sees, and where we are no member, as direct messages. None of these is streamed: a page is posted when it is complete.
 *
 * Slack lets nobody read back what only one person sees. What replaces an earlier message may be written again; anything else
 * that was on its way when a process ended is written again by the next one, and may be seen twice: better than not at all.
 */
import {
  RateLimited,
  Unconfirmed,
  UserError,
  type OutgoingFile,
  type ReplySurface,
  type ReplyTarget,
  type ReplyView,
} from '../../../src/chat/index.ts';
import { blockMessage } from './blocks.ts';
import { budgetsOf, ownBudget } from './budgets.ts';
import { post } from '../workspaces/call.ts';
import type { SlackClients } from '../workspaces/client.ts';
import { sentError, slackCode } from '../errors.ts';
import { postFiles, textMessage } from './files.ts';
import { LIMITS } from '../limits.ts';
import { toSlack } from '../markdown.ts';
import { postMessage } from './message.ts';

interface ResponseDoor {
  readonly clients: SlackClients;
  readonly target: ReplyTarget;
  /** Five messages within 30 minutes may be posted there; undefined where there is none. */
  readonly responseUrl: string | undefined;
  readonly visibility: 'ephemeral' | 'in_channel';
  /** A first page is announced, then replaced by the finished text. A button's address would replace its own message. */
  readonly announced: boolean;
}

type Message = ReturnType<typeof blockMessage>;

/** Begins the id of a page; its number follows. */
const PAGE = 'response:';
const FIRST = `${PAGE}1`;

export function responseSurface(door: ResponseDoor): ReplySurface {
  const { clients, target, responseUrl, visibility, announced } = door;
  const { channel, thread, workspace } = target.conversation;
  const { ephemeral, files, post: posts } = budgetsOf(workspace);
  const later = [...ephemeral, ...posts(target.userId)];
  const inThread = thread === undefined ? {} : { thread_ts: thread };
  let pages = 0;
  let uses = 0;
  let isSpent = responseUrl === undefined;
  let isOutside = visibility === 'in_channel';
  /** Whether the end of the first page replaces what was announced. */
  let replaces = announced;

  /** Posts through the response address. Gives whether Slack took it. */
  const answer = async (message: Message, replace: boolean, signal: AbortSignal): Promise<boolean> => {
    if (responseUrl === undefined || isSpent || uses >= LIMITS.responseUses) return false;
    const body = { response_type: visibility, replace_original: replace, ...inThread, ...message };
    isSpent = !(await respond(responseUrl, body, signal));
    uses += 1;
    return !isSpent;
  };

  const announce = async (view: ReplyView, signal: AbortSignal) => {
    try {
      replaces = await answer(blockMessage(view), false, signal);
    } catch (error) {
      if (!(error instanceof Unconfirmed)) throw error;
      replaces = false;
    }
  };

  /** Posts by the first way that is open. */
  const say = async (message: Message, replace: boolean, signal: AbortSignal): Promise<void> => {
    if (await answer(message, replace, signal)) return;
    if (!isOutside) {
      try {
        const shown = { channel, user: target.userId, ...inThread, ...message };
        await post(signal, () => clients.once.chat.postEphemeral(shown));
        return;
      } catch (error) {
        if (!isRefusal(error)) throw error;
        isOutside = true;
      }
    }
    await sayDirectly(message, signal);
  };

  /** A direct message. Gives where it is: Slack opens the conversation for the id of a person. */
  const sayDirectly = async (message: Message, signal: AbortSignal) => {
    try {
      return await postMessage({ clients, channel: target.userId, thread: undefined }, message, signal);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      throw new UserError(
        'slack-no-private',
        'Slack no longer takes a private answer here.',
        'Write to me in a direct message, or invite me to the channel with /invite, and ask again.',
        { cause: error },
      );
    }
  };

  const nextPage = () => `${PAGE}${(pages += 1)}`;
  /** Pages may have been opened by an earlier process. */
  const goOnAfter = (pageId: string) => {
    pages = Math.max(pages, Number(pageId.slice(PAGE.length)));
  };

  return {
    limits: {
      mode: 'replace',
      pageSize: LIMITS.markdownCharacters,
      measure: (markdown) => toSlack(markdown).length,
      // A page that grows is drawn nowhere, so that costs nothing.
      budgets: {
        open: ownBudget(),
        update: ownBudget(),
        close: later,
        post: later,
        attach: [...later, ...files],
        presence: ownBudget(),
      },
      fileBytes: LIMITS.outgoingFileBytes,
    },
    // Only the first page is announced: the other uses of the address are for text. It is announced once, as far as we know.
    open: async (view, signal, sending) => {
      if (pages === 0 && announced && !sending?.isRepeated) await announce(view, signal);
      return nextPage();
    },
    post: async (view, signal, sending) => {
      const isThere = pages === 0 && announced && sending?.isRepeated === true;
      await say(blockMessage(view), isThere, signal);
      return nextPage();
    },
    update: (pageId) => {
      goOnAfter(pageId);
      return Promise.resolve();
    },
    close: async (pageId, view, signal) => {
      goOnAfter(pageId);
      await say(blockMessage(view), pageId === FIRST && replaces, signal);
    },
    /** Slack has no files that only one person sees in a channel, so they come in a direct message. */
    attach: async (given, text, signal) => {
      const [first, ...others] = given;
      if (!first) return say(textMessage(text), false, signal);
      await attachDirectly([first, ...others], text, signal);
    },
  };

  async function attachDirectly(
    all: readonly [OutgoingFile, ...OutgoingFile[]],
    text: string,
    signal: AbortSignal,
  ): Promise<void> {
    const names = all.map(({ name }) => name).join(', ');
    const { channel: direct, ts } = await sayDirectly(textMessage(text === '' ? names : text), signal);
    await postFiles({ clients, channel: direct, thread: ts }, all, '', signal);
  }
}

/** Slack names a reason: it will not be different the next time. */
function isRefusal(error: unknown): boolean {
  return !(error instanceof RateLimited) && !(error instanceof Unconfirmed) && slackCode(error) !== undefined;
}

/**
 * Posts through a response address. Gives whether Slack took it: an address that is used up or too old takes nothing.
 * What replaces may be sent again; with anything else nobody knows what became of a call that failed.
 */
export async function respond(
  responseUrl: string,
  body: { readonly replace_original: boolean },
  signal: AbortSignal,
): Promise<boolean> {
  signal.throwIfAborted();
  const failed = (error: unknown) => (body.replace_original ? error : sentError(error));
  const response = await fetch(responseUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(LIMITS.callMs),
  }).catch((error: unknown) => {
    throw failed(error);
  });
  await response.body?.cancel();
  if (response.status === 429) throw new RateLimited(Number(response.headers.get('retry-after') ?? 1) * 1000);
  if (response.status >= 500) throw failed(new Error(`slack answered with status ${response.status}`));
  return response.ok;
}
