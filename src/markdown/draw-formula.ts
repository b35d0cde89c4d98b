/** A formula as a chat without LaTeX can show it. */
import { readable } from './formula.ts';

export interface Drawing {
  /** Whether it stands on lines of its own, so that it may take several. */
  readonly alone: boolean;
  /** What every further line begins with: the marks of quotes, the indent of a list. */
  readonly prefix: string;
  /** Keeps the chat from taking signs for marks. */
  readonly escape: (text: string) => string;
}

/** Text where Unicode has the signs, a code block where it takes several lines; the LaTeX as code where neither serves. */
export function drawFormula(latex: string, display: boolean, { alone, prefix, escape }: Drawing): string {
  const text = readable(latex, display && alone);
  if (text !== undefined && !text.includes('\n')) {
    // A sum may begin like a list, a relation like a quote.
    const isMark = alone && /^(?:[-+>#=]|\d+[.)])/.test(text);
    return (isMark ? '\u200b' : '') + escape(text);
  }
  const source = text ?? latex;
  const run = Math.max(0, ...Array.from(source.matchAll(/`+/g), ([ticks]) => ticks.length));
  if (alone && source.includes('\n')) {
    const fence = '`'.repeat(Math.max(3, run + 1));
    return [fence, ...source.split('\n'), fence].join(`\n${prefix}`);
  }
  const ticks = '`'.repeat(run + 1);
  const pad = run > 0 ? ' ' : '';
  return `${ticks}${pad}${source.replaceAll(/\s+/g, ' ')}${pad}${ticks}`;
}
