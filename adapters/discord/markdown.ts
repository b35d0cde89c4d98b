/** Standard Markdown in Discord's dialect, which has no tables, formulas, HTML, images, small headings or nested quotes. */
import { LRUCache } from 'lru-cache';
import type {
  Code,
  Definition,
  Heading,
  Image,
  Link,
  ListItem,
  Nodes,
  PhrasingContent,
  Root,
  Table,
} from 'mdast';
import { drawFormula, footnoteMark, parse, type Formula } from '../../src/markdown/index.ts';
import { escaped, proseRewrites } from './text/prose.ts';
import { quoteRewrites } from './text/quote.ts';
import { endOf, lineBefore, prefixAt, rewritten, sourceOf, startOf, type Rewrite } from './text/rewrite.ts';
import { drawTable, safe } from './text/table.ts';

/** Discord shows three sizes of headings. */
const DEEPEST_HEADING = 3;
const RULE = '─'.repeat(12);

/** Whether a text holds anything that may have to be rewritten; plain prose does not, and is not parsed. */
const FOREIGN = /[|<>&$@~+\\[\]]|https?:|__|```|^(?: {4}|\t)|^[ \t]*(?:#{4}|=|[-*_]|\d+\))/m;

/** What the rewriting of one node needs to know of the whole. */
interface Whole {
  readonly source: string;
  readonly definitions: ReadonlyMap<string, Definition>;
  /** Definitions that a link of this page leads to. */
  readonly used: ReadonlySet<string>;
  /** What is rewritten apart from the tree. */
  readonly prose: readonly Rewrite[];
}

/** Where a node's content begins and ends, without its own marks; nothing when it is empty. */
function inside({ children }: { readonly children: readonly PhrasingContent[] }) {
  const [first, last] = [children[0], children.at(-1)];
  return first && last ? { start: startOf(first), end: endOf(last) } : undefined;
}

const hasBold = (nodes: readonly PhrasingContent[]): boolean => nodes.some(({ type }) => type === 'strong');
const replaced = (node: Nodes, text: string): Rewrite => ({ start: startOf(node), end: endOf(node), text });

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
const isWeb = (url: string): boolean => /^https?:/i.test(url);

function rewriteLink(source: string, link: Link): readonly Rewrite[] {
  const written = sourceOf(source, link);
  if (!isWeb(link.url) || written.startsWith('<')) return [];
  if (!written.startsWith('[')) return isWeb(written) ? [replaced(link, `<${written}>`)] : [];
  const content = inside(link);
  if (!content) return [replaced(link, `<${bracketed(link.url)}>`)];
  return [{ start: content.end, end: endOf(link), text: `](<${bracketed(link.url)}>)` }];
}

function rewriteImage(image: Nodes, { alt, url }: Pick<Image, 'alt' | 'url'>): Rewrite {
  const label = alt?.replaceAll(/[[\]\n]/g, ' ').trim() || 'image';
  return replaced(image, isWeb(url) ? `[${label}](<${bracketed(url)}>)` : `${label} (${url})`);
}

/** What a link of this page leads to stands in the link; a definition of one word is a footnote like any other. */
function rewriteDefinition({ source, used }: Whole, definition: Definition): Rewrite {
  const label = definition.label ?? definition.identifier;
  if (label.startsWith('^')) {
    const text = sourceOf(source, definition).replace(/^\[[^\]]*\]:\s*/, '');
    return replaced(definition, `-# ${footnoteMark(label.slice(1))} ${isWeb(text) ? `<${text}>` : text}`);
  }
  if (!isWeb(definition.url)) return replaced(definition, sourceOf(source, definition));
  const target = `<${bracketed(definition.url)}>`;
  return replaced(definition, used.has(definition.identifier) ? '' : `[${label}]: ${target}`);
}

/** A table in a quote or list: each line keeps the mark or the indent of the first. */
function rewriteTable(whole: Whole, table: Table): Rewrite {
  const { source, prose } = whole;
  const render = (cell: Nodes) => {
    const content = 'children' in cell ? inside(cell as Heading) : undefined;
    const rewrites =
      'children' in cell ? cell.children.flatMap((child: Nodes) => rewritesOf(whole, child)) : [];
    return content ? rewritten(source, [...rewrites, ...prose], content.start, content.end) : '';
  };
  return replaced(table, drawTable(table, render).join(`\n${prefixAt(source, startOf(table))}`));
}

/** Discord knows fences of three backticks with one word after them, and nothing of code that is only indented. */
function rewriteCode(source: string, code: Code): readonly Rewrite[] {
  const written = sourceOf(source, code);
  const language = /^[\w+.#-]+$/.test(code.lang ?? '') ? code.lang! : '';
  const isKnown = /^```(?!`)/.test(written) && !code.meta && (code.lang ?? '') === language;
  if (code.value === '' || (isKnown && !code.value.includes('```'))) return [];
  const start = startOf(code);
  const indent = code.data?.fences ? '' : /^[ \t]*/.exec(source.slice(start))![0];
  const lines = [`\`\`\`${language}`, ...safe(code.value).split('\n'), '```'];
  const prefix = prefixAt(source, start + indent.length);
  const drawn = lines.join(`\n${code.data?.fences ? prefix : prefix.replace(/(?: {4}|\t)$/, '')}`);
  return [{ start, end: endOf(code), text: drawn }];
}

