import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import type { Nodes } from 'mdast';
import { describe, expect, it } from 'vitest';
import { wordsFor } from '../../../src/chat/index.ts';
import { changesOf } from '../../../src/handler/compare/changes.ts';
import { difference } from '../../../src/handler/compare/diff.ts';

const words = wordsFor('en').said.compared;
const differ = (a: string, b: string) => difference(a, b, words).replaceAll('\u200a', '|');

describe('the difference of two answers', () => {
  it.each([
    ['It is blue.', 'It is green.', 'It is ~~blue.~~ **green.**'],
    ['Yes.', 'Yes. It is so.', 'Yes. **It is so.**'],
    ['First.\n\nSecond.', 'First.', 'First.\n\n~~Second.~~'],
    [
      'One two three.\n\nFour.',
      'One two three.\n\nFive.\n\nSix.',
      'One two three.\n\n~~Four.~~\n\n**Five.**\n\n**Six.**',
    ],
    ['snake_case is *good*', 'snake_case is *bad*', 'snake\\_case is ~~\\*good\\*~~ **\\*bad\\***'],
    ['我喜欢茶。', '我喜欢咖啡。', '我喜欢|~~茶。~~ **咖啡。**'],
    ['- tea\n- milk', '- tea\n- sugar', '- tea\n- ~~milk~~ **sugar**'],
  ])('%j and %j', (a, b, shown) => {
    expect(differ(a, b)).toBe(shown);
  });

  it.each([
    ['white space', 'It is\nblue.', 'It  is blue.\n'],
    ['how words look', '## It\n\nIt is **blue**, says `code`.', 'It\n\nIt is blue, says code.'],
  ])('is none where only %s differs', (_what, a, b) => {
    expect(differ(a, b)).toBe(words.same);
  });

  it.each([
    ['`2**10`', '`210`', '~~2\\*\\*10~~ **210**'],
    ['2**10 is 1024', '210 is 1024', '~~2\\*\\*10~~ **210** is 1024'],
    ['a `` ` `` b', 'a b', 'a ~~\\`~~ b'],
    ['It is **bold', 'It is bold', 'It is ~~\\*\\*bold~~ **bold**'],
    ['`**kwargs`', '`kwargs`', '~~\\*\\*kwargs~~ **kwargs**'],
    ['\\# It', '# It', '~~\\\\\\#~~ It'],
  ])('keeps what only looks like a mark: %j and %j', (a, b, shown) => {
    expect(differ(a, b)).toBe(shown);
  });

  const nested = '- Do this:\n  ```py\n  if a:\n      b()\n  c()\n  ```\n- Done.';
  it.each([
    ['a fence in a list', nested, nested.replace('      b()', '  b()')],
    ['a fence in a quote', '> ```py\n> if a:\n>     b()', '> ```py\n> if a:\n> b()'],
    ['code by its indentation', 'So:\n\n    if a:\n        b()', 'So:\n\n    if a:\n    b()'],
  ])('keeps the indentation of code: %s', (_what, a, b) => {
    expect(differ(a, b)).toContain('```diff\n if a:\n-    b()\n+b()\n');
  });

  it('tells in which language code is said to be', () => {
    const in_ = (language: string) => `So:\n\n\`\`\`${language}\nlet a;\n\`\`\``;
    expect(differ(in_('js'), in_('py'))).toBe('So:\n\n````diff\n-```js\n+```py\n let a;\n````');
    expect(differ(in_('js'), in_('js'))).toBe(words.same);
  });

  it('leaves out what is far from any change', () => {
    const long = Array.from({ length: 200 }, (_, index) => `w${index}`).join(' ');
    expect(differ(`${long} old ${long}`, `${long} new ${long}`)).toMatch(
      /^… w188 .* w199 ~~old~~ \*\*new\*\* w0 .* w11 +…$/,
    );
  });

  it('of code is shown line by line', () => {
    const a = 'Do this:\n```ts\nconst a = 1;\nconst b = `x`;\nreturn a;\n```\nDone.';
    const b = 'Do this:\n```ts\nconst a = 2;\nconst b = `x`;\nreturn a;\n```\nDone.';
    expect(differ(a, b)).toBe(
      'Do this:\n\n```diff\n-const a = 1;\n+const a = 2;\n const b = `x`;\n return a;\n```\n\nDone.',
    );
  });

  it('shows code that only one has as added, and fences that stand in it stay inside', () => {
    expect(differ('So.', 'So.\n````md\n```js\n1\n```\n````')).toBe('So.\n\n````diff\n+```js\n+1\n+```\n````');
  });

  it('reads whole phrases as changed, not the odd word that both happen to have', () => {
    expect(differ('Take the red and the old one away.', 'Take a new green and a shiny box away.')).toBe(
      'Take ~~the red and the old one~~ **a new green and a shiny box** away.',
    );
  });

  it('is told in a sentence where two answers have next to nothing in common', () => {
    const said = (word: string) => Array.from({ length: 100 }, (_, index) => `${word}${index}`).join(' ');
    expect(differ(said('a'), said('b'))).toBe(words.unlike);
  });

  it('of two endless answers is found in time, or told to be too large', () => {
    const endless = (seed: number) =>
      Array.from({ length: 150_000 }, (_, index) => `w${(index * seed) % 9973}`).join(' ');
    const begun = performance.now();
    expect(differ(endless(31), endless(57))).toBe(words.unlike);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});

const WORDS = [
  'tea',
  'pot',
  'is',
  'https://a.example/x_y',
  'www.a.example/~b',
  'ana@a.example',
  '**',
  '~~',
  '*x*',
  '_',
  '`',
  '#',
  '>',
  '1.',
  '-',
  '---',
  '[a](b)',
  '<b>',
  '"tea"',
  '(so)',
  '|',
  '**so**',
  '__so',
  'so__',
  '2**10',
  '`x*y`',
  '``',
  '茶壶很好。',
  'ชาร้อน',
  '\\',
  '&amp;',
  '===',
  '$x$',
  '@here',
];
const text = fc
  .array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(' ', '\n', '\n\n', '  ')), { maxLength: 25 })
  .map((pieces) => pieces.flat().join(''));

