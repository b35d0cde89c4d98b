/** The place of one answer: the thread of its question, or, where it is private or we are no member, a response address. */
import type { ReplySurface, ReplyTarget, SurfaceLimits } from '../../src/chat/index.ts';
import type { Logger } from '../../src/ops/index.ts';
import type { SlackClients } from './workspaces/client.ts';
import { createEdits, type Edits } from './reading/edits.ts';
import { slackCode } from './errors.ts';
import { ownBudget } from './answer/budgets.ts';
import { LIMITS } from './limits.ts';
import type { Identity } from './workspaces/identity.ts';
import { responseSurface } from './answer/private.ts';
import { createRefusals, type Refusals } from './answer/refusals.ts';
import { createStarts, type Starts } from './reading/starts.ts';
import { readHandle } from './answer/target.ts';
import { threadSurface } from './answer/thread.ts';

/** What all answers of a bot share, in all of its workspaces. */
export interface Shared {
  readonly starts: Starts;
  readonly edits: Edits;
  /** Channels where Slack has refused to stream, so that the next answer need not ask again. */
  readonly unstreamable: Refusals;
  /** Channels where it has refused to show a status. */
  readonly statusless: Refusals;
}

/** What the answers in a workspace share. */
export interface SurfaceContext extends Shared {
  readonly clients: SlackClients;
  readonly log: Logger;
  readonly identity: () => Promise<Identity>;
}

/** Channels that a command or a menu may be used in without us. */
const NOT_A_MEMBER = new Set(['not_in_channel', 'channel_not_found', 'restricted_action', 'is_archived']);

const UNLIMITED: SurfaceLimits = {
  mode: 'replace',
  pageSize: LIMITS.markdownCharacters,
  measure: (markdown) => markdown.length,
  budgets: {
    open: ownBudget(),
    update: ownBudget(),
    close: ownBudget(),
    post: ownBudget(),
    attach: ownBudget(),
    presence: ownBudget(),
  },
  fileBytes: LIMITS.outgoingFileBytes,
};

export const createShared = (): Shared => ({
  starts: createStarts(),
  edits: createEdits(),
  unstreamable: createRefusals(),
  statusless: createRefusals(),
});

export function createSurface(target: ReplyTarget, context: SurfaceContext): ReplySurface {
  const handle = readHandle(target);
  if (handle.kind === 'silent') return silentSurface();
  const { messageId, conversation } = target;
  const { clients } = context;
  const responseUrl = 'responseUrl' in handle ? handle.responseUrl : undefined;

  const inThread = (recipientTeam: string, thread: string | undefined, question?: string) =>
    threadSurface({ target, recipientTeam, thread, question }, context);
  const alone = (announced: boolean) =>
    responseSurface({ clients, target, responseUrl, visibility: 'ephemeral', announced });
  const outside = () =>
    responseSurface({ clients, target, responseUrl, visibility: 'in_channel', announced: true });
  const thread = conversation.thread ?? messageId;

  switch (handle.kind) {
    case 'message':
      return target.private ? alone(false) : inThread(handle.recipientTeam, thread);
    case 'placed': {
      // In a channel the first page begins a thread, which the others stand in.
      const quiet = { target, recipientTeam: conversation.workspace, thread: conversation.thread };
      return threadSurface({ ...quiet, question: undefined, isQuiet: true }, context);
    }
    case 'command':
      if (target.private) return alone(true);
      return withWayOut(inThread(conversation.workspace, undefined, handle.question), outside());
    case 'menu':
      if (target.private) return alone(true);
      // A menu reaches conversations that we are no part of: there only the asker hears of it.
      return withWayOut(inThread(handle.recipientTeam, thread, handle.question), alone(true));
    case 'press': {
      if (handle.ephemeral) return alone(false);
      const open = inThread(handle.recipientTeam, thread);
      if (!target.private) return open;
      return handle.opensFiles ? withOpenFiles(alone(false), open) : alone(false);
    }
  }
}

/** Answers in a thread, unless we turn out to be no member of its channel. */
function withWayOut(inside: ReplySurface, outside: ReplySurface): ReplySurface {
  let surface = inside;
  const attempt = async <T>(write: (surface: ReplySurface) => Promise<T>): Promise<T> => {
    try {
      return await write(surface);
    } catch (error) {
      if (surface === outside || !NOT_A_MEMBER.has(slackCode(error) ?? '')) throw error;
      surface = outside;
      return write(surface);
    }
  };
  const at = (pageId: string) => (pageId.startsWith('response:') ? outside : inside);
  return {
    get limits() {
      return surface.limits;
    },
    ...(inside.presence ? { presence: inside.presence } : {}),
    open: (view, signal, sending) => attempt((way) => way.open(view, signal, sending)),
    post: (view, signal, sending) => attempt((way) => way.post(view, signal, sending)),
    update: (pageId, view, signal) => at(pageId).update(pageId, view, signal),
    close: (pageId, view, signal) => at(pageId).close(pageId, view, signal),
    attach: (files, markdown, signal, sending) =>
      attempt((way) => way.attach(files, markdown, signal, sending)),
  };
}

/** The words for one person alone; files, which Slack cannot show to one person in a thread, for everybody in it. */
function withOpenFiles(alone: ReplySurface, open: ReplySurface): ReplySurface {
  return {
    ...alone,
    attach: (files, markdown, signal, sending) =>
      (files.length > 0 ? open : alone).attach(files, markdown, signal, sending),
  };
}

/** Where nothing is to be said: the bot's own page answers itself. */
function silentSurface(): ReplySurface {
  const nothing = () => Promise.resolve();
  const page = () => Promise.resolve('silent');
  return { limits: UNLIMITED, open: page, post: page, update: nothing, close: nothing, attach: nothing };
}
