/** A Markdown table drawn with spaces in a code block: Discord has no tables, but a fixed-width font. */
import type { AlignType, Nodes, Table } from 'mdast';

const FENCE = '```';
const GAP = '  ';
/** Characters that take two columns in a fixed-width font: East Asian scripts and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of characters.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** The text of a cell without its marks, for a code block shows them; the address of a link is kept. */
function plainText(node: Nodes): string {
  switch (node.type) {
    case 'break':
      return ' ';
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

/** Three backticks in a cell would end the block; an invisible space between them does not show. */
const safe = (text: string): string => text.replaceAll('```', '`\u200b`\u200b`').replaceAll('\n', ' ');

function pad(text: string, width: number, align: AlignType | undefined): string {
  const room = width - widthOf(text);
  if (align === 'right') return ' '.repeat(room) + text;
  if (align === 'center') return ' '.repeat(Math.floor(room / 2)) + text + ' '.repeat(Math.ceil(room / 2));
  return text + ' '.repeat(room);
}

/** The lines of the code block, fences included. */
export function drawTable(table: Table): readonly string[] {
  const rows = table.children.map((row) => row.children.map((cell) => safe(plainText(cell))));
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(3, ...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const draw = (cells: readonly string[]) =>
    widths
      .map((width, column) => pad(cells[column] ?? '', width, table.align?.[column]))
      .join(GAP)
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join(GAP);
  const [head = [], ...body] = rows;
  return [FENCE, draw(head), rule, ...body.map(draw), FENCE];
}