const parse = (markdown: string) =>
  fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
const plain = (node: Nodes): string =>
  'value' in node ? node.value : 'children' in node ? node.children.map(plain).join(' ') : '';
const within = (node: Nodes, type: Nodes['type']): string =>
  node.type === type
    ? plain(node)
    : 'children' in node
      ? node.children.map((child) => within(child, type)).join(' ')
      : '';
const squeezed = (value: string) => value.replace(/\s/g, '');
const of = (changes: ReturnType<typeof changesOf>, ...kinds: readonly string[]) =>
  squeezed(
    changes!
      .filter(({ kind }) => kinds.includes(kind))
      .flatMap(({ tokens }) => tokens.map((token) => token.text))
      .join(' '),
  );
/** The stretches of a text that only say how words look. */
const marks = (node: Nodes, source: string): readonly (readonly [from: number, to: number])[] => {
  const [start, end] = [node.position!.start.offset!, node.position!.end.offset!];
  const length = (pattern: RegExp) => pattern.exec(source.slice(start, end))![0].length;
  const own = {
    heading: () => [[start, start + length(/^#*[ \t]*/)]] as const,
    strong: () => [[start, start + 2], [end - 2, end]] as const,
    inlineCode: () => [[start, start + length(/^`+/)], [end - length(/^`+/), end]] as const,
  }; // prettier-ignore
  const within = 'children' in node ? node.children.flatMap((child) => marks(child, source)) : [];
  return [...(own[node.type as keyof typeof own]?.() ?? []), ...within];
};
/** What is compared: a text without them, and with everything else. */
const compared = (value: string) => {
  const left = value.split('');
  for (const [from, to] of marks(parse(value), value)) left.fill('', from, to);
  return squeezed(left.join(''));
};

describe('for any two texts', () => {
  it('the first is all that was kept and left out, the second all that was kept and is new', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const changes = changesOf(a, b, Infinity);
        expect(of(changes, 'kept', 'removed')).toBe(compared(a));
        expect(of(changes, 'kept', 'added')).toBe(compared(b));
      }),
    );
  });

  it('a reader sees struck out what was left out, bold what is new, and every character as it is', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const shown = difference(a, b, words);
        fc.pre(shown !== words.same && shown !== words.unlike);
        const tree = parse(shown);
        const changes = changesOf(a, b, Infinity);
        expect(squeezed(within(tree, 'delete'))).toBe(of(changes, 'removed'));
        expect(squeezed(within(tree, 'strong'))).toBe(of(changes, 'added'));
      }),
      { numRuns: 300 },
    );
  });

  it('a text does not differ from itself', () => {
    fc.assert(
      fc.property(text, (a) => {
        expect(difference(a, a, words)).toBe(words.same);
      }),
    );
  });
});
