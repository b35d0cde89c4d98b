/**
 * What was said in a workspace while nobody listened. Slack does not tell, so it is read where it may have been said: where the
 * bot was asked lately, then wherever else it is a member, as far as its scopes let it see that.
 */
import { type ChatEvent, type Gap, UserError } from '../../../src/chat/index.ts';
import type { Logger } from '../../../src/ops/index.ts';
import { aliasOf, isFromOthers, messageEvent } from '../intake/asked.ts';
import type { Reader } from '../workspaces/call.ts';
import type { ReadingContext } from '../channel.ts';
import { isPassing, slackCode } from '../errors.ts';
import { type Groups, withGroup } from '../workspaces/groups.ts';
import type { Identity } from '../workspaces/identity.ts';
import { LIMITS } from '../limits.ts';
import { ownConversations } from '../workspaces/memberships.ts';
import { mentionedUsers } from '../text/mrkdwn.ts';
import type { Names } from '../workspaces/names.ts';
import { normalize, peopleIn } from '../normalize.ts';
import { unhurriedReader } from '../workspaces/patience.ts';
import type { SlackMessage } from '../intake/payloads.ts';
import { Page, saidInThread } from './replies.ts';
import { isDirect } from '../answer/target.ts';
import { msOf, tsAt } from './timestamps.ts';
import { together } from './together.ts';
import type { Workspaces } from '../workspaces/workspaces.ts';

export interface MissedContext extends ReadingContext {
  readonly groups: Groups;
  readonly log: Logger;
}

/** A moment later than all that was said. */
const END = '9999999999.999999';

/** In all workspaces, several at a time: each has limits of its own. One that the app was removed from is left out. */
export async function* readMissed(
  gap: Gap,
  { workspaces, groups, log }: Pick<MissedContext, 'groups' | 'log'> & { readonly workspaces: Workspaces },
  signal: AbortSignal,
): AsyncGenerator<ChatEvent> {
  const asked = gap.known.filter(({ platform }) => platform === 'slack').map(({ workspace }) => workspace);
  const teams = new Set([...asked, ...(await workspaces.teams())]);
  async function* inOne(team: string): AsyncGenerator<ChatEvent> {
    const { clients, names, identity } = workspaces.of(team);
    try {
      const us = await identity();
      // What is known of a workspace that the token is no longer for cannot be read.
      if (us.team === team) yield* readWorkspace(gap, { clients, names, us, groups, log }, signal);
    } catch (error) {
      leaveOut(error, { team }, log);
    }
  }
  yield* together(
    [...teams].map((team) => () => inOne(team)),
    LIMITS.missedWorkspaces,
  );
}

/**
 * What others said in one workspace, oldest first within a channel; and what they changed meanwhile, where that stands on the pages
 * that are read anyway.
 */
