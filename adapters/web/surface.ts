/** Answers in the page: one page without end that is redrawn as often as the reader's eye can follow. */
import { randomUUID } from 'node:crypto';
import {
  type ReplySurface,
  type ReplyTarget,
  type ReplyView,
  conversationKey,
} from '../../src/chat/index.ts';
import type { Conversations } from './conversations.ts';
import { LIMITS } from './limits.ts';
import { createStreamRenderer, type StreamRenderer } from './markdown.ts';
import { answerMessage } from './normalize.ts';

export function createSurface(conversations: Conversations, target: ReplyTarget): ReplySurface {
  const { conversation, messageId } = target;
  const renderers = new Map<string, Renderers>();

  const draw = (id: string, view: ReplyView, said: boolean, signal: AbortSignal): void => {
    signal.throwIfAborted();
    const renderer = renderers.get(id) ?? createRenderers();
    renderers.set(id, renderer);
    conversations.open(conversation.channel).put({
      message: answerMessage(id, conversation, messageId, view.markdown),
      said,
      stoppable: view.actions.map(({ turnId }) => turnId),
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
  };
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
    receipts: view.receipts.map(({ name, kind, outcome, summary }) => ({ name, kind, outcome, summary })),
    notices: view.notices,
    footer: view.footer,
    actions: view.actions,
  };
}
