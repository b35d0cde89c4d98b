/** Answering by editing a message: where streaming is refused, and for a page whose stream is dead. */
import type { ReplyView } from '../../src/chat/index.ts';
import { blockMessage, isRunning, textOf } from './blocks.ts';
import { post, write } from './call.ts';
import type { Page, Place } from './page.ts';

export async function postPage(
  place: Place,
  view: ReplyView,
  signal: AbortSignal,
): Promise<{ readonly ts: string; readonly page: Page }> {
  const { clients, channel, thread } = place;
  const content = contentOf(view, false);
  const { ts } = await post(signal, () =>
    clients.once.chat.postMessage({
      channel,
      thread_ts: thread,
      ...content,
      unfurl_links: false,
      unfurl_media: false,
    }),
  );
  if (ts === undefined) throw new Error('chat.postMessage gave no ts');
  return { ts, page: editPage(place, ts, 'blocks' in content) };
}

/** Draws on a message that exists. Slack keeps a message's blocks, so one that had some gets them ever after. */
export function editPage({ clients, channel }: Place, ts: string, hasBlocks = false): Page {
  let withBlocks = hasBlocks;
  const draw = async (view: ReplyView, signal: AbortSignal) => {
    const content = contentOf(view, withBlocks);
    await write(signal, () => clients.repeatable.chat.update({ channel, ts, ...content }));
    withBlocks ||= 'blocks' in content;
  };
  return { update: draw, close: draw };
}

/** Text alone goes as `markdown_text`, which Slack does not take together with blocks. */
function contentOf(view: ReplyView, withBlocks: boolean) {
  const shown: ReplyView = isRunning(view) ? { ...view, receipts: [], notices: [], footer: undefined } : view;
  const message = blockMessage(shown);
  const textOnly = message.blocks.length === 1 && message.blocks[0]?.type === 'markdown';
  return textOnly && !withBlocks ? { markdown_text: textOf(view) } : message;
}
