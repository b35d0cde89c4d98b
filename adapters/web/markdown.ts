/**
 * Markdown → HTML that is safe to put in the page. The HTML is written from the syntax tree, so only the elements named
 * here can come out: raw HTML is shown as text, images become links (nothing is loaded from a stranger's server), and a
 * link leads to the web or to a mail address, or nowhere.
 */
import type { AlignType, Definition, ListItem, Nodes, Root, RootContent, Table } from 'mdast';
import { parse as parseMarkdown, readable, scan } from '../../src/markdown/index.ts';
import { LIMITS } from './limits.ts';

/** Where we are in the tree. */
interface Place {
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly depth: number;
  /** Links do not nest in HTML. */
  readonly inLink: boolean;
  /** Paragraphs of a list without blank lines are written without `<p>`. */
  readonly tight: boolean;
}

/**
 * Renders standard Markdown (GFM); formulas as readable text.
 *
 * @example renderMarkdown('**Hi** <b>') // '<p><strong>Hi</strong> &lt;b&gt;</p>'
 */
export function renderMarkdown(markdown: string): string {
  return renderBlocks(parse(markdown)).join('\n');
}

/** Renders the successive states of one text. */
export type StreamRenderer = (markdown: string) => string;

/**
 * A renderer for a text that grows: what was added can only change its last two blocks (the second because an
 * unfinished line may still turn out to continue the block before it), so all earlier ones are kept as they are.
 * Without this, redrawing a 40,000 character answer takes 300 ms each time.
 */
export function createStreamRenderer(): StreamRenderer {
  let settled = '';
  let settledHtml: readonly string[] = [];
  return (markdown) => {
    // A link's definition may stand anywhere, so it can change any block.
    if (!markdown.startsWith(settled) || /^[ >]*\[[^\]\n]+\]:/m.test(markdown)) {
      settled = '';
      settledHtml = [];
    }
    const tail = markdown.slice(settled.length);
    const root = parse(tail);
    const blocks = [...settledHtml, ...renderBlocks(root)];
    // A formula that is still being written may yet join blocks.
    const { decided } = scan(tail);
    const open = root.children.findLastIndex(({ position }) => (position?.start.offset ?? 0) <= decided);
    const kept = Math.min(root.children.length - 2, open);
    const start = root.children[kept]?.position?.start;
    if (start?.offset) {
      settled += tail.slice(0, start.offset - (start.column - 1));
      settledHtml = blocks.slice(0, kept - root.children.length);
    }
    return blocks.join('\n');
  };
}

const parse = (markdown: string): Root => parseMarkdown(markdown, { footnotes: true });

function renderBlocks(root: Root): readonly string[] {
  const place: Place = { definitions: definitionsOf(root), depth: 0, inLink: false, tight: false };
  return root.children.map((block) =>
    block.type === 'html' ? `<p>${escape(block.value)}</p>` : render(block, place),
  );
}

/** The first definition of each label counts, as CommonMark says. */
function definitionsOf(root: Root): ReadonlyMap<string, Definition> {
  const found = new Map<string, Definition>();
  const waiting: Nodes[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.type === 'definition' && !found.has(node.identifier)) found.set(node.identifier, node);
    if ('children' in node) waiting.push(...node.children.toReversed());
  }
  return found;
}

