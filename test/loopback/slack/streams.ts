/** Streamed messages: started, appended to, stopped; they expire, they fill up, and readers can stop them. */
import { ApiError } from './api-error.ts';
import { isObject, listArg, textArg, type Args, type Json } from './json.ts';
import { RULES } from './rules.ts';
import { findMessage, isStreaming, revise, type State, type StoredMessage, type Stream } from './state.ts';
import { checkBlocks } from './validation.ts';
import { channelFor, postAs } from './messages.ts';

export function startStream(state: State, args: Args) {
  const channel = channelFor(state, args);
  const thread = textArg(args, 'thread_ts');
  if (!thread) throw new ApiError('invalid_arguments');
  if (!findMessage(state, channel.id, thread)) throw new ApiError('thread_not_found');
  if (channel.kind !== 'im') {
    if (!textArg(args, 'recipient_user_id')) throw new ApiError('missing_recipient_user_id');
    if (!textArg(args, 'recipient_team_id')) throw new ApiError('missing_recipient_team_id');
  }
  const additions = additionsOf(state, args);
  const message = postAs(state, channel.id, { text: '', blocks: [] }, { thread_ts: thread });
  message.stream = { startedAt: state.now(), live: true, bytes: 0 };
  extend(message, message.stream, additions);
  revise(state, message);
  return { channel: channel.id, ts: message.ts };
}

export function appendStream(state: State, args: Args) {
  const { message, stream } = liveStream(state, args);
  const additions = additionsOf(state, args);
  if (additions.length === 0) throw new ApiError('no_text');
  extend(message, stream, additions);
  revise(state, message);
  return { channel: message.channel, ts: message.ts };
}

export function stopStream(state: State, args: Args) {
  const { message, stream } = liveStream(state, args);
  const additions = additionsOf(state, args);
  const blocks = listArg(args, 'blocks') ?? [];
  checkBlocks(blocks);
  extend(message, stream, additions);
  message.blocks = blocks;
  stream.live = false;
  stream.stoppedBy = 'app';
  revise(state, message);
  return { channel: message.channel, ts: message.ts };
}

function liveStream(state: State, args: Args): { message: StoredMessage; stream: Stream } {
  const channel = channelFor(state, args);
  const message = findMessage(state, channel.id, textArg(args, 'ts') ?? '');
  if (!message) throw new ApiError('message_not_found');
  if (message.stream?.stoppedBy === 'user') throw new ApiError('stopped_by_user');
  if (!message.stream || !isStreaming(state, message)) throw new ApiError('message_not_in_streaming_state');
  return { message, stream: message.stream };
}

type Addition =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'task'; readonly chunk: { readonly [key: string]: Json } };

function additionsOf(state: State, args: Args): Addition[] {
  const markdown = textArg(args, 'markdown_text');
  const chunks = listArg(args, 'chunks');
  if (markdown !== undefined && chunks !== undefined) {
    state.violations.push('markdown_text and chunks in one call');
    throw new ApiError('invalid_arguments');
  }
  if ((markdown?.length ?? 0) > RULES.markdownText) throw new ApiError('msg_too_long');
  if (markdown !== undefined) return [{ type: 'text', text: markdown }];
  return (chunks ?? []).filter(isObject).flatMap((chunk): Addition[] => {
    if (chunk['type'] === 'markdown_text') return [{ type: 'text', text: String(chunk['text']) }];
    if (chunk['type'] === 'task_update') return [{ type: 'task', chunk }];
    throw new ApiError('invalid_chunks');
  });
}

/** Slack counts the details of a task twice. */
function weigh(addition: Addition): number {
  if (addition.type === 'text') return Buffer.byteLength(addition.text);
  const { title = '', details = '', output = '' } = addition.chunk;
  return Buffer.byteLength(String(title)) + 2 * Buffer.byteLength(`${String(details)}${String(output)}`);
}

function extend(message: StoredMessage, stream: Stream, additions: readonly Addition[]): void {
  const bytes = stream.bytes + additions.reduce((sum, addition) => sum + weigh(addition), 0);
  if (bytes > RULES.streamBytes) throw new ApiError('msg_too_long');
  stream.bytes = bytes;
  for (const addition of additions) {
    if (addition.type === 'text') message.text += addition.text;
    else {
      const { id, title, status, details = '' } = addition.chunk;
      const before = message.tasks.get(String(id))?.details ?? '';
      message.tasks.set(String(id), {
        title: String(title),
        status: String(status),
        details: before + String(details),
      });
    }
  }
}
