/** What is posted beside the pages of an answer: files with words, or words alone. */
import type { OutgoingFile, Sending } from '../../../src/chat/index.ts';
import { postFiles, textMessage } from './files.ts';
import { bringsFiles, marked, saysSame } from './marks.ts';
import { postMessage } from './message.ts';
import type { Find } from './once.ts';
import type { Spot } from './spot.ts';

/** Throws `UserError` when Slack takes no such file, or no such text. */
export async function postBeside(
  spot: Spot,
  files: readonly OutgoingFile[],
  text: string,
  sending: Sending,
  signal: AbortSignal,
): Promise<void> {
  const [first, ...others] = files;
  if (first) {
    await spot.tell(sending, signal);
    const share = () => postFiles(spot.here(), [first, ...others], text, signal);
    await sendOnce<unknown>(
      share,
      spot.look(sending, (message) => bringsFiles(message, files), signal),
    );
    return;
  }
  if (text.trim() === '') return;
  const { text: plain, blocks } = textMessage(text, spot.above());
  const post = () => postMessage(spot.here(), { text: plain, blocks: marked(blocks, sending.key) }, signal);
  const { ts } = await sendOnce<{ readonly ts: string }>(
    post,
    spot.look(sending, (message) => saysSame(message, plain), signal),
  );
  spot.stands(ts);

  async function sendOnce<Sent>(write: () => Promise<Sent>, find: Find<Sent>): Promise<Sent> {
    const sent = await spot.once.before(sending, find, signal);
    return sent ?? spot.once.send(sending, write, find, signal);
  }
}
