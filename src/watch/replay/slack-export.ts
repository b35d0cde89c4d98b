/** Channels as Slack exports them: a folder for each, a file for each day, and who is who beside them. */
import { basename, dirname, resolve } from 'node:path';
import { z } from 'zod';
import type { Author, Conversation, Message, ReactedEvent } from '../../chat/index.ts';
import { createFaults } from './faults.ts';
import type { HistoryOptions } from './history.ts';
import { type Known, knownBy, nameOf, type SlackNames, type SlackPlace } from './slack-names.ts';

export interface SlackDay {
  readonly path: string;
  readonly content: unknown;
}

const Timestamp = z.string().regex(/^\d+\.\d+$/);

const Exported = z.object({
  subtype: z.string().optional(),
  ts: Timestamp,
  thread_ts: Timestamp.optional(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  app_id: z.string().optional(),
  bot_profile: z.object({ name: z.string().optional(), app_id: z.string().optional() }).nullish(),
  username: z.string().optional(),
  text: z.string().default(''),
  edited: z.object({ ts: Timestamp }).optional(),
  files: z
    .array(
      z.object({
        id: z.string(),
        name: z.string().nullish(),
        mimetype: z.string().optional(),
        size: z.number().optional(),
        /** `tombstone` where it was deleted. */
        mode: z.string().optional(),
      }),
    )
    .default([]),
  reactions: z.array(z.object({ name: z.string(), users: z.array(z.string()) })).default([]),
});
type Exported = z.infer<typeof Exported>;

/** Messages that people and bots write; the others tell of joins, topics and pins. */
const SPOKEN = new Set([undefined, 'file_share', 'thread_broadcast', 'me_message', 'bot_message']);
/** An export does not say of which workspace it is. */
const WORKSPACE = 'export';

/** @throws {UserError} `history` with the message of each fault */
export async function slackHistory(
  days: readonly SlackDay[],
  names: SlackNames,
  { emojiOf }: HistoryOptions,
): Promise<{ readonly messages: readonly Message[]; readonly reactions: readonly ReactedEvent[] }> {
  const faults = createFaults();
  const known = knownBy(names, faults);
  const said = days.flatMap(({ path, content }) => {
    const folder = basename(dirname(resolve(path)));
    const place = known.place(folder);
    const file = `${folder}/${basename(path)}`;
    return faults
      .read(z.array(z.unknown()), content, file)
      .flat()
      .flatMap((value, index) => faults.read(Exported, value, `${file} message ${index + 1}`))
      .filter(({ subtype }) => SPOKEN.has(subtype))
      .map((one) => ({ one, place }));
  });
  faults.check();
  // Those of bots set nothing off, as where it is watched.
  const reactions = said.flatMap(({ one, place }) =>
    one.reactions.flatMap(({ name, users }) =>
      users
        .filter((user) => known.user(user)?.is_bot !== true)
        .map((user) => ({ one, conversation: conversationOf(one, place), name, user })),
    ),
  );
  return {
    messages: said.map(({ one, place }) => messageOf(one, place, known)),
    reactions: await Promise.all(
      reactions.map(async ({ one, conversation, name, user }) => ({
        type: 'reacted' as const,
        eventId: `${one.ts}:${name}:${user}`,
        ...(await emojiOf(name)),
        author: personOf(user, known),
        conversation,
        messageId: one.ts,
        at: timeOf(one.ts),
      })),
    ),
  };
}

/** As the Slack adapter has it: every message is where its thread is, or would be. */
const conversationOf = ({ ts, thread_ts }: Exported, { channel, kind }: SlackPlace): Conversation => ({
  platform: 'slack',
  workspace: WORKSPACE,
  channel,
  thread: thread_ts ?? ts,
  kind,
});

const timeOf = (ts: string): number => Math.round(Number(ts) * 1000);

const personOf = (id: string, known: Known): Author => ({
  id,
  name: nameOf(known.user(id)) ?? id,
  roles: [],
});

/** As the Slack adapter has it: a bot is known by its bot id, and by those of its user and its app as if they were groups it is in. */
function authorOf({ user, bot_id, username, app_id, bot_profile }: Exported, known: Known): Author {
  if (user !== undefined && bot_id === undefined)
    return { ...personOf(user, known), ...(username !== undefined && { name: username }) };
  return {
    id: bot_id ?? 'unknown',
    name: username ?? nameOf(known.user(user ?? '')) ?? bot_profile?.name ?? bot_id ?? 'somebody',
    roles: [user, app_id ?? bot_profile?.app_id].filter((one) => one !== undefined),
  };
}

function messageOf(one: Exported, place: SlackPlace, known: Known): Message {
  const { ts, thread_ts, text, edited, files, user, bot_id, subtype } = one;
  return {
    id: ts,
    conversation: conversationOf(one, place),
    author: authorOf(one, known),
    text: plain(text, (person) => personOf(person, known).name),
    attachments: files
      .filter(({ mode }) => mode !== 'tombstone' && mode !== 'hidden_by_limit')
      .map((file) => ({
        id: file.id,
        name: file.name ?? file.id,
        ...(file.mimetype !== undefined && { declaredType: file.mimetype }),
        ...(file.size !== undefined && { bytes: file.size }),
        source: file.name ?? file.id,
      })),
    ...(place.isGroup && { inGroup: true as const }),
    ...(thread_ts !== undefined && thread_ts !== ts && { replyTo: thread_ts }),
    sentAt: timeOf(ts),
    ...(edited && { editedAt: timeOf(edited.ts) }),
    fromBot: bot_id !== undefined || subtype === 'bot_message' || known.user(user ?? '')?.is_bot === true,
    fromUs: false,
    mentionsUs: false,
    mentionsOthers: /<@[UW]\w+>/.test(text),
  };
}

/** Mentions by their names, links as links; what is bold or struck is left as it is. */
const plain = (text: string, nameOfPerson: (id: string) => string): string =>
  text
    .replaceAll(/<@([UW]\w+)(?:\|[^>]*)?>/g, (_, id: string) => `@${nameOfPerson(id)}`)
    .replaceAll(/<#\w+\|([^>]*)>/g, '#$1')
    .replaceAll(/<!(\w+)(?:[|^][^>]*)?>/g, '@$1')
    .replaceAll(/<((?:https?|mailto):[^|>]+)\|([^>]+)>/g, '[$2]($1)')
    .replaceAll(/<((?:https?|mailto):[^|>]+)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
