/** What Slack delivers → the event that is handed on, or nothing where it is not for us. */
import type { z } from 'zod';
import type { AskChoices, ChatEvent, ReplyAction } from '../../src/chat/index.ts';
import { parseAsk } from './commands.ts';
import type { Identity } from './identity.ts';
import { mentionedUsers, toMarkdown } from './mrkdwn.ts';
import type { Names } from './names.ts';
import { isFromBot, isSpoken, normalize } from './normalize.ts';
import {
  BlockActions,
  ChangedEvent,
  EventCallback,
  PostedEvent,
  RemovedEvent,
  SessionStoppedEvent,
  SlashCommand,
} from './payloads.ts';
import { channelOf, threadOf, writeHandle } from './target.ts';

export interface EventContext {
  readonly us: Identity;
  readonly names: Names;
  readonly choices: AskChoices;
}

/** The `action_id` of each button under a reply. */
export const ACTION_IDS = {
  stop: 'attache_stop',
  saw: 'attache_saw',
} as const satisfies Record<ReplyAction['id'], string>;

export async function toChatEvent(body: unknown, context: EventContext): Promise<ChatEvent | undefined> {
  const callback = EventCallback.safeParse(body);
  if (callback.success) return fromCallback(callback.data, context);
  const command = SlashCommand.safeParse(body);
  if (command.success) return fromCommand(command.data, context);
  const actions = BlockActions.safeParse(body);
  return actions.success ? fromActions(actions.data, context) : undefined;
}

function fromCallback(
  { event_id, event }: z.infer<typeof EventCallback>,
  context: EventContext,
): Promise<ChatEvent | undefined> {
  const eventId = `slack:${event_id}`;
  if (event.type === 'agent_session_stopped') return stopped(eventId, event, context);
  if ('message' in event) return edited(eventId, event, context);
  if ('deleted_ts' in event) return Promise.resolve(deleted(eventId, event, context));
  return posted(eventId, event, context);
}

async function posted(
  eventId: string,
  event: PostedEvent,
  { us, names }: EventContext,
): Promise<ChatEvent | undefined> {
  if (!isSpoken(event) || isFromBot(event, us) || event.user === undefined) return undefined;
  const message = await normalize(event, event.channel, us, names);
  return {
    type: 'message',
    eventId,
    aliases: [`slack:${us.team}:${event.channel}:${event.ts}`],
    message,
    target: {
      conversation: message.conversation,
      messageId: message.id,
      userId: event.user,
      private: false,
      handle: writeHandle({ kind: 'message', recipientTeam: event.user_team ?? us.team }),
    },
  };
}

/** Slack also calls it a change when a link preview appears; a deleted message with replies becomes a tombstone. */
async function edited(
  eventId: string,
  { channel, message, previous_message }: z.infer<typeof ChangedEvent>,
  { us, names }: EventContext,
): Promise<ChatEvent | undefined> {
  if (message.subtype === 'tombstone')
    return {
      type: 'deleted',
      eventId,
      conversation: threadOf(us.team, channel, message),
      messageId: message.ts,
    };
  if (!isSpoken(message) || isFromBot(message, us)) return undefined;
  if (message.edited === undefined || message.edited.ts === previous_message?.edited?.ts) return undefined;
  return { type: 'edited', eventId, message: await normalize(message, channel, us, names) };
}

function deleted(
  eventId: string,
  { channel, deleted_ts, previous_message }: z.infer<typeof RemovedEvent>,
  { us }: EventContext,
): ChatEvent | undefined {
  const message = { ...previous_message, ts: deleted_ts };
  if (isFromBot(message, us)) return undefined;
  return {
    type: 'deleted',
    eventId,
    conversation: threadOf(us.team, channel, message),
    messageId: deleted_ts,
  };
}

async function stopped(
  eventId: string,
  { channel, user, thread_ts }: z.infer<typeof SessionStoppedEvent>,
  { us, names }: EventContext,
): Promise<ChatEvent> {
  const name = (await names.of([user])).get(user) ?? user;
  return {
    type: 'stop',
    eventId,
    conversation: threadOf(us.team, channel, { ts: thread_ts }),
    author: { id: user, name, roles: [] },
  };
}

/** A command has no message of its own, so it is named by its trigger, which stays the same when delivered again. */
async function fromCommand(
  command: SlashCommand,
  { us, names, choices }: EventContext,
): Promise<ChatEvent | undefined> {
  const ask = parseAsk(command.text, choices);
  if ('fault' in ask) return undefined;
  const mentioned = mentionedUsers(ask.question);
  const known = await names.of([command.user_id, ...mentioned]);
  const text = toMarkdown(ask.question, (id) => known.get(id) ?? id);
  const conversation = channelOf(us.team, command.channel_id);
  return {
    type: 'command',
    eventId: `slack:${command.trigger_id}`,
    name: 'ask',
    message: {
      id: command.trigger_id,
      conversation,
      author: {
        id: command.user_id,
        name: known.get(command.user_id) ?? command.user_name ?? command.user_id,
        roles: [],
      },
      text,
      attachments: [],
      sentAt: Date.now(),
      fromBot: false,
      fromUs: false,
      mentionsUs: true,
      mentionsOthers: mentioned.some((id) => id !== us.userId),
    },
    ...(ask.effort === undefined ? {} : { effort: ask.effort }),
    ...(ask.model === undefined ? {} : { model: ask.model }),
    target: {
      conversation,
      userId: command.user_id,
      private: ask.private,
      handle: writeHandle({ kind: 'command', responseUrl: command.response_url, question: text }),
    },
  };
}

/** A button says itself what it does and to which turn, so that it also works after a restart. */
async function fromActions(
  { trigger_id, user, channel, message, actions }: z.infer<typeof BlockActions>,
  { us, names }: EventContext,
): Promise<ChatEvent | undefined> {
  const pressed = actions.find(({ action_id }) => Object.values<string>(ACTION_IDS).includes(action_id));
  if (pressed?.value === undefined) return undefined;
  const name = (await names.of([user.id])).get(user.id) ?? user.id;
  const conversation = threadOf(us.team, channel.id, message);
  return {
    type: 'action',
    eventId: `slack:${trigger_id}`,
    action: pressed.action_id === ACTION_IDS.saw ? 'saw' : 'stop',
    turnId: pressed.value,
    conversation,
    author: { id: user.id, name, roles: [] },
    // Slack has no files that only one person sees.
    target: {
      conversation,
      messageId: message.ts,
      userId: user.id,
      private: false,
      handle: writeHandle({ kind: 'message', recipientTeam: user.team_id ?? us.team }),
    },
  };
}
