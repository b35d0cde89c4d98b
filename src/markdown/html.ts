/** HTML that models write into Markdown, as Markdown: chats would show the tags. */
import { script } from './symbols.ts';

/** A tag with its content where both are needed, a comment, or one tag. */
const WHOLE =
  /<(sub|sup|code|kbd|samp|tt|summary)>([^<>`\n]{1,200})<\/\1>|<a\s[^<>\n]{0,1000}>([^<>[\]\n]{1,300})<\/a>|<!--[^\n]{0,300}?-->|<(\/?)([a-zA-Z][a-zA-Z0-9]{0,11})(\s[^<>\n]{0,1000})?\/?>/y;
/** The longest piece that `htmlAt` looks at, and how far it looks for the other tag of a pair. */
const LONGEST = 1_400;
const LONGEST_PAIR = 400;

/** What stands for both tags of a pair. */
const PAIRS: Readonly<Record<string, string>> = {
  b: '**', strong: '**', i: '*', em: '*', cite: '*', dfn: '*', var: '*', s: '~~', del: '~~', strike: '~~', q: '"', u: '', ins: '',
  mark: '', small: '', big: '', span: '', font: '', abbr: '', sub: '', sup: '', kbd: '', nobr: '',
}; // prettier-ignore
/** Tags that are only layout. */
const LAYOUT =
  /^(?:div|p|section|article|center|details|summary|figure|figcaption|picture|ul|ol|li|dl|dt|dd|span|font|wbr|table|tr|td|th|thead|tbody)$/;

const ENTITIES: Readonly<Record<string, string>> = {
  nbsp: '\u00a0', ensp: ' ', emsp: ' ', thinsp: '\u2009', shy: '', mdash: '—', ndash: '–', hellip: '…', bull: '•', middot: '·', copy: '©',
  reg: '®', trade: '™', deg: '°', times: '×', divide: '÷', plusmn: '±', minus: '−', ne: '≠', le: '≤', ge: '≥', asymp: '≈', infin: '∞', larr: '←',
  rarr: '→', uarr: '↑', darr: '↓', harr: '↔', rArr: '⇒', quot: '"', apos: "'", lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', laquo: '«',
  raquo: '»', euro: '€', pound: '£', yen: '¥', cent: '¢', sect: '§', para: '¶', frac12: '½', frac14: '¼', frac34: '¾', sup2: '²', sup3: '³',
  micro: 'µ', alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', pi: 'π', sigma: 'σ', lambda: 'λ', mu: 'μ', theta: 'θ', omega: 'ω', check: '✓',
}; // prettier-ignore

/** Some HTML in a text, and what stands there instead: `\n` for a new line. */
export interface Html {
  readonly end: number;
  readonly markdown: string;
}

/**
 * The HTML at an offset as Markdown. Nothing when none is there that is known: `List<String>` stays, and so does a lone
 * `<b>` that somebody writes about. `isWhole`: no text follows. Else `more` says that what follows may decide otherwise.
 */
export function htmlAt(text: string, at: number, isWhole: boolean): Html | 'more' | undefined {
  WHOLE.lastIndex = at;
  const found = WHOLE.exec(text);
  const mayGrow = !isWhole && text.length - at < LONGEST && !text.slice(at).includes('\n');
  if (!found) return mayGrow && /^<(?:\/?(?:[a-zA-Z]|$)|!)/.test(text.slice(at, at + 3)) ? 'more' : undefined;
  const [whole, paired, inner = '', label, slash, name = '', attributes = ''] = found;
  const end = at + whole.length;
  if (paired) return { end, markdown: pairAsMarkdown(paired, inner) };
  if (label !== undefined) {
    const url = attribute(whole, 'href');
    return { end, markdown: url === undefined || label === url ? (url ?? label) : `[${label}](${url})` };
  }
  // An invisible space, so that what stands around a comment does not become one word.
  if (name === '') return { end, markdown: '\u200b' };
  const tag = name.toLowerCase();
  if (slash === '' && mayGrow && /^(?:sub|sup|code|kbd|samp|tt|summary|a)$/.test(tag)) return 'more';
  if (tag === 'br') return { end, markdown: '\n' };
  if (tag === 'hr') return { end, markdown: '\n———\n' };
  if (tag === 'img') {
    const [url, alt] = [attribute(whole, 'src'), attribute(whole, 'alt') || 'image'];
    return { end, markdown: url === undefined ? alt : `[${alt}](${url})` };
  }
  if (Object.hasOwn(PAIRS, tag)) {
    const isPair = slash === '/' ? isClosing(text, at, name) : isOpening(text, end, name);
    if (isPair) return { end, markdown: PAIRS[tag]! };
    if (slash === '' && mayGrow && text.length - end < LONGEST_PAIR) return 'more';
  }
  const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  const isLayout =
    attributes.trim() !== '' || /^[ \t>]*$/.test(before) || (slash === '/' && /\S$/.test(before));
  return LAYOUT.test(tag) && isLayout
    ? { end, markdown: tag === 'li' && slash === '' ? '• ' : '' }
    : undefined;
}

function isOpening(text: string, end: number, name: string): boolean {
  const line = /[^\n]*/y;
  line.lastIndex = end;
  return line.exec(text)![0].slice(0, LONGEST_PAIR).includes(`</${name}>`);
}

function isClosing(text: string, at: number, name: string): boolean {
  const line = text.slice(Math.max(0, at - 2 * LONGEST_PAIR, text.lastIndexOf('\n', at - 1) + 1), at);
  const opening = Math.max(line.lastIndexOf(`<${name}>`), line.lastIndexOf(`<${name} `));
  return (
    opening >= 0 && opening > line.lastIndexOf(`</${name}>`) && line.length - opening <= LONGEST_PAIR + 50
  );
}

/** A tag that stands in a text without any marks, such as the cell of a table that is drawn: itself when it is not known. */
export function withoutTag(tag: string): string {
  const name = /^<\/?([a-zA-Z]+)/.exec(tag)?.[1]?.toLowerCase() ?? '';
  if (name === 'br' || name === 'hr') return ' ';
  return tag.startsWith('<!--') || Object.hasOwn(PAIRS, name) || LAYOUT.test(name) ? '' : tag;
}

function pairAsMarkdown(tag: string, inner: string): string {
  if (tag === 'sub' || tag === 'sup') {
    const mark = tag === 'sub' ? '_' : '^';
    return script(mark, inner.trim()) ?? (/^\w+$/.test(inner) ? mark + inner : `${mark}(${inner})`);
  }
  return tag === 'summary' ? `**${inner.trim()}**\n` : `\`${inner}\``;
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(tag);
  return (found?.[1] ?? found?.[2] ?? found?.[3])?.replaceAll(/[\s<>()]/g, encodeURIComponent);
}

/** The character of an entity such as `&nbsp;`; nothing for `&lt;`, `&gt;` and `&amp;`, which some chats need. */
export function entity(source: string): string | undefined {
  const name = source.slice(1, -1);
  if (!name.startsWith('#')) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code >= 0xa0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000)
    ? String.fromCodePoint(code)
    : undefined;
}

/** The label of a footnote as a small number, or in brackets. */
export function footnoteMark(label: string): string {
  return (/^\d+$/.test(label) ? script('^', label) : undefined) ?? `[${label}]`;
}
