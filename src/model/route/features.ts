/** What can be told of a question at a glance: signals in its words, its form, and the kinds of what is attached. */
import { LENGTHS, LOOKED_AT } from './limits.ts';
import type { RouteQuestion } from './index.ts';
import { kindOf, type Kind } from './kinds.ts';
import type { Signal } from './lexicon.ts';
import { isFurther, signalsIn, withoutChat } from './words.ts';

export interface Features {
  readonly signals: ReadonlySet<Signal>;
  /** About how many words it has; of Chinese and Japanese two characters are counted as one. */
  readonly words: number;
  /** Words that are left when small talk is taken off. */
  readonly wordsBesidesChat: number;
  /** All of its characters. */
  readonly chars: number;
  /** Lines of code between fences or backticks, or what looks like code without them. */
  readonly codeLines: number;
  /** A crash as programs print it. */
  readonly hasTrace: boolean;
  readonly numbers: number;
  readonly questions: number;
  /** It begins as something that goes on from what was said before. */
  readonly goesOn: boolean;
  /** Points of a list. */
  readonly points: number;
  readonly kinds: ReadonlySet<Kind>;
}

/** The signals that count only in what somebody asks, not in what they have pasted. */
const OWN_CHARS = 400;

export function featuresOf({ text, attachments }: Pick<RouteQuestion, 'text' | 'attachments'>): Features {
  const seen = cut(text, LOOKED_AT)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[‘’ʼ`´]/g, (mark) => (mark === '`' ? mark : "'"));
  const { words: prose, lines: codeLines } = withoutCode(seen);
  const own = cut(withoutQuotes(prose), { head: OWN_CHARS, tail: OWN_CHARS });
  const names = attachments
    .map(({ name }) => name.slice(0, 100).normalize('NFKC').toLowerCase().replaceAll(/[_.-]/g, ' '))
    .join('\n');
  const signals = signalsIn(own);
  if (signalsIn(names).has('drawing')) signals.add('drawing');
  return {
    signals,
    words: countWords(own),
    wordsBesidesChat: countWords(withoutChat(own)),
    chars: text.length,
    codeLines: codeLines + (LOOSE_CODE.test(prose) ? 2 : 0),
    hasTrace: TRACE.test(seen),
    numbers: count(prose, /\d+(?:[.,]\d+)*/g),
    goesOn: isFurther(own),
    questions: count(own, /[?？]+/g),
    points: count(prose, /^[ \t]{0,8}(?:[-*•]|\d{1,2}[.)]) /gm) + count(prose, /(?<=[\s:])\d{1,2}[.)] /g),
    kinds: new Set(attachments.map(kindOf)),
  };
}

/** Its first and last characters; all where there are no more. */
export function cut(text: string, { head, tail }: { readonly head: number; readonly tail: number }): string {
  return text.length <= head + tail ? text : `${text.slice(0, head)}\n…\n${text.slice(-tail)}`;
}

/** A crash as Node, Python, Java, Go, Rust and shells print it. */
const TRACE =
  /^\s{0,12}at [\w$.<>/]{1,80} ?\(|^\s{0,12}file "[^"\n]{1,200}", line \d|traceback \(most recent|\b[a-z.]{1,60}(?:error|exception)\b: |\bnpm err!|^panic: |\bgoroutine \d|exception in thread|exit code:? [1-9]|\b(?:econnrefused|enoent|eacces|etimedout|sigsegv|sigkill|crashloopbackoff|oomkilled)\b/m;

/** Code that nobody put between fences. */
const LOOSE_CODE =
  /[;{}]\s*$|=>|\b(?:const|let|var|def|func|fn|import|class|public|private) [\w$]{1,40}\s?[=({:;]|\bselect\b[^.?!\n]{1,80}\bfrom\b|^diff --git|<\/[a-z]{1,20}>|[\w$]\(\w{0,40}\)[.;{]/m;

/** The words around the code, and how many lines of code there are. */
function withoutCode(text: string): { readonly words: string; readonly lines: number } {
  const pieces = text.split('```');
  // An open fence runs to the end.
  const fenced = pieces.filter((_, index) => index % 2 === 1);
  const around = pieces.filter((_, index) => index % 2 === 0).join('\n');
  const spans = around.match(/`[^`\n]{1,300}`/g) ?? [];
  return {
    words: around.replaceAll(/`[^`\n]{1,300}`/g, ' … '),
    lines:
      fenced.reduce((sum, block) => sum + Math.max(2, block.trim().split('\n').length - 1), 0) +
      (spans.some((span) => span.length > 12) ? 1 : 0),
  };
}

/** What is quoted is what a question is about, not what it asks. */
const withoutQuotes = (text: string): string =>
  text.replaceAll(
    /"[^"\n]{1,600}"|“[^”\n]{1,600}”|„[^“”\n]{1,600}[“”]|«[^»\n]{1,600}»|「[^」\n]{1,600}」|『[^』\n]{1,600}』|《[^》\n]{1,600}》/g,
    ' “…” ',
  );

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

function countWords(text: string): number {
  const unspaced = count(text, /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu);
  const spaced = count(
    text,
    /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hangul}\p{N}][\p{L}\p{N}'_-]*/gu,
  );
  return spaced + Math.ceil(unspaced / 2);
}

export const isLong = ({ chars }: Pick<Features, 'chars'>): boolean => chars >= LENGTHS.long;
