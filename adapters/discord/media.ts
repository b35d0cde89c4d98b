/** What a message brings to look at and to listen to: files, stickers, the pictures of its link previews, custom emoji. */
import { basename, extname } from 'node:path';
import {
  type Attachment as DiscordAttachment,
  type Embed,
  type Message as DiscordMessage,
  type Sticker,
  StickerFormatType,
} from 'discord.js';
import type { Attachment } from '../../src/chat/index.ts';
import { formatSource } from './attachments.ts';
import { ALONG } from './limits.ts';
import { customEmojiIn } from './text/mentions.ts';

const SPOILER = /^SPOILER_/;

/** Discord makes file names plain ASCII and keeps the original, without its extension, as a title. */
function originalName(name: string, title: string | null): string {
  if (title === null || title === '') return name;
  const extension = extname(name);
  return title.endsWith(extension) ? title : title + extension;
}

/**
 * @param where the message that carries the file, from which a fresh link can be had; a file given to a slash command
 *   belongs to none
 */
export function normalizeAttachment(
  file: DiscordAttachment,
  where: { readonly channelId: string; readonly messageId: string } | undefined,
): Attachment {
  return {
    id: file.id,
    name: originalName(file.name, file.title).replace(SPOILER, ''),
    ...(file.contentType !== null && { declaredType: file.contentType }),
    bytes: file.size,
    ...(file.duration !== null && { durationSeconds: file.duration }),
    ...(file.description !== null && { altText: file.description }),
    ...((file.spoiler || SPOILER.test(file.name)) && { spoiler: true }),
    source: formatSource({ url: file.url, attachmentId: file.id, message: where }),
  };
}

/** A picture that is no file of the message: its link lasts. */
function picture(
  id: string,
  name: string,
  url: string,
  more: Pick<Attachment, 'declaredType' | 'altText'>,
): Attachment {
  return { id, name, ...more, source: formatSource({ url, attachmentId: id }) };
}

/** A sticker drawn by a program (Lottie) is no picture; its name stands in the text. */
function stickerPicture({ id, name, format, url, description }: Sticker): readonly Attachment[] {
  if (format === StickerFormatType.Lottie) return [];
  const type = format === StickerFormatType.GIF ? 'gif' : 'png';
  const altText = description ? { altText: description } : {};
  return [picture(`sticker:${id}`, `${name}.${type}`, url, { declaredType: `image/${type}`, ...altText })];
}

/** The id of a file of Discord's that an address leads to. */
const fileId = (url: string): string | undefined =>
  /^\/attachments\/\d+\/(\d+)\//.exec(URL.parse(url)?.pathname ?? '')?.[1];

/**
 * The one thing a preview shows, a film before its still, as Discord hands it out itself: strangers' servers are never
 * asked. A film that only plays in a page of its own has no such address.
 */
function previewPicture({ video, image, thumbnail, url }: Embed): readonly Attachment[] {
  const shown = [video, image, thumbnail].find((medium) => medium?.proxyURL);
  if (!shown?.proxyURL) return [];
  const from = URL.parse(url ?? shown.url);
  const file = basename(URL.parse(shown.url)?.pathname ?? '');
  const name = extname(file) === '' ? `preview of ${from?.hostname ?? 'a link'}` : file;
  const id = fileId(shown.url) ?? `preview:${shown.proxyURL}`;
  return [picture(id, name, shown.proxyURL, {})];
}

/** Everything of a message and of what it forwards, each thing once, in this order. Of our own messages only files. */
export function attachmentsOf(message: DiscordMessage): readonly Attachment[] {
  const { client } = message;
  const where = { channelId: message.channelId, messageId: message.id };
  const parts = [message, ...message.messageSnapshots.values()];
  const files = parts.flatMap(({ attachments }) =>
    [...attachments.values()].map((file) => normalizeAttachment(file, where)),
  );
  if (message.author.id === client.user.id) return files;

  const stickers = parts.flatMap(({ stickers: some }) => [...some.values()].flatMap(stickerPicture));
  const previews = parts.flatMap(({ embeds }) => embeds.flatMap(previewPicture)).slice(0, ALONG.previews);
  const emoji = customEmojiIn(parts.map(({ content }) => content ?? '').join('\n'))
    .slice(0, ALONG.emoji)
    .map(({ id, name, animated }) => {
      const url = client.rest.cdn.emoji(id, {
        extension: 'webp',
        size: ALONG.emojiSize,
        ...(animated && { animated }),
      });
      return picture(`emoji:${id}`, `${name}.webp`, url, { declaredType: 'image/webp' });
    });

  const known = new Set<string>();
  return [...files, ...stickers, ...previews, ...emoji].filter(({ id }) => {
    const isNew = !known.has(id);
    known.add(id);
    return isNew;
  });
}

/** Whether to look at it again later: emoji would take the place of files, and their names stand in the text. */
export function isWorthKeeping({ id }: Attachment): boolean {
  return !id.startsWith('emoji:');
}
