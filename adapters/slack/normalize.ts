/** A message as Slack sends it → the message that every part speaks of. */
import type { Attachment, Author, Message } from '../../src/chat/index.ts';
import { toAttachment, toPreview } from './attachments.ts';
import type { Identity } from './workspaces/identity.ts';
import { LIMITS } from './limits.ts';
import { mentionedUsers, mentionsGroup, toMarkdown, withoutMention } from './text/mrkdwn.ts';
import { toAuthor, type Names, type Person } from './workspaces/names.ts';
import type { SharedMessage, SlackMessage } from './intake/payloads.ts';
import { threadOf } from './answer/target.ts';

/** Messages that people write. All other subtypes (joins, topics, pins …) say nothing. */
const SPOKEN = new Set([undefined, 'file_share', 'thread_broadcast', 'me_message', 'bot_message']);

export function isSpoken({ subtype }: SlackMessage): boolean {
  return SPOKEN.has(subtype);
}

/** Slack's own bot, which has no id of a bot everywhere it speaks. */
const SLACKBOT = 'USLACKBOT';

export function isFromBot(message: SlackMessage, us: Identity): boolean {
  const { bot_id, subtype, user } = message;
  return bot_id !== undefined || subtype === 'bot_message' || user === SLACKBOT || isFromUs(message, us);
}

export function isFromUs({ user, bot_id }: Pick<SlackMessage, 'user' | 'bot_id'>, us: Identity): boolean {
  return user === us.userId || bot_id === us.botId;
}

/** Everybody whose name the message is shown with; a bot may bring its own. */
export function peopleIn({ text, user, username, attachments }: SlackMessage): readonly string[] {
  const quoted = (attachments ?? []).filter(isShared).flatMap((part) => mentionedUsers(part.text ?? ''));
  const author = user === undefined || username !== undefined ? [] : [user];
  return [...mentionedUsers(text ?? ''), ...quoted, ...author];
}

export async function normalize(
  message: SlackMessage,
  channel: string,
  us: Identity,
  names: Pick<Names, 'of'>,
): Promise<Message> {
  const text = message.text ?? '';
  const shared = (message.attachments ?? []).filter(isShared);
  const mentioned = mentionedUsers(text);
  const known = await names.of(peopleIn(message).filter((id) => id !== us.userId));
  const nameOf = (id: string) => (id === us.userId ? us.userName : (known.get(id)?.name ?? id));

  const fromUs = isFromUs(message, us);
  const mentionsOthers = mentioned.some((id) => id !== us.userId) || mentionsGroup(text);
  const link = linkTo(message, channel, us);
  const own = toMarkdown(fromUs ? text : withoutMention(text, us.userId), nameOf);
  return {
    id: message.ts,
    conversation: threadOf(us.team, channel, message),
    author: authorOfMessage(message, us, nameOf, known),
    text: [own, ...shared.map((part) => quote(part, nameOf))].filter((part) => part !== '').join('\n\n'),
    attachments: attachmentsOf(message, us.team),
    ...(link === undefined ? {} : { link }),
    ...(message.thread_ts === undefined || message.thread_ts === message.ts
      ? {}
      : { replyTo: message.thread_ts }),
    sentAt: Number(message.ts) * 1000,
    ...(message.edited === undefined ? {} : { editedAt: Number(message.edited.ts) * 1000 }),
    fromBot: isFromBot(message, us),
    fromUs,
    // A thread under one of our messages is for us, unless somebody else is spoken to.
    mentionsUs: mentioned.includes(us.userId) || (message.parent_user_id === us.userId && !mentionsOthers),
    mentionsOthers,
  };
}

/** The address that shows a message in its place, also one in a thread. */
function linkTo({ ts, thread_ts }: SlackMessage, channel: string, { url }: Identity): string | undefined {
  if (url === undefined) return undefined;
  const link = new URL(`archives/${channel}/p${ts.replace('.', '')}`, url);
  if (thread_ts === undefined || thread_ts === ts) return link.href;
  link.search = String(new URLSearchParams({ thread_ts, cid: channel }));
  return link.href;
}

/** Link previews are attachments, too; only what people said is quoted. */
function isShared(part: SharedMessage): boolean {
  return part.is_msg_unfurl === true || part.is_share === true || part.message_blocks !== undefined;
}

function quote(
  { author_name, author_id, text, files }: SharedMessage,
  nameOf: (id: string) => string,
): string {
  const author = author_name ?? (author_id === undefined ? 'somebody' : nameOf(author_id));
  const words = toMarkdown(text ?? '', nameOf);
  if (words === '' && (files ?? []).length === 0) return '';
  return [`Forwarded message of ${author}:`, ...words.split('\n')]
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}

/** Files first, then the pictures of link previews; each once. */
function attachmentsOf({ files, attachments }: SlackMessage, team: string): readonly Attachment[] {
  const parts = attachments ?? [];
  const shared = parts.filter(isShared).flatMap((part) => part.files ?? []);
  const previews = parts.filter((part) => !isShared(part)).flatMap((part) => toPreview(part, team));
  const own = [...(files ?? []), ...shared].map((file) => toAttachment(file, team));
  const all = [...own, ...previews.slice(0, LIMITS.previews)];
  // Of two with the same id the first counts, and keeps its place.
  return [...new Map(all.toReversed().map((one) => [one.id, one])).values()].toReversed();
}

/**
 * A bot may speak as a user or without one, under any name; all of it bears one bot id (`B…`), so that is its id. By its other ids,
 * of its user and of its app, which are what Slack shows to people, it is known as if they were groups it is in.
 */
function authorOfMessage(
  message: SlackMessage,
  us: Identity,
  nameOf: (id: string) => string,
  known: ReadonlyMap<string, Person>,
): Author {
  const { user, username, bot_id, app_id, bot_profile } = message;
  if (user !== undefined && (bot_id === undefined || isFromUs(message, us)))
    return { ...toAuthor(user, known.get(user)), name: nameOf(user) };
  const id = bot_id ?? 'unknown';
  // A name that Slack did not tell is the id.
  const told = known.get(user ?? '')?.name;
  const own = username ?? (told === user ? undefined : told) ?? bot_profile?.name;
  return {
    id,
    name: own ?? bot_id ?? 'somebody',
    roles: [user, app_id ?? bot_profile?.app_id].filter((one) => one !== undefined),
  };
}
