/** JSON as it is written: every digit of its numbers, and what a parser passes over in silence. */
import { LIMITS } from './limits.ts';

declare global {
  /** ES2026 (proposal “JSON.parse source text access”), which the types of the language do not know yet. */
  interface JSON {
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown;
    rawJSON(text: string): object;
    isRawJSON(value: unknown): boolean;
  }
}

/** Whether a number is changed by being read: a number in a program has about 16 digits. */
export function isChanged(source: string): boolean {
  const number = Number(source);
  if (!Number.isFinite(number)) return true;
  const [given, read] = [decimalOf(source), decimalOf(String(number))];
  return given.digits !== read.digits || given.exponent !== read.exponent;
}

/**
 * Whether what is checked is another kind of number than what is written: a whole one instead of a fraction, or one without
 * end. Other numbers that are changed by being read are so by less than any honest bound tells apart.
 */
export function isOfOtherKind(source: string): boolean {
  const number = Number(source);
  if (!Number.isFinite(number)) return true;
  return Number.isInteger(number) && /[.e]/i.test(source) && decimalOf(source).exponent < 0;
}

/** A number as whole digits without zeros at either end, times ten to the exponent; without its sign. */
function decimalOf(source: string): { readonly digits: string; readonly exponent: number } {
  const [, whole = '', fraction = '', power = '0'] = /^-?(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(source)!;
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  let end = all.length;
  while (all[end - 1] === '0') end -= 1;
  const exponent = Number(power) - fraction.length + all.length - end;
  return { digits: all.slice(0, end), exponent: end === 0 ? 0 : exponent };
}

/** What a parser does not tell of a text. */
export interface Written {
  /** Names that stand twice in one object. */
  readonly repeated: ReadonlySet<string>;
  /** The digits of its numbers. */
  readonly numbers: ReadonlySet<string>;
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]|-?\d[\d.eE+-]*/g;

/** @param text valid JSON */
export function lookThrough(text: string): Written {
  const repeated = new Set<string>();
  const numbers = new Set<string>();
  /** The names so far in each object that is open; a list has none. */
  const open: (Set<string> | undefined)[] = [];
  let string = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith('"')) string = token;
    else if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token !== ':') numbers.add(token);
    else {
      const name = JSON.parse(string) as string;
      const names = open.at(-1)!;
      if (names.has(name)) repeated.add(name);
      names.add(name);
    }
  }
  return { repeated, numbers };
}

/** What is ambiguous in a text, or cannot be done with its numbers: each is a fault. */
export const ambiguitiesOf = (
  { repeated, numbers }: Written,
  isTooLong: (source: string) => boolean,
  purpose: 'checked' | 'kept',
): readonly string[] =>
  [
    ...[...repeated].map((name) => `the property ${JSON.stringify(name)} is given twice in one object`),
    ...[...numbers]
      .filter(isTooLong)
      .map((source) => `the number ${source} has more digits than can be ${purpose}`),
  ]
    .slice(0, LIMITS.faults)
    .map((fault) => fault.slice(0, LIMITS.faultCharacters));

/** The value of a text, with numbers that `JSON.stringify` writes digit for digit as they stand there. */
export function parseExactly(text: string, { numbers }: Pick<Written, 'numbers'>): unknown {
  // Most texts have none, and are read many times as fast without looking back at each number.
  const special = new Set([...numbers].filter((source) => String(Number(source)) !== source));
  if (special.size === 0) return JSON.parse(text);
  return JSON.parse(text, (_, value, { source }) =>
    typeof value === 'number' && special.has(source!) ? JSON.rawJSON(source!) : value,
  );
}
