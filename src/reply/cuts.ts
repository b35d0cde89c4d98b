/** Where a Markdown text may be cut into pages, and what each cut takes so that both sides render alone. */
import type { Code, Nodes, Parents, Root, Table } from 'mdast';
import { parse as parseMarkdown } from '../markdown/index.ts';
import { endOf, graphemes, startOf, type Around, type Cut, type Finest, type Rank } from './cut.ts';
import { PAGE } from './limits.ts';
import { proseCuts } from './prose-cuts.ts';

const OUTSIDE: Around = { first: '', next: '', quotes: 0 };

function parse(text: string): Root {
  const tree = parseMarkdown(text);
  keepApart(text, tree, text.length, 0);
  return tree;
}

/** The parser lets a fence that its list or quote cuts off reach into the marks of what follows: ends it on its own line. */
function keepApart(text: string, parent: Parents, limit: number, depth: number): void {
  if (depth > PAGE.deepest) return;
  for (const [index, node] of parent.children.entries()) {
    const after = parent.children[index + 1];
    const end = after ? Math.min(limit, text.lastIndexOf('\n', startOf(after) - 1)) : limit;
    if (node.position) node.position.end.offset = Math.min(endOf(node), end);
    if (node.type === 'list' || node.type === 'listItem' || node.type === 'blockquote')
      keepApart(text, node, end, depth + 1);
  }
}

/**
 * Every place to cut a Markdown text, in order. Cuts between characters are many and seldom needed: `finest` asks for them.
 * A list's items, a table's rows and a fence's lines are cut between; links, images, formulas, code and HTML in a line are not,
 * unless one is longer than a page.
 */
export function cutsOf(text: string, finest: Finest): Cut[] {
  return cutsBetween(text, parse(text).children, OUTSIDE, finest);
}

/** What closes the fence that a text ends in: the empty string when it ends in none. */
export function closingFence(text: string): string {
  const plain = plainFence(text);
  if (plain !== undefined) return plain && lineAfter(text, text.length, plain);
  const last = parse(text).children.at(-1);
  return last ? closingOf(text, last, text.length) : '';
}

/**
 * The fence a text ends in, found without parsing: this runs at every write, and parsing a page takes a hundred times as
 * long. Undefined when it takes a parser to tell, because a fence may stand inside a list, a quote or HTML.
 */
function plainFence(text: string): string | undefined {
  if (!/`{3}|~{3}/.test(text)) return '';
  if (/^[ \t]*</m.test(text)) return undefined;
  let open = '';
  for (const [, before, fence, after] of text.matchAll(/^([ \t>*+\d.)-]*)(`{3,}|~{3,})(.*)$/gm)) {
    if (before !== '') return undefined;
    if (open === '') open = fence!.startsWith('`') && after!.includes('`') ? '' : fence!;
    else if (fence!.startsWith(open) && after!.trim() === '') open = '';
  }
  return open;
}

/** What closes the fence that a block ends in, when it was not closed in the text. */
function closingOf(text: string, block: Nodes, end: number): string {
  let last: Nodes | undefined = block;
  while (last && 'children' in last) last = last.children.at(-1);
  return last?.type === 'code' && last.data?.fences === 1 ? closing(text, last, end) : '';
}

/** The containers around the children of a node. */
function inside(text: string, node: Parents, around: Around): Around {
  const { first, next, quotes } = around;
  if (node.type === 'blockquote') return { first: `${first}> `, next: `${next}> `, quotes: quotes + 1 };
  if (node.type !== 'listItem') return around;
  const mark = /(?:[-+*]|\d+[.)])(?:\t| {1,4}(?! )| |)/y;
  mark.lastIndex = startOf(node);
  const marker = mark.exec(text)?.[0] ?? '- ';
  const opened = /\s$/.test(marker) ? marker : `${marker} `;
  return { first: first + opened, next: next + ' '.repeat(opened.length), quotes };
}

function cutsBetween(text: string, nodes: readonly Nodes[], around: Around, finest: Finest): Cut[] {
  return nodes.flatMap((node, index) => {
    const before = nodes[index - 1];
    const within = cutsIn(text, node, around, finest);
    return before ? [boundary(text, before, node, around), ...within] : within;
  });
}

