/**
 * What people and channels are like now, for those who must know before they act: believed for a minute, unlike names. Several who
 * ask at the same time cost one call.
 */
import { z } from 'zod';
import type { Caller } from '../workspaces/call.ts';
import { slackCode } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { remembered } from '../workspaces/remembered.ts';
import { SlackUser, UserInfo } from './user.ts';
import type { Workspaces } from '../workspaces/workspaces.ts';

/** A channel as the bot sees it. */
const ChannelInfo = z.object({
  channel: z.object({
    is_private: z.boolean().nullish(),
    is_archived: z.boolean().nullish(),
    is_im: z.boolean().nullish(),
    is_mpim: z.boolean().nullish(),
    is_member: z.boolean().nullish(),
  }),
});
export type ChannelInfo = z.infer<typeof ChannelInfo>['channel'];

const Members = z.object({
  members: z.array(z.string()),
  response_metadata: z.object({ next_cursor: z.string().optional() }).nullish(),
});

export interface Standing {
  /** Undefined where Slack knows nobody of that id, or may not tell. */
  person(team: string, id: string, call: Caller): Promise<SlackUser | undefined>;
  /** Throws what Slack says where it does not tell. */
  channel(team: string, id: string, call: Caller): Promise<ChannelInfo>;
  isMember(team: string, channel: string, person: string, call: Caller): Promise<boolean>;
}

const UNKNOWN = new Set(['user_not_found', 'user_not_visible']);

export function createStanding(workspaces: Pick<Workspaces, 'of'>): Standing {
  const kept = { max: LIMITS.standingsKept, ttl: LIMITS.standingAgeMs };
  const clientOf = (team: string) => workspaces.of(team).clients.repeatable;

  const people = remembered<SlackUser>(async (key) => {
    const [team, user] = partsOf(key);
    const answer = await clientOf(team).users.info({ user, include_locale: true });
    return UserInfo.parse(answer).user;
  }, kept);
  const channels = remembered<ChannelInfo>(async (key) => {
    const [team, channel] = partsOf(key);
    return ChannelInfo.parse(await clientOf(team).conversations.info({ channel })).channel;
  }, kept);
  /** Whoever is no member today may be one in a moment: only members are remembered. */
  const members = remembered<'member'>(async (key) => {
    const [team, channel, person] = partsOf(key);
    return (await isListed(clientOf(team), channel, person)) ? 'member' : undefined;
  }, kept);

  return {
    person: async (team, id, call) => {
      try {
        return await call(() => people.get(keyOf(team, id)));
      } catch (error) {
        if (UNKNOWN.has(slackCode(error) ?? '')) return undefined;
        throw error;
      }
    },
    channel: async (team, id, call) => {
      const key = keyOf(team, id);
      const info = await call(() => channels.get(key));
      if (!info) throw new Error('slack described no channel');
      // Somebody may be about to invite the bot.
      if (info.is_member === false) channels.forget(key);
      return info;
    },
    isMember: async (team, channel, person, call) =>
      (await call(() => members.get(keyOf(team, channel, person)))) === 'member',
  };
}

const keyOf = (...parts: readonly string[]): string => parts.join(' ');
const partsOf = (key: string) => key.split(' ') as [string, string, string];

/** Reads page by page until somebody is found. */
async function isListed(
  client: ReturnType<Workspaces['of']>['clients']['repeatable'],
  channel: string,
  person: string,
): Promise<boolean> {
  let cursor: string | undefined;
  do {
    const answer = await client.conversations.members({
      channel,
      limit: LIMITS.membersPage,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const { members, response_metadata } = Members.parse(answer);
    if (members.includes(person)) return true;
    cursor = response_metadata?.next_cursor;
  } while (cursor);
  return false;
}
