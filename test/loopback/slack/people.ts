/** What people do in the workspace, and the events the app hears of it. */
import type { Delivery, Outcome } from './delivery.ts';
import { addFile, type NewFile } from './files.ts';
import { createHearing } from './hearing.ts';
import { createInteractions, type Interactions } from './interactions.ts';
import type { Json } from './json.ts';
import { messageObject } from './messages.ts';
import type { OAuth } from './oauth.ts';
import { noteReaction } from './reactions.ts';
import { channelIn, createResidents, type Residents } from './residents.ts';
import type { Responses } from './responses.ts';
import { findMessage, type OtherApp, revise, type State, type StoredMessage } from './state.ts';

export interface Said {
  readonly ts: string;
  readonly channel: string;
  readonly files: readonly Readonly<Record<string, Json>>[];
  /** What became of the events, once each was acknowledged or given up. */
  readonly delivered: Promise<readonly Outcome[]>;
}

export interface Saying {
  readonly user: string;
  readonly channel: string;
  /** Slack's own markup. `<@U0BOT>` mentions the bot. */
  readonly text?: string;
  readonly files?: readonly NewFile[];
  /** `ts` of the message that begins the thread. */
  readonly thread?: string;
  /** Forwarded messages and link previews, as Slack gives them. */
  readonly attachments?: readonly { readonly [key: string]: Json }[];
  /** Files come with their id only, as in channels shared between companies. */
  readonly filesById?: boolean;
  /** The message of a bot: ours, or one of the old kind that is no app. */
  readonly asBot?: boolean;
  /** `channel_join` and others that Slack writes by itself; `thread_broadcast`: a reply that the channel sees, too. */
  readonly subtype?: string;
}

/** The message of another app. */
export interface BotSaying extends Pick<Saying, 'channel' | 'text' | 'files' | 'thread'> {
  readonly bot: OtherApp;
  /** A name it gives itself for this message. */
  readonly as?: string;
}

export interface People extends Interactions, Residents {
  say(saying: Saying): Said;
  sayAsBot(saying: BotSaying): Said;
  /** By the name of an emoji; with the tone of a skin behind it, where it has one. */
  react(user: string, channel: string, ts: string, name: string): Promise<Outcome | undefined>;
  edit(channel: string, ts: string, text: string): Promise<readonly Outcome[]>;
  /** A link preview appears on a message. */
  unfurl(channel: string, ts: string): Promise<readonly Outcome[]>;
  remove(channel: string, ts: string): Promise<readonly Outcome[]>;
  /** Opens a tab of the app: its page, or the direct messages with it. */
  openHome(user: string, channel: string, tab: 'home' | 'messages'): Promise<Outcome | undefined>;
  /** The stop button of the agent view: ends the streams of a thread and tells the app. */
  stopSession(user: string, channel: string, thread: string): Promise<Outcome | undefined>;
}

