/**
 * Finds a message that may have been sent already, by a process that died before it could note that. Discord tells the nonce of
 * a message for a few minutes only, so a message is known by what it is: ours, in the chain of this answer, on none of the pages
 * that are known, with the mark of this sending on its buttons or, without any, with the same words and files.
 */
import { MessageFlags, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { OutgoingFile, Sending } from '../../../src/chat/index.ts';
import { isGone, lacksPermission } from '../errors.ts';
import { altTextOf, nameOf } from './files.ts';
import { LIMITS, LOOK } from '../limits.ts';
import { marksIn, textOf } from './mark.ts';
import type { MessageBody } from './page.ts';
import { compareIds, idAt, newerOf } from '../reading/snowflake.ts';

/** As much of a message of ours as is needed to know it again. */
export const SentMessage = z.object({
  id: z.string(),
  author: z.object({ id: z.string() }),
  content: z.string().default(''),
  components: z.array(z.unknown()).default([]),
  attachments: z.array(z.object({ filename: z.string(), description: z.string().nullish() })).default([]),
  flags: z.int().default(0),
  nonce: z.union([z.string(), z.int()]).optional(),
  message_reference: z.object({ message_id: z.string().optional() }).nullish(),
  interaction_metadata: z.object({ id: z.string() }).nullish(),
});
export type SentMessage = z.infer<typeof SentMessage>;

/** What was to be sent. */
export interface Wanted {
  readonly sending: Sending;
  readonly body: MessageBody;
  readonly files: readonly OutgoingFile[];
  /** A message beside the pages, which nobody changes any more: it has the very words. */
  readonly aside: boolean;
  /** Messages of this answer that are known: none of them is it. */
  readonly known: ReadonlySet<string>;
}

/** Where it is looked for. */
export interface LookAt {
  readonly rest: REST;
  /** Our own id. */
  readonly us: string;
  readonly channelId: string;
  /** The message that it answers, directly or by way of others of ours. Missing in direct messages, where it answers none. */
  readonly answers: string | undefined;
  /** The interaction that it may answer instead. */
  readonly interactionId: string | undefined;
  /** The message or interaction that it comes of, here or elsewhere: by Discord's own clock it is newer. */
  readonly cause: string | undefined;
}

/** Whether a try may have gone before that Discord no longer knows by its nonce. */
export const mustLook = ({ isRepeated, at }: Sending): boolean =>
  isRepeated || Math.abs(Date.now() - at) > LOOK.nonceMs;

/** Discord changes the names of files; what it leaves of them are letters and digits. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
const squeezed = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

function hasFiles({ attachments }: SentMessage, files: readonly OutgoingFile[]): boolean {
  return (
    attachments.length === files.length &&
    files.every((file, at) => {
      const { filename, description } = attachments[at]!;
      return (
        plain(filename) === plain(nameOf(file)) && squeezed(description ?? '') === squeezed(altTextOf(file))
      );
    })
  );
}

/** Whether a message of ours is the one that was to be sent. */
export function isSent(
  message: SentMessage,
  { sending, body, files, aside, known }: Wanted,
  isInChain: boolean,
): boolean {
  if (known.has(message.id) || (message.flags & MessageFlags.Loading) !== 0) return false;
  if (message.nonce !== undefined) return String(message.nonce) === sending.key;
  const marks = marksIn(message);
  // Once a page is noted, its buttons are drawn anew without a mark.
  if (marks.length > 0) return marks.includes(sending.key);
  if (!hasFiles(message, files)) return false;
  // A page without buttons in the chain is this one, whatever it said when it was tried first; elsewhere only its words tell.
  return (isInChain && !aside) || squeezed(textOf(message)) === squeezed(textOf(body));
}

/** What was said right after a message, oldest first; nothing where the bot may not read. */
async function pageAfter(
  rest: REST,
  channelId: string,
  after: string,
  signal: AbortSignal,
): Promise<readonly SentMessage[]> {
  const query = new URLSearchParams({ after, limit: String(LIMITS.history) });
  try {
    const raw = await rest.get(Routes.channelMessages(channelId), { query, signal });
    return z
      .array(SentMessage)
      .parse(raw)
      .toSorted((one, other) => compareIds(one.id, other.id));
  } catch (error) {
    // By the token of an interaction the bot may write where it may not read.
    if (lacksPermission(error) || isGone(error)) return [];
    throw error;
  }
}

/** The message, where it can be read and found; undefined where it was not sent, or nobody can tell. */
export async function findSent(
  { rest, us, channelId, answers, interactionId, cause }: LookAt,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { sending } = wanted;
  // What it answers came before it, by Discord's own clock: ours may be hours off.
  const earlier = [answers, interactionId, cause].filter((id) => id !== undefined);
  let after = earlier.length > 0 ? earlier.reduce(newerOf) : idAt(sending.at - LOOK.clockMs);
  const chain = new Set([answers]);
  let found: string | undefined;
  for (let page = 0; page < LOOK.pages; page++) {
    const messages = await pageAfter(rest, channelId, after, signal);
    for (const message of messages) {
      if (message.author.id !== us) continue;
      const isAnswer = interactionId !== undefined && message.interaction_metadata?.id === interactionId;
      const isInChain = isAnswer || chain.has(message.message_reference?.message_id);
      if (!isInChain) continue;
      if (answers !== undefined || isAnswer) chain.add(message.id);
      // Of several it is the last: what was sent before it is noted.
      if (isSent(message, wanted, answers !== undefined || isAnswer)) found = message.id;
    }
    const last = messages.at(-1);
    if (!last || messages.length < LIMITS.history) break;
    after = last.id;
  }
  return found;
}
