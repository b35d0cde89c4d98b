/** The place one answer appears in on Discord: pages that are messages, edited while the model writes. */
import { type REST, Routes } from 'discord.js';
import type {
  OutgoingFile,
  Presence,
  ReplySurface,
  ReplyTarget,
  ReplyView,
  Sending,
  SurfaceLimits,
} from '../../src/chat/index.ts';
import { type Aside, renderAside } from './pages/aside.ts';
import type { Budgets } from './pages/budgets.ts';
import { createChannelPages } from './pages/channel-pages.ts';
import { explainAct, explainWrite, isMalformed } from './errors.ts';
import { requireSendable } from './pages/files.ts';
import { type Acknowledgements, parseHandle } from './pages/interactions.ts';
import { createLastingPages } from './pages/lasting-pages.ts';
import { LIMITS, PACE } from './limits.ts';
import { toDiscord } from './markdown.ts';
import { renderPage } from './pages/page.ts';
import { NEEDED_FOR_THREADS } from './setup/permissions.ts';
import { createPrivatePages } from './pages/private-pages.ts';
import type { Draw } from './pages/pages.ts';
import { channelIdOf, type Places } from './reading/places.ts';
import { createThreadPages, threadTitleOf } from './pages/thread-pages.ts';

export interface SurfaceOptions {
  /** Refuses instead of waiting when Discord asks for a pause: the pause is the pacer's to keep. */
  readonly rest: REST;
  readonly budgets: Budgets;
  /** Known once the adapter was started. */
  readonly places: () => Places | undefined;
  readonly acknowledgements: Acknowledgements;
}

const drawingOf =
  (view: ReplyView): Draw =>
  (note) =>
    renderPage(note === undefined ? view : { ...view, notices: [...view.notices, note] });

/** Pages of an answer here: the first answer and what may follow it, with one to spare for a file of what is too long. */
function pagesAllowed(handle: ReturnType<typeof parseHandle> | undefined): { readonly pages?: number } {
  if (!handle || handle.present) return {};
  return { pages: LIMITS.followUps - (handle.deferred === 'reply' ? 0 : 1) };
}

export function createSurface(target: ReplyTarget, options: SurfaceOptions): ReplySurface {
  const { rest, budgets, places } = options;
  const channelId = channelIdOf(target.conversation);
  const title = threadTitleOf(target);
  const handle = target.handle === undefined || title !== undefined ? undefined : parseHandle(target.handle);
  const place = {
    rest,
    budgets,
    channelId,
    us: () => places()?.client.user.id ?? '',
    answered: target.messageId,
    cause: handle?.id ?? target.messageId,
    userId: target.userId,
    called: target.conversation.kind === 'dm' ? 'another conversation' : `<#${channelId}>`,
  };
  /** It is opened in the channel. */
  const notOpened = (error: unknown, signal: AbortSignal) => {
    const { thread: _, ...channel } = target.conversation;
    const missing = async () =>
      (await places()?.missing({ ...channel, kind: 'channel' }, signal, NEEDED_FOR_THREADS)) ?? [];
    return explainAct(error, signal, 'open threads', missing);
  };
  const lasting =
    handle &&
    createLastingPages({
      ...options,
      ...place,
      handle,
      private: target.private,
    });
  const inChannel = lasting ?? (target.private ? createPrivatePages(place) : createChannelPages(place));
  const pages =
    title === undefined
      ? inChannel
      : createThreadPages(inChannel, { rest, conversation: target.conversation, title }, notOpened);

  const explained = async <T>(signal: AbortSignal, write: () => Promise<T>): Promise<T> => {
    try {
      return await write();
    } catch (error) {
      const missing = async () => (await places()?.missing(target.conversation, signal)) ?? [];
      throw await explainWrite(error, signal, missing);
    }
  };

  const limits: SurfaceLimits = {
    mode: 'replace',
    pageSize: LIMITS.content,
    measure: (markdown) => toDiscord(markdown).length,
    get budgets() {
      return pages.budgets;
    },
    ...pagesAllowed(handle),
    fileBytes: LIMITS.fileBytes,
  };

  const open = (view: ReplyView, signal: AbortSignal, sending?: Sending) =>
    explained(signal, () => pages.open(drawingOf(view), signal, { ...(sending && { sending }) }));
  const edit = (pageId: string, view: ReplyView, signal: AbortSignal) =>
    explained(signal, () => pages.edit(pageId, drawingOf(view), signal));

  const attach = async (
    given: readonly OutgoingFile[],
    markdown: string,
    signal: AbortSignal,
    sending?: Sending,
  ) => {
    const put = ({ body, files }: Aside) => {
      requireSendable(files);
      return pages.open(() => body, signal, { files, aside: true, ...(sending && { sending }) });
    };
    const [best, plain] = renderAside(given, markdown);
    await explained(signal, () =>
      put(best).catch((error: unknown) => {
        if (plain && isMalformed(error)) return put(plain);
        throw error;
      }),
    );
  };

  const typing: Presence = {
    refreshMs: PACE.typingMs,
    show: (signal) =>
      explained(signal, async () => void (await rest.post(Routes.channelTyping(channelId), { signal }))),
  };
  /** Nobody else need know of a private answer. */
  const inPublic = target.private ? undefined : typing;
  /** An interaction shows "thinking…" by itself; only what would be lost with its token is looked after. */
  const keep = lasting?.keep;
  const presence: Presence | undefined = handle
    ? keep && {
        refreshMs: PACE.tokenCheckMs,
        until: 'end',
        show: (signal) => explained(signal, () => keep(signal)),
      }
    : inPublic;

  return { limits, open, post: open, update: edit, close: edit, attach, ...(presence && { presence }) };
}
