/** What differs between two answers, as Markdown: ~~left out~~ and **new** words, and code line by line. */
import type { Words } from '../../chat/index.ts';
import { type Change, changesOf } from './changes.ts';
import { codeChanges } from './code-changes.ts';
import { isSameCode } from './stretches.ts';
import type { Token } from './tokens.ts';
import { LIMITS } from '../limits.ts';

export type DifferenceWords = Pick<Words['said']['compared'], 'same' | 'unlike' | 'tooLong'>;

/** @example difference('It is **blue**.', 'It is green.', words) // 'It is ~~blue.~~ **green.**' */
export function difference(first: string, second: string, words: DifferenceWords): string {
  const until = performance.now() + LIMITS.compareMs;
  const changes = changesOf(first, second, until);
  if (!changes && performance.now() >= until) return words.tooLong;
  if (!changes || isUnlike(changes)) return words.unlike;
  return changes.every(isSame) ? words.same : rendered(changes, until);
}

const isSame = ({ kind, tokens, before = tokens }: Change): boolean =>
  kind === 'kept' && tokens.every(({ code }, index) => isSameCode(code, before[index]!.code));

/** Two texts that say it in their own words each: what they share is there by chance. */
function isUnlike(changes: readonly Change[]): boolean {
  const [kept, changed] = [lengthOf(changes, ['kept']), lengthOf(changes, ['removed', 'added'])];
  return changed > LIMITS.compareUnlike && kept * 4 < changed;
}

const lengthOf = (changes: readonly Change[], kinds: readonly Change['kind'][]): number =>
  changes
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap(({ tokens }) => tokens)
    .reduce((sum, { key, code }) => sum + (code?.text ?? key).length, 0);

const MARKS = { kept: '', removed: '~~', added: '**' } as const;

/** Narrower than any other space: marks of Markdown count only beside a space or a letter. */
const HAIR_SPACE = '\u200a';

function rendered(changes: readonly Change[], until: number): string {
  /** All but the white space at its end, which may still change: looking for it there would take the longer the more there is. */
  const written: string[] = [];
  let space = '';
  let wasMarked = false;
  let between = ' ';

  const isInLine = () => space === '' && written.length > 0;
  const put = (markdown: string) => {
    if (written.length > 0) written.push(space);
    written.push(markdown);
    space = '';
  };
  const putLine = (line: string, mark: string) => {
    const core = line.trim();
    if (/^\s/.test(line) && isInLine()) space = ' ';
    if (core !== '') {
      if (isInLine() && (mark !== '' || wasMarked)) space = HAIR_SPACE;
      put(`${mark}${literal(core)}${mark}`);
      wasMarked = mark !== '';
      if (/\s$/.test(line)) space = ' ';
    }
  };
  const putText = (text: string, mark: string) => {
    for (const [index, line] of text.split('\n').entries()) {
      if (index > 0) space = space.includes('\n') ? '\n\n' : '\n';
      putLine(line, mark);
    }
  };
  const putCode = (block: string) => {
    if (block === '') return;
    space = '\n\n';
    put(block);
    space = '\n\n';
  };
  for (const [index, change] of changes.entries()) {
    const { kind, before = change.tokens } = change;
    const codes = new Map(before.flatMap(({ key, code }) => (code ? [[key, code] as const] : [])));
    // What is new stands beside what it takes the place of, or below it.
    if (kind === 'removed') between = space.includes('\n') ? space : ' ';
    else if (kind === 'added' && isInLine() && wasMarked) space = between;
    const isLast = index === changes.length - 1;
    const shown =
      kind === 'kept' ? shortened(change.tokens, before, { isFirst: index === 0, isLast }) : change.tokens;
    let text = '';
    const flush = () => {
      putText(text, MARKS[kind]);
      text = '';
    };
    for (const token of shown) {
      if (token.code === undefined) {
        text += token.text;
        continue;
      }
      flush();
      const from = kind === 'added' ? undefined : codes.get(token.key);
      const to = kind === 'removed' ? undefined : token.code;
      putCode(codeChanges(from, to, until));
    }
    flush();
  }
  return written.join('');
}

const GAP: Token = { key: '…', text: ' … ' };

/** Of a long stretch that both texts have, what stands beside the changes. Code that differs is always shown. */
function shortened(
  tokens: readonly Token[],
  before: readonly Token[],
  { isFirst, isLast }: { readonly isFirst: boolean; readonly isLast: boolean },
): readonly Token[] {
  const beside = LIMITS.compareBeside;
  const head = isFirst ? 0 : beside;
  const tail = isLast ? 0 : beside;
  if (tokens.length <= head + tail + beside) return tokens;
  const end = tokens.length - tail;
  const code = tokens
    .slice(head, end)
    .filter((token, index) => !isSameCode(token.code, before[head + index]!.code));
  return [...tokens.slice(0, head), GAP, ...code.flatMap((token) => [token, GAP]), ...tokens.slice(end)];
}

/** Words as Markdown that shows them as they are. Addresses would be links, in which nothing can be escaped. */
const literal = (text: string): string =>
  text
    .replace(/[\\`*_~[\]<>$|#&@]/g, '\\$&')
    .replace(/(?<=https?)(?=:\/\/)|(?<=www)(?=\.)/gi, '\\')
    .replace(/^([-=+]{2,})$/, '\\$1');
