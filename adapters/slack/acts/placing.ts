/** Where something goes that nobody has asked for: made sure of before it is written. */
import { z } from 'zod';
import { type Conversation, type Placing, type ReplyTarget, UserError } from '../../../src/chat/index.ts';
import type { Caller } from '../workspaces/call.ts';
import { slackCode } from '../errors.ts';
import type { Identity } from '../workspaces/identity.ts';
import type { Standing } from './standing.ts';
import { channelOf, writeHandle } from '../answer/target.ts';
import type { Workspaces } from '../workspaces/workspaces.ts';

const Opened = z.object({ channel: z.object({ id: z.string() }) });

/** Throws `UserError` where nothing can be written there. */
export async function placeFor(
  placing: Placing,
  workspaces: Workspaces,
  standing: Standing,
  call: Caller,
): Promise<ReplyTarget> {
  switch (placing.how) {
    case 'reply':
    case 'thread': {
      const { conversation, id, author } = placing.message;
      const { thread = id } = conversation;
      const kind = conversation.kind === 'dm' ? 'dm' : 'thread';
      return { ...targetIn({ ...conversation, thread, kind }, author.id), messageId: id };
    }
    case 'post': {
      const us = await identityIn(placing.workspace, workspaces);
      await requireRoom(us.team, placing.channel, standing, call);
      return targetIn(channelOf(us.team, placing.channel), us.userId);
    }
    case 'direct': {
      const us = await identityIn(placing.workspace, workspaces);
      const { repeatable } = workspaces.of(us.team).clients;
      const answer = await call(() => repeatable.conversations.open({ users: placing.user }));
      return targetIn(channelOf(us.team, Opened.parse(answer).channel.id), placing.user);
    }
  }
}

function targetIn(conversation: Conversation, userId: string): ReplyTarget {
  return { conversation, userId, private: false, handle: writeHandle({ kind: 'placed' }) };
}

/** Who we are in a workspace; in the one that there is, where none is named. */
async function identityIn(workspace: string | undefined, workspaces: Workspaces): Promise<Identity> {
  const teams = workspace === undefined ? await workspaces.teams() : [workspace];
  const [team, ...others] = teams;
  if (team === undefined || others.length > 0)
    throw new UserError(
      'slack-which-workspace',
      'I am in several Slack workspaces, so a channel alone does not say where it is.',
      'Name the workspace beside it, by its id (T…).',
    );
  const us = await workspaces.of(team).identity();
  if (us.team === team) return us;
  throw new UserError(
    'slack-not-installed',
    `My Slack app is not installed in the workspace ${team}.`,
    'Use the id of a workspace where it is.',
  );
}

/** What Slack lets nobody look up is found out when it is written. */
async function requireRoom(team: string, channel: string, standing: Standing, call: Caller): Promise<void> {
  const info = await standing.channel(team, channel, call).catch((error: unknown) => {
    const code = slackCode(error);
    if (code === 'channel_not_found') throw hidden(channel, error);
    if (code !== 'missing_scope') throw error;
    return undefined;
  });
  if (info?.is_archived)
    throw new UserError(
      'slack-is-archived',
      `The Slack channel ${channel} is archived.`,
      'Unarchive it, or name another one.',
    );
  if (info?.is_member === false)
    throw new UserError(
      'slack-not-in-channel',
      `I am not a member of the Slack channel ${channel}.`,
      'Invite me to it with /invite.',
    );
}

function hidden(channel: string, cause: unknown): UserError {
  return new UserError(
    'slack-channel-not-found',
    `I see no Slack channel ${channel}.`,
    'Use its id (C…), which stands at the end of its details, and invite me to it with /invite where it is private.',
    { cause },
  );
}
