/** Puts what was understood under the name it was sent with: parts for the model, a receipt for the reader. */
import type { Attachment } from '../chat/index.ts';
import { estimateTokens, type ModelEntry, type Part } from '../model/index.ts';
import type { Piece, Prepared, Understood } from './types.ts';

/** The most that is kept of what the sender wrote. */
const NAME_CHARS = 120;
const ALT_CHARS = 1000;

export function compose(
  attachment: Attachment,
  understood: Understood,
  model: Pick<ModelEntry, 'images' | 'takes'>,
): Prepared {
  const { kind, summary, costUsd } = understood;
  const parts = partsOf(attachment, understood);
  return {
    parts,
    receipt: {
      attachmentId: attachment.id,
      name: nameOf(attachment),
      kind,
      outcome: parts.length > 0 ? 'used' : 'skipped',
      summary,
      pictures: parts.filter(({ type }) => type === 'image').length,
      tokens: estimateTokens(parts, model),
      costUsd,
    },
  };
}

/** What an attachment is called where people read it. The name of a spoiler may be one itself. */
export function nameOf({ name, spoiler }: Attachment): string {
  const shown = labelOf(name);
  return spoiler ? `spoiler${/\.\w{1,5}$/.exec(shown)?.[0] ?? ''}` : shown;
}

/** What the model knows it by: people may ask for it by its name. */
export const labelOf = (name: string): string => oneLine(name, NAME_CHARS) || 'file';

/** The same pieces without what they are: for more of a file that the model already knows. */
export const partsOfPieces = ({ name }: Attachment, pieces: readonly Piece[]): readonly Part[] =>
  pieces.map((piece) => partOf(piece, labelOf(name), ''));

function partsOf(attachment: Attachment, { kind, summary, pieces }: Understood): readonly Part[] {
  const { altText, spoiler } = attachment;
  const name = labelOf(attachment.name);
  const notes = [
    ...(altText ? [`described by its sender as: ${oneLine(altText, ALT_CHARS)}`] : []),
    ...(spoiler ? ['marked as a spoiler: hide in ||…|| what you tell of it'] : []),
  ];
  const isSequence = pieces.some(({ type }) => type === 'label');
  const isText = pieces.some(({ type }) => type === 'text');
  const says = isSequence || (isText && kind === 'document');
  const title = `[${[says ? `${name}: ${summary}` : name, ...notes].join(', ')}]`;
  const parts = pieces.map((piece) => partOf(piece, name, title));
  // Text carries its title itself, and a file its name.
  const needsTitle = pieces.length > 0 && !isText && (kind !== 'document' || notes.length > 0);
  return needsTitle ? [{ type: 'text', text: title }, ...parts] : parts;
}

function partOf(piece: Piece, name: string, title: string): Part {
  switch (piece.type) {
    case 'label':
      return {
        type: 'text',
        text: `[${name} ${piece.label}]${piece.words === undefined ? '' : ` ${piece.words}`}`,
      };
    case 'text':
      return { type: 'text', text: `${title}\n${piece.text}` };
    case 'file':
      return { ...piece, name };
    case 'image':
    case 'sound':
    case 'video':
      return piece;
  }
}

/** On one line and without brackets, so that it cannot pass for a label of ours. */
const oneLine = (text: string, most: number): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll('[', '(')
    .replaceAll(']', ')')
    .trim()
    .slice(0, most);
