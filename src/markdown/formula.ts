/** A formula as people read it without LaTeX: Unicode where it has the signs, a line for each row. Nothing is guessed. */
import { MOST } from './limits.ts';
import { alignedRows, beside, bracketed, oneLine, type Tall } from './matrix.ts';
import {
  fail,
  inParens,
  over,
  OVER,
  plain,
  scripted,
  SIMPLE_BOTTOM,
  SIMPLE_ROOT,
  SIMPLE_TOP,
  THIN,
  tidy,
  Unreadable,
  upright,
} from './notation.ts';
import { accent, FUNCTIONS, script, shaped, symbol } from './symbols.ts';

const TOKEN = /\\(?:[A-Za-z]+|[^A-Za-z])|[{}^_&]|\s+|[^\\]/gsu;
const TEXT =
  /^\\(?:text|textrm|textnormal|textsf|texttt|textbf|textit|mbox|hbox|operatorname|mathrm|mathop|rm|mathsf|mathtt|mathit)$/;
const SHAPE = /^\\(?:mathbb|mathcal|mathfrak|mathbf|mathscr|boldsymbol|bm)$/;
/** Sizes, styles and the like, which change no meaning. */
const IGNORED =
  /^\\(?:left|right|middle|[bB]igg?[lrm]?|displaystyle|textstyle|scriptstyle|limits|nolimits|nonumber|notag|!|mathstrut|hfill|noindent|bf|it|cal|hline|allowbreak|nobreak|mathord|mathbin|mathrel|mathopen|mathclose|mathpunct)$/;
const SPACE = /^\\(?:[,;: >~]|quad|qquad|enspace|thinspace|medspace|thickspace|space|hskip)$/;
const ALIGNED =
  /^(?:aligned|align|alignat|alignedat|gather|gathered|split|eqnarray|multline|equation|dcases|flalign)\*?$/;
const MATRIX: Readonly<Record<string, string>> = {
  matrix: '', smallmatrix: '', array: '', pmatrix: '()', bmatrix: '[]', Bmatrix: '{}', vmatrix: '||', Vmatrix: '‖‖',
  cases: '{', dcases: '{', rcases: '}',
}; // prettier-ignore
type Part = string | Tall;

/**
 * A formula as text: lines for its rows if it stands alone. Nothing when it holds what only LaTeX can say.
 *
 * @example readable('\\frac{1}{2} \\sum_{i=1}^n x_i^2', false) // '1/2 ∑ᵢ₌₁ⁿ xᵢ²'
 */
