/**
 * An answer in a thread. Which way it appears is decided once, before it opens: streamed while the workspace has room for a
 * stream, otherwise posted and edited. A later page of a streamed answer that finds no room is edited, but still only grows.
 */
import {
  RateLimited,
  type ReplySurface,
  type ReplyTarget,
  type ReplyView,
  type Sending,
  Unconfirmed,
} from '../../../src/chat/index.ts';
import { postBeside } from './beside.ts';
import { askedLine, textOf } from './blocks.ts';
import { threadLimits } from './draws.ts';
import { editPage, type Looks, postPage } from './edit.ts';
import { isPassing, slackCode } from '../errors.ts';
import { counted, latePage } from '../reading/late.ts';
import { type FoundMessage, hasMark, isLeftStream, saysBeginning, saysSame } from './marks.ts';
import { unnoted } from './once.ts';
import type { Page } from './page.ts';
import { statusPresence } from './presence.ts';
import { COMPLETE, LATE, UNWRITTEN, WITH_QUESTION } from './page-id.ts';
import { REFUSED_ANYWAY, REFUSED_HERE } from './refusals.ts';
import { createSpot } from './spot.ts';
import type { StreamPlace } from '../reading/starts.ts';
import { resumePage, startStream } from './stream.ts';
import type { SurfaceContext } from '../surface.ts';

export interface ThreadTarget {
  readonly target: ReplyTarget;
  /** The workspace of the one who is answered. */
  readonly recipientTeam: string;
  /** The first message of the thread; undefined where the answer begins one. */
  readonly thread: string | undefined;
  /** What was asked where nobody else saw it: shown before or above the answer. */
  readonly question: string | undefined;
  /** Nobody waits for it: it is never streamed, and nothing is shown before it. */
  readonly isQuiet?: boolean;
}

