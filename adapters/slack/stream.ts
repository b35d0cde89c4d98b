/**
 * Answering by streaming into a message. Text is only ever appended, so the page remembers what it has sent.
 * When a stream fails it is stopped, and the page is finished by edits that write its whole text: nothing is lost or doubled.
 */
import type { types } from '@slack/bolt';
import { RateLimited, type ReplyView } from '../../src/chat/index.ts';
import { actionBlocks, contextBlocks, textOf } from './blocks.ts';
import { editPage } from './edit.ts';
import { post, write } from './call.ts';
import { slackCode } from './errors.ts';
import { LIMITS } from './limits.ts';
import { settled, toSlack } from './markdown.ts';
import type { Page, Place } from './page.ts';

/** The one task of the message: what is being done, and what is being thought. Its title is replaced, its details grow. */
interface Task {
  readonly title: string;
  readonly details: string;
  readonly status: 'in_progress' | 'complete';
}

/** What Slack has been sent. */
interface Sent {
  readonly text: string;
  readonly task: Task | undefined;
  /** UTF-8 bytes of everything, as Slack counts them. */
  readonly bytes: number;
}

interface Step {
  readonly chunks: types.AnyChunk[];
  readonly sent: Sent;
}

const NOTHING_SENT: Sent = { text: '', task: undefined, bytes: 0 };
const TASK_ID = 'work';

/** Starts a stream. Rejects when Slack refuses; then nothing was shown. */
export async function startStream(
  place: Place,
  view: ReplyView,
  signal: AbortSignal,
): Promise<{ readonly ts: string; readonly page: Page }> {
  const { clients, channel, thread, recipient } = place;
  const { chunks, sent } = nextStep(NOTHING_SENT, view, false);
  const { ts } = await post(signal, () =>
    clients.once.chat.startStream({
      channel,
      thread_ts: thread,
      task_display_mode: 'timeline',
      ...(recipient ? { recipient_user_id: recipient.user, recipient_team_id: recipient.team } : {}),
      ...(chunks.length > 0 ? { chunks } : {}),
    }),
  );
  if (ts === undefined) throw new Error('chat.startStream gave no ts');
  return { ts, page: streamPage(place, ts, sent) };
}

/** Takes up a message of an earlier process: nobody knows what it was sent, so it is written whole. */
export function resumePage(place: Place, ts: string): Page {
  return streamPage(place, ts, undefined);
}

/**
 * `live`: appended to. `broken`: to be stopped, since Slack refuses edits of a live stream. `edited`: stopped, drawn by
 * edits. `left`: the reader stopped it; Slack shows that, and we add nothing.
 */
type State = 'live' | 'broken' | 'edited' | 'left';

function streamPage(place: Place, ts: string, begun: Sent | undefined): Page {
  const { clients, channel, log } = place;
  // What a message of an earlier process holds is unknown; blocks replace all of it.
  const whole = editPage(place, ts, begun === undefined);
  let sent = begun ?? NOTHING_SENT;
  let state: State = begun ? 'live' : 'broken';

  const edit = async (view: ReplyView, signal: AbortSignal, closing: boolean) => {
    if (state === 'broken') state = await stopped(signal);
    if (state === 'left') return;
    await (closing ? whole.close(view, signal) : whole.update(view, signal));
  };

  /** Only Slack's own word says that the stream is over; without it the next write tries again. */
  const stopped = async (signal: AbortSignal): Promise<State> => {
    try {
      await write(signal, () => clients.once.chat.stopStream({ channel, ts }));
    } catch (error) {
      const code = slackCode(error);
      if (code === undefined) throw error;
      if (code === 'stopped_by_user') return 'left';
    }
    return 'edited';
  };

  /** Runs one call on the stream. Gives the state that a failure leads to. */
  const attempt = async (
    signal: AbortSignal,
    request: () => Promise<unknown>,
  ): Promise<State | undefined> => {
    try {
      await write(signal, request);
      return undefined;
    } catch (error) {
      if (error instanceof RateLimited) throw error;
      const code = slackCode(error);
      log.debug({ err: error, code }, 'a slack stream failed');
      if (code === 'stopped_by_user') return 'left';
      return code === 'message_not_in_streaming_state' ? 'edited' : 'broken';
    }
  };

  return {
    update: async (view, signal) => {
      signal.throwIfAborted();
      if (state === 'live') {
        const step = nextStep(sent, view, false);
        if (step.chunks.length === 0) return;
        const failure =
          step.sent.bytes > LIMITS.streamTotalBytes
            ? 'broken'
            : await attempt(signal, () =>
                clients.once.chat.appendStream({ channel, ts, chunks: step.chunks }),
              );
        if (failure === undefined) {
          sent = step.sent;
          return;
        }
        state = failure;
      }
      await edit(view, signal, false);
    },
    close: async (view, signal) => {
      signal.throwIfAborted();
      if (state === 'live') {
        const { chunks, sent: all } = nextStep(sent, view, true);
        const blocks = [...contextBlocks(view), ...actionBlocks(view)];
        const fits = toSlack(view.markdown).startsWith(sent.text) && all.bytes <= LIMITS.streamTotalBytes;
        const ending = {
          channel,
          ts,
          ...(chunks.length > 0 ? { chunks } : {}),
          ...(blocks.length > 0 ? { blocks } : {}),
        };
        const failure = fits ? await attempt(signal, () => clients.once.chat.stopStream(ending)) : 'broken';
        state = failure ?? 'edited';
        if (failure === undefined) return;
      }
      await edit(view, signal, true);
    },
  };
}

