/** Answers in the page: one page without end that is redrawn as often as the reader's eye can follow. */
import { randomUUID } from 'node:crypto';
import {
  conversationKey,
  type OutgoingFile,
  type RateBudget,
  type ReplySurface,
  type ReplyTarget,
  type ReplyView,
  toldOf,
  UserError,
} from '../../src/chat/index.ts';
import type { Conversations } from './conversations.ts';
import { LIMITS } from './limits.ts';
import { createStreamRenderer, renderMarkdown, type StreamRenderer } from './markdown.ts';
import { answerMessage } from './normalize.ts';
import type { Uploads } from './uploads.ts';

export function createSurface(
  conversations: Conversations,
  uploads: Uploads,
  { conversation, messageId }: ReplyTarget,
): ReplySurface {
  const renderers = new Map<string, Renderers>();

  /** The question an answer stands beneath: what is asked about one of our answers belongs to the question it answers. */
  const question = (): string | undefined => {
    const about = messageId && conversations.open(conversation.channel).get(messageId)?.message;
    return about && about.fromUs ? about.replyTo : messageId;
  };

  const draw = (id: string, view: ReplyView, said: boolean, signal: AbortSignal): void => {
    signal.throwIfAborted();
    const renderer = renderers.get(id) ?? createRenderers();
    renderers.set(id, renderer);
    const answers = question();
    conversations.open(conversation.channel).put({
      message: answerMessage(id, conversation, answers, view.markdown),
      said,
      actions: view.actions,
      data: JSON.stringify({ kind: 'answer', id, answers, ...shown(view, renderer) }),
    });
    if (said) renderers.delete(id);
  };

  const post = (view: ReplyView, said: boolean, signal: AbortSignal): Promise<string> => {
    const id = randomUUID();
    draw(id, view, said, signal);
    return Promise.resolve(id);
  };

  /** One page for everybody who reads along: its browser is the only limit. */
  const budgets: readonly RateBudget[] = [
    { bucket: conversationKey(conversation), writes: 1, windowMs: LIMITS.drawIntervalMs },
  ];

  return {
    limits: {
      mode: 'replace',
      pageSize: Infinity,
      measure: (markdown) => markdown.length,
      budgets: {
        open: budgets,
        post: budgets,
        update: budgets,
        close: budgets,
        attach: budgets,
        presence: budgets,
      },
      fileBytes: LIMITS.outgoingFileBytes,
    },
    open: async (view, signal) => post(view, false, signal),
    post: async (view, signal) => post(view, true, signal),
    async update(id, view, signal) {
      draw(id, view, false, signal);
    },
    async close(id, view, signal) {
      draw(id, view, true, signal);
    },
    async attach(files, markdown, signal) {
      const large = files.find(({ data }) => data.byteLength > LIMITS.outgoingFileBytes);
      if (large) throw new UserError('web-file-size', `${large.name} is too large to be shown here.`);
      const shownFiles: object[] = [];
      for (const file of files) shownFiles.push(await keep(uploads, file, signal));
      const answers = question();
      const id = randomUUID();
      conversations.open(conversation.channel).put({
        message: answerMessage(id, conversation, answers, markdown),
        said: false,
        actions: [],
        data: JSON.stringify({
          kind: 'files',
          id,
          answers,
          html: renderMarkdown(markdown),
          files: shownFiles,
        }),
      });
    },
  };
}

/** Keeps a file of ours where those of the reader are kept, and for as long. */
async function keep(uploads: Uploads, { name, mediaType, data, altText }: OutgoingFile, signal: AbortSignal) {
  const body = new Blob([new Uint8Array(data)]).stream();
  const upload = await uploads.save({ name, type: mediaType, body, signal });
  return { id: upload.id, name: upload.name, type: mediaType, altText };
}

interface Renderers {
  readonly answer: StreamRenderer;
  readonly reasoning: StreamRenderer;
}

const createRenderers = (): Renderers => ({
  answer: createStreamRenderer(),
  reasoning: createStreamRenderer(),
});

/** A view as the page draws it; it gets the Markdown besides the HTML so that it can copy it. */
function shown(view: ReplyView, renderers: Renderers) {
  return {
    phase: view.phase,
    status: view.status,
    steps: view.steps,
    plan: view.plan?.title,
    markdown: view.markdown,
    html: renderers.answer(view.markdown),
    reasoningHtml: view.reasoning ? renderers.reasoning(view.reasoning) : undefined,
    receipts: view.receipts.map((receipt) => ({
      name: receipt.name,
      kind: receipt.kind,
      outcome: receipt.outcome,
      summary: toldOf(receipt),
    })),
    notices: view.notices,
    footer: view.footer,
    actions: view.actions,
  };
}
