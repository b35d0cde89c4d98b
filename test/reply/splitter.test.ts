import fc from 'fast-check';
import type { Nodes } from 'mdast';
import { describe, expect, it } from 'vitest';
import { parse } from '../../src/markdown/index.ts';
import { closingFence } from '../../src/reply/cuts.ts';
import { takePage, type Page, type PageOptions } from '../../src/reply/splitter.ts';
import { markdowns } from './markdowns.ts';

const units = (text: string) => text.length;
const bytes = (text: string) => Buffer.byteLength(text);
/** Like a platform that draws tables as aligned code: longer than the source wherever there is a bar. */
const rendered = (text: string) => text.length + 2 * text.split('|').length;

/** Every page of a text. */
function pagesOf(text: string, options: PageOptions): Page[] {
  const pages: Page[] = [];
  for (let rest = text; rest !== '' || pages.length === 0; rest = pages.at(-1)!.rest) {
    pages.push(takePage(rest, options));
    expect(pages.length).toBeLessThanOrEqual(text.length + 1);
  }
  return pages;
}

/** Checks that a text is its pages, apart from what was added to close and reopen, and white space at the cut. */
function expectWhole(text: string, pages: readonly Page[]) {
  let left = text;
  for (const { page, rest, closing, reopening } of pages) {
    const body = page.slice(0, page.length - closing.length);
    const tail = rest.slice(reopening.length);
    expect(page).toBe(body + closing);
    expect(left.startsWith(body)).toBe(true);
    expect(left.endsWith(tail)).toBe(true);
    expect(left.slice(body.length, left.length - tail.length)).toMatch(/^\\?[\s>]*$/);
    left = rest;
  }
  expect(left).toBe('');
}

/** The kinds of the blocks of a text, in order, without the lists and quotes around them. */
function leaves(node: Nodes): string[] {
  if (node.type === 'definition') return [];
  const isLeaf = node.type === 'paragraph' || node.type === 'heading' || node.type === 'table';
  return 'children' in node && !isLeaf ? node.children.flatMap((child: Nodes) => leaves(child)) : [node.type];
}

const withoutRepeats = (kinds: readonly string[]) => kinds.filter((kind, index) => kind !== kinds[index - 1]);

