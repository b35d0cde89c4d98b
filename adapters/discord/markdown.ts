/** Standard Markdown in Discord's dialect, which has no tables, no small headings and no images. */
import { LRUCache } from 'lru-cache';
import type { Heading, Image, Link, Nodes, PhrasingContent, Root, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { drawTable } from './table.ts';

/** Discord shows three sizes of headings. */
const DEEPEST_HEADING = 3;

/** Whether a text holds anything that has to be rewritten; most pages do not, and are not parsed. */
const FOREIGN = /\||\]\(|https?:|^\s*>?\s*#{4,}|^\s*(?:=+|-+)\s*$/m;

/** A stretch of the source, and what stands there instead. */
interface Rewrite {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const startOf = (node: Nodes): number => node.position?.start.offset ?? 0;
const endOf = (node: Nodes): number => node.position?.end.offset ?? 0;
const sourceOf = (source: string, node: Nodes): string => source.slice(startOf(node), endOf(node));

/** Where a node's content begins and ends, without its own marks; nothing when it is empty. */
function inside({ children }: { readonly children: readonly PhrasingContent[] }) {
  const [first, last] = [children[0], children.at(-1)];
  return first && last ? { start: startOf(first), end: endOf(last) } : undefined;
}

const hasBold = (nodes: readonly PhrasingContent[]): boolean => nodes.some(({ type }) => type === 'strong');

/** Written with `#`, or underlined, which Discord does not know; too deep a heading becomes bold. */
function rewriteHeading(source: string, heading: Heading): readonly Rewrite[] {
  const content = inside(heading);
  const isUnderlined = !sourceOf(source, heading).startsWith('#');
  const isDeep = heading.depth > DEEPEST_HEADING;
  if (!content || (!isDeep && !isUnderlined)) return [];
  const bold = hasBold(heading.children) ? '' : '**';
  const [before, after] = isDeep ? [bold, bold] : [`${'#'.repeat(heading.depth)} `, ''];
  return [
    { start: startOf(heading), end: content.start, text: before },
    { start: content.end, end: endOf(heading), text: after },
  ];
}

/** `<…>` around an address keeps Discord from adding a preview; it cannot hold these characters. */
const bracketed = (url: string): string => (/[\s<>()]/.test(url) ? encodeURI(url) : url);

function rewriteLink(source: string, link: Link): readonly Rewrite[] {
  const written = sourceOf(source, link);
  if (!/^https?:/i.test(link.url) || written.startsWith('<')) return [];
  if (!written.startsWith('[')) {
    return /^https?:/i.test(written)
      ? [{ start: startOf(link), end: endOf(link), text: `<${written}>` }]
      : [];
  }
  const content = inside(link);
  if (!content) return [];
  return [{ start: content.end, end: endOf(link), text: `](<${bracketed(link.url)}>)` }];
}

function rewriteImage(image: Image): readonly Rewrite[] {
  const label = image.alt?.replaceAll(/[[\]\n]/g, ' ').trim() || 'image';
  const text = /^https?:/i.test(image.url)
    ? `[${label}](<${bracketed(image.url)}>)`
    : `${label} (${image.url})`;
  return [{ start: startOf(image), end: endOf(image), text }];
}

/** A table as an aligned code block; in a quote or list, each line keeps the mark or the indent of the first. */
function rewriteTable(source: string, table: Table): readonly Rewrite[] {
  const start = startOf(table);
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  const prefix = source.slice(lineStart, start).replaceAll(/[^>\s]/g, ' ');
  return [{ start, end: endOf(table), text: drawTable(table).join(`\n${prefix}`) }];
}

function rewritesOf(source: string, node: Nodes): readonly Rewrite[] {
  switch (node.type) {
    case 'table':
      return rewriteTable(source, node);
    case 'image':
      return rewriteImage(node);
    case 'heading':
      return [
        ...rewriteHeading(source, node),
        ...node.children.flatMap((child) => rewritesOf(source, child)),
      ];
    case 'link': {
      // The text of a masked link holds no link of its own, but may hold an image.
      const images = node.children.filter((child) => child.type === 'image');
      return [...rewriteLink(source, node), ...images.flatMap(rewriteImage)];
    }
    default:
      return 'children' in node ? node.children.flatMap((child: Nodes) => rewritesOf(source, child)) : [];
  }
}

function parse(markdown: string): Root {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

function rewrite(markdown: string): string {
  const rewrites = rewritesOf(markdown, parse(markdown)).toSorted((a, b) => a.start - b.start);
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end, text } of rewrites) {
    if (start < at) continue;
    pieces.push(markdown.slice(at, start), text);
    at = end;
  }
  return pieces.join('') + markdown.slice(at);
}

/** A page is measured before it is written, often more than once; parsing it takes milliseconds. Counted in characters. */
const rewritten = new LRUCache<string, string>({
  maxSize: 1_000_000,
  sizeCalculation: (after, before) => before.length + after.length + 1,
});

/**
 * Rewrites what Discord would show wrongly and leaves every other character as it is.
 *
 * @example toDiscord('#### Note\nsee https://a.example') // '**Note**\nsee <https://a.example>'
 */
export function toDiscord(markdown: string): string {
  if (!FOREIGN.test(markdown)) return markdown;
  const known = rewritten.get(markdown);
  if (known !== undefined) return known;
  const text = rewrite(markdown);
  rewritten.set(markdown, text);
  return text;
}
