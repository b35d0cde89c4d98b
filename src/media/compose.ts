/** Puts what was understood under the name it was sent with: parts for the model, a receipt for the reader. */
import type { Attachment } from '../chat/index.ts';
import { estimateTokens, type ImageRule, type Part } from '../model/index.ts';
import type { Piece, Prepared, Understood } from './types.ts';

/** The most that is kept of what the sender wrote. */
const NAME_CHARS = 120;
const ALT_CHARS = 1000;

export function compose(attachment: Attachment, understood: Understood, images: ImageRule): Prepared {
  const { kind, summary, costUsd } = understood;
  const name = oneLine(attachment.name, NAME_CHARS) || 'file';
  const parts = partsOf(name, attachment, understood);
  return {
    parts,
    receipt: {
      attachmentId: attachment.id,
      name,
      kind,
      outcome: parts.length > 0 ? 'used' : 'skipped',
      summary,
      tokens: estimateTokens(parts, { images }),
      costUsd,
    },
  };
}

function partsOf(
  name: string,
  { altText, spoiler }: Attachment,
  { kind, summary, pieces }: Understood,
): readonly Part[] {
  const notes = [
    ...(altText ? [`described by its sender as: ${oneLine(altText, ALT_CHARS)}`] : []),
    ...(spoiler ? ['marked as a spoiler: hide in ||…|| what you tell of it'] : []),
  ];
  const isSequence = pieces.some(({ type }) => type === 'label');
  const title = `[${[isSequence ? `${name}: ${summary}` : name, ...notes].join(', ')}]`;
  const parts = pieces.map((piece) => partOf(piece, name, title));
  // Text carries its title itself, and a file its name.
  const needsTitle = pieces.length > 0 && kind !== 'text' && (kind !== 'document' || notes.length > 0);
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