function render(node: RootContent, place: Place): string {
  if (place.depth > LIMITS.markdownDepth) return escape(plainText(node));
  const children = (changes?: Partial<Place>): string =>
    'children' in node
      ? node.children.map((child) => render(child, { ...place, depth: place.depth + 1, ...changes })).join('')
      : '';

  switch (node.type) {
    case 'paragraph':
      if (node.children.length === 1 && node.children[0]?.type === 'formula') {
        const text = readable(node.children[0].value, true);
        // The rows of a formula are set in columns.
        if (text?.includes('\n')) return `<pre tabindex="0"><code>${escape(text)}</code></pre>`;
      }
      return place.tight ? children() : `<p>${children()}</p>`;
    case 'heading': {
      // The page's own headings are above those of an answer.
      const level = Math.min(node.depth + 2, 6);
      return `<h${level}>${children()}</h${level}>`;
    }
    case 'thematicBreak':
      return '<hr>';
    case 'blockquote':
      return `<blockquote>${children({ tight: false })}</blockquote>`;
    case 'list': {
      const tight = !node.spread && !node.children.some((item) => item.spread);
      if (!node.ordered) return `<ul>${children({ tight })}</ul>`;
      return `<ol${node.start === 1 ? '' : ` start="${node.start}"`}>${children({ tight })}</ol>`;
    }
    case 'listItem':
      return `<li>${checkbox(node)}${children()}</li>`;
    case 'code':
      // Wide lines scroll sideways, and what scrolls must be reachable by keyboard.
      return `<pre tabindex="0"${node.lang ? ` data-language="${escape(node.lang)}"` : ''}><code>${escape(node.value)}</code></pre>`;
    case 'table':
      return renderTable(node, { ...place, tight: true });
    case 'definition':
      return '';
    case 'footnoteDefinition':
      return `<div class="footnote"><sup>${escape(node.label ?? node.identifier)}</sup> ${children({ tight: true })}</div>`;
    case 'footnoteReference':
      return `<sup>${escape(node.label ?? node.identifier)}</sup>`;
    case 'text':
    case 'html':
      return escape(node.value);
    case 'formula': {
      const text = readable(node.value, false);
      return text === undefined ? `<code>${escape(node.value)}</code>` : escape(text);
    }
    case 'emphasis':
      return `<em>${children()}</em>`;
    case 'strong':
      return `<strong>${children()}</strong>`;
    case 'delete':
      return `<del>${children()}</del>`;
    case 'inlineCode':
      return `<code>${escape(node.value)}</code>`;
    case 'break':
      return '<br>';
    case 'link':
      return link(node.url, children({ inLink: true }), place);
    case 'linkReference':
      return link(place.definitions.get(node.identifier)?.url, children({ inLink: true }), place);
    case 'image':
      return link(node.url, escape(node.alt || 'Image'), place);
    case 'imageReference':
      return link(place.definitions.get(node.identifier)?.url, escape(node.alt || 'Image'), place);
    default:
      return escape(plainText(node));
  }
}

function link(url: string | undefined, label: string, { inLink }: Place): string {
  if (inLink || !url || !isSafe(url)) return label;
  return `<a href="${escape(url)}" target="_blank" rel="noopener noreferrer">${label}</a>`;
}

/** Absolute addresses only: a relative one would lead into the playground itself. */
function isSafe(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && ['http:', 'https:', 'mailto:'].includes(parsed.protocol);
}

function checkbox({ checked }: ListItem): string {
  if (checked === null || checked === undefined) return '';
  return checked
    ? '<span role="img" aria-label="Done">☑</span> '
    : '<span role="img" aria-label="Open">☐</span> ';
}

function renderTable({ align, children: [head, ...body] }: Table, place: Place): string {
  const cells = (row: Table['children'][number] | undefined, tag: 'th' | 'td'): string =>
    `<tr>${(row?.children ?? [])
      .map((cell, column) => {
        const content = cell.children
          .map((child) => render(child, { ...place, depth: place.depth + 1 }))
          .join('');
        return `<${tag}${alignment(align?.[column])}>${content}</${tag}>`;
      })
      .join('')}</tr>`;
  const rows = body.map((row) => cells(row, 'td')).join('');
  return `<div class="table" tabindex="0"><table><thead>${cells(head, 'th')}</thead><tbody>${rows}</tbody></table></div>`;
}

const alignment = (align: AlignType | undefined): string => (align ? ` class="align-${align}"` : '');

/** The words of a node without its structure; walks without recursion, because it is used where nesting is absurd. */
function plainText(node: Nodes): string {
  let text = '';
  const waiting: Nodes[] = [node];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if ('value' in next) text += next.value;
    if ('children' in next) waiting.push(...next.children.toReversed());
  }
  return text;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
