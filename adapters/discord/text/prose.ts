/** What between the marks of Markdown Discord would take for something that it is not in ours: mentions, spoilers, small print. */
import { entity, footnoteMark, htmlAt, scan } from '../../../src/markdown/index.ts';
import { lineBefore, type Rewrite } from './rewrite.ts';

const NOTHING = '\u200b';
/** `<@1>`, `<@!1>`, `<@&1>`, `<#1>`, `</name:1>`, `<:name:1>`, `<a:name:1>`, `<t:1:R>`, `<id:guide>`, `<sound:1:2>`. */
const REFERENCE = /<(?=@[!&]?\d|#\d|\/[^<>\n:]{1,100}:\d|a?:\w+:\d|t:-?\d|id:\w|sound:\d)/y;
const EVERYBODY = /@(?=everyone|here)/y;
const ENTITY = /&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,10});/y;
const FOOTNOTE = /\[\^([^\]\s^]{1,30})\](:?)/y;
const SMALL_PRINT = /-#(?=[ \t])/y;
const SPECIAL = /[<@&[|]|^[ \t>]*-#/gm;
const BARS = /\|{2,}/y;

/** The signs that Discord takes for marks. */
export const escaped = (text: string): string => text.replaceAll(/[\\*_~|`]/g, '\\$&');

export function proseRewrites(source: string): readonly Rewrite[] {
  const rewrites: Rewrite[] = [];
  const bars: Rewrite[] = [];
  let from = 0;
  for (const stretch of [...scan(source).stretches, undefined]) {
    const to = stretch?.start ?? source.length;
    SPECIAL.lastIndex = from;
    for (let found = SPECIAL.exec(source); found && found.index < to; found = SPECIAL.exec(source)) {
      const at = found.index + found[0].length - (found[0].endsWith('-#') ? 2 : 1);
      if (at >= to || isEscaped(source, at)) continue;
      if (source[at] === '|') {
        const run = matchAt(BARS, source, at);
        if (run) bars.push({ start: at, end: at + run[0].length, text: run[0].replaceAll('|', '\\|') });
        SPECIAL.lastIndex = at + (run?.[0].length ?? 1);
        continue;
      }
      const rewrite = rewriteAt(source.slice(0, to), at);
      if (!rewrite) continue;
      rewrites.push(rewrite);
      SPECIAL.lastIndex = rewrite.end;
    }
    from = stretch?.end ?? to;
  }
  return [...rewrites, ...strayBars(source, bars)];
}

function rewriteAt(source: string, at: number): Rewrite | undefined {
  const replaced = (length: number, text: string): Rewrite => ({ start: at, end: at + length, text });
  switch (source[at]) {
    case '<': {
      if (matchAt(REFERENCE, source, at)) return replaced(1, `<${NOTHING}`);
      const html = htmlAt(source, at, true);
      if (typeof html !== 'object') return undefined;
      return replaced(html.end - at, html.markdown.replaceAll('\n', `\n${marksBefore(source, at)}`));
    }
    case '@':
      return matchAt(EVERYBODY, source, at) ? replaced(1, `@${NOTHING}`) : undefined;
    case '&': {
      const found = matchAt(ENTITY, source, at)?.[0];
      if (found === undefined) return undefined;
      const character = { '&lt;': `<${NOTHING}`, '&gt;': '\\>', '&amp;': '&' }[found] ?? entity(found);
      return character === undefined ? undefined : replaced(found.length, character);
    }
    case '[': {
      const found = matchAt(FOOTNOTE, source, at);
      if (!found) return undefined;
      const [whole, label = '', colon] = found;
      const isDefinition = colon === ':' && lineBefore(source, at).trim() === '';
      return replaced(whole.length, isDefinition ? `-# ${footnoteMark(label)}` : footnoteMark(label) + colon);
    }
    default:
      return matchAt(SMALL_PRINT, source, at) ? replaced(2, '\\-#') : undefined;
  }
}

/** What a further line of the block at an offset begins with. */
function marksBefore(source: string, at: number): string {
  const marks = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*/.exec(lineBefore(source, at))![0];
  return marks.replaceAll(/[^>\s]/g, ' ');
}

/** Bars that hide nothing. A spoiler stands between them as a word between quotation marks. */
function strayBars(source: string, bars: readonly Rewrite[]): readonly Rewrite[] {
  const stray: Rewrite[] = [];
  let opening: Rewrite | undefined;
  for (const run of bars) {
    const [before, after] = [source[run.start - 1] ?? ' ', source[run.end] ?? ' '];
    const isPair = run.end - run.start === 2;
    const closes = isPair && /\S/.test(before) && !/\w/.test(after);
    if (opening && closes && !/\n[ \t]*\n/.test(source.slice(opening.end, run.start))) {
      opening = undefined;
      continue;
    }
    if (opening) stray.push(opening);
    opening = isPair && /\S/.test(after) && !/\w/.test(before) ? run : undefined;
    if (!opening) stray.push(run);
  }
  return opening ? [...stray, opening] : stray;
}

function isEscaped(source: string, at: number): boolean {
  let start = at;
  while (source[start - 1] === '\\') start -= 1;
  return (at - start) % 2 === 1;
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}
