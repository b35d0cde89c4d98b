/** How many pictures of a video its tokens are spent on: single ones as far as they go, the rest as cells of contact sheets. Pure. */
import { type ImageRule, imageTokens, type Size } from '../../model/index.ts';
import type { MediaLimits } from '../limits.ts';

/** Cells on each side of a contact sheet. */
export const SHEET_COLUMNS = 4;
const CELLS = SHEET_COLUMNS ** 2;

/** A cell must cost no more than this share of a single picture, or a sheet is no gain. */
const CELL_SHARE = 0.5;
/** Sheets are made when single pictures would show less than this share of what is wanted. */
const ENOUGH = 0.75;

export interface Spending {
  /** Pictures shown by themselves. */
  readonly singles: number;
  /** Pictures shown on contact sheets. */
  readonly cells: number;
}

/**
 * Spends half of the tokens on sheets at most; each costs about as much as one large picture and shows sixteen.
 *
 * @param wanted how many pictures are worth showing
 * @param tokens how many there are for them
 */
export function spend(
  wanted: number,
  tokens: number,
  { single, rule, limits }: { readonly single: Size; readonly rule: ImageRule; readonly limits: MediaLimits },
): Spending {
  const singleTokens = imageTokens(single, rule);
  const affordable = Math.max(limits.framesLeast, Math.floor(tokens / singleTokens));
  if (affordable >= wanted * ENOUGH) return { singles: Math.min(wanted, affordable), cells: 0 };
  const cell = cellSize(single, limits);
  const sheet = { width: cell.width * SHEET_COLUMNS, height: cell.height * SHEET_COLUMNS };
  const sheetTokens = imageTokens(sheet, rule);
  const sheets = Math.min(Math.floor(tokens / 2 / sheetTokens), Math.ceil((wanted - affordable) / CELLS));
  if (sheets === 0 || sheetTokens > CELLS * singleTokens * CELL_SHARE)
    return { singles: affordable, cells: 0 };
  const singles = Math.min(wanted, Math.floor((tokens - sheets * sheetTokens) / singleTokens));
  return { singles, cells: Math.min(wanted - singles, sheets * CELLS) };
}

/** A cell has the shape of the picture, and is no larger. */
export function cellSize({ width, height }: Size, { cellSide }: MediaLimits): Size {
  const shrink = Math.min(1, cellSide / Math.max(width, height));
  return { width: Math.round(width * shrink), height: Math.round(height * shrink) };
}

/** Dealt out to sheets as evenly as they go. @example dealOut([1, 2, 3], 2) // [[1, 2], [3]] where a sheet holds two */
export function dealOut<T>(cells: readonly T[]): readonly (readonly T[])[] {
  const sheets = Math.ceil(cells.length / CELLS);
  const each = Math.ceil(cells.length / Math.max(1, sheets));
  return Array.from({ length: sheets }, (_, sheet) => cells.slice(sheet * each, (sheet + 1) * each));
}
