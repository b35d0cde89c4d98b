/** Markdown → syntax tree: GFM and formulas, read the same way wherever text is cut or rewritten. */
import type { Code, Root } from 'mdast';
import { fromMarkdown, type Extension } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { unmask } from './formula-nodes.ts';
import { maskOf } from './mask.ts';
import { scan } from './scan.ts';

declare module 'mdast' {
  interface CodeData {
    /** Fence lines of a code block: none when it is indented, one while it is not closed, two when it is. */
    fences?: number;
  }
}

export interface ParseOptions {
  /** Reads the definitions of footnotes. Chats know none, and they would be containers that only they may hold. */
  readonly footnotes?: boolean;
}

// People write `~5` and `10~20` of numbers, which is not crossed out.
const GFM = gfm({ singleTilde: false });
const WITHOUT_FOOTNOTES = { disable: { null: ['gfmFootnoteDefinition'] } };

/** Without the search for addresses that the parser has missed: after a lone bracket, at a seventh of all time. */
const GFM_NODES = gfmFromMarkdown().map((extension): Extension => ({ ...extension, transforms: [] }));

const countFences: Extension = {
  enter: {
    codeFencedFence() {
      const code = this.stack.findLast((node): node is Code => node.type === 'code');
      if (code) code.data = { fences: (code.data?.fences ?? 0) + 1 };
    },
  },
};

/**
 * Parses Markdown. Of the positions of nodes only the offsets count: formulas, and the text around them, have no lines.
 * What is nested absurdly deep is read as plain text, so that the time a text takes grows with its length alone.
 */
export function parse(text: string, { footnotes = false }: ParseOptions = {}): Root {
  const mask = maskOf(text, scan(text));
  const unmasking: Extension = { transforms: [(tree) => mask && unmask(tree, text, mask)] };
  return fromMarkdown(mask?.text ?? text, {
    extensions: footnotes ? [GFM] : [GFM, WITHOUT_FOOTNOTES],
    mdastExtensions: [countFences, unmasking, GFM_NODES],
  });
}