describe('the splitter', () => {
  const pages = (text: string, size: number) =>
    pagesOf(text, { size, measure: units }).map(({ page }) => page);

  it('leaves a text that fits as it is', () => {
    expect(takePage('Short.', { size: 6, measure: units })).toEqual({
      page: 'Short.',
      rest: '',
      closing: '',
      reopening: '',
    });
  });

  it('cuts between blocks first, then between sentences, then between words', () => {
    expect(pages('One two three.\n\nFour five.', 18)).toEqual(['One two three.', 'Four five.']);
    expect(pages('One two three. Four five six.', 18)).toEqual(['One two three.', 'Four five six.']);
    expect(pages('one two three four five six', 18)).toEqual(['one two three four', 'five six']);
  });

  it('cuts a long word only because it has to, and between the characters a reader sees', () => {
    expect(pages('aaaaaaaaaabbbbb', 10)).toEqual(['aaaaaaaaaa', 'bbbbb']);
    expect(pages('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 12)).toEqual(['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦']);
    expect(pages('e\u0301e\u0301e\u0301', 3)).toEqual(['e\u0301', 'e\u0301', 'e\u0301']);
  });

  it('closes a fence and opens it again with its length and info string', () => {
    const code = '````ts title="a"\nconst a = 1;\nconst b = 2;\nconst c = 3;\n````';
    expect(pages(code, 48)).toEqual([
      '````ts title="a"\nconst a = 1;\nconst b = 2;\n````',
      '````ts title="a"\nconst c = 3;\n````',
    ]);
  });

  it('makes no empty block of a fence that ends where the page does', () => {
    expect(pages('```\nabc\ndef\n```\n\nThen.', 15)).toEqual(['```\nabc\ndef\n```', 'Then.']);
  });

  it('repeats the header of a table and never cuts a row', () => {
    const table = '| name | n |\n|---|---|\n| one | 1 |\n| two | 2 |\n| three | 3 |';
    expect(pages(table, 50)).toEqual([
      '| name | n |\n|---|---|\n| one | 1 |\n| two | 2 |',
      '| name | n |\n|---|---|\n| three | 3 |',
    ]);
  });

  it('keeps links, code in a line and a link that is still being written whole', () => {
    expect(pages('See [the long manual](http://a.example/x) now', 40)).toEqual([
      'See',
      '[the long manual](http://a.example/x)',
      'now',
    ]);
    expect(pages('Run `npm run test now` or not', 18)).toEqual(['Run', '`npm run test now`', 'or not']);
    expect(takePage('words words [a link that has', { size: 20, measure: units }).page).toBe('words words');
  });

  it('keeps a formula whole', () => {
    expect(pages('so $x^2 + y^2 = z^2$ is', 19)).toEqual(['so', '$x^2 + y^2 = z^2$', 'is']);
    expect(pages('One two.\n\n$$\na\n= b\n- c\n$$\n\nThen.', 22)).toEqual([
      'One two.',
      '$$\na\n= b\n- c\n$$\n\nThen.',
    ]);
    expect(takePage('words words $$ x + y', { size: 18, measure: units }).page).toBe('words words');
  });

  it('goes on with the number of an ordered list', () => {
    expect(pages('7. one two\n8. three\n9. four', 19)).toEqual(['7. one two\n8. three', '9. four']);
  });

  it('ends an emphasis on one page and begins it again on the next', () => {
    expect(pages('a **bold words here** b', 16)).toEqual(['a **bold words**', '**here** b']);
  });

  it('goes on inside lists and quotes', () => {
    expect(pages('> one two three four', 13)).toEqual(['> one two', '> three four']);
    expect(pages('> one\n>\n> two', 8)).toEqual(['> one', '> two']);
    expect(pages('1. one two three\n2. four', 11)).toEqual(['1. one two', '1. three', '2. four']);
    expect(pages('- a\n  ```\n  x\n  y\n  ```\n- b', 22)).toEqual([
      '- a\n  ```\n  x\n  ```',
      '- ```\n  y\n  ```\n- b',
    ]);
  });

  it('does not let a word begin a page that would be read as a heading, a list or a quote', () => {
    expect(pages('the sum of 12 - 4 and', 14)).toEqual(['the sum of', '12 - 4 and']);
    expect(pages('aaa bbb cc # d', 10)).toEqual(['aaa bbb', 'cc # d']);
  });

  it('keeps a heading with what it is the heading of', () => {
    expect(pages('Some words.\n\n# Head\n\nMore words.', 22)).toEqual([
      'Some words.',
      '# Head\n\nMore words.',
    ]);
  });

  it('cuts Chinese and Japanese between sentences and words, not before a full stop', () => {
    expect(pages('今天天气很好。我们去公园。', 8)).toEqual(['今天天气很好。', '我们去公园。']);
  });

  it('ends a page that is partly visible at or after what readers see', () => {
    const text = `${'words '.repeat(20)}end.\n\nNext.`;
    const { page } = takePage(text, { size: 100, measure: units, posted: 88 });
    expect(page.slice(0, 88)).toBe(text.slice(0, 88));
    expect(page.length).toBeLessThanOrEqual(100);
  });

  it('ends a page that has room when it is told to', () => {
    const { page, rest } = takePage('One. Two. Thr', { size: 100, measure: units, posted: 4, roll: 'soon' });
    expect([page, rest]).toEqual(['One. Two.', 'Thr']);
  });

  it('waits for the end of a word as long as it may', () => {
    const told = (roll: 'soon' | 'now') =>
      takePage('One. Two three', { size: 100, measure: units, posted: 12, roll });
    expect(told('soon')).toMatchObject({ page: 'One. Two three', rest: '' });
    expect(told('now').rest).not.toBe('');
  });
});

describe('any Markdown, any limit', () => {
  const measures = fc.constantFrom(units, bytes, rendered);

  it('gives pages within the limit that give back the text and render alone', () => {
    fc.assert(
      fc.property(markdowns, fc.integer({ min: 120, max: 900 }), measures, (text, size, measure) => {
        const pages = pagesOf(text, { size, measure });
        expectWhole(text, pages);
        for (const { page } of pages) {
          expect(measure(page)).toBeLessThanOrEqual(size);
          expect(page.isWellFormed()).toBe(true);
          expect(closingFence(page)).toBe('');
        }
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it('makes no block another: what was a list, a table or code is one on every page', () => {
    fc.assert(
      fc.property(markdowns, fc.integer({ min: 300, max: 900 }), (text, size) => {
        const blocks = pagesOf(text, { size, measure: units }).flatMap(({ page }) => leaves(parse(page)));
        expect(withoutRepeats(blocks)).toEqual(withoutRepeats(leaves(parse(text))));
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('holds for rubbish and for very small pages', () => {
    const rubbish = fc.string({
      unit: fc.constantFrom(
        '`',
        '~',
        '|',
        '-',
        '\n',
        ' ',
        '> ',
        '*',
        '_',
        '[',
        '](',
        ')',
        '# ',
        '1. ',
        'a',
        '👩‍👧',
        '\t',
        '\\',
        '<b>',
        '```',
        '|--|',
      ),
      maxLength: 300,
    });
    fc.assert(
      fc.property(rubbish, fc.integer({ min: 12, max: 120 }), (text, size) => {
        const pages = pagesOf(text, { size, measure: units });
        expectWhole(text, pages);
        for (const { page } of pages) {
          expect(page.length).toBeLessThanOrEqual(size);
          expect(page.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never changes what is visible, in whatever pieces the text arrives', () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(markdowns, pieces, fc.integer({ min: 150, max: 900 }), (text, sizes, size) => {
        let start = 0;
        let reopening = '';
        let posted = 0;
        for (let arrived = 0, i = 0; arrived < text.length; i += 1) {
          arrived = Math.min(text.length, arrived + sizes[i % sizes.length]!);
          for (;;) {
            const current = reopening + text.slice(start, arrived);
            const cut = takePage(current, { size, measure: bytes, posted });
            expect(cut.page.startsWith(current.slice(0, posted))).toBe(true);
            expect(bytes(cut.page)).toBeLessThanOrEqual(size);
            if (cut.rest === '') {
              posted = Math.max(posted, cut.page.length - cut.closing.length);
              break;
            }
            reopening = cut.reopening;
            start = arrived - (cut.rest.length - reopening.length);
            posted = 0;
          }
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('tells an open fence in plain text as the parser does', () => {
    const lines = fc.array(
      fc.constantFrom(
        '```',
        '````',
        '```ts',
        '``` a`',
        '~~~',
        '``',
        'a',
        '- a',
        '  b',
        '    c',
        '',
        '> q',
        '1. x',
        '| a |',
      ),
      { maxLength: 14 },
    );
    // A fence in a quote makes it ask the parser.
    const parsed = (text: string) => closingFence(`> \`\`\`\n> \`\`\`\n\n${text}`);
    fc.assert(
      fc.property(lines, (parts) => {
        expect(closingFence(parts.join('\n'))).toBe(parsed(parts.join('\n')));
      }),
      { numRuns: 1000 },
    );
  });
});