export function readable(latex: string, display: boolean): string | undefined {
  try {
    const parts = reader(latex)();
    const text = display ? beside(parts, tidy) : tidy(oneLine(parts));
    return text.trim() === '' ? undefined : text;
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

function reader(latex: string) {
  const tokens: string[] = latex.replaceAll(/(?<!\\)%.*$/gm, '').match(TOKEN) ?? [];
  let at = 0;
  let depth = 0;

  const skipSpaces = () => {
    while (/^\s/.test(tokens[at] ?? '')) at += 1;
  };
  const flat = (parts: readonly Part[]): string => tidy(oneLine(parts));

  /** What stands in braces, or the next sign alone. */
  const argument = (): string => {
    skipSpaces();
    const token = tokens[at];
    if (token === undefined || token === '}' || token === '&') throw new Unreadable();
    if (token === '{') return group();
    at += 1;
    return token.startsWith('\\') ? flat([command(token)]) : plain(token);
  };
  const group = (): string => {
    at += 1;
    depth += 1;
    if (depth > MOST.groups) throw new Unreadable();
    const parts = sequence((token) => token === '}');
    at += 1;
    depth -= 1;
    return flat(parts);
  };
  /** What stands in braces, letter for letter: words are no formula. */
  const words = (): string => {
    skipSpaces();
    if (tokens[at] !== '{') return argument();
    let text = '';
    let open = 0;
    do {
      const token = tokens[at++];
      if (token === undefined) throw new Unreadable();
      if (token === '{') open += 1;
      else if (token === '}') open -= 1;
      else if (token === '$') continue;
      else text += token.startsWith('\\') ? (SPACE.test(token) ? ' ' : (symbol(token) ?? fail())) : token;
    } while (open > 0);
    return text.replaceAll(/\s+/g, ' ');
  };
  const optional = (): string | undefined => {
    if (tokens[at] !== '[') return undefined;
    at += 1;
    const parts = sequence((token) => token === ']');
    at += 1;
    return flat(parts);
  };

  const command = (name: string): Part => {
    if (SPACE.test(name)) return ' ';
    if (IGNORED.test(name)) return delimiter(name);
    if (TEXT.test(name)) return upright(name, words());
    if (SHAPE.test(name))
      return shaped(name.replace('scr', 'cal').replace(/boldsymbol|bm/, 'mathbf'), argument());
    if (FUNCTIONS.has(name.slice(1))) return `${THIN}${name.slice(1)}${THIN}`;
    switch (name) {
      case '\\frac':
      case '\\dfrac':
      case '\\tfrac':
      case '\\cfrac':
      case '\\nicefrac':
      case '\\sfrac':
        return `${THIN}${inParens(argument(), SIMPLE_TOP)}/${inParens(argument(), SIMPLE_BOTTOM)}${THIN}`;
      case '\\binom':
      case '\\dbinom':
      case '\\tbinom':
        return `C(${argument()}, ${argument()})`;
      case '\\sqrt': {
        const degree = optional();
        const root =
          degree === undefined
            ? '√'
            : degree === '3'
              ? '∛'
              : degree === '4'
                ? '∜'
                : `${script('^', degree) ?? fail()}√`;
        return root + inParens(argument(), SIMPLE_ROOT);
      }
      case '\\pmod':
        return ` (mod ${argument()})`;
      case '\\boxed':
      case '\\fbox':
      case '\\smash':
        return argument();
      case '\\tag':
        return `  (${words()})`;
      case '\\label':
      case '\\vspace':
      case '\\hspace':
      case '\\color':
        words();
        return name === '\\hspace' ? ' ' : '';
      case '\\textcolor':
        words();
        return argument();
      case '\\overline':
      case '\\widehat':
      case '\\widetilde':
      case '\\overrightarrow':
        return over(OVER[name]!, argument());
      case '\\stackrel':
      case '\\overset':
        return scripted('', '^', argument(), argument());
      case '\\underset':
        return scripted('', '_', argument(), argument());
      case '\\underbrace':
      case '\\overbrace':
        return inParens(argument(), SIMPLE_TOP);
      case '\\xrightarrow':
        return ` →${scripted('', '^', argument(), '')} `;
      case '\\begin':
        return environment(words());
      case '\\not': {
        skipSpaces();
        return `${argument()}\u0338`.normalize('NFC');
      }
    }
    const mark = accent(name);
    if (mark !== undefined) return over(mark, argument());
    return symbol(name) ?? fail();
  };

  /** `\left.` stands for no bracket. */
  const delimiter = (name: string): string => {
    if (/^\\(?:left|right|middle|[bB]igg?[lrm]?)$/.test(name)) {
      skipSpaces();
      if (tokens[at] === '.') at += 1;
    }
    return '';
  };

  const environment = (name: string): Part => {
    depth += 1;
    const brackets = MATRIX[name];
    if (depth > MOST.groups || (brackets === undefined && !ALIGNED.test(name))) throw new Unreadable();
    if (name === 'array') words();
    if (/^aligned?at/.test(name)) words();
    const rows = table();
    at += 1;
    if (words() !== name) throw new Unreadable();
    depth -= 1;
    return brackets === undefined
      ? alignedRows(rows)
      : bracketed(rows, brackets, name.includes('cases') ? 'left' : 'center');
  };

  /** Rows and their cells, up to the end of an environment or of the formula. */
  const table = (): string[][] => {
    const rows: string[][] = [[]];
    for (;;) {
      rows
        .at(-1)!
        .push(
          flat(
            sequence((token) => token === '&' || token === '\\\\' || token === '\\cr' || token === '\\end'),
          ),
        );
      const token = tokens[at];
      if (token === undefined) throw new Unreadable();
      if (token === '\\end') break;
      at += 1;
      if (token === '&') continue;
      skipSpaces();
      optional();
      rows.push([]);
    }
    return rows.filter((row) => row.some((cell) => cell !== ''));
  };

  const sequence = (ends: (token: string) => boolean): Part[] => {
    const parts: Part[] = [];
    for (let token = tokens[at]; token !== undefined && !ends(token); token = tokens[at]) {
      if (token === '}' || token === '&' || token === '\\end') throw new Unreadable();
      if (token === '{') {
        const text = group();
        parts.push(text.includes('/') ? THIN + text + THIN : text);
        continue;
      }
      at += 1;
      if (token === '^' || token === '_') {
        const last = parts.pop() ?? '';
        parts.push(scripted(typeof last === 'string' ? last : fail(), token, argument(), ''));
      } else if (/^\\(?:\\|cr|newline)$/.test(token)) {
        throw new Unreadable();
      } else {
        parts.push(token.startsWith('\\') ? command(token) : plain(token));
      }
    }
    return parts;
  };

  return (): Part[] => {
    const parts = sequence((token) => token === '&' || token === '\\\\');
    if (at >= tokens.length) return parts;
    // Rows without an environment around them.
    at = 0;
    tokens.push('\\end');
    return [alignedRows(table())];
  };
}
