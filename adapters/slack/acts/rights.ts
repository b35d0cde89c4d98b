/**
 * What somebody may do in a channel, by Slack's own rules. Who may post where an admin has restricted that, or who may react, Slack
 * tells no app: in such a channel somebody seems to have rights they lack.
 */
import type { Author, Conversation, Right } from '../../../src/chat/index.ts';
import type { Caller } from '../workspaces/call.ts';
import { slackCode } from '../errors.ts';
import { toAuthor } from '../workspaces/names.ts';
import type { Standing } from './standing.ts';
import { personOf, type SlackUser } from './user.ts';

/** Somebody of a workspace; undefined where they are no member of it, or no longer. */
export async function memberOf(
  team: string,
  id: string,
  standing: Standing,
  call: Caller,
): Promise<Author | undefined> {
  const user = await standing.person(team, id, call);
  return user && belongsTo(user, team) ? toAuthor(id, personOf(user)) : undefined;
}

/** The rights of these that somebody lacks. */
export async function lacking(
  person: string,
  { workspace, channel }: Conversation,
  rights: readonly Right[],
  standing: Standing,
  call: Caller,
): Promise<readonly Right[]> {
  const user = await standing.person(workspace, person, call);
  if (!user || !belongsTo(user, workspace)) return rights;
  try {
    const info = await standing.channel(workspace, channel, call);
    const isGuest = user.is_restricted === true || user.is_ultra_restricted === true;
    const isOpen = !(info.is_private || info.is_im || info.is_mpim);
    const sees = (isOpen && !isGuest) || (await standing.isMember(workspace, channel, person, call));
    if (!sees) return rights;
    return info.is_archived ? rights.filter((right) => right !== 'read') : [];
  } catch (error) {
    if (slackCode(error) === 'channel_not_found') return rights;
    throw error;
  }
}

/** People of other companies are seen in channels that both share, and belong to neither of them here. */
function belongsTo(
  { deleted, is_stranger, team_id, enterprise_user }: SlackUser,
  workspace: string,
): boolean {
  if (deleted || is_stranger) return false;
  const { teams, enterprise_id } = enterprise_user ?? {};
  return team_id === workspace || enterprise_id === workspace || (teams ?? []).includes(workspace);
}
