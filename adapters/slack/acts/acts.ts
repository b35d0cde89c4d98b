/** What rules that watch do on Slack, in any of the bot's workspaces. Short pauses that Slack asks for are waited out. */
import type { Acts } from '../../../src/chat/index.ts';
import { slackCode } from '../errors.ts';
import { type Groups, withGroup } from '../workspaces/groups.ts';
import { LIMITS } from '../limits.ts';
import { locatedIn } from '../reading/located.ts';
import { isSpoken, normalize, peopleIn } from '../normalize.ts';
import { readMessage } from '../reading/one-message.ts';
import { patientCaller } from '../workspaces/patience.ts';
import { channelOf } from '../answer/target.ts';
import { named } from './named.ts';
import { placeFor } from './placing.ts';
import { addReaction } from './reacting.ts';
import { lacking, memberOf } from './rights.ts';
import type { Standing } from './standing.ts';
import type { Workspaces } from '../workspaces/workspaces.ts';

/** What Slack says of a message that is not there for us. */
const UNREADABLE = new Set([
  'thread_not_found',
  'message_not_found',
  'channel_not_found',
  'not_in_channel',
  'missing_scope',
]);

export function createActs(workspaces: Workspaces, standing: Standing, groups: Groups): Acts {
  return {
    message: async ({ workspace, channel, thread }, ts, signal) => {
      const { clients, identity, names } = workspaces.of(workspace);
      const call = patientCaller(signal);
      try {
        const found = await readMessage({ channel, ts, thread }, clients, call);
        if (!found || !isSpoken(found)) return undefined;
        const us = await identity();
        await names.of(
          peopleIn(found).filter((id) => id !== us.userId),
          LIMITS.namesOfPageMs,
        );
        const isGroup = await groups.has(workspace, channel, call);
        return withGroup(await normalize(found, channel, us, names), isGroup);
      } catch (error) {
        if (UNREADABLE.has(slackCode(error) ?? '')) return undefined;
        throw error;
      }
    },
    place: (placing, signal) => placeFor(placing, workspaces, standing, patientCaller(signal)),
    react: ({ workspace, channel }, ts, emoji, signal) =>
      addReaction({ channel, ts }, emoji, workspaces.of(workspace).clients, patientCaller(signal)),
    member: (id, workspace, signal) => memberOf(workspace, id, standing, patientCaller(signal)),
    lacks: (person, conversation, rights, signal) =>
      lacking(person, conversation, rights, standing, patientCaller(signal)),
    around: async ({ workspace, channel }) => channelOf(workspace, channel),
    named: (id, near, signal) => named(id, near, workspaces, standing, patientCaller(signal)),
    located: (link, near) => locatedIn(link, near, workspaces),
  };
}