async function* readWorkspace(
  gap: Gap,
  context: MissedContext,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent> {
  const { us, names, groups, log } = context;
  const ask = unhurriedReader(signal);
  // Asked for anew each time: what is read tells what time it is, also after this computer slept.
  const since = () => {
    const theirs = context.clients.clock.when(gap.since) ?? gap.since;
    // A clock that is right tells it more exactly than the whole seconds that Slack tells.
    return tsAt(Math.abs(theirs - gap.since) < LIMITS.clockSkewMs ? gap.since : theirs);
  };
  const known = threadsByChannel(gap, us.team);
  const channels = new Set(known.keys());

  for await (const channel of bothOf(channels, () => ownConversations(context, ask))) {
    try {
      const threads = known.get(channel) ?? [];
      const said = await changedSince(since, channel, threads, context, ask);
      const theirs = said.filter((one) => isFromOthers(one, us));
      const isGroup = theirs.length > 0 && !isDirect(channel) && (await groups.has(us.team, channel, ask));
      for (const message of theirs) {
        const people = peopleIn(message).filter((id) => id !== us.userId);
        const found = isForUs(message, channel, threads, us)
          ? await names.slowly(people, ask)
          : await names.remembered(people);
        const told = { of: () => Promise.resolve(found) };
        const id = aliasOf(us.team, channel, message.ts);
        const { ts, edited } = message;
        if (edited && ts <= since())
          yield await editedEvent(`${id}:${edited.ts}`, message, channel, isGroup, us, told);
        else yield await messageEvent(id, message, channel, isGroup, us, told);
      }
    } catch (error) {
      leaveOut(error, { channel }, log);
    }
  }
}

async function editedEvent(
  eventId: string,
  message: SlackMessage,
  channel: string,
  isGroup: boolean,
  us: Identity,
  names: Pick<Names, 'of'>,
): Promise<ChatEvent> {
  const now = await normalize(message, channel, us, names);
  return { type: 'edited', eventId, message: withGroup(now, isGroup) };
}

/** Whether it may be a question: only then are its names worth a call each. */
function isForUs(
  { text, thread_ts, parent_user_id }: SlackMessage,
  channel: string,
  threads: readonly string[],
  us: Identity,
): boolean {
  if (channel.startsWith('D') || parent_user_id === us.userId) return true;
  return mentionedUsers(text ?? '').includes(us.userId) || threads.includes(thread_ts ?? '');
}

/** The threads in which the bot was asked, by channel; the latest first, as they were given. */
function threadsByChannel({ known }: Gap, team: string): ReadonlyMap<string, readonly string[]> {
  const threads = new Map<string, string[]>();
  for (const { platform, workspace, channel, thread } of known) {
    if (platform !== 'slack' || workspace !== team) continue;
    const all = threads.get(channel) ?? [];
    if (thread !== undefined) all.push(thread);
    threads.set(channel, all);
  }
  return threads;
}

/** First what is known, then what else is found, which is asked for only then. */
async function* bothOf(
  known: ReadonlySet<string>,
  more: () => AsyncIterable<string>,
): AsyncGenerator<string> {
  yield* known;
  for await (const channel of more()) if (!known.has(channel)) yield channel;
}

/** What was said or changed in a channel and its threads since a timestamp, oldest first. */
async function changedSince(
  since: () => string,
  channel: string,
  known: readonly string[],
  context: MissedContext,
  ask: Reader,
): Promise<readonly SlackMessage[]> {
  const { clients, us, log } = context;
  const read = await newestPages(since, channel, known, context, ask);
  const isNews = ({ ts, edited }: SlackMessage) => ts > since() || (edited?.ts ?? '') > since();
  const said = new Map(read.filter(isNews).map((message) => [message.ts, message]));

  const roots = new Map(read.map((message) => [message.ts, message]));
  const goesOn = (root: SlackMessage) => (root.latest_reply ?? '') > since() && !isOursAlone(root, us);
  const threads = [
    ...known.filter((thread) => !roots.has(thread)),
    ...read.filter(goesOn).map(({ ts }) => ts),
  ];
  for (const thread of threads)
    try {
      const range = { channel, thread, oldest: since(), before: END, limit: LIMITS.missedReplies };
      for (const reply of await saidInThread(range, clients, us, ask))
        if (reply.ts > since()) said.set(reply.ts, reply);
    } catch (error) {
      leaveOut(error, { channel, thread }, log);
    }
  return [...said.values()].sort((one, other) => msOf(one.ts) - msOf(other.ts));
}

/** Whether nobody but the bot has replied: most questions have their answer and nothing else, and reading costs a call each. */
const isOursAlone = ({ reply_users, reply_users_count }: SlackMessage, { userId }: Identity): boolean =>
  reply_users_count === 1 && reply_users?.length === 1 && reply_users[0] === userId;

/** The newest pages of a channel: back to a timestamp at least, and as far as threads that are known make it worth a call. */
async function newestPages(
  since: () => string,
  channel: string,
  known: readonly string[],
  { clients: { repeatable }, log }: MissedContext,
  ask: Reader,
): Promise<readonly SlackMessage[]> {
  const all: SlackMessage[] = [];
  let cursor: string | undefined;
  for (let pages = 1; ; pages++) {
    const answer = await ask(() =>
      repeatable.conversations.history({
        channel,
        limit: cursor === undefined ? LIMITS.messagesPageLeast : LIMITS.messagesPage,
        ...(cursor === undefined ? {} : { cursor }),
      }),
    );
    const { messages, response_metadata } = Page.parse(answer);
    all.push(...messages);
    cursor = response_metadata?.next_cursor;
    const oldest = all.at(-1)?.ts ?? '';
    const older = known.filter((thread) => thread < oldest);
    if (!cursor || (oldest <= since() && older.length <= LIMITS.missedThreads)) return all;
    if (pages < LIMITS.missedPages) continue;
    if (oldest > since())
      log.warn({ channel }, 'more was said meanwhile than is looked at: the oldest is left');
    return all;
  }
}

/** A place that Slack lets nobody read is left out, as it will be the next time. Throws whatever may pass. */
function leaveOut(error: unknown, place: object, log: Logger): void {
  const code = slackCode(error) ?? (error instanceof UserError ? error.code : undefined);
  if (code === undefined || code === 'slack-unreachable' || isPassing(code)) throw error;
  log.info({ ...place, code }, 'slack lets nobody read what was said here meanwhile');
}
