/** Threads: opened from a message, by somebody or by the bot, or beside all messages; and who is in a private one. */
import { z } from 'zod';
import { isBotIn, keepChannel } from './channels.ts';
import { ApiError, CODE } from './errors.ts';
import { INTENT } from './gateway.ts';
import { canSee, channelObject, userObject } from './guild-objects.ts';
import { THREAD } from './limits.ts';
import { channelOf, findMessage } from './message-routes.ts';
import { addMessage, MESSAGE_TYPE, type Server } from './messages.ts';
import { requirePermissions, requireView } from './permissions.ts';
import { CHANNEL_TYPE, type Channel, isThread } from './places.ts';
import type { Routes } from './rest.ts';
import type { StoredMessage, User } from './state.ts';
import { parseBody } from './validation.ts';

export interface ThreadDraft {
  readonly parent: Channel;
  readonly name: string;
  /** The message it is opened from, whose id it then has. */
  readonly from?: StoredMessage | undefined;
  /** It is private, and these are in it. */
  readonly among?: readonly User[];
}

/** Tells of a channel or thread, where the bot may know of it. */
export function tellChannel({ world, gateway }: Server, event: string, channel: Channel): void {
  if (!isBotIn(world, channel) || !canSee(world, channel)) return;
  const { guildId } = channel;
  gateway.dispatch({ event, intent: INTENT.guilds, guildId, data: () => channelObject(world, channel) });
}

export function openThread(server: Server, { parent, name, from, among }: ThreadDraft): Channel {
  const { world } = server;
  const isNews = parent.type === CHANNEL_TYPE.announcement;
  const open = isNews ? CHANNEL_TYPE.announcementThread : CHANNEL_TYPE.publicThread;
  const thread = keepChannel(world, {
    id: from?.id ?? world.nextId(),
    type: among ? CHANNEL_TYPE.privateThread : open,
    name,
    guildId: parent.guildId!,
    parentId: parent.id,
  });
  for (const { id } of among ?? []) thread.inside.add(id);
  tellChannel(server, 'THREAD_CREATE', thread);
  if (from)
    addMessage(server, {
      channelId: thread.id,
      authorId: from.authorId,
      type: MESSAGE_TYPE.threadStarter,
      replyTo: { channelId: parent.id, messageId: from.id },
    });
  return thread;
}

const ThreadBody = z.looseObject({
  name: z.string().min(1).max(THREAD.name, `Must be between 1 and ${THREAD.name} in length.`),
  auto_archive_duration: z.literal([60, 1440, 4320, 10080]).optional(),
});

/** The kinds of channel that a thread can be opened from a message of. */
const HAS_THREADS: ReadonlySet<number> = new Set([CHANNEL_TYPE.text, CHANNEL_TYPE.announcement]);

export function threadRoutes(server: Server): Routes {
  const { world } = server;
  return {
    'POST /channels/:channel/messages/:message/threads': ({ params, body }) => {
      const parent = channelOf(world, params.channel!);
      const { name } = parseBody(ThreadBody, body);
      requirePermissions(world, parent, ['CreatePublicThreads', 'ReadMessageHistory']);
      const from = findMessage(world, parent.id, params.message!);
      if (!HAS_THREADS.has(parent.type))
        throw new ApiError(400, CODE.wrongChannelType, 'Cannot execute action on this channel type');
      if (world.channels.has(from.id))
        throw new ApiError(400, CODE.threadExists, 'A thread has already been created for this message');
      const siblings = world.channelsOf.get(parent.guildId!)!;
      if (siblings.filter((channel) => isThread(channel) && !channel.archived).length >= THREAD.active)
        throw new ApiError(400, CODE.tooManyThreads, 'Maximum number of active threads reached');
      return channelObject(world, openThread(server, { parent, name, from }));
    },
    'GET /channels/:channel/thread-members/:user': ({ params }) => {
      const thread = channelOf(world, params.channel!);
      requireView(world, thread);
      const user = world.users.get(params.user!);
      if (!user || !isThread(thread) || !thread.inside.has(user.id))
        throw new ApiError(404, CODE.unknownMember, 'Unknown Member');
      return {
        id: thread.id,
        user_id: user.id,
        join_timestamp: '2024-01-01T00:00:00.000Z',
        flags: 0,
        user: userObject(user),
      };
    },
  };
}
