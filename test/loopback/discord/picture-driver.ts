/** Pictures that people bring along without sending them as files: stickers, emoji, what links lead to. */
import { randomBytes } from 'node:crypto';
import type { Server } from './messages.ts';
import type { Picture, StoredSticker, World } from './state.ts';

export interface StickerDraft {
  readonly name: string;
  readonly format: StoredSticker['format'];
  readonly bytes: Uint8Array;
}

export interface PictureDriver {
  /** Keeps a picture of a stranger's as Discord does for its previews, and gives Discord's own address of it. */
  proxy(url: string, picture: Picture): string;
  /** Adds a custom emoji and gives what to write for it: `<:heron:1234>`. */
  emoji(name: string, emoji: { readonly bytes: Uint8Array; readonly animated?: boolean }): string;
}

/** The ending and the type of a sticker's file. */
const STICKER_FILES = {
  png: ['png', 'image/png'],
  apng: ['png', 'image/png'],
  lottie: ['json', 'application/json'],
  gif: ['gif', 'image/gif'],
} as const satisfies Record<StoredSticker['format'], readonly [ending: string, type: string]>;

/** Keeps the picture of a sticker that somebody sends. */
export function storeSticker(world: World, { name, format, bytes }: StickerDraft): StoredSticker {
  const id = world.nextId();
  const [ending, contentType] = STICKER_FILES[format];
  world.pictures.set(`/stickers/${id}.${ending}`, { bytes, contentType });
  return { id, name, format };
}

export function createPictureDriver({ world, origin }: Server): PictureDriver {
  return {
    proxy: (url, picture) => {
      const { protocol, host, pathname } = new URL(url);
      const path = `/external/${randomBytes(8).toString('hex')}/${protocol.slice(0, -1)}/${host}${pathname}`;
      world.pictures.set(path, picture);
      return `${origin()}${path}`;
    },
    emoji: (name, { bytes, animated = false }) => {
      const id = world.nextId();
      world.pictures.set(`/emojis/${id}.webp`, { bytes, contentType: 'image/webp' });
      return `<${animated ? 'a' : ''}:${name}:${id}>`;
    },
  };
}
