/**
 * An answer in a thread. Which way it appears is decided once, before it opens: streamed while the workspace has room for a
 * stream, otherwise posted and edited. A later page of a streamed answer that finds no room is edited, but still only grows.
 */
import {
  RateLimited,
  type ReplySurface,
  type ReplyTarget,
  type ReplyView,
  Unconfirmed,
} from '../../src/chat/index.ts';
import { askedLine } from './blocks.ts';
import { threadLimits } from './draws.ts';
import { editPage, postPage } from './edit.ts';
import { slackCode } from './errors.ts';
import { postFiles, textMessage } from './files.ts';
import { counted, latePage } from './late.ts';
import { lostMessage } from './lost.ts';
import { postMessage } from './message.ts';
import type { Page, Place } from './page.ts';
import { statusPresence } from './presence.ts';
import { REFUSED_ANYWAY, REFUSED_HERE } from './refusals.ts';
import type { StreamPlace } from './starts.ts';
import { resumePage, startStream } from './stream.ts';
import type { SurfaceContext } from './surface.ts';

export interface ThreadTarget {
  readonly target: ReplyTarget;
  /** The workspace of the one who is answered. */
  readonly recipientTeam: string;
  /** The first message of the thread; undefined where the answer begins one. */
  readonly thread: string | undefined;
  /** The question in the thread: a page that another process may have posted is looked for after it. */
  readonly asked: string | undefined;
  /** What was asked where nobody else saw it: shown before or above the answer. */
  readonly question: string | undefined;
}

/** The id of a page that is not written, because its reader has stopped the answer. */
const UNWRITTEN = 'left';
/** Marks the id of a page that was not posted yet. */
const LATE = 'late';
/** Marks the id of a page that has the question above its text. */
const WITH_QUESTION = 'asked';

