/**
 * Answering by streaming into a message. Text is only ever appended, so the page remembers what it has sent.
 * When a stream fails it is stopped, and the page is finished by edits that write its whole text: nothing is lost or doubled.
 */
import type { types } from '@slack/bolt';
import { RateLimited, type ReplyView } from '../../../src/chat/index.ts';
import { actionBlocks, contextBlocks, textOf } from './blocks.ts';
import { editPage } from './edit.ts';
import { post, write } from '../workspaces/call.ts';
import { slackCode } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { settled, toSlack } from '../markdown.ts';
import type { Page, Place } from './page.ts';
import { nextTasks, NO_TASKS, type Tasks } from './tasks.ts';

/** What Slack has been sent. */
interface Sent {
  readonly text: string;
  readonly tasks: Tasks;
}

interface Step {
  readonly chunks: types.AnyChunk[];
  readonly sent: Sent;
}

const NOTHING_SENT: Sent = { text: '', tasks: NO_TASKS };

/** Starts a stream. Rejects when Slack refuses; then nothing was shown. `stopped` is told when it was stopped. */
export async function startStream(
  place: Place,
  view: ReplyView,
  signal: AbortSignal,
  stopped: () => void,
): Promise<{ readonly ts: string; readonly page: Page }> {
  const { clients, channel, thread, recipient } = place;
  const planned = view.plan !== undefined;
  const { chunks, sent } = nextStep(NOTHING_SENT, view, { closing: false, planned });
  const { ts } = await post(signal, () =>
    clients.once.chat.startStream({
      channel,
      thread_ts: thread,
      task_display_mode: planned ? 'plan' : 'timeline',
      ...(recipient ? { recipient_user_id: recipient.user, recipient_team_id: recipient.team } : {}),
      ...(chunks.length > 0 ? { chunks } : {}),
    }),
  );
  if (ts === undefined) throw new Error('chat.startStream gave no ts');
  return { ts, page: streamPage(place, ts, { sent, planned }, '', stopped) };
}

/** Takes up a message of which nobody knows what it was sent: it is written whole, with what stands `above` its text. */
export function resumePage(
  place: Place,
  ts: string,
  above: string,
  stopped: () => void = () => undefined,
): Page {
  return streamPage(place, ts, undefined, above, stopped);
}

/**
 * `live`: appended to. `broken`: to be stopped, since Slack refuses edits of a live stream. `edited`: stopped, drawn by
 * edits. `left`: the reader stopped it; Slack shows that, and we add nothing.
 */
type State = 'live' | 'broken' | 'edited' | 'left';

function streamPage(
  place: Place,
  ts: string,
  begun: { readonly sent: Sent; readonly planned: boolean } | undefined,
  above: string,
  stopped: () => void,
): Page {
  const { clients, channel, log } = place;
  const planned = begun?.planned ?? false;
  // What a message of an earlier process holds is unknown; blocks replace all of it.
  const whole = editPage(place, ts, { above, hasBlocks: begun === undefined });
  let sent = begun?.sent ?? NOTHING_SENT;
  let state: State = begun ? 'live' : 'broken';

  const edit = async (view: ReplyView, signal: AbortSignal, closing: boolean) => {
    if (state === 'broken') state = await stop(signal);
    if (state === 'left') return;
    try {
      await (closing ? whole.close(view, signal) : whole.update(view, signal));
    } catch (error) {
      // The stop that failed had not been carried out: it is made again with the next try.
      if (slackCode(error) === 'streaming_state_conflict') state = 'broken';
      throw error;
    }
  };

  /** Stops a stream that cannot go on. What Slack says of it does not matter, unless it says nothing or asks for a pause. */
  const stop = async (signal: AbortSignal): Promise<State> => {
    stopped();
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
    get state() {
      return state === 'live' ? 'streamed' : state === 'left' ? 'left' : 'edited';
    },
    update: async (view, signal) => {
      signal.throwIfAborted();
      if (state === 'live') {
        const step = nextStep(sent, view, { closing: false, planned });
        if (step.chunks.length === 0) return;
        const failure = fits(step)
          ? await attempt(signal, () => clients.once.chat.appendStream({ channel, ts, chunks: step.chunks }))
          : 'broken';
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
        const step = nextStep(sent, view, { closing: true, planned });
        const blocks = [...contextBlocks(view), ...actionBlocks(view)];
        const ending = {
          channel,
          ts,
          ...(step.chunks.length > 0 ? { chunks: step.chunks } : {}),
          ...(blocks.length > 0 ? { blocks } : {}),
        };
        const grows = toSlack(view.markdown).startsWith(sent.text);
        if (grows && fits(step)) {
          const failure = await attempt(signal, () => clients.once.chat.stopStream(ending));
          stopped();
          state = failure ?? 'edited';
          if (failure === undefined) return;
        } else state = 'broken';
      }
      await edit(view, signal, true);
    },
  };
}

function fits({ sent: { text, tasks } }: Step): boolean {
  return Buffer.byteLength(text) + tasks.bytes <= LIMITS.streamTotalBytes;
}

/** The chunks that lead from what was sent to what should be seen, and what will then have been sent. */
function nextStep(
  sent: Sent,
  view: ReplyView,
  how: { readonly closing: boolean; readonly planned: boolean },
): Step {
  const { tasks, chunks } = nextTasks(sent.tasks, view, how);
  // Steps and thoughts stand there as tasks.
  const last = () => textOf({ ...view, steps: [], reasoning: undefined });
  const target = how.closing ? last() : settled(view.markdown);
  const grown = target.startsWith(sent.text) ? target.slice(sent.text.length) : '';
  const text: types.MarkdownTextChunk[] = grown === '' ? [] : [{ type: 'markdown_text', text: grown }];
  return { chunks: [...chunks, ...text], sent: { text: sent.text + grown, tasks } };
}
