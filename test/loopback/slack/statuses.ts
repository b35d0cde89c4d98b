/** What stands beside a thread while it is worked on: shown by the app, gone with its next message or after two minutes. */
import { ApiError } from './api-error.ts';
import { textArg, type Args } from './json.ts';
import { channelFor } from './messages.ts';
import { findMessage, statusOf, type State } from './state.ts';

export function setStatus(state: State, args: Args) {
  const channel = channelFor(state, { channel: args['channel_id'] });
  const thread = textArg(args, 'thread_ts') ?? '';
  const text = textArg(args, 'status');
  if (!findMessage(state, channel.id, thread)) throw new ApiError('invalid_thread_ts');
  if (text === undefined) throw new ApiError('invalid_arguments');
  const key = `${channel.id}/${thread}`;
  if (text === '') state.statuses.delete(key);
  else state.statuses.set(key, { text, at: state.now() });
  state.changes.changed();
  return {};
}

/** Statuses that nobody took away: they keep people from writing on. */
export function leftStatuses(state: State): string[] {
  return [...state.statuses.keys()].flatMap((key) => {
    const [channel = '', thread = ''] = key.split('/');
    const text = statusOf(state, channel, thread);
    return text === undefined ? [] : [`the status “${text}” was left beside a thread`];
  });
}
