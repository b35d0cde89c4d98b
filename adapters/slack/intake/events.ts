/** What Slack delivers → the events that are handed on, and what Slack is told. */
import type { z } from 'zod';
import type { ChatEvent } from '../../../src/chat/index.ts';
import { isFromOthers, messageEvent } from './asked.ts';
import { emojiOf } from '../text/emoji.ts';
import { type Groups, withGroup } from '../workspaces/groups.ts';
import { fromHomeChoice } from '../asking/home.ts';
import { fromCommand, fromPress } from '../asking/interactions.ts';
import { authorOf, toAuthor } from '../workspaces/names.ts';
import { isFromUs, normalize } from '../normalize.ts';
import {
  ButtonPress,
  ChangedEvent,
  EventCallback,
  HomeChoice,
  HomeOpenedEvent,
  MessageAction,
  PostedEvent,
  ReactionEvent,
  RemovedEvent,
  SessionStoppedEvent,
  SlashCommand,
  ViewSubmission,
} from './payloads.ts';
import { offerPrompts } from '../setup/prompts.ts';
import { fromShortcut, fromSubmission } from '../asking/shortcuts.ts';
import { type EventContext, NOTHING, type Taken } from './taken.ts';
import { isDirect, threadOf } from '../answer/target.ts';
import { msOf } from '../reading/timestamps.ts';

/** Whatever is none of these is not for us: it is acknowledged, and that is all. */
export async function takeIn(body: unknown, context: EventContext): Promise<Taken> {
  const callback = EventCallback.safeParse(body);
  if (callback.success) return fromCallback(callback.data, context);
  const command = SlashCommand.safeParse(body);
  if (command.success) return fromCommand(command.data, context);
  const shortcut = MessageAction.safeParse(body);
  if (shortcut.success) return fromShortcut(shortcut.data, context);
  const submission = ViewSubmission.safeParse(body);
  if (submission.success) return fromSubmission(submission.data, context);
  const press = ButtonPress.safeParse(body);
  if (press.success) return fromPress(press.data, context);
  const choice = HomeChoice.safeParse(body);
  return choice.success ? fromHomeChoice(choice.data, context) : NOTHING;
}

async function fromCallback(
  { event_id, event }: z.infer<typeof EventCallback>,
  context: EventContext,
): Promise<Taken> {
  const eventId = `slack:${event_id}`;
  if (event.type === 'app_home_opened') return opened(eventId, event, context);
  const heard = await heardOf(eventId, event, context);
  return heard ? { events: [heard] } : NOTHING;
}

type Happening = Exclude<z.infer<typeof EventCallback>['event'], { type: 'app_home_opened' }>;

async function heardOf(
  eventId: string,
  event: Happening,
  context: EventContext,
): Promise<ChatEvent | undefined> {
  if (event.type === 'agent_session_stopped') return stopped(eventId, event, context);
  if (event.type === 'reaction_added') return reacted(eventId, event, context);
  if ('message' in event) return edited(eventId, event, context);
  return 'deleted_ts' in event ? deleted(eventId, event, context) : posted(eventId, event, context);
}

async function posted(
  eventId: string,
  event: PostedEvent,
  { us, names, groups }: EventContext,
): Promise<ChatEvent | undefined> {
  if (!isFromOthers(event, us)) return undefined;
  const isGroup = isInGroup(event, us.team, groups);
  return messageEvent(eventId, event, event.channel, isGroup, us, names);
}

/** Of a mention Slack does not tell it, but of the same message it does: until then it may be one. */
function isInGroup(
  { channel, channel_type }: { readonly channel: string; readonly channel_type?: string | undefined },
  team: string,
  groups: Groups,
): boolean {
  if (isDirect(channel)) return false;
  if (channel_type !== undefined) groups.note(team, channel, channel_type === 'mpim');
  return groups.known(team, channel) ?? true;
}

/** Slack also calls it a change when a link preview appears; a deleted message with replies becomes a tombstone. */
async function edited(
  eventId: string,
  { channel, channel_type, message, previous_message }: z.infer<typeof ChangedEvent>,
  { us, names, groups }: EventContext,
): Promise<ChatEvent | undefined> {
  if (message.subtype === 'tombstone')
    return {
      type: 'deleted',
      eventId,
      conversation: threadOf(us.team, channel, message),
      messageId: message.ts,
    };
  if (!isFromOthers(message, us)) return undefined;
  if (message.edited === undefined || message.edited.ts === previous_message?.edited?.ts) return undefined;
  const isGroup = isInGroup({ channel, channel_type }, us.team, groups);
  return {
    type: 'edited',
    eventId,
    message: withGroup(await normalize(message, channel, us, names), isGroup),
  };
}

function deleted(
  eventId: string,
  { channel, deleted_ts, previous_message }: z.infer<typeof RemovedEvent>,
  { us }: EventContext,
): ChatEvent | undefined {
  const message = { ...previous_message, ts: deleted_ts };
  if (isFromUs(message, us)) return undefined;
  return {
    type: 'deleted',
    eventId,
    conversation: threadOf(us.team, channel, message),
    messageId: deleted_ts,
  };
}

/** Which message it was is told, and no more: it may stand in any thread. */
async function reacted(
  eventId: string,
  { user, reaction, item: { channel, ts }, event_ts }: z.infer<typeof ReactionEvent>,
  { us, names }: EventContext,
): Promise<ChatEvent | undefined> {
  if (user === us.userId || isDirect(channel)) return undefined;
  const [pressed, known] = await Promise.all([emojiOf(reaction), names.of([user])]);
  // Bots would answer each other.
  if (known.get(user)?.isBot) return undefined;
  const author = toAuthor(user, known.get(user));
  const conversation = threadOf(us.team, channel, { ts });
  return { type: 'reacted', eventId, ...pressed, author, conversation, messageId: ts, at: msOf(event_ts) };
}

async function stopped(
  eventId: string,
  { channel, user, thread_ts }: z.infer<typeof SessionStoppedEvent>,
  { us, names }: EventContext,
): Promise<ChatEvent> {
  return {
    type: 'stop',
    eventId,
    conversation: threadOf(us.team, channel, { ts: thread_ts }),
    author: await authorOf(user, names),
  };
}

/** The page is drawn by whoever knows what is on it; the prompts of a conversation are ours. */
async function opened(
  eventId: string,
  { user, channel, tab }: z.infer<typeof HomeOpenedEvent>,
  context: EventContext,
): Promise<Taken> {
  const { us, names } = context;
  if (tab === 'home')
    return { events: [{ type: 'home', eventId, author: await authorOf(user, names), workspace: us.team }] };
  return tab === 'messages' ? { events: [], after: () => offerPrompts(user, channel, context) } : NOTHING;
}
