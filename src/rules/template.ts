/** Prompts and sentences with variables: `Sum up what {author} has said.` What people wrote stays data in them. */
import { TEXTS, VALUES } from './limits.ts';
import { textOf } from './shape.ts';
import { isVariable, type Kind, type Variable, VARIABLE, VARIABLES } from './variables.ts';

/** What variables stand for, as it came from the platform: `fill` makes it safe. */
export type Values = Readonly<Partial<Record<Variable, string>>>;

export const Template = textOf('a text', TEXTS.template);

/** Who reads a template: a model, to which it is its task, or people, to whom it is Markdown. */
export type Reader = 'prompt' | 'say';

/**
 * Puts values in the place of variables, each written so that it can be nothing but a value.
 *
 * In a prompt, what people wrote is one line in quotes, cut at some length, so that it cannot pass for a part of the task; `{text}` is
 * not in it at all, for the message itself stands below as what the task is about. In what is said, no value can become a link, a
 * mention or formatting.
 *
 * @example fill('Welcome, {author}!', { author: '**Ana**' }, 'say') // 'Welcome, \*\*Ana\*\*!'
 */
export const fill = (template: string, values: Values, reader: Reader): string =>
  template.replaceAll(VARIABLE, (whole, itself: string | undefined, name: string) => {
    if (itself !== undefined) return `{${itself}}`;
    if (!isVariable(name)) return whole;
    if (name === 'text' && reader === 'prompt') return 'the message below';
    const { kind, unknown } = VARIABLES[name];
    return written(values[name] ?? '', kind, reader) ?? unknown;
  });

/** Undefined where nothing is left of it. */
function written(value: string, kind: Kind, reader: Reader): string | undefined {
  if (kind === 'link') return addressOf(value, reader);
  const most = kind === 'name' ? VALUES.name : VALUES.text;
  const line = cut(oneLine(value), most);
  if (line === '') return undefined;
  if (PLAIN[kind]?.test(line)) return line;
  return reader === 'say' ? literal(line) : `“${line.replaceAll(/[“”„‟«»]/g, '"')}”`;
}

/** What needs no care, as it can say nothing. */
const PLAIN: Partial<Readonly<Record<Kind, RegExp>>> = {
  number: /^\d+$/,
  date: /^[\d:. -]+$/,
  word: /^[a-z\d-]+$/i,
  emoji: /^[\p{Emoji}\p{Emoji_Component}]{1,20}$/u,
};

/** Without line breaks, control characters, and the invisible ones that turn the direction of text or hide words in it. */
const oneLine = (value: string): string =>
  value
    .toWellFormed()
    .replaceAll(/[\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/[\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu, '')
    .trim();

/** Never through the middle of what people see as one character. */
function cut(line: string, most: number): string {
  if (line.length <= most) return line;
  let kept = '';
  for (const { segment } of GRAPHEMES.segment(line)) {
    if (kept.length + segment.length >= most) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Invisible, and no part of a name or an address: what stands on its sides is no longer one. */
const JOINER = '\u2060';

/** Markdown that shows a line as it is, with nothing in it to click. Brackets are not escaped: `\(` and `\[` begin formulas. */
const literal = (line: string): string =>
  line
    .replaceAll(/[!#$&*+\-.:<=>@\\_`|~]/g, '\\$&')
    .replaceAll(/\\\\|\\@|[/\]]/g, `$&${JOINER}`)
    .replaceAll(/\\\.|(?<=^\d+)\)/g, `${JOINER}$&`);

function addressOf(value: string, reader: Reader): string | undefined {
  const url = value.length <= VALUES.link ? URL.parse(value) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  const address = url.href.replaceAll(/[<>\s\\]/g, encodeURIComponent);
  return reader === 'prompt' ? address : `<${address}>`;
}
