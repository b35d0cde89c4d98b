/** Streamed messages: started, appended to, stopped; they expire, they fill up, and readers can stop them. */
import { ApiError } from './api-error.ts';
import { isObject, listArg, textArg, type Args, type Json } from './json.ts';
import { RULES } from './rules.ts';
import {
  findMessage,
  isStreaming,
  revise,
  type State,
  type StoredMessage,
  type Stream,
  type Task,
} from './state.ts';
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
  const display = textArg(args, 'task_display_mode') ?? 'timeline';
  if (display !== 'timeline' && display !== 'plan') throw new ApiError('invalid_arguments');
  const additions = additionsOf(state, args);
  const stream: Stream = { startedAt: state.now(), display, live: true, bytes: 0 };
  load(stream, additions);
  const message = postAs(state, channel.id, { text: '', blocks: [] }, { thread_ts: thread });
  message.stream = stream;
  extend(message, stream, additions);
  revise(state, message);
  return { channel: channel.id, ts: message.ts };
}

export function appendStream(state: State, args: Args) {
  const { message, stream } = liveStream(state, args);
  const additions = additionsOf(state, args);
  if (additions.length === 0) throw new ApiError('no_text');
  load(stream, additions);
  extend(message, stream, additions);
  revise(state, message);
  return { channel: message.channel, ts: message.ts };
}

const SESSION_STATUSES = ['processing', 'active', 'suspended', 'closed'];

export function stopStream(state: State, args: Args) {
  const { message, stream } = liveStream(state, args);
  const additions = additionsOf(state, args);
  const blocks = listArg(args, 'blocks') ?? [];
  const status = textArg(args, 'session_status');
  if (status !== undefined && !SESSION_STATUSES.includes(status)) throw new ApiError('invalid_arguments');
  checkBlocks(blocks);
  load(stream, additions);
  extend(message, stream, additions);
  message.blocks = [...message.blocks, ...blocks];
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
  | { readonly type: 'task'; readonly id: string; readonly task: Task }
  | { readonly type: 'plan'; readonly title: string }
  | { readonly type: 'blocks'; readonly blocks: readonly Json[] };

function additionsOf(state: State, args: Args): Addition[] {
  const markdown = textArg(args, 'markdown_text');
  const chunks = listArg(args, 'chunks');
  if (markdown !== undefined && chunks !== undefined) {
    state.violations.push('markdown_text and chunks in one call');
    throw new ApiError('invalid_arguments');
  }
  if (markdown !== undefined) return [textOf(markdown)];
  return (chunks ?? []).map((chunk): Addition => {
    if (!isObject(chunk)) throw new ApiError('invalid_chunks');
    switch (chunk['type']) {
      case 'markdown_text':
        return textOf(chunk['text']);
      case 'task_update':
        return taskOf(chunk);
      case 'plan_update':
        return { type: 'plan', title: titleOf(chunk['title']) };
      case 'blocks':
        return { type: 'blocks', blocks: blocksOf(chunk['blocks']) };
      default:
        throw new ApiError('invalid_chunks');
    }
  });
}

function textOf(text: Json | undefined): Addition {
  if (typeof text !== 'string' || text === '') throw new ApiError('invalid_chunks');
  if (text.length > RULES.markdownText) throw new ApiError('msg_too_long');
  return { type: 'text', text };
}

const STATUSES = ['pending', 'in_progress', 'complete', 'error'];

function taskOf({
  id,
  title,
  status,
  details = '',
  output = '',
}: {
  readonly [key: string]: Json;
}): Addition {
  const isWrong = typeof id !== 'string' || id === '' || !STATUSES.includes(String(status));
  if (isWrong || typeof details !== 'string' || typeof output !== 'string')
    throw new ApiError('invalid_chunks');
  const task = { title: titleOf(title), status: String(status), details: details + output };
  return { type: 'task', id, task };
}

function titleOf(title: Json | undefined): string {
  if (typeof title !== 'string' || title === '' || title.length > RULES.taskTitle)
    throw new ApiError('invalid_chunks');
  return title;
}

function blocksOf(blocks: Json | undefined): readonly Json[] {
  if (!Array.isArray(blocks)) throw new ApiError('invalid_chunks');
  checkBlocks(blocks as readonly Json[]);
  return blocks as readonly Json[];
}

/** Slack counts the details of a task twice. */
function weigh(addition: Addition): number {
  switch (addition.type) {
    case 'text':
      return Buffer.byteLength(addition.text);
    case 'plan':
      return Buffer.byteLength(addition.title);
    case 'task':
      return Buffer.byteLength(addition.task.title) + 2 * Buffer.byteLength(addition.task.details);
    case 'blocks':
      return Buffer.byteLength(JSON.stringify(addition.blocks));
  }
}

/** Counts what is added; a message that is full takes nothing more. */
function load(stream: Stream, additions: readonly Addition[]): void {
  const bytes = stream.bytes + additions.reduce((sum, addition) => sum + weigh(addition), 0);
  if (bytes > RULES.streamBytes) throw new ApiError('msg_too_long');
  stream.bytes = bytes;
}

function extend(message: StoredMessage, stream: Stream, additions: readonly Addition[]): void {
  for (const addition of additions) {
    if (addition.type === 'text') message.text += addition.text;
    else if (addition.type === 'plan') stream.plan = addition.title;
    else if (addition.type === 'blocks') message.blocks = [...message.blocks, ...addition.blocks];
    else {
      const { id, task } = addition;
      const before = message.tasks.get(id)?.details ?? '';
      message.tasks.set(id, { ...task, details: before + task.details });
    }
  }
}
