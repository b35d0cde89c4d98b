/** Usage as a table for a spreadsheet: CSV as RFC 4180 has it, safe to be opened. */
import type { UsageRow } from '../../store/index.ts';

const COLUMNS: readonly (readonly [name: string, of: (row: UsageRow, name: string | undefined) => Cell])[] = [
  ['time', ({ at }) => new Date(at).toISOString()],
  ['platform', ({ conversation }) => conversation.slice(0, conversation.indexOf(':'))],
  // With the platform before them: spreadsheets round ids that are digits alone.
  ['conversation', ({ conversation }) => conversation],
  ['person', ({ person }) => person],
  ['name', (_, name) => name],
  ['rule', ({ rule }) => rule],
  ['model', ({ model }) => model],
  ['effort', ({ effort }) => effort],
  ['purpose', ({ purpose }) => purpose],
  ['input_tokens', ({ inputTokens }) => inputTokens],
  ['cached_input_tokens', ({ cachedInputTokens }) => cachedInputTokens],
  ['cache_write_tokens', ({ cacheWriteTokens }) => cacheWriteTokens],
  ['output_tokens', ({ outputTokens }) => outputTokens],
  ['reasoning_tokens', ({ reasoningTokens }) => reasoningTokens],
  ['estimated', ({ estimated }) => (estimated ? 'yes' : 'no')],
  ['cost_usd', ({ usd }) => usd],
];

type Cell = string | number | undefined;

/**
 * The rows as a file, the oldest first, as many of the latest as fit.
 *
 * @param rows the latest first
 * @param names of people, by their keys
 */
export function usageTable(
  rows: readonly UsageRow[],
  names: ReadonlyMap<string, string>,
  mostBytes: number,
): { readonly data: Uint8Array; readonly count: number } {
  const head = `${BYTE_ORDER_MARK}${lineOf(COLUMNS.map(([name]) => name))}`;
  const lines: string[] = [];
  let bytes = Buffer.byteLength(head);
  for (const row of rows) {
    const name = row.person === undefined ? undefined : names.get(row.person);
    const line = lineOf(COLUMNS.map(([, of]) => of(row, name)));
    bytes += Buffer.byteLength(line);
    if (bytes > mostBytes) break;
    lines.push(line);
  }
  return { data: new TextEncoder().encode([head, ...lines.toReversed()].join('')), count: lines.length };
}

/** Excel reads names as UTF-8 only where a file begins with this. */
const BYTE_ORDER_MARK = '\uFEFF';

const lineOf = (cells: readonly Cell[]): string => `${cells.map(written).join(',')}\r\n`;

/** Spreadsheets take what begins like this for a formula, which could send the sheet elsewhere (OWASP, CSV injection). */
const FORMULA = /^\s*[=+\-@\t\r]/;

function written(cell: Cell): string {
  // Never as 1e-7.
  if (typeof cell === 'number') return cell.toFixed(10).replace(/\.?0+$/, '');
  const text = (cell ?? '').replace(FORMULA, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
