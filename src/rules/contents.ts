/** What a message has in it: by its words, and by what its platform and its owner say of its files. */
import type { Attachment, Message } from '../chat/index.ts';
import { withoutCode } from './code.ts';
import type { Has } from './rule.ts';

/** Worked out once for a message, however many rules look at it. */
const KNOWN = new WeakMap<Message, ReadonlySet<Has>>();

export function contentsOf(message: Message): ReadonlySet<Has> {
  const known = KNOWN.get(message);
  if (known) return known;
  const contents = new Set<Has>(message.attachments.flatMap((attachment) => kindOf(attachment) ?? []));
  const { prose, hasBlock } = withoutCode(message.text);
  if (hasBlock) contents.add('code');
  if (/\bhttps?:\/\/[^\s<>]/i.test(prose)) contents.add('link');
  KNOWN.set(message, contents);
  return contents;
}

/** Endings of names, for files whose platform does not say what they are, or says so too broadly. */
const ENDINGS: Readonly<Record<Extract<Has, 'image' | 'audio' | 'video' | 'document' | 'code'>, string>> = {
  image: 'png jpg jpeg gif webp avif heic heif bmp tif tiff svg',
  audio: 'mp3 m4a wav ogg oga opus flac aac amr aiff wma',
  video: 'mp4 m4v mov webm mkv avi mpg mpeg 3gp wmv',
  document:
    'pdf doc docx odt rtf pages xls xlsx ods numbers csv tsv ppt pptx odp key epub txt md html htm log eml msg',
  code:
    'ts tsx js jsx mjs cjs py rb rs go java kt kts swift c h cc cpp hpp cs fs php pl lua r jl scala clj ex exs erl hs ' +
    'ml dart zig nim sh bash zsh fish ps1 bat cmd sql json jsonl yaml yml toml ini xml css scss less vue svelte ' +
    'diff patch tf proto gradle cmake mk ipynb',
};
const BY_ENDING: ReadonlyMap<string, Has> = new Map(
  Object.entries(ENDINGS).flatMap(([kind, endings]) =>
    endings.split(' ').map((ending) => [ending, kind as Has] as const),
  ),
);

/** Undefined of a file that is none of these: an archive, a program. */
function kindOf({ declaredType = '', name }: Attachment): Has | undefined {
  const type = declaredType.toLowerCase();
  const ending = /\.([^.]+)$/.exec(name.toLowerCase())?.[1] ?? '';
  const named = BY_ENDING.get(ending);
  // Of TypeScript (`.ts`), platforms say that it is video.
  if (named === 'code') return named;
  const declared = /^(image|audio|video)\//.exec(type)?.[1] as Has | undefined;
  return (
    declared ??
    named ??
    (/^text\/|pdf|officedocument|opendocument|msword/.test(type) ? 'document' : undefined)
  );
}
