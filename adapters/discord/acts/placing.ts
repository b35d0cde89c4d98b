/** Places for what nobody has asked for: replies, threads, posts in channels, direct messages. */
import { ChannelType, type PermissionsString, Routes } from 'discord.js';
import { z } from 'zod';
import {
  type Conversation,
  type Message,
  type Placing,
  type ReplyTarget,
  UserError,
} from '../../../src/chat/index.ts';
import { untilAborted } from '../abort.ts';
import { cut } from '../pages/embed.ts';
import { explainAct, isForum, isGone, lacksPermission, mayNot } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { conversationOf, DIRECT, PLATFORM } from '../normalize.ts';
import type { People } from '../reading/people.ts';
import { missingPermissions, NEEDED_FOR_THREADS, NEEDED_TO_WRITE } from '../setup/permissions.ts';
import { channelIdOf, type Places } from '../reading/places.ts';
import { hasNoThreads } from './refusals.ts';
import { isId } from '../reading/snowflake.ts';
import { handleOfThread } from '../pages/thread-pages.ts';

type PlacingOf<How extends Placing['how']> = Extract<Placing, { readonly how: How }>;

const Opened = z.object({ id: z.string() });
const OnServer = z.object({ guild_id: z.string().optional() });

const unknownChannel = (id: string, options?: ErrorOptions): UserError =>
  new UserError(
    'discord-channel',
    `I find no channel ${id} that I can write in.`,
    'Check its id, and that I can see it.',
    options,
  );

/** The kinds of channel that a thread can be opened from a message of. */
const HAS_THREADS: ReadonlySet<unknown> = new Set([ChannelType.GuildText, ChannelType.GuildAnnouncement]);

/** Discord takes no thread without a title. */
const titled = (title: string): string =>
  cut(title.replaceAll(/\s+/g, ' ').trim() || '…', LIMITS.threadTitle);

const targetOf = ({ conversation, id, author }: Message): ReplyTarget => ({
  conversation,
  messageId: id,
  userId: author.id,
  private: false,
});

export function createPlacing({ places, people }: { readonly places: Places; readonly people: People }) {
  const { client } = places;

  /** Throws `UserError` where the bot lacks a permission. */
  const requirePermissions = async (
    conversation: Conversation,
    needed: readonly PermissionsString[],
    act: string,
    signal: AbortSignal,
  ): Promise<void> => {
    if (conversation.kind === 'dm') return;
    await places.server(conversation.workspace, signal);
    if (!(await places.find(conversation, signal))) throw mayNot(act, []);
    if (missingPermissions(client, channelIdOf(conversation), needed).length === 0) return;
    const missing = await places.missing(conversation, signal, needed);
    if (missing.length > 0) throw mayNot(act, missing);
  };

  const reply = async ({ message }: PlacingOf<'reply'>, signal: AbortSignal): Promise<ReplyTarget> => {
    await requirePermissions(message.conversation, NEEDED_TO_WRITE, 'write', signal);
    return targetOf(message);
  };

  const thread = async (placing: PlacingOf<'thread'>, signal: AbortSignal): Promise<ReplyTarget> => {
    const { message, title } = placing;
    const { conversation } = message;
    if (conversation.kind !== 'channel') return reply({ how: 'reply', message }, signal);
    await requirePermissions(conversation, NEEDED_FOR_THREADS, 'open threads', signal);
    const isThere = client.channels.cache.get(message.id)?.isThread() === true;
    if (!isThere && !HAS_THREADS.has(client.channels.cache.get(conversation.channel)?.type))
      throw hasNoThreads();
    return {
      // A thread has the id of the message it is opened from.
      conversation: { ...conversation, thread: message.id, kind: 'thread' },
      userId: message.author.id,
      private: false,
      ...(!isThere && { handle: handleOfThread(titled(title)) }),
    };
  };

  /** The server of a channel, as far as the bot is on it. */
  const serverOf = async (channelId: string, signal: AbortSignal): Promise<string | undefined> => {
    const known = client.channels.cache.get(channelId);
    if (known) return known.isDMBased() ? undefined : known.guildId;
    const asked = client.rest.get(Routes.channel(channelId), { signal });
    return OnServer.parse(await untilAborted(asked, signal)).guild_id;
  };

  const post = async (
    { channel: id, workspace }: PlacingOf<'post'>,
    signal: AbortSignal,
  ): Promise<ReplyTarget> => {
    if (!isId(id)) throw unknownChannel(id);
    try {
      const server = workspace ?? (await serverOf(id, signal));
      if (server === undefined || !(await places.server(server, signal))) throw unknownChannel(id);
      const found = await places.room({ kind: 'channel', workspace: server, channel: id }, signal);
      if (!found) throw unknownChannel(id);
      if (found.isThreadOnly()) throw isForum('written');
      const conversation = conversationOf(client, id, server);
      await requirePermissions(conversation, NEEDED_TO_WRITE, 'write', signal);
      return { conversation, userId: client.user.id, private: false };
    } catch (error) {
      if (isGone(error) || lacksPermission(error)) throw unknownChannel(id, { cause: error });
      throw error;
    }
  };

  const direct = async (
    { user, workspace }: PlacingOf<'direct'>,
    signal: AbortSignal,
  ): Promise<ReplyTarget> => {
    if (!(await people.find(workspace, user, signal)))
      throw new UserError(
        'discord-member',
        'I cannot write to somebody who is not on this server.',
        'Check the id of the person.',
      );
    const opened = client.rest.post(Routes.userChannels(), { body: { recipient_id: user }, signal });
    const { id: channel } = Opened.parse(await untilAborted(opened, signal));
    places.noteDirect(channel);
    const conversation = { platform: PLATFORM, workspace: DIRECT, channel, kind: 'dm' } as const;
    return { conversation, userId: user, private: false };
  };

  const placed = (placing: Placing, signal: AbortSignal): Promise<ReplyTarget> => {
    switch (placing.how) {
      case 'reply':
        return reply(placing, signal);
      case 'thread':
        return thread(placing, signal);
      case 'post':
        return post(placing, signal);
      case 'direct':
        return direct(placing, signal);
    }
  };

  /** Where an answer goes. Throws `UserError` where it cannot go there. */
  return async (placing: Placing, signal: AbortSignal): Promise<ReplyTarget> => {
    try {
      return await placed(placing, signal);
    } catch (error) {
      const [act, needed] =
        placing.how === 'thread'
          ? (['open threads', NEEDED_FOR_THREADS] as const)
          : (['write', NEEDED_TO_WRITE] as const);
      throw await explainAct(error, signal, act, async () =>
        'message' in placing ? places.missing(placing.message.conversation, signal, needed) : [],
      );
    }
  };
}
