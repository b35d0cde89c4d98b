/** What differs between two answers, as Markdown: ~~left out~~ and **new** words, and code line by line. */
import { structuredPatch } from 'diff';
import type { Words } from '../chat/index.ts';
import { type Change, changesOf } from './compare-changes.ts';
import type { Token } from './compare-tokens.ts';
import { LIMITS } from './limits.ts';

/** @example difference('It is **blue**.', 'It is green.', words) // 'It is ~~blue.~~ **green.**' */
export function difference(first: string, second: string, words: Words['said']['compared']): string {
  const changes = changesOf(first, second);
  if (!changes || isUnlike(changes)) return words.unlike;
  return changes.every(isSame) ? words.same : rendered(changes);
}

const isSame = ({ kind, tokens, before = tokens }: Change): boolean =>
  kind === 'kept' && tokens.every(({ code }, index) => code === before[index]!.code);

/** Two texts that say it in their own words each: what they share is there by chance. */
function isUnlike(changes: readonly Change[]): boolean {
  const [kept, changed] = [lengthOf(changes, ['kept']), lengthOf(changes, ['removed', 'added'])];
  return changed > LIMITS.compareUnlike && kept * 4 < changed;
}

const lengthOf = (changes: readonly Change[], kinds: readonly Change['kind'][]): number =>
  changes
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap(({ tokens }) => tokens)
    .reduce((sum, { key, code }) => sum + (code ?? key).length, 0);

const MARKS = { kept: '', removed: '~~', added: '**' } as const;

/** Narrower than any other space: marks of Markdown count only beside a space or a letter. */
const HAIR_SPACE = '\u200a';

function rendered(changes: readonly Change[]): string {
  let markdown = '';
  let wasMarked = false;
  let between = ' ';

  const putLine = (line: string, mark: string) => {
    const core = line.trim();
    if (/^\s/.test(line) && /\S$/.test(markdown)) markdown += ' ';
    if (core !== '') {
      if (/\S$/.test(markdown) && (mark !== '' || wasMarked)) markdown += HAIR_SPACE;
      markdown += `${mark}${literal(core)}${mark}`;
      wasMarked = mark !== '';
      if (/\s$/.test(line)) markdown += ' ';
    }
  };
  const putText = (text: string, mark: string) => {
    for (const [index, line] of text.split('\n').entries()) {
      if (index > 0) markdown = `${markdown.trimEnd()}${/\n\s*$/.test(markdown) ? '\n\n' : '\n'}`;
      putLine(line, mark);
    }
  };
  const putCode = (block: string) => {
    if (block !== '') markdown = `${markdown.trimEnd()}\n\n${block}\n\n`.trimStart();
  };
  for (const [index, change] of changes.entries()) {
    const { kind, before = change.tokens } = change;
    // What is new stands beside what it takes the place of, or below it.
    if (kind === 'removed') between = /\n*$/.exec(markdown)![0] || ' ';
    else if (kind === 'added' && /\S$/.test(markdown) && wasMarked) markdown += between;
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
      const [from, to] = [
        kind === 'added' ? '' : codeBefore(token, before),
        kind === 'removed' ? '' : token.code,
      ];
      putCode(codeChanges(from, to));
    }
    flush();
  }
  return markdown.trim();
}

const codeBefore = ({ key }: Token, before: readonly Token[]): string =>
  before.find((one) => one.key === key)?.code ?? '';

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
  const code = tokens.slice(head, end).filter((token, index) => token.code !== before[head + index]!.code);
  return [...tokens.slice(0, head), GAP, ...code.flatMap((token) => [token, GAP]), ...tokens.slice(end)];
}

/** Code line by line; nothing where it is the same. */
function codeChanges(first: string, second: string): string {
  if (first === second) return '';
  const patch = structuredPatch('', '', first, second, '', '', {
    context: LIMITS.compareLinesBeside,
    timeout: LIMITS.compareMs,
  });
  const lines = patch
    ? patch.hunks.map((hunk) => hunk.lines.filter((line) => !line.startsWith('\\')).join('\n')).join('\n…\n')
    : [...first.split('\n').map((line) => `-${line}`), ...second.split('\n').map((line) => `+${line}`)].join(
        '\n',
      );
  const longest = Math.max(2, ...(lines.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}diff\n${lines}\n${fence}`;
}

/** Words as Markdown that shows them as they are. Addresses would be links, in which nothing can be escaped. */
const literal = (text: string): string =>
  text
    .replace(/[\\`*_~[\]<>$|#&@]/g, '\\$&')
    .replace(/(?<=https?)(?=:\/\/)|(?<=www)(?=\.)/gi, '\\')
    .replace(/^([-=+]{2,})$/, '\\$1');
