/** A look back at what was said in a channel, a thread or direct messages, newest first. */
import { type ChannelRange, type Message, RateLimited } from '../../src/chat/index.ts';
import { read } from './workspaces/call.ts';
import type { SlackClients } from './workspaces/client.ts';
import type { Identity } from './workspaces/identity.ts';
import { LIMITS } from './limits.ts';
import type { Names } from './workspaces/names.ts';
import { normalize, peopleIn } from './normalize.ts';
import { patientReader } from './workspaces/patience.ts';
import type { SlackMessage } from './intake/payloads.ts';
import { isSaid, Page, saidInThread } from './reading/replies.ts';
import { tsAt } from './reading/timestamps.ts';

export interface ReadingContext {
  readonly clients: SlackClients;
  readonly us: Identity;
  readonly names: Names;
}

const saysSomething = ({ text, attachments }: Message): boolean => text !== '' || attachments.length > 0;

/**
 * Pages of what was said, newest first. A channel's messages have the replies of their threads above them, of the newest
 * `LIMITS.threadsRead` threads and until Slack asks for a pause: each takes a call of its own. Replies to messages from before
 * `range.since` are not looked for.
 *
 * Pauses that Slack asks for are waited out, up to `LIMITS.readingPauseMs` in all. Where it asks for more, the reading ends
 * with what was read: an app that Slack gives 15 messages a minute does not get far.
 *
 * A message in a channel begins a thread of its own. One that asks for a look back, sent at `range.until`, asks for the channel.
 *
 * Throws `UserError` where the bot may not read, or where Slack gives nothing at all before a long pause.
 */
export async function* readChannel(
  range: ChannelRange,
  context: ReadingContext,
  signal: AbortSignal,
): AsyncGenerator<readonly Message[]> {
  const { kind, channel, thread } = range.conversation;
  const isThread = kind === 'thread' && thread !== undefined && Number(thread) * 1000 < range.until;
  const pages = isThread ? threadPage(thread, range, context, signal) : channelPages(range, context, signal);
  const { us, names } = context;
  let left = range.limit;
  for await (const page of pages) {
    const spoken = page.filter((message) => isSaid(message, us));
    const people = spoken.flatMap(peopleIn).filter((id) => id !== us.userId);
    await names.of(people, LIMITS.namesOfPageMs);
    const messages = await Promise.all(spoken.map((message) => normalize(message, channel, us, names)));
    const said = messages.filter(saysSomething).slice(0, left);
    if (said.length > 0) yield said;
    left -= said.length;
    if (left <= 0) return;
  }
}

/** A thread comes from its oldest end: it is one page. */
async function* threadPage(
  thread: string,
  { conversation: { channel }, since, until, limit }: ChannelRange,
  { clients, us }: ReadingContext,
  signal: AbortSignal,
): AsyncGenerator<readonly SlackMessage[]> {
  const range = { channel, thread, ...oldestOf(since), before: tsAt(until), limit };
  yield (await saidInThread(range, clients, us, patientReader(signal))).toReversed();
}

const oldestOf = (since: number | undefined) => (since === undefined ? {} : { oldest: tsAt(since) });

async function* channelPages(
  { conversation: { channel }, since, until, limit }: ChannelRange,
  context: ReadingContext,
  signal: AbortSignal,
): AsyncGenerator<readonly SlackMessage[]> {
  const { repeatable } = context.clients;
  const ask = patientReader(signal);
  const range = { channel, ...oldestOf(since), before: tsAt(until), limit };
  const withReplies = repliesReader(range, context, signal);
  let cursor: string | undefined;
  do {
    const answer = await ask(() =>
      repeatable.conversations.history({
        channel,
        ...oldestOf(since),
        latest: range.before,
        inclusive: true,
        limit: Math.min(Math.max(limit, LIMITS.messagesPageLeast), LIMITS.messagesPage),
        ...(cursor === undefined ? {} : { cursor }),
      }),
    );
    if (answer === undefined) return;
    const { messages, response_metadata } = Page.parse(answer);
    yield await withReplies(messages.filter(({ ts }) => ts < range.before));
    cursor = response_metadata?.next_cursor;
  } while (cursor);
}

/** Puts the replies of each thread above its first message, the newest first, for as long as that is cheap. */
function repliesReader(
  range: Omit<Parameters<typeof saidInThread>[0], 'thread'>,
  { clients, us }: ReadingContext,
  signal: AbortSignal,
) {
  let threads: number = LIMITS.threadsRead;
  const repliesTo = async ({
    ts,
    reply_count,
    latest_reply,
  }: SlackMessage): Promise<readonly SlackMessage[]> => {
    if (!reply_count || threads <= 0 || (latest_reply ?? '') < (range.oldest ?? '')) return [];
    threads -= 1;
    try {
      const said = await saidInThread({ ...range, thread: ts }, clients, us, (request) =>
        read(signal, request),
      );
      // One that was sent to the channel as well stands there, too.
      return said.filter((reply) => reply.ts !== ts && reply.subtype !== 'thread_broadcast').toReversed();
    } catch (error) {
      if (!(error instanceof RateLimited)) throw error;
      threads = 0;
      return [];
    }
  };
  return async (page: readonly SlackMessage[]): Promise<readonly SlackMessage[]> => {
    const all: SlackMessage[] = [];
    for (const message of page) all.push(...(await repliesTo(message)), message);
    return all;
  };
}
