/** The Web API, method by method: who may call it and what it does. */
import { ApiError } from './api-error.ts';
import { describeChannel, listMembers, openDirect } from './channels.ts';
import { textArg, type Args, type Json } from './json.ts';
import { history, replies } from './history.ts';
import { memberships } from './memberships.ts';
import { deleteMessage, postEphemeral, postMessage, updateMessage } from './messages.ts';
import { addReaction } from './reactions.ts';
import type { Channel, State } from './state.ts';
import { setStatus } from './statuses.ts';
import { appendStream, startStream, stopStream } from './streams.ts';
import { completeUpload, getUploadUrl } from './uploads.ts';
import { describeUser } from './users.ts';
import { openView, publishView, setPrompts } from './views.ts';

export interface Method {
  /** The scope of the bot token that is needed, where one is. */
  readonly scope?: string | ((state: State, args: Args) => string);
  /** Called with the app-level token instead of the bot token. */
  readonly byApp?: boolean;
  /** Called without a token. */
  readonly byAnybody?: boolean;
  readonly run: (state: State, args: Args) => Readonly<Record<string, Json>>;
}

const HISTORY_SCOPES: Readonly<Record<Channel['kind'], string>> = {
  channel: 'channels:history',
  group: 'groups:history',
  im: 'im:history',
  mpim: 'mpim:history',
};

const READ_SCOPES: Readonly<Record<Channel['kind'], string>> = {
  channel: 'channels:read',
  group: 'groups:read',
  im: 'im:read',
  mpim: 'mpim:read',
};

function readScope(state: State, args: Args): string {
  const channel = state.channels.get(textArg(args, 'channel') ?? '');
  return READ_SCOPES[channel?.kind ?? 'channel'];
}

function historyScope(state: State, args: Args): string {
  const channel = state.channels.get(textArg(args, 'channel') ?? '');
  return HISTORY_SCOPES[channel?.kind ?? 'channel'];
}

export const METHODS: Readonly<Record<string, Method>> = {
  'api.test': { byAnybody: true, run: () => ({}) },
  'auth.test': {
    run: ({ team, name, enterprise, bot, origin }) => ({
      url: `${origin}/`,
      team: name,
      team_id: team,
      ...(enterprise && { enterprise_id: enterprise.id }),
      user: bot.name,
      user_id: bot.userId,
      bot_id: bot.botId,
    }),
  },
  'apps.connections.open': {
    byApp: true,
    run: (state) => ({ url: `${state.origin.replace('http', 'ws')}/link/?ticket=${state.nextId('ticket')}` }),
  },
  'users.info': { scope: 'users:read', run: describeUser },
  'users.conversations': { run: memberships },
  'files.info': {
    scope: 'files:read',
    run: ({ files }, args) => {
      const file = files.get(textArg(args, 'file') ?? '');
      if (!file) throw new ApiError('file_not_found');
      return { file: file.object };
    },
  },
  'files.getUploadURLExternal': { scope: 'files:write', run: getUploadUrl },
  'files.completeUploadExternal': { scope: 'files:write', run: completeUpload },
  'conversations.history': { scope: historyScope, run: history },
  'conversations.replies': { scope: historyScope, run: replies },
  'conversations.info': { scope: readScope, run: describeChannel },
  'conversations.members': { scope: readScope, run: listMembers },
  'conversations.open': { scope: 'im:write', run: openDirect },
  'reactions.add': { scope: 'reactions:write', run: addReaction },
  'chat.postMessage': { scope: 'chat:write', run: postMessage },
  'chat.postEphemeral': { scope: 'chat:write', run: postEphemeral },
  'chat.update': { scope: 'chat:write', run: updateMessage },
  'chat.delete': { scope: 'chat:write', run: deleteMessage },
  'chat.startStream': { scope: 'chat:write', run: startStream },
  'chat.appendStream': { scope: 'chat:write', run: appendStream },
  'chat.stopStream': { scope: 'chat:write', run: stopStream },
  'views.open': { run: openView },
  'views.publish': { run: publishView },
  'assistant.threads.setSuggestedPrompts': { scope: 'assistant:write', run: setPrompts },
  'assistant.threads.setStatus': { scope: 'chat:write', run: setStatus },
};
