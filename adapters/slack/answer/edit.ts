/** Answering by editing a message: where streaming is refused or has no room, and for a page whose stream is dead. */
import type { ReplyView } from '../../../src/chat/index.ts';
import { blockMessage, isRunning, textOf } from './blocks.ts';
import { write } from '../workspaces/call.ts';
import { marked } from './marks.ts';
import { type MessagePlace, postMessage } from './message.ts';
import type { Page, Place } from './page.ts';

export interface Looks {
  /** mrkdwn that stands over the text: what was asked, where nobody else saw it. */
  readonly above?: string;
  /** The key it is found by again. */
  readonly key?: string;
  /** Slack keeps a message's blocks, so one that had some gets them ever after. */
  readonly hasBlocks?: boolean;
}

/** Posts a page: one that will be edited, or a complete one. */
export async function postPage(
  place: MessagePlace,
  view: ReplyView,
  looks: Looks,
  signal: AbortSignal,
): Promise<{ readonly ts: string; readonly looks: Looks }> {
  const content = contentOf(view, looks);
  const { ts } = await postMessage(place, content, signal);
  return { ts, looks: { ...looks, hasBlocks: 'blocks' in content } };
}

/** Draws on a message that exists. */
export function editPage({ clients, channel }: Place, ts: string, looks: Looks): Page {
  let { hasBlocks = false } = looks;
  const draw = async (view: ReplyView, signal: AbortSignal) => {
    const content = contentOf(view, { ...looks, hasBlocks });
    await write(signal, () => clients.repeatable.chat.update({ channel, ts, ...content }));
    hasBlocks ||= 'blocks' in content;
  };
  return { state: 'edited', update: draw, close: draw };
}

/** Text alone goes as `markdown_text`, which Slack does not take together with blocks. */
function contentOf(view: ReplyView, { above = '', key, hasBlocks = false }: Looks) {
  const { text, blocks } = blockMessage(isRunning(view) ? whileRunning(view) : view, above);
  const textOnly = blocks.length === 1 && blocks[0]?.type === 'markdown';
  return textOnly && !hasBlocks ? { markdown_text: textOf(view) } : { text, blocks: marked(blocks, key) };
}

/** Beside a text that grows stands only what is being done. */
function whileRunning(view: ReplyView): ReplyView {
  const { markdown, status } = view;
  const notices = markdown.trim() === '' || status === undefined ? [] : [status];
  return { ...view, receipts: [], notices, footer: undefined };
}
