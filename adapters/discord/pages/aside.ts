/**
 * A message beside an answer: text and files. What plain content shows best (text, sound, files to look into) is plain
 * content; pictures are laid out as components.
 */
import { type APIMessageTopLevelComponent, ComponentType, MessageFlags } from 'discord.js';
import { type OutgoingFile, UserError } from '../../../src/chat/index.ts';
import { altTextOf, nameOf, withPlainNames } from './files.ts';
import { LIMITS } from '../limits.ts';
import { toDiscord } from '../markdown.ts';
import type { MessageBody } from './page.ts';

export interface Aside {
  readonly body: MessageBody;
  readonly files: readonly OutgoingFile[];
}

/** Pictures that Discord shows. */
const PICTURE = /^image\/(?:png|jpeg|gif|webp|avif)$/;
const isPicture = ({ mediaType }: OutgoingFile): boolean => PICTURE.test(mediaType);

function asContent(text: string, files: readonly OutgoingFile[]): Aside {
  return { body: { content: text, embeds: [], components: [], allowed_mentions: { parse: [] } }, files };
}

/** At least one of the files is a picture. */
function asComponents(text: string, given: readonly OutgoingFile[]): Aside {
  const files = withPlainNames(given);
  const shown = files.map((file) => ({
    isPicture: isPicture(file),
    media: { url: `attachment://${nameOf(file)}` },
    description: altTextOf(file),
    spoiler: file.spoiler ?? false,
  }));
  const pictures = shown.filter((file) => file.isPicture);
  const components: APIMessageTopLevelComponent[] = [
    ...(text === '' ? [] : [{ type: ComponentType.TextDisplay as const, content: text }]),
    {
      type: ComponentType.MediaGallery,
      items: pictures.map(({ media, description, spoiler }) => ({
        media,
        spoiler,
        ...(description !== '' && { description }),
      })),
    },
    ...shown
      .filter((file) => !file.isPicture)
      .map(({ media, spoiler }) => ({ type: ComponentType.File as const, file: media, spoiler })),
  ];
  return { body: { components, flags: MessageFlags.IsComponentsV2, allowed_mentions: { parse: [] } }, files };
}

/**
 * The ways to show it, the best first: what Discord refuses to lay out it still takes as plain content.
 * Throws `UserError` for more text than one message takes.
 */
export function renderAside(files: readonly OutgoingFile[], markdown: string): readonly [Aside, ...Aside[]] {
  const text = toDiscord(markdown).trim();
  if (text.length > LIMITS.content)
    throw new UserError('discord-text-size', 'That is more text than Discord takes in one message.');
  const plain = asContent(text, files);
  return files.some(isPicture) ? [asComponents(text, files), plain] : [plain];
}
