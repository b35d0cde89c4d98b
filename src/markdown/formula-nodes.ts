/** Gives the nodes of a tree back what was hidden from the parser, and makes nodes of the formulas. */
import type { Data, Literal, Nodes, Root, Text } from 'mdast';
import type { Mask } from './mask.ts';

/** A formula: its LaTeX without delimiters. `display`: it was set apart from the text. */
export interface Formula extends Literal {
  type: 'formula';
  display: boolean;
  data?: Data | undefined;
}

declare module 'mdast' {
  interface PhrasingContentMap {
    formula: Formula;
  }
  interface RootContentMap {
    formula: Formula;
  }
}

/** Changes the tree in place. */
export function unmask(root: Root, source: string, mask: Mask): void {
  const waiting: Nodes[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if ('children' in node) {
      const children: readonly Nodes[] = node.children;
      const parent: { children: readonly Nodes[] } = node;
      if (children.some(({ type }) => type === 'text'))
        parent.children = children.flatMap((child): Nodes[] =>
          child.type === 'text' ? split(child, mask) : [child],
        );
      waiting.push(...node.children);
    }
    reveal(node, source, mask);
  }
}

const startOf = (node: Nodes): number => node.position?.start.offset ?? 0;
const endOf = (node: Nodes): number => node.position?.end.offset ?? 0;

/** The strings of a node, in the order in which the source has them. */
function reveal(node: Nodes, source: string, mask: Mask): void {
  switch (node.type) {
    case 'code': {
      const next = mask.from(startOf(node));
      if (node.lang) node.lang = next(node.lang);
      if (node.meta) node.meta = next(node.meta);
      node.value = next(node.value);
      return;
    }
    case 'inlineCode':
    case 'html':
      node.value = mask.from(startOf(node))(node.value);
      return;
    case 'link':
    case 'image':
    case 'definition': {
      // The text of a link comes before its address, unless it is the address.
      const last = node.type === 'link' && source[startOf(node)] === '[' ? node.children.at(-1) : undefined;
      const next = mask.from(last ? endOf(last) : startOf(node));
      if (node.type === 'image' && node.alt) node.alt = next(node.alt);
      if (node.type === 'definition' && node.label) node.label = next(node.label);
      node.url = next(node.url);
      if (node.title) node.title = next(node.title);
      return;
    }
    case 'linkReference':
    case 'imageReference': {
      const last =
        node.type === 'linkReference' && node.referenceType === 'full' ? node.children.at(-1) : undefined;
      const next = mask.from(last ? endOf(last) : startOf(node));
      if (node.type === 'imageReference' && node.alt) node.alt = next(node.alt);
      if (node.label) node.label = mask.from(last ? endOf(last) : startOf(node))(node.label);
    }
  }
}

/** A text as texts and formulas. */
function split(text: Text, mask: Mask): (Text | Formula)[] {
  const [from, to] = [startOf(text), endOf(text)];
  const pieces = mask.pieces(text.value, from, to);
  let at = from;
  return pieces.map((piece, index) => {
    const following = pieces[index + 1];
    const start = at;
    at = typeof piece === 'string' ? (typeof following === 'object' ? following.start : to) : piece.end;
    const position = {
      start: { line: 1, column: 1, offset: start },
      end: { line: 1, column: 1, offset: at },
    };
    return typeof piece === 'string'
      ? { type: 'text', value: piece, position }
      : { type: 'formula', value: piece.latex, display: piece.display, position };
  });
}