export function createPeople(
  state: State,
  subscribed: ReadonlySet<string>,
  oauth: OAuth,
  responses: Responses,
  deliver: (delivery: Delivery) => Promise<Outcome>,
): People {
  const hearing = createHearing(state, subscribed, oauth, deliver);

  const channelOf = (id: string) => channelIn(state, id);
  const messageOf = (channel: string, ts: string): StoredMessage => {
    const message = findMessage(state, channel, ts);
    if (!message) throw new Error(`no message ${ts} in ${channel} on the loopback Slack`);
    return message;
  };
  const say = (saying: Saying & { readonly app?: StoredMessage['app'] }): Said => {
    const channel = channelOf(saying.channel);
    channel.members.add(saying.user);
    const ts = state.nextTs();
    const message: StoredMessage = {
      ts,
      channel: channel.id,
      ...(saying.thread === undefined ? {} : { thread_ts: saying.thread }),
      user: saying.user,
      bot: saying.asBot ?? false,
      ...(saying.app === undefined ? {} : { app: saying.app }),
      ...(saying.subtype === undefined ? {} : { subtype: saying.subtype }),
      text: saying.text ?? '',
      blocks: [],
      files: (saying.files ?? []).map((file) => addFile(state, file)),
      attachments: saying.attachments ?? [],
      tasks: new Map(),
      reactions: new Map(),
      deleted: false,
      revisions: [],
    };
    for (const messages of [state.messages, ...(channel.elsewhere ?? [])]) messages.push(message);
    revise(state, message);

    const full = messageObject(state, message);
    const files = message.files.map(({ object }) => object);
    const bare = files.map(({ id }) => ({
      id: id ?? '',
      mode: 'file_access',
      file_access: 'check_file_info',
    }));
    const from = state.users.get(saying.user)?.team;
    const object = {
      ...full,
      event_ts: ts,
      ...(from === undefined ? {} : { user_team: from, source_team: from }),
      ...(saying.filesById ? { files: bare } : {}),
    };
    const isMention = message.text.includes(`<@${state.bot.userId}`) && channel.kind !== 'im';
    const isHeard =
      isMention &&
      hearing.hears('app_mention') &&
      channel.members.has(state.bot.userId) &&
      state.scopes.has('app_mentions:read');
    const { subtype: _, ...mention } = object as Record<string, Json>;
    const events = [
      ...(isHeard ? [hearing.tell({ ...mention, type: 'app_mention', channel: channel.id }, channel)] : []),
      ...hearing.tellMessage(channel, object),
    ];
    return { ts, channel: channel.id, files, delivered: Promise.all(events) };
  };

  /** Of a channel that the bot is in, also of what it did itself. */
  const tellReaction = async (
    message: StoredMessage,
    user: string,
    reaction: string,
  ): Promise<Outcome | undefined> => {
    const channel = channelOf(message.channel);
    const isThere = channel.members.has(state.bot.userId) && state.scopes.has('reactions:read');
    if (!isThere || !hearing.hears('reaction_added')) return undefined;
    const item = { type: 'message', channel: channel.id, ts: message.ts };
    const event = { user, reaction, item, item_user: message.user, event_ts: state.nextTs() };
    return hearing.tell({ type: 'reaction_added', ...event }, channel);
  };
  state.tellReaction = (...told) => void tellReaction(...told);

  const changed = (
    message: StoredMessage,
    before: { readonly [key: string]: Json },
  ): Promise<readonly Outcome[]> =>
    Promise.all(
      hearing.tellMessage(channelOf(message.channel), {
        subtype: 'message_changed',
        hidden: true,
        ts: state.nextTs(),
        message: messageObject(state, message),
        previous_message: before,
      }),
    );

  return {
    ...createResidents(state),
    say: (saying) => say(saying),
    sayAsBot: ({ bot, as, ...saying }) => say({ ...saying, user: bot.userId, app: { by: bot, as } }),
    react: (user, channel, ts, name) => {
      const message = messageOf(channel, ts);
      noteReaction(message, user, name);
      state.changes.changed();
      return tellReaction(message, user, name);
    },
    edit: (channel, ts, text) => {
      const message = messageOf(channel, ts);
      const before = messageObject(state, message);
      message.text = text;
      message.edited = state.nextTs();
      revise(state, message);
      return changed(message, before);
    },
    unfurl: (channel, ts) => {
      const message = messageOf(channel, ts);
      const before = messageObject(state, message);
      message.attachments = [{ from_url: 'https://example.org/', title: 'Example', text: 'A preview' }];
      return changed(message, before);
    },
    remove: (channel, ts) => {
      const message = messageOf(channel, ts);
      const before = messageObject(state, message);
      message.deleted = true;
      state.changes.changed();
      const event = { subtype: 'message_deleted', hidden: true, ts: state.nextTs() };
      return Promise.all(
        hearing.tellMessage(channelOf(channel), { ...event, deleted_ts: ts, previous_message: before }),
      );
    },
    ...createInteractions(state, () => hearing.isCompanys(), responses, deliver),
    openHome: (user, channel, tab) => {
      const opened = { type: 'app_home_opened', user, channel, tab, event_ts: state.nextTs() };
      return hearing.hears('app_home_opened') ? hearing.tell(opened) : Promise.resolve(undefined);
    },
    stopSession: (user, channel, thread) => {
      const streams = state.messages.filter(
        (message) => message.channel === channel && message.thread_ts === thread && message.stream?.live,
      );
      for (const { stream } of streams) {
        if (!stream) continue;
        stream.live = false;
        stream.stoppedBy = 'user';
      }
      if (!hearing.hears('agent_session_stopped')) return Promise.resolve(undefined);
      const stopped = { channel, user, thread_ts: thread, streaming_message_ts: streams.map(({ ts }) => ts) };
      return hearing.tell({ type: 'agent_session_stopped', event_ts: state.nextTs(), ...stopped });
    },
  };
}
