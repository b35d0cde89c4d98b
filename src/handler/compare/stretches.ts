/** A Markdown text as its code and the words between, which are what two texts are compared by. */
import type { Code, Nodes, Parents } from 'mdast';
import { parse } from '../../markdown/index.ts';

/** A block of code, wherever it stands. */
export interface CodeBlock {
  /** What stands behind its first fence. @example 'ts title="a.ts"' */
  readonly info: string;
  readonly text: string;
}

export const isSameCode = (one: CodeBlock | undefined, other: CodeBlock | undefined): boolean =>
  one?.text === other?.text && one?.info === other?.info;

/** What is taken out of a text: a mark, or a block of code. */
interface Taken {
  readonly start: number;
  readonly end: number;
  readonly code?: CodeBlock;
}

/**
 * The words of a text, as plain as can be, and its blocks of code, in order. Marks that only change how words look are left out,
 * as is indentation: those of headings, of bold words and around code in a line. Everything else stays as it was written.
 */
export function stretchesOf(markdown: string): readonly (string | CodeBlock)[] {
  const stretches: (string | CodeBlock)[] = [];
  let words = '';
  let at = 0;
  const flush = () => {
    stretches.push(words.replace(/^[ \t]+/gm, '').trimStart());
    words = '';
  };
  const taken = takenIn(markdown, parse(markdown), markdown.length).sort((a, b) => a.start - b.start);
  for (const { start, end, code } of taken) {
    words += markdown.slice(at, start);
    at = end;
    if (!code) continue;
    flush();
    stretches.push(code);
  }
  words += markdown.slice(at);
  flush();
  return stretches;
}

const startOf = (node: Nodes): number => node.position!.start.offset!;
const endOf = (node: Nodes): number => node.position!.end.offset!;

/** @param limit where what contains the node ends: the parser lets an open fence reach into the marks of what follows */
function takenIn(text: string, parent: Parents, limit: number): Taken[] {
  return parent.children.flatMap((node, index) => {
    const after = parent.children[index + 1];
    const isBlock =
      node.type === 'code' || node.type === 'list' || node.type === 'listItem' || node.type === 'blockquote';
    const end = after && isBlock ? Math.min(limit, text.lastIndexOf('\n', startOf(after) - 1)) : limit;
    const own = marksOf(text, node, Math.min(end, endOf(node)));
    return 'children' in node ? [...own, ...takenIn(text, node, end)] : own;
  });
}

function marksOf(text: string, node: Nodes, end: number): Taken[] {
  const start = startOf(node);
  const around = (length: number) => [
    { start, end: start + length },
    { start: end - length, end },
  ];
  switch (node.type) {
    case 'code':
      return [{ start, end, code: { info: infoOf(node), text: node.value } }];
    case 'heading':
      return [{ start, end: start + /^(?:#{1,6}[ \t]*)?/.exec(text.slice(start, end))![0].length }];
    case 'strong':
      return around(2);
    case 'inlineCode':
      return around(/^`+/.exec(text.slice(start, end))![0].length);
    default:
      return [];
  }
}

const infoOf = ({ lang, meta }: Code): string => [lang, meta].filter((part) => part).join(' ');