/** The cut between two siblings. A heading stays with what it is the heading of while there is any other place. */
function boundary(text: string, before: Nodes, after: Nodes, around: Around): Cut {
  const rank = before.type === 'heading' ? 'word' : around === OUTSIDE ? 'block' : 'sentence';
  const resume = startOf(after);
  const indent = spacesBefore(text, resume) - /( *)$/.exec(around.next)![1]!.length;
  const reopening = around.first + ' '.repeat(Math.max(0, indent));
  const end = endOf(before);
  return { rank, end, resume, closing: closingOf(text, before, end), reopening };
}

function cutsIn(text: string, node: Nodes, around: Around, finest: Finest): Cut[] {
  if (around.next.length > PAGE.deepest) return [];
  switch (node.type) {
    case 'list':
    case 'blockquote':
    case 'listItem':
      return cutsBetween(text, node.children, inside(text, node, around), finest);
    case 'code':
      return node.data?.fences ? fenceCuts(text, node, around, finest) : indentedCuts(text, node, around);
    case 'table':
      return tableCuts(text, node, around);
    case 'thematicBreak':
      return [];
    default:
      return proseCuts(text, node, around, finest);
  }
}

/** Between the lines of a fenced block, and inside them if need be; never so that one side has no line. */
function fenceCuts(text: string, node: Code, around: Around, finest: Finest): Cut[] {
  const [opening, ...lines] = linesOf(text, node);
  if (node.data?.fences === 2) lines.pop();
  const fenceLine = text.slice(startOf(node), opening!.end);
  const reopening = `${around.first}${fenceLine}\n`;
  return lines.flatMap(({ start, end }, index): Cut[] => {
    const cutAt = (at: number, rank: Rank, resume: number, prefix: string): Cut => ({
      rank,
      end: at,
      resume,
      closing: closing(text, node, at),
      reopening: reopening + prefix,
    });
    const whole = index < lines.length - 1 ? [cutAt(end, 'sentence', lines[index + 1]!.start, '')] : [];
    if (finest === 'word') return whole;
    const shown = start + Math.min(around.next.length, /^[ \t>]*/.exec(text.slice(start, end))![0].length);
    const inLine = graphemes(text.slice(shown, end)).map((at) =>
      cutAt(shown + at, 'character', shown + at, around.next),
    );
    return [...inLine, ...whole];
  });
}

/** Between the lines of an indented block, where the next line carries its marks. */
function indentedCuts(text: string, node: Code, around: Around): Cut[] {
  const lines = linesOf(text, node);
  return lines.flatMap(({ end }, index): Cut[] => {
    const after = lines[index + 1];
    if (!after || !text.startsWith(around.next, after.start)) return [];
    const resume = after.start + around.next.length;
    return [{ rank: 'sentence', end, resume, closing: '', reopening: around.first }];
  });
}

/** Between the rows of a table, once there is one below the header. */
function tableCuts(text: string, node: Table, around: Around): Cut[] {
  const [header, delimiter] = linesOf(text, node);
  if (!header || !delimiter) return [];
  const reopening = `${around.first}${text.slice(header.start, delimiter.end)}\n`;
  return node.children.slice(1, -1).map((row, index): Cut => {
    const resume = text.lastIndexOf('\n', startOf(node.children[index + 2]!)) + 1;
    return { rank: 'sentence', end: endOf(row), resume, closing: '', reopening };
  });
}

/** The line that closes a fence at `end`, under the marks of the line that opened it: a list mark becomes its width. */
function closing(text: string, node: Code, end: number): string {
  const start = startOf(node);
  const marks = text.slice(text.lastIndexOf('\n', start - 1) + 1, start).replace(/[^>\t]/g, ' ');
  const fence = /(?:`+|~+)/y;
  fence.lastIndex = start;
  return lineAfter(text, end, marks + fence.exec(text)![0]);
}

function lineAfter(text: string, end: number, line: string): string {
  return text[end - 1] === '\n' ? line : `\n${line}`;
}

/** The source lines of a block: the first without what stands before it, the others whole. */
function linesOf(text: string, node: Nodes): { start: number; end: number }[] {
  const lines: { start: number; end: number }[] = [];
  const last = endOf(node);
  for (let start = startOf(node); start <= last;) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 || feed > last ? last : feed;
    lines.push({ start, end: text[end - 1] === '\r' ? end - 1 : end });
    start = end + 1;
  }
  return lines;
}

function spacesBefore(text: string, offset: number): number {
  let start = offset;
  while (text[start - 1] === ' ') start -= 1;
  return offset - start;
}
