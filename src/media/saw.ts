/** "Show what you saw": the frames a model was shown of a recording, on contact sheets for people. */
import type { OutgoingFile } from '../chat/index.ts';
import { contactSheet } from './image/sheet.ts';
import type { MediaLimits } from './limits.ts';
import { count, preciseClock } from './receipt.ts';
import type { Piece, Understood } from './types.ts';

/** Four by four pictures of 480 pixels: legible on a screen, a few hundred kilobytes. */
const COLUMNS = 4;
const CELL_WIDTH = 480;
const PER_SHEET = COLUMNS * COLUMNS;

type Picture = Extract<Piece, { type: 'image' }>;

/** Sheets in the order of time; those that the model itself was given come as they are. None where nothing moves. */
export async function sheetsOf(
  name: string,
  { pieces }: Pick<Understood, 'pieces'>,
  limits: MediaLimits,
): Promise<readonly OutgoingFile[]> {
  const pictures = pieces.filter((piece): piece is Picture => piece.type === 'image');
  const frames = pictures.flatMap(({ seconds, data }) => (seconds === undefined ? [] : [{ seconds, data }]));
  if (frames.length === 0) return [];
  const sheets: Pick<OutgoingFile, 'data' | 'altText'>[] = [];
  for (let at = 0; at < frames.length; at += PER_SHEET) {
    const cells = frames.slice(at, at + PER_SHEET);
    const { data } = await contactSheet(cells, { columns: COLUMNS, cellWidth: CELL_WIDTH, limits });
    const times = cells.map(({ seconds }) => preciseClock(seconds)).join(', ');
    sheets.push({ data, altText: `${count(cells.length, 'frame')} of ${name}, at ${times}` });
  }
  for (const { seconds, data } of pictures)
    if (seconds === undefined) sheets.push({ data, altText: `A contact sheet of ${name}` });
  return sheets.map((sheet, index) => ({
    ...sheet,
    name: `${name}-seen-${index + 1}.jpg`,
    mediaType: 'image/jpeg',
  }));
}