export function threadSurface(asking: ThreadTarget, context: SurfaceContext): ReplySurface {
  const { target, recipientTeam, thread, question = '', isQuiet = false } = asking;
  const { clients, log, starts, edits, unstreamable, statusless } = context;
  const { conversation, userId, messageId } = target;
  const { channel, workspace } = conversation;
  const pages = new Map<string, Page>();
  /** The pages that were sent here, by the keys they were sent with. */
  const sent = new Map<string, string>();
  const reader = { user: userId, team: recipientTeam };
  const after = messageId ?? thread ?? '';
  const spot = createSpot({ ...context, conversation, reader, thread, after, question });
  const { once } = spot;

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
  const decided = () =>
    (mode ??= !isQuiet && !starts.isCrowded(workspace) && isStreamable() ? 'append' : 'replace');
  const isStreamedNext = () => decided() === 'append' && isStreamable();

  const keep = (ts: string, page: Page, mark?: string): string => {
    spot.stands(ts);
    const pageId = [spot.thread, ts, ...(mark === undefined ? [] : [mark])].join('/');
    pages.set(pageId, page);
    current = page;
    return pageId;
  };

  const pageOf = (pageId: string): Page => {
    const known = pages.get(pageId);
    if (known) return known;
    const [root = '', ts = '', mark] = pageId.split('/');
    spot.isIn(root, ts);
    const shown = mark === WITH_QUESTION ? askedLine(userId, question) : '';
    const page = mark?.startsWith(LATE)
      ? late(mark.slice(LATE.length), true)
      : mark?.startsWith(COMPLETE)
        ? editPage(spot.of(ts), ts, { key: mark.slice(COMPLETE.length), hasBlocks: true })
        : resumePage(spot.of(ts), ts, shown);
    pages.set(pageId, page);
    current = page;
    return page;
  };

  const isLeft = (message: FoundMessage) => isLeftStream(message, clients.clock.now());
  const resumeStream = ({ ts }: FoundMessage) => {
    const streamPlace = place;
    streamPlace?.started();
    return { ts, page: resumePage(spot.of(ts), ts, '', () => streamPlace?.stopped()) };
  };

  /** The id of a page that an earlier try has sent, here or in another process: it is taken up as it stands. */
  const sentBefore = async (view: ReplyView, sending: Sending, signal: AbortSignal) => {
    const { key } = sending;
    const known = sent.get(key);
    if (known !== undefined) return known;
    const line = spot.above();
    if (line !== '') {
      const begun = spot.look(sending, (message) => saysSame(message, line), signal);
      const first = await once.before(sending, begun, signal);
      if (!first) return undefined;
      spot.stands(first.ts);
      if (hasMark(first, key)) {
        const page = editPage(spot.of(first.ts), first.ts, { above: line, key, hasBlocks: true });
        return keep(first.ts, page, WITH_QUESTION);
      }
    }
    const isPage = (message: FoundMessage) => isLeft(message) || saysSame(message, textOf(view));
    const found = await once.before(sending, spot.look(sending, isPage, signal), signal);
    if (!found) return undefined;
    const { ts } = found;
    const page = isLeft(found)
      ? resumeStream(found).page
      : editPage(spot.of(ts), ts, { key, hasBlocks: true });
    return keep(ts, page, isQuiet ? COMPLETE + key : undefined);
  };

  /** Posts a page that is edited from then on. */
  const postEdited = async (view: ReplyView, sending: Sending, signal: AbortSignal) => {
    const wanted: Looks = { above: spot.above(), key: sending.key };
    const look = spot.look(sending, (message) => saysSame(message, textOf(view)), signal);
    const post = () => postPage(spot.here(), view, wanted, signal);
    const find = async () => {
      const found = await look();
      return found && { ts: found.ts, looks: { ...wanted, hasBlocks: true } };
    };
    const { ts, looks } = await once.send(sending, post, find, signal);
    spot.stands(ts);
    const mark = wanted.above ? WITH_QUESTION : isQuiet ? COMPLETE + sending.key : undefined;
    return { ts, page: editPage(spot.of(ts), ts, looks), mark };
  };

  const openEdited = async (view: ReplyView, sending: Sending, signal: AbortSignal): Promise<string> => {
    const end = edits.reserve(workspace);
    // A question that nobody else saw is shown at once: it begins the thread.
    if (!end && spot.isTold && spot.thread !== undefined)
      return keep('', late(sending.key), LATE + sending.key);
    const { ts, page, mark } = await postEdited(view, sending, signal);
    return keep(ts, end ? counted(page, end) : page, mark);
  };

  /**
   * A page that is not posted yet. `isTakenUp`: by another process, so that it may have been posted after all, and nobody knows
   * when.
   */
  const late = (key: string, isTakenUp = false): Page =>
    latePage({
      post: async (view, signal) => {
        const sending = { key, at: isTakenUp ? 0 : Date.now(), isRepeated: isTakenUp };
        const look = spot.look(sending, (message) => saysBeginning(message, textOf(view)), signal);
        const found = await once.before(sending, look, signal);
        if (!found) return (await postEdited(view, sending, signal)).page;
        const page = editPage(spot.of(found.ts), found.ts, { key, hasBlocks: true });
        await page.update(view, signal);
        return page;
      },
      reserve: () => edits.reserve(workspace),
    });

  const openStreamed = async (view: ReplyView, sending: Sending, signal: AbortSignal): Promise<string> => {
    await spot.tell(sending, signal);
    const streamPlace = place;
    const start = () => startStream(spot.of(spot.thread!), view, signal, () => streamPlace?.stopped());
    const look = spot.look(sending, isLeft, signal);
    const find = async () => {
      const found = await look();
      return found && resumeStream(found);
    };
    try {
      const { ts, page } = await once.send(sending, start, find, signal);
      streamPlace?.started();
      return keep(ts, page);
    } catch (error) {
      const code = slackCode(error);
      const isOther = error instanceof RateLimited || error instanceof Unconfirmed || code === undefined;
      // What passes says nothing of the stream: it may be there, and could only not be looked for.
      if (isOther || isPassing(code) || REFUSED_ANYWAY.has(code)) throw error;
      streamPlace?.release();
      log.info({ channel, code }, 'slack refuses to stream, so the answer is edited');
      if (REFUSED_HERE.has(code)) unstreamable.add(channel);
      isRefused = true;
      return openEdited(view, sending, signal);
    }
  };

  const presence = statusPresence({ clients, log, channel, thread: () => spot.thread, refused: statusless });

  return {
    limits: threadLimits({
      workspace,
      channel,
      mode: decided,
      state: () => current?.state,
      isStreamedNext,
      isTold: () => spot.isTold,
      progress: () => edits.progress(workspace),
    }),
    /** A stream brings a sign of its own. */
    ...(!isQuiet && {
      presence: {
        ...presence,
        show: async (signal) => {
          if (decided() === 'replace') await presence.show(signal);
        },
      },
    }),
    open: async (view, signal, sending = unnoted()) => {
      if (current?.state === 'left') return UNWRITTEN;
      const open = isStreamedNext() ? openStreamed : openEdited;
      const page = (await sentBefore(view, sending, signal)) ?? (await open(view, sending, signal));
      sent.set(sending.key, page);
      return page;
    },
    post: async (view, signal, sending = unnoted()) => {
      if (current?.state === 'left') return UNWRITTEN;
      place?.release();
      const taken = await sentBefore(view, sending, signal);
      if (taken !== undefined) {
        // What an earlier try has sent may have been less.
        await pageOf(taken).close(view, signal);
        return taken;
      }
      const { ts, page, mark } = await postEdited(view, sending, signal);
      const pageId = keep(ts, page, mark);
      sent.set(sending.key, pageId);
      return pageId;
    },
    update: async (pageId, view, signal) => {
      if (pageId !== UNWRITTEN) await pageOf(pageId).update(view, signal);
    },
    close: async (pageId, view, signal) => {
      if (pageId !== UNWRITTEN) await pageOf(pageId).close(view, signal);
    },
    attach: (files, text, signal, sending = unnoted()) => postBeside(spot, files, text, sending, signal),
  };
}
