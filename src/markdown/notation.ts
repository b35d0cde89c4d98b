/** How a formula is written in a line of text: scripts, fractions in parentheses, spaces where they help. */
import { script } from './symbols.ts';

/** Thrown where something stands that only LaTeX can draw; never leaves `formula.ts`. */
export class Unreadable extends Error {}

/** Signs with a space on both sides. */
const RELATION = '=≠<>≤≥⩽⩾≈≡≅∼~∝→←↔⇒⇐⇔⟹⟺⟶↦∈∉⊂⊆⊃⊇≪≫≔∪∩×÷·⋅±∓∧∨⊕⊗';
/** Becomes a space between letters and digits, and nothing elsewhere. */
export const THIN = '\u2063';
const NEEDED_GAP = new RegExp(
  `(?<=[\\p{L}\\p{N}\\p{M})¹²³⁰-ₜ]) *${THIN}+ *(?=[\\p{L}\\p{N}√∑∫∏])|(?<=[\\p{L}\\p{N})])${THIN}+ *(?=\\(.*/)`,
  'gu',
);

export const OVER: Readonly<Record<string, string>> = {
  '\\overline': '\u0305', '\\widehat': '\u0302', '\\widetilde': '\u0303', '\\overrightarrow': '\u20d7',
}; // prettier-ignore

/** A mark over one letter; over several it would be read as standing over the last. */
export function over(mark: string, text: string): string {
  if (mark === '\u0305') return Array.from(text, (letter) => letter + mark).join('');
  return Array.from(text).length === 1 ? (text + mark).normalize('NFC') : fail();
}

export function upright(command: string, text: string): string {
  return command === '\\operatorname' ? `${THIN}${text}${THIN}` : text;
}

/** `base` with a script, and what follows it. */
export function scripted(base: string, mark: '^' | '_', content: string, after: string): string {
  const isFunction = base.endsWith(THIN);
  const name = isFunction ? base.slice(0, -1) : base.trimEnd();
  const stem = name.includes('/') ? `(${name.replace(THIN, '')})` : name;
  const ending = isFunction ? THIN : '';
  if (mark === '^' && /^[°∘]$/.test(content)) return `${stem}°${after}`;
  if (mark === '^' && content === '⊤') return `${stem}ᵀ${ending}`;
  if (mark === '^' && /^[′†‡∗]+$/.test(content)) return `${stem}${content}${after}`;
  const small = script(mark, content);
  if (after !== '')
    return mark === '^' ? `${after}${small ?? `^(${content})`}` : `${after}${small ?? `_(${content})`}`;
  if (small !== undefined) return stem + small + ending;
  const isSimple = /^(?:\p{L}\p{M}*|\p{N}+|\p{S})$/u.test(content);
  return `${stem}${mark}${isSimple ? content : `(${content})`}${ending}`;
}

const SCRIPT = '[\\p{M}\\u00b2\\u00b3\\u00b9\\u2070-\\u209c\\u1d2c-\\u1d6a\\u02b0-\\u02b8\\u02e0-\\u02e3′°]*';
export const SIMPLE_TOP = new RegExp(`^(?:[\\p{L}\\p{N}∂∞.]${SCRIPT})+$`, 'u');
export const SIMPLE_BOTTOM = new RegExp(
  `^(?:\\d+(?:\\.\\d+)?|∂?\\p{L}${SCRIPT}|\\d${SCRIPT}|d\\p{L}${SCRIPT}|[nk]!)$`,
  'u',
);
export const SIMPLE_ROOT = new RegExp(`^(?:\\d+(?:\\.\\d+)?|\\p{L}${SCRIPT})$`, 'u');

export function inParens(text: string, simple: RegExp): string {
  const isWrapped = /^\([^()]*\)$/.test(text);
  return simple.test(text) || isWrapped ? text : `(${text})`;
}

/** A sign as mathematics writes it, and as no chat takes it for a mark. */
export function plain(token: string): string {
  if (/^\s/.test(token)) return ' ';
  return { '-': '−', '*': '∗', '|': '∣', "'": '′', '`': '‘', '~': ' ' }[token] ?? token;
}

/** Spaces around relations, none that nobody needs, and no bars or brackets that a chat would take for marks. */
export function tidy(text: string): string {
  return text
    .replaceAll(new RegExp(` *([${RELATION}]\\u0338?) *`, 'gu'), ' $1 ')
    .replaceAll(NEEDED_GAP, ' ')
    .replaceAll(THIN, '')
    .replaceAll(/([∂∇¬∀∃]) (?=[\p{L}(])/gu, '$1')
    .replaceAll(/([([{]) +| +([)\]},;])/g, '$1$2')
    .replaceAll('](', ']\u2060(')
    .replaceAll('∣∣', '‖')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}

export function fail(): never {
  throw new Unreadable();
}
