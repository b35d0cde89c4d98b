/** A Markdown table as Discord can show it: drawn in a code block, or row by row where that would be too wide. */
import type { AlignType, Nodes, Table, TableCell } from 'mdast';
import { readable, widthOf, withoutTag } from '../../../src/markdown/index.ts';

const FENCE = '```';
const GAP = '  ';
/** Columns of a code block that a phone held upright shows in a line; what is wider wraps, and no column is one any more. */
const WIDEST = 60;

/** The text of a cell without its marks, for a code block shows them; the address of a link is kept. */
function plainText(node: Nodes): string {
  switch (node.type) {
    case 'break':
      return ' ';
    case 'formula':
      return readable(node.value, false) ?? node.value;
    case 'html':
      return withoutTag(node.value);
    case 'image':
      return `${node.alt ?? ''} (${node.url})`.trim();
    case 'link': {
      const label = node.children.map(plainText).join('');
      return label === node.url ? label : `${label} (${node.url})`;
    }
    default:
      if ('children' in node) return node.children.map((child: Nodes) => plainText(child)).join('');
      return 'value' in node ? node.value : '';
  }
}

/** A text for a code block: three backticks would end it, and an invisible space between them does not show. */
export const safe = (text: string): string => text.replaceAll('```', '`\u200b`\u200b`');

function pad(text: string, width: number, align: AlignType | undefined): string {
  const room = width - widthOf(text);
  if (align === 'right') return ' '.repeat(room) + text;
  if (align === 'center') return ' '.repeat(Math.floor(room / 2)) + text + ' '.repeat(Math.ceil(room / 2));
  return text + ' '.repeat(room);
}

/** The lines of a table. `render`: a cell with its marks, as text in Discord's dialect. */
export function drawTable(table: Table, render: (cell: TableCell) => string): readonly string[] {
  const rows = table.children.map((row) =>
    row.children.map((cell) =>
      safe(plainText(cell))
        .replaceAll(/\s*\n\s*/g, ' ')
        .trim(),
    ),
  );
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(3, ...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const width = widths.reduce((sum, each) => sum + each, 0) + GAP.length * (columns - 1);
  if (width > WIDEST && rows.length > 1) return rowByRow(table, rows[0] ?? [], render);

  const draw = (cells: readonly string[]) =>
    widths
      .map((each, column) => pad(cells[column] ?? '', each, table.align?.[column]))
      .join(GAP)
      .trimEnd();
  const rule = widths.map((each) => '─'.repeat(each)).join(GAP);
  const [head = [], ...body] = rows;
  return [FENCE, draw(head), rule, ...body.map(draw), FENCE];
}

/** Each row as lines of its own, the name of its column before each value. */
function rowByRow(
  { children: [, ...body] }: Table,
  names: readonly string[],
  render: (cell: TableCell) => string,
): readonly string[] {
  return body.flatMap((row, index) => [
    ...(index === 0 ? [] : ['']),
    ...row.children.flatMap((cell, column) => {
      const value = render(cell)
        .replaceAll(/\s*\n\s*/g, ' ')
        .trim();
      const name = (names[column] ?? '').replaceAll(/[\\*_~|`]/g, '\\$&');
      if (value === '') return [];
      return [name === '' ? value : `**${name}**: ${value}`];
    }),
  ]);
}