/** The chunks that lead from what was sent to what should be seen, and what will then have been sent. */
function nextStep(sent: Sent, view: ReplyView, closing: boolean): Step {
  const task = nextTask(sent.task, view, closing);
  const taskChunks = task && !sameTask(task, sent.task) ? [taskChunk(task, sent.task)] : [];

  const empty = view.markdown.trim() === '';
  const target = closing ? (empty ? textOf(view) : toSlack(view.markdown)) : settled(view.markdown);
  const grown = target.startsWith(sent.text) ? target.slice(sent.text.length) : '';
  const textChunks: types.MarkdownTextChunk[] = grown === '' ? [] : [{ type: 'markdown_text', text: grown }];

  const chunks = [...taskChunks, ...textChunks];
  return {
    chunks,
    sent: {
      text: sent.text + grown,
      task,
      bytes: sent.bytes + chunks.reduce((sum, chunk) => sum + weigh(chunk), 0),
    },
  };
}

/** A page that goes straight to text shows no task; one that is left open at the end would be shown as failed. */
function nextTask(before: Task | undefined, view: ReplyView, closing: boolean): Task | undefined {
  const reasoning = view.reasoning ?? '';
  const begun = closing || view.markdown.trim() !== '';
  if (!before && begun && reasoning === '') return undefined;
  const details = before?.details ?? '';
  const thought = trimmed(settled(reasoning), LIMITS.reasoningBytes);
  return {
    title: begun && before ? before.title : reasoning === '' ? (view.status ?? 'Working') : 'Thinking',
    details: thought.startsWith(details) ? thought : details,
    status: begun ? 'complete' : 'in_progress',
  };
}

function taskChunk(task: Task, before: Task | undefined): types.TaskUpdateChunk {
  const details = task.details.slice(before?.details.length ?? 0);
  const { title, status } = task;
  return { type: 'task_update', id: TASK_ID, title, status, ...(details === '' ? {} : { details }) };
}

function sameTask(a: Task, b: Task | undefined): boolean {
  return a.title === b?.title && a.details === b.details && a.status === b.status;
}

/** Slack counts the details of a task twice. */
function weigh(chunk: types.MarkdownTextChunk | types.TaskUpdateChunk): number {
  if (chunk.type === 'markdown_text') return Buffer.byteLength(chunk.text);
  return Buffer.byteLength(chunk.title) + 2 * Buffer.byteLength(chunk.details ?? '');
}

/** The beginning of a text that fits; the cut never moves when the text grows. */
function trimmed(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let room = bytes - Buffer.byteLength('…');
  let kept = '';
  for (const character of text) {
    room -= Buffer.byteLength(character);
    if (room < 0) break;
    kept += character;
  }
  return `${kept}…`;
}