function rewriteItem(source: string, item: ListItem): readonly Rewrite[] {
  const start = startOf(item);
  const [mark = '', number, sign] = /^(?:(\d+)?([-+*.)]))/.exec(source.slice(start, start + 12)) ?? [];
  const bullet =
    sign === '+' || sign === ')'
      ? [{ start, end: start + mark.length, text: number ? `${number}.` : '-' }]
      : [];
  if (typeof item.checked !== 'boolean') return bullet;
  const box = source.indexOf('[', start);
  return [...bullet, { start: box, end: box + 3, text: item.checked ? '☑' : '☐' }];
}

function rewriteFormula(source: string, formula: Formula & Nodes): Rewrite {
  const [start, end] = [startOf(formula), endOf(formula)];
  const alone =
    formula.display &&
    /^[ \t>]*(?:(?:[-+*]|\d+[.)])[ \t]+)*$/.test(lineBefore(source, start)) &&
    /^[ \t\r]*(?:\n|$)/.test(source.slice(end));
  return replaced(
    formula,
    drawFormula(formula.value, formula.display, { alone, prefix: prefixAt(source, start), escape: escaped }),
  );
}

function rewritesOf(whole: Whole, node: Nodes): readonly Rewrite[] {
  const { source, definitions } = whole;
  const within = (): readonly Rewrite[] =>
    'children' in node ? node.children.flatMap((child: Nodes) => rewritesOf(whole, child)) : [];
  switch (node.type) {
    case 'table':
      return [rewriteTable(whole, node)];
    case 'formula':
      return [rewriteFormula(source, node)];
    case 'code':
      return rewriteCode(source, node);
    case 'thematicBreak':
      return [replaced(node, RULE)];
    case 'break':
      return source[startOf(node)] === '\\'
        ? [replaced(node, `\n${/[ \t>]*$/.exec(sourceOf(source, node))![0]}`)]
        : [];
    case 'image':
      return [rewriteImage(node, node)];
    case 'imageReference': {
      const definition = definitions.get(node.identifier);
      return definition ? [rewriteImage(node, { alt: node.alt ?? null, url: definition.url })] : [];
    }
    case 'definition':
      return [rewriteDefinition(whole, node)];
    case 'linkReference': {
      const [definition, content] = [definitions.get(node.identifier), inside(node)];
      const isFootnote = node.label?.startsWith('^') ?? false;
      if (!definition || !content || (!isFootnote && !isWeb(definition.url))) return within();
      const label = isFootnote ? footnoteMark(node.label!.slice(1)) : undefined;
      if (!isWeb(definition.url)) return [replaced(node, label!)];
      const target = `](<${bracketed(definition.url)}>)`;
      if (label !== undefined) return [replaced(node, `[${label}${target}`)];
      return [...within(), { start: content.end, end: endOf(node), text: target }];
    }
    case 'heading':
      return [...rewriteHeading(source, node), ...within()];
    case 'listItem':
      return [...rewriteItem(source, node), ...within()];
    case 'blockquote':
      return [...quoteRewrites(source, node), ...within()];
    case 'strong': {
      // Two underscores underline in Discord.
      const [start, end] = [startOf(node), endOf(node)];
      const marks = source.startsWith('__', start)
        ? [
            { start, end: start + 2, text: '**' },
            { start: end - 2, end, text: '**' },
          ]
        : [];
      return [...marks, ...within()];
    }
    case 'link':
      // The text of a masked link holds no link of its own, but may hold an image.
      return [...rewriteLink(source, node), ...within()];
    default:
      return within();
  }
}

function rewrite(source: string): string {
  const root = parse(source);
  const definitions = new Map<string, Definition>();
  const used = new Set<string>();
  visit(root, (node) => {
    if (node.type === 'definition' && !definitions.has(node.identifier))
      definitions.set(node.identifier, node);
    if (node.type === 'linkReference' || node.type === 'imageReference') used.add(node.identifier);
  });
  const prose = proseRewrites(source);
  const rewrites = rewritesOf({ source, definitions, used, prose }, root);
  return rewritten(source, [...rewrites, ...prose], 0, source.length);
}

function visit(root: Root, see: (node: Nodes) => void): void {
  const waiting: Nodes[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    see(node);
    if ('children' in node) waiting.push(...node.children.toReversed());
  }
}

/** A page is measured before it is written, often more than once; parsing it takes milliseconds. Counted in characters. */
const known = new LRUCache<string, string>({
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
  const before = known.get(markdown);
  if (before !== undefined) return before;
  const text = rewrite(markdown);
  known.set(markdown, text);
  return text;
}
