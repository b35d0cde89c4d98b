/** What between dollars, `\(…\)` or `\[…\]` is a formula, and what is money, a variable of a shell or an escaped bracket. */

export type Delimiter = '$' | '$$' | '\\(' | '\\[';

export interface Candidate {
  readonly start: number;
  readonly end: number;
  readonly latex: string;
  readonly opening: Delimiter;
}

/** A command, a script under or over one letter or a bracket, an equation. */
const WRITTEN = /\\[A-Za-z{|,;!]|[\^=≤≥≠≈∑∏∫√∞]|(?:^|[^A-Za-z])[A-Za-z]_|[)}\]|]_/;
/** An operator between letters. */
const OPERATION =
  /(?<![A-Za-z])(?:[A-Za-z]{1,2}\s*[-+*/<>|]\s*[A-Za-z0-9]{1,2}|[0-9]{1,2}\s*[-+*/<>|]\s*[A-Za-z]{1,2})(?![A-Za-z])/;
/** One letter, a function of something, a pair, an interval, a factorial, a norm. */
const SYMBOL = /^(?:[A-Za-z]'*(?:\([^()]*\))?|[([][^()[\]]*,[^()[\]]*[)\]]|[A-Za-z0-9]+!|\|[^|]+\|)$/;
const PROSE = /[A-Za-z]{3,}\s+[A-Za-z]{3,}/;
/** What no formula holds outside of braces: two words in a row, an amount of something, scripts without spaces, money. */
const NO_FORMULA =
  /(?<![\\A-Za-z])[A-Za-z]{2,}\s+[A-Za-z]{2}|(?<=\$)\d[\d.,]*\s+[A-Za-z]{2}|[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef€£¥]/g;

/** How far a formula that opens with a dollar before `inner` may reach: not into prose. */
export function endOfDollars(text: string, inner: number, limit: number): number {
  const window = text.slice(0, limit);
  NO_FORMULA.lastIndex = inner;
  for (let found = NO_FORMULA.exec(window); found; found = NO_FORMULA.exec(window)) {
    const before = text.slice(inner, found.index);
    if (before.split('{').length === before.split('}').length) return found.index;
  }
  return limit;
}

export function isFormula(text: string, { start, end, latex, opening }: Candidate): boolean {
  const content = latex.trim();
  const [before, after] = [text[start - 1] ?? '\n', text[end] ?? '\n'];
  if (content === '') return false;
  const isEvident = WRITTEN.test(content) || OPERATION.test(content) || SYMBOL.test(content);
  switch (opening) {
    case '$':
      return isEvident && !/\s$/.test(latex) && !/[\w$&?#%/]/.test(before) && !/[\w$]/.test(after);
    case '$$':
      return isEvident || isAlone(text, start, after);
    case '\\(':
      return !/\w/.test(before) && (isEvident || !PROSE.test(content));
    case '\\[':
      // `\[x\]` and `\[1\]` are brackets that somebody escaped.
      if (after === '(') return false;
      return (isEvident && content.length > 1) || (isAlone(text, start, after) && !/^\d+$/.test(content));
  }
}

/** Whether nothing else stands on its lines, the marks of lists and quotes aside. */
function isAlone(text: string, start: number, after: string): boolean {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /^[ \t>*+\d.)-]*$/.test(before) && /[\r\n]/.test(after);
}
