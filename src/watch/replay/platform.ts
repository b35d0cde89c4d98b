/** A platform made of a history: it tells what was said up to now, opens files that lie beside the export, and does nothing. */
import { open, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { Readable } from 'node:stream';
import {
  type Acts,
  type Attachment,
  type ChatAdapter,
  type Message,
  type Placing,
  type ReplyTarget,
  UserError,
} from '../../chat/index.ts';
import type { History } from './history.ts';

/** @param now the time of the history, in milliseconds since 1970 */
export function createHistoryPlatform(platform: string, history: History, now: () => number): ChatAdapter {
  const messages = history.messages.filter((one) => one.conversation.platform === platform);
  const byChannel = Map.groupBy(messages, ({ conversation }) => conversation.channel);
  const byId = new Map(messages.map((one) => [one.id, one]));
  const authors = new Map(messages.map(({ author }) => [author.id, author]));
  const acts: Acts = {
    message: (_, id) => Promise.resolve(until(byId.get(id), now())),
    place: (placing) => Promise.resolve(targetOf(placing, platform)),
    react: () => Promise.resolve(),
    member: (id) => Promise.resolve(authors.get(id) ?? { id, name: id, roles: [] }),
    // Who may do what, no export tells: its author is taken to be allowed to.
    lacks: () => Promise.resolve([]),
    around: ({ thread: _thread, ...channel }) => Promise.resolve({ ...channel, kind: 'channel' }),
    named: () => Promise.resolve(undefined),
    located: () => Promise.resolve(undefined),
  };
  return {
    platform,
    acts,
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    history: () => Promise.resolve([]),
    async *channel({ conversation, since = 0, until: end, limit }) {
      const { channel, thread } = conversation;
      const said = byChannel.get(channel) ?? [];
      const there = said
        .slice(countBefore(said, since), countBefore(said, Math.min(end, now() + 1)))
        .filter((one) => thread === undefined || one.conversation.thread === thread);
      yield await Promise.resolve(there.slice(-limit).toReversed());
    },
    open: (attachment, signal) => openBeside(attachment, history.folder, signal),
    surface() {
      throw new UserError('replay', 'Nothing is posted in a replay.');
    },
  };
}

/** How many of these, the oldest first, were sent before a time: found by halves, for it is asked once a trigger. */
function countBefore(messages: readonly Message[], time: number): number {
  let [before, rest] = [0, messages.length];
  while (before < rest) {
    const middle = (before + rest) >> 1;
    if (messages[middle]!.sentAt < time) before = middle + 1;
    else rest = middle;
  }
  return before;
}

const until = (message: Message | undefined, now: number): Message | undefined =>
  message && message.sentAt <= now ? message : undefined;

function targetOf(placing: Placing, platform: string): ReplyTarget {
  const target = (channel: string, workspace: string, kind: 'dm' | 'channel'): ReplyTarget => ({
    conversation: { platform, workspace, channel, kind },
    userId: '',
    private: false,
  });
  switch (placing.how) {
    case 'post':
      return target(placing.channel, placing.workspace ?? '', 'channel');
    case 'direct':
      return target(placing.user, placing.workspace, 'dm');
    default: {
      const { conversation, author, id } = placing.message;
      return { conversation, userId: author.id, messageId: id, private: false };
    }
  }
}

/** Where tools that export put files: under the path they note, or by the name, with the id before it or not. */
async function openBeside(
  { id, name, source }: Attachment,
  folder: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const bare = basename(name.replaceAll('\\', '/'));
  const noted = isAbsolute(source) || /^[a-z]+:\/\//i.test(source) ? [] : [decoded(source), source];
  const names = ['', 'files', 'attachments', '__uploads'].flatMap((place) =>
    [bare, `${id}-${bare}`, `${id}_${bare}`, join(id, bare)].map((one) => join(place, one)),
  );
  for (const candidate of [...noted, ...names]) {
    const path = resolve(folder, candidate);
    const isWithin = !relative(folder, path).startsWith('..') && !isAbsolute(relative(folder, path));
    if (!isWithin || !(await stat(path).catch(() => undefined))?.isFile()) continue;
    const file = await open(path);
    return Readable.toWeb(file.createReadStream({ signal })) as ReadableStream<Uint8Array>;
  }
  throw new UserError('unreadable', `“${bare}” is not beside the export.`);
}

function decoded(source: string): string {
  try {
    return decodeURI(source);
  } catch {
    return source;
  }
}
