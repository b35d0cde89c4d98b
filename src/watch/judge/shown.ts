/**
 * A message as the judge is shown it: as little as the question needs, between two lines that nothing in it can imitate. Whoever
 * wrote it also wrote the names of its files, and what is said and written in them.
 */
import type { TurnParts } from '../../handler/index.ts';
import { estimateTokens, type ModelEntry, type Part } from '../../model/index.ts';
import { personKey } from '../../store/index.ts';
import { harmless, linesOf, newMark } from '../marks.ts';
import { JUDGE } from './limits.ts';
import type { Judging } from './judge.ts';

/** One of the messages that are asked about. */
export type JudgedMessage = Judging['messages'][number];

export interface Shown {
  /** Of the message, as whoever asks knows it. */
  readonly id: string;
  /** Stands for it in one call. */
  readonly mark: string;
  readonly parts: readonly Part[];
  readonly tokens: number;
  /** What it took to take its files in, in dollars. */
  readonly mediaUsd: number;
}

/** What a model is taken for by whoever prepares pictures and sound for it: small pictures, and the words of all else. */
export function looker(model: ModelEntry): ModelEntry {
  const { maxSide, maxPatches, detail, ...rule } = model.images;
  const { images, tools } = model.takes;
  return {
    ...model,
    takes: { images, tools, files: 'none' },
    images: {
      ...rule,
      maxSide: Math.min(maxSide, JUDGE.side),
      maxPatches: Math.min(maxPatches, JUDGE.patches),
      ...(detail && { detail: 'low' }),
    },
  };
}

export type ShowParts = Pick<TurnParts, 'media' | 'store'>;

/** @param files whether its files are shown as well: else it is only told how many there are */
export async function show(
  asked: JudgedMessage,
  files: boolean,
  model: ModelEntry,
  parts: ShowParts,
  signal: AbortSignal,
): Promise<Shown> {
  const { text, attachments } = asked.message;
  const seen = files ? await seenIn(asked, model, parts, signal) : { parts: [], usd: 0 };
  const words = text.trim() === '' ? '(no words)' : cut(text, JUDGE.text);
  const untold = attachments.length - (files ? Math.min(attachments.length, JUDGE.files) : 0);
  const note = untold > 0 ? `\n(${untold} ${untold === 1 ? 'file' : 'files'} not shown)` : '';
  return marked(asked, [{ type: 'text', text: `${harmless(words)}${note}` }, ...seen.parts], seen.usd, model);
}

/** The same message under a new mark. */
export const shownAgain = (shown: Shown): Shown => ({ ...shown, mark: newMark() });

/** Between its two lines. */
export function between({ mark, parts }: Shown): readonly Part[] {
  const [opening, closing] = linesOf(mark);
  return [{ type: 'text', text: opening }, ...parts, { type: 'text', text: closing }];
}

/** The marks of the messages in a request: nothing in a message looks like one. */
export const marksIn = (parts: readonly Part[]): readonly string[] =>
  parts.flatMap((part) =>
    part.type === 'text' ? Array.from(part.text.matchAll(/^<message (\w+)>$/gm), ([, mark]) => mark!) : [],
  );

const marked = (
  { id }: JudgedMessage,
  parts: readonly Part[],
  mediaUsd: number,
  model: ModelEntry,
): Shown => ({ id, mark: newMark(), parts, tokens: estimateTokens(parts, model), mediaUsd });

/** What a model is given of the files of a message. */
async function seenIn(
  { message, adapter }: JudgedMessage,
  model: ModelEntry,
  { media, store }: ShowParts,
  signal: AbortSignal,
): Promise<{ readonly parts: readonly Part[]; readonly usd: number }> {
  const { platform } = message.conversation;
  const prepared = await Promise.all(
    message.attachments.slice(0, JUDGE.files).map((attachment) =>
      media.prepare(attachment, {
        model,
        // No moments are looked at more closely: the question is the same for every video.
        about: '',
        open: (one, opening) => adapter.open(one, opening),
        onProgress: () => {},
        owner: store.alias(personKey(platform, { id: attachment.postedBy ?? message.author.id })),
        signal,
      }),
    ),
  );
  return {
    parts: prepared.flatMap(({ parts, receipt: { name, outcome } }) =>
      outcome === 'used'
        ? shortened(fewer(parts.map(plain)))
        : [plain({ type: 'text', text: `[${name} could not be looked at]` })],
    ),
    usd: prepared.reduce((sum, { receipt }) => sum + receipt.costUsd, 0),
  };
}

/** Words and pictures only, and no words that could pass for ours. */
function plain(part: Part): Part {
  if (part.type === 'image') return part;
  const text =
    part.type === 'text'
      ? part.text
      : part.type === 'file'
        ? `[${part.name}]\n${part.text}`
        : `[${part.type}]`;
  return { type: 'text', text: harmless(text) };
}

/** So many pictures, spread over all of them, each with its label. */
function fewer(parts: readonly Part[]): readonly Part[] {
  const pictures = parts.flatMap((part, index) => (part.type === 'image' ? [index] : []));
  const kept = Math.min(pictures.length, JUDGE.pictures);
  const chosen = new Set(
    Array.from({ length: kept }, (_, place) => pictures[Math.floor((place * pictures.length) / kept)]),
  );
  const isDropped = (index: number) => parts[index]?.type === 'image' && !chosen.has(index);
  // The first words are those that name the file.
  return parts.filter(
    ({ type }, index) => !isDropped(index) && !(type === 'text' && index > 0 && isDropped(index + 1)),
  );
}

/** The first and the last words of a file; all where there are no more. */
function shortened(parts: readonly Part[]): readonly Part[] {
  const { head, tail } = JUDGE.words;
  const total = parts.reduce((sum, part) => sum + (part.type === 'text' ? part.text.length : 0), 0);
  if (total <= head + tail) return parts;
  let before = 0;
  return parts.flatMap((part): readonly Part[] => {
    if (part.type !== 'text') return [part];
    const { text } = part;
    const first = text.slice(0, Math.max(0, head - before));
    const last = text.slice(Math.max(first.length, total - tail - before));
    before += text.length;
    if (first.length + last.length === text.length) return [part];
    return first === '' && last === '' ? [] : [{ type: 'text', text: `${first}\n…\n${last}` }];
  });
}

/** Its first and last characters; all where there are no more. */
const cut = (text: string, { head, tail }: { readonly head: number; readonly tail: number }): string =>
  text.length <= head + tail ? text : `${text.slice(0, head)}\n…\n${text.slice(-tail)}`;
