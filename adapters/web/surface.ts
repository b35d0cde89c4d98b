/** Answers in the page: one page without end that is redrawn as often as the reader's eye can follow. */
import { randomUUID } from 'node:crypto';
import {
  conversationKey,
  type OutgoingFile,
  type ReplySurface,
  type ReplyTarget,
  type ReplyView,
  toldOf,
  UserError,
} from '../../src/chat/index.ts';
import type { Conversations } from './conversations.ts';
import { LIMITS } from './limits.ts';
import { createStreamRenderer, type StreamRenderer } from './markdown.ts';
import { answerMessage } from './normalize.ts';
import type { Uploads } from './uploads.ts';

export function createSurface(
  conversations: Conversations,
  uploads: Uploads,
  { conversation, messageId }: ReplyTarget,
): ReplySurface {
  const renderers = new Map<string, Renderers>();

  const draw = (id: string, view: ReplyView, said: boolean, signal: AbortSignal): void => {
    signal.throwIfAborted();
    const renderer = renderers.get(id) ?? createRenderers();
    renderers.set(id, renderer);
    conversations.open(conversation.channel).put({
      message: answerMessage(id, conversation, messageId, view.markdown),
      said,
      actions: view.actions,
      data: JSON.stringify({ kind: 'answer', id, answers: messageId, ...shown(view, renderer) }),
    });
  };

  return {
    limits: {
      mode: 'replace',
      pageSize: Infinity,
      measure: (markdown) => markdown.length,
      bucket: conversationKey(conversation),
      intervalMs: LIMITS.drawIntervalMs,
      fileBytes: LIMITS.outgoingFileBytes,
    },
    async open(view, signal) {
      const id = randomUUID();
      draw(id, view, false, signal);
      return id;
    },
    async update(id, view, signal) {
      draw(id, view, false, signal);
    },
    async close(id, view, signal) {
      draw(id, view, true, signal);
      renderers.delete(id);
    },
    async attach(files, text, signal) {
      const large = files.find(({ data }) => data.byteLength > LIMITS.outgoingFileBytes);
      if (large) throw new UserError('web-file-size', `${large.name} is too large to be shown here.`);
      const shownFiles: object[] = [];
      for (const file of files) shownFiles.push(await keep(uploads, file, signal));
      const log = conversations.open(conversation.channel);
      const about = messageId === undefined ? undefined : log.get(messageId)?.message;
      // Pictures about an answer stand beneath the question it answers.
      const answers = about?.fromUs ? about.replyTo : messageId;
      const id = randomUUID();
      log.put({
        message: answerMessage(id, conversation, answers, text),
        said: false,
        actions: [],
        data: JSON.stringify({ kind: 'files', id, answers, text, files: shownFiles }),
      });
    },
  };
}

/** Keeps a file of ours where those of the reader are kept, and for as long. */
async function keep(uploads: Uploads, { name, mediaType, data, altText }: OutgoingFile, signal: AbortSignal) {
  const body = new Blob([new Uint8Array(data)]).stream();
  const upload = await uploads.save({ name, type: mediaType, body, signal });
  return { id: upload.id, name: upload.name, altText };
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