/** Page ids name thread and message, so that an answer can be taken up by another process. */
export function threadSurface(asking: ThreadTarget, context: SurfaceContext): ReplySurface {
  const { target, recipientTeam, question = '' } = asking;
  const { clients, log, starts, edits, unstreamable, statusless } = context;
  const { channel, workspace, kind } = target.conversation;
  const pages = new Map<string, Page>();

  let { thread } = asking;
  let isTold = question === '';
  /** The newest message of the thread that we know of. */
  let newest = target.messageId ?? thread ?? '';
  let current: Page | undefined;
  let mode: 'replace' | 'append' | undefined;
  let place: StreamPlace | undefined;
  /** Slack has refused to stream a page of this answer. */
  let isRefused = false;

  const isStreamable = () => {
    if (isRefused || unstreamable.has(channel)) return false;
    if (!place?.isKept()) place = starts.reserve(workspace);
    return place !== undefined;
  };
  const decided = () => (mode ??= !starts.isCrowded(workspace) && isStreamable() ? 'append' : 'replace');
  const isStreamedNext = () => decided() === 'append' && isStreamable();

  const at = (root: string): Place => ({
    clients,
    log,
    channel,
    thread: root,
    recipient: kind === 'dm' ? undefined : { user: target.userId, team: recipientTeam },
  });
  const above = () => (isTold ? '' : askedLine(target.userId, question));

  const keep = (ts: string, page: Page, mark?: string): string => {
    thread ??= ts;
    newest = ts > newest ? ts : newest;
    const pageId = [thread, ts, ...(mark === undefined ? [] : [mark])].join('/');
    pages.set(pageId, page);
    current = page;
    return pageId;
  };

  const pageOf = (pageId: string): Page => {
    const known = pages.get(pageId);
    if (known) return known;
    const [root = '', ts = '', mark] = pageId.split('/');
    thread ??= root;
    isTold = true;
    const shown = mark === WITH_QUESTION ? askedLine(target.userId, question) : '';
    const page = mark?.startsWith(LATE) ? late(true) : resumePage(at(root), ts, shown);
    pages.set(pageId, page);
    current = page;
    return page;
  };

  /** Tells the thread what was asked; where there is no thread yet, that begins it. */
  const tell = async (signal: AbortSignal) => {
    if (isTold) return;
    const { ts } = await postMessage({ clients, channel, thread }, { text: above() }, signal);
    thread ??= ts;
    newest = ts;
    isTold = true;
  };

  /** What became of a message whose post nobody confirmed: rather taken up than posted twice. */
  const found = async (error: unknown, since: number, signal: AbortSignal): Promise<string> => {
    const ts =
      error instanceof Unconfirmed && thread !== undefined
        ? await lostMessage(at(thread), { newest, since }, await context.identity(), signal)
        : undefined;
    if (ts === undefined) throw error;
    return ts;
  };

  /** Posts a page that is edited from then on. */
  const postEdited = async (view: ReplyView, signal: AbortSignal) => {
    const line = above();
    const since = Date.now();
    const { ts, looks } = await postPage({ clients, channel, thread }, view, line, signal).catch(
      async (error: unknown) => ({
        ts: await found(error, since, signal),
        looks: { above: line, hasBlocks: true },
      }),
    );
    isTold = true;
    return { ts, page: editPage(at(thread ?? ts), ts, looks), hasQuestion: line !== '' };
  };

  const openEdited = async (view: ReplyView, signal: AbortSignal): Promise<string> => {
    const end = edits.reserve(workspace);
    // A question that nobody else saw is shown at once: it begins the thread.
    if (!end && isTold && thread !== undefined) return keep('', late(), `${LATE}${pages.size}`);
    const { ts, page, hasQuestion } = await postEdited(view, signal);
    return keep(ts, end ? counted(page, end) : page, hasQuestion ? WITH_QUESTION : undefined);
  };

  /** A page that is not posted yet. `isTakenUp`: by another process, so that it may have been posted after all. */
  const late = (isTakenUp = false): Page =>
    latePage({
      post: async (view, signal) => {
        const known = isTakenUp && asking.asked !== undefined && thread !== undefined;
        const ts = known
          ? await lostMessage(
              at(thread!),
              { newest: asking.asked!, since: 0 },
              await context.identity(),
              signal,
            )
          : undefined;
        if (ts === undefined) return (await postEdited(view, signal)).page;
        const page = editPage(at(thread!), ts, { hasBlocks: true });
        await page.update(view, signal);
        return page;
      },
      reserve: () => edits.reserve(workspace),
    });

  const openStreamed = async (view: ReplyView, signal: AbortSignal): Promise<string> => {
    await tell(signal);
    const root = thread!;
    const streamPlace = place;
    const stopped = () => streamPlace?.stopped();
    const since = Date.now();
    try {
      const { ts, page } = await startStream(at(root), view, signal, stopped);
      streamPlace?.started();
      return keep(ts, page);
    } catch (error) {
      if (error instanceof Unconfirmed) {
        const ts = await found(error, since, signal);
        streamPlace?.started();
        return keep(ts, resumePage(at(root), ts, '', stopped));
      }
      const code = slackCode(error);
      if (error instanceof RateLimited || code === undefined || REFUSED_ANYWAY.has(code)) throw error;
      streamPlace?.release();
      log.info({ channel, code }, 'slack refuses to stream, so the answer is edited');
      if (REFUSED_HERE.has(code)) unstreamable.add(channel);
      isRefused = true;
      return openEdited(view, signal);
    }
  };

  const presence = statusPresence({ clients, log, channel, thread: () => thread, refused: statusless });

  return {
    limits: threadLimits({
      workspace,
      channel,
      mode: decided,
      state: () => current?.state,
      isStreamedNext,
      isTold: () => isTold,
      progress: () => edits.progress(workspace),
    }),
    /** A stream brings a sign of its own. */
    presence: {
      ...presence,
      show: async (signal) => {
        if (decided() === 'replace') await presence.show(signal);
      },
    },
    open: async (view, signal) => {
      if (current?.state === 'left') return UNWRITTEN;
      return isStreamedNext() ? openStreamed(view, signal) : openEdited(view, signal);
    },
    post: async (view, signal) => {
      if (current?.state === 'left') return UNWRITTEN;
      place?.release();
      const { ts, page, hasQuestion } = await postEdited(view, signal);
      return keep(ts, page, hasQuestion ? WITH_QUESTION : undefined);
    },
    update: async (pageId, view, signal) => {
      if (pageId !== UNWRITTEN) await pageOf(pageId).update(view, signal);
    },
    close: async (pageId, view, signal) => {
      if (pageId !== UNWRITTEN) await pageOf(pageId).close(view, signal);
    },
    attach: async (files, text, signal) => {
      const [first, ...others] = files;
      if (first) {
        await tell(signal);
        await postFiles({ clients, channel, thread: thread! }, [first, ...others], text, signal);
        return;
      }
      if (text.trim() === '') return;
      const { ts } = await postMessage({ clients, channel, thread }, textMessage(text, above()), signal);
      thread ??= ts;
      isTold = true;
    },
  };
}
