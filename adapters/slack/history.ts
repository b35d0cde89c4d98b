/** The thread that led to a message: its newest messages, oldest first, files and all. */
import type { HistoryRange, Message } from '../../src/chat/index.ts';
import { read } from './workspaces/call.ts';
import type { SlackClients } from './workspaces/client.ts';
import type { Identity } from './workspaces/identity.ts';
import type { Names } from './workspaces/names.ts';
import { normalize } from './normalize.ts';
import { saidInThread } from './reading/replies.ts';

/** Throws `RateLimited` when Slack asks for a pause. */
export async function readHistory(
  { before, limit }: HistoryRange,
  clients: SlackClients,
  us: Identity,
  names: Names,
  signal: AbortSignal,
): Promise<readonly Message[]> {
  const { channel, thread } = before.conversation;
  if (thread === undefined || thread === before.id || limit <= 0) return [];
  const said = await saidInThread({ channel, thread, before: before.id, limit }, clients, us, (request) =>
    read(signal, request),
  );
  return Promise.all(said.map((message) => normalize(message, channel, us, names)));
}
