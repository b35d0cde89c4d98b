/** What differs between two blocks of code, line by line. */
import { structuredPatch } from 'diff';
import { LIMITS } from '../limits.ts';
import { type CodeBlock, isSameCode } from './stretches.ts';

/**
 * Both blocks as one, with the lines that differ marked; nothing where they are the same. Where it takes too long to find them,
 * all of the lines differ.
 *
 * @param first undefined where only the other text has such a block, and the other way round
 * @param until when it has to be found, as `performance.now()` counts
 */
export function codeChanges(
  first: CodeBlock | undefined,
  second: CodeBlock | undefined,
  until: number,
): string {
  if (isSameCode(first, second)) return '';
  const isNamed = first && second && first.info !== second.info;
  const shown = (block: CodeBlock | undefined) =>
    isNamed ? `\`\`\`${block!.info}\n${block!.text}` : (block?.text ?? '');
  const [from, to] = [shown(first), shown(second)];
  const patch = structuredPatch('', '', from, to, '', '', {
    context: LIMITS.compareLinesBeside,
    timeout: until - performance.now(),
  });
  const lines = patch
    ? patch.hunks.map((hunk) => hunk.lines.filter((line) => !line.startsWith('\\')).join('\n')).join('\n…\n')
    : [from.replace(/^/gm, '-'), to.replace(/^/gm, '+')].join('\n');
  const longest = (lines.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}diff\n${lines}\n${fence}`;
}
