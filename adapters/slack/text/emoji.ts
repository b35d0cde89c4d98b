/** Emoji by the names that Slack has for them, which are those of `emoji-datasource`, and the other way round. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { z } from 'zod';
import type { ReactedEvent } from '../../../src/chat/index.ts';

const Entries = z.array(z.object({ unified: z.string(), short_names: z.array(z.string()) }));

type Pressed = Pick<ReactedEvent, 'emoji' | 'names'>;

interface EmojiIndex {
  /** By each of its names. */
  readonly emoji: ReadonlyMap<string, Pressed>;
  /** The name of each, without what only changes its look. */
  readonly names: ReadonlyMap<string, string>;
}

/** Read when it is first needed: it is 1.3 MB, of which the index keeps a tenth. */
let index: Promise<EmojiIndex> | undefined;

/**
 * A reaction as people see it, whatever skin it has, and all its names; one of the workspace's own by its name.
 *
 * @example await emojiOf('+1::skin-tone-3') // { emoji: '👍', names: [':+1:', ':thumbsup:'] }
 * @example await emojiOf('party-parrot') // { emoji: ':party-parrot:' }
 */
export async function emojiOf(reaction: string): Promise<Pressed> {
  const [name = reaction] = reaction.split('::');
  return (await readIndex()).emoji.get(name) ?? { emoji: `:${name}:` };
}

/** The name of `👀` or `:name:`; undefined of anything else. */
export async function emojiName(emoji: string): Promise<string | undefined> {
  const named = /^:([^\s:]+)(?:::skin-tone-[2-6])?:$/.exec(emoji)?.[1];
  return named ?? (await readIndex()).names.get(bare(emoji));
}

function readIndex(): Promise<EmojiIndex> {
  return (index ??= makeIndex().catch((error: unknown) => {
    index = undefined;
    throw error;
  }));
}

async function makeIndex(): Promise<EmojiIndex> {
  const path = createRequire(import.meta.url).resolve('emoji-datasource/emoji.json');
  const entries = Entries.parse(JSON.parse(await readFile(path, 'utf8')));
  const all = entries.map(({ unified, short_names }) => {
    const points = unified.split('-').map((point) => Number.parseInt(point, 16));
    return { emoji: String.fromCodePoint(...points), names: short_names };
  });
  return {
    emoji: new Map(
      all.flatMap(({ emoji, names }) => {
        const pressed = { emoji, names: names.map((name) => `:${name}:`) };
        return names.map((name) => [name, pressed]);
      }),
    ),
    names: new Map(
      all.flatMap(({ emoji, names: [name = ''] }) => (bare(emoji) === '' ? [] : [[bare(emoji), name]])),
    ),
  };
}

/** Without skin tones, and without the mark that asks for a coloured picture: people type it or leave it out. */
function bare(emoji: string): string {
  return emoji.replaceAll(/\uFE0F|\p{Emoji_Modifier}/gu, '');
}
