/** Standard Markdown as Discord shows it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toDiscord } from '../../../adapters/discord/markdown.ts';

test('what Discord knows is left exactly as it is', () => {
  const text =
    '# Big\n\n**bold** _it_ `code` ~~gone~~ ||secret||\n\n> quote\n\n1. one\n   - two\n\n```js\na | b\n```\n';
  expect(toDiscord(text)).toBe(text);
});

test('a table becomes an aligned code block', () => {
  expect(
    toDiscord('Birds:\n\n| bird | **size** |\n|:--|--:|\n| heron | 98 cm |\n| 鷺 | 1 m |\n\nDone.'),
  ).toBe(
    [
      'Birds:',
      '',
      '```',
      'bird    size',
      '─────  ─────',
      'heron  98 cm',
      '鷺       1 m',
      '```',
      '',
      'Done.',
    ].join('\n'),
  );
});

test('a table in a quote or a list stays there', () => {
  expect(toDiscord('> | a | b |\n> |---|---|\n> | 1 | 2 |')).toBe(
    '> ```\n> a    b\n> ───  ───\n> 1    2\n> ```',
  );
  expect(toDiscord('- | a | b |\n  |---|---|\n  | 1 | 2 |')).toBe(
    '- ```\n  a    b\n  ───  ───\n  1    2\n  ```',
  );
});

test('backticks in a cell do not end the block', () => {
  const drawn = toDiscord('| a |\n|---|\n| `` ``` `` |');
  expect(drawn.match(/```/g)).toHaveLength(2);
});

test('small headings become bold, underlined ones get their marks', () => {
  expect(toDiscord('#### Small *and* fine ####')).toBe('**Small *and* fine**');
  expect(toDiscord('##### **Bold**')).toBe('**Bold**');
  expect(toDiscord('Title\n=====\n\ntext')).toBe('# Title\n\ntext');
});

test('links work and bring no preview', () => {
  expect(toDiscord('see https://a.example/x_y and <https://b.example>')).toBe(
    'see <https://a.example/x_y> and <https://b.example>',
  );
  expect(toDiscord('[a **bold** one](https://a.example "title")')).toBe(
    '[a **bold** one](<https://a.example>)',
  );
  expect(toDiscord('`https://a.example`')).toBe('`https://a.example`');
  expect(toDiscord('## https://a.example')).toBe('## <https://a.example>');
});

test('an image becomes a link with its description', () => {
  expect(toDiscord('![a heron](https://a.example/h.png)')).toBe('[a heron](<https://a.example/h.png>)');
  expect(toDiscord('![](https://a.example/h.png)')).toBe('[image](<https://a.example/h.png>)');
});

test('a table too wide for a phone is told row by row', () => {
  const long = 'a long **description** of what it does and why it matters to us';
  expect(toDiscord(`| name | about |\n|---|---|\n| one | ${long} |\n| two | $x^2$ |`)).toBe(
    `**name**: one\n**about**: ${long}\n\n**name**: two\n**about**: x²`,
  );
});

test('formulas become text, those of several lines a code block', () => {
  expect(toDiscord('so $x_i^2$ and $x_{i,j}$, not $5 or $10')).toBe('so xᵢ² and x\\_(i,j), not $5 or $10');
  expect(toDiscord('$$\n\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}\n$$')).toBe('```\n⎛ 1  2 ⎞\n⎝ 3  4 ⎠\n```');
  expect(toDiscord('a $\\unknown{x}$')).toBe('a `\\unknown{x}`');
});

test('a spoiler stays one, and bars that hide nothing make none', () => {
  expect(toDiscord('||the butler|| did it')).toBe('||the butler|| did it');
  expect(toDiscord('a || b || c, x||y||z')).toBe('a \\|\\| b \\|\\| c, x\\|\\|y\\|\\|z');
  expect(toDiscord('`a || b` and ||')).toBe('`a || b` and \\|\\|');
});

test('mentions and the like are shown as they were written', () => {
  const text = '<@123> @everyone <#5> <@&9> <t:123:R> </cmd:1> <:wave:12> &lt;@1&gt;';
  expect(toDiscord(text).replaceAll('\u200b', '¦')).toBe(
    '<¦@123> @¦everyone <¦#5> <¦@&9> <¦t:123:R> <¦/cmd:1> <¦:wave:12> <¦@1\\>',
  );
  expect(toDiscord('`<@123>`')).toBe('`<@123>`');
});

test.each([
  ['>>> all\nof it\n\nnot this', '> all\n> of it\n\nnot this'],
  ['> > nested\n> once', '> nested\n> once'],
  ['>x', '> x'],
  ['-# no small print', '\\-# no small print'],
  ['+ a\n  + b', '- a\n  - b'],
  ['1) a\n2) b', '1. a\n2. b'],
  ['- [ ] todo\n- [x] done', '- ☐ todo\n- ☑ done'],
  ['a\n\n---\n\nb', 'a\n\n────────────\n\nb'],
  ['a\\\nb', 'a\nb'],
  ['    code\n    more', '```\ncode\nmore\n```'],
  ['~~~py title\nx\n~~~', '```py\nx\n```'],
  ['````md\n```js\nx\n```\n````', '```md\n`\u200b`\u200b`js\nx\n`\u200b`\u200b`\n```'],
  ['__bold__', '**bold**'],
  ['[a][1]\n\n[1]: https://a.example', '[a](<https://a.example>)\n\n'],
  ['so[^1]\n\n[^1]: note', 'so¹\n\n-# ¹ note'],
  ['H<sub>2</sub>O <b>wet</b><br>the <b> tag', 'H₂O **wet**\nthe <b> tag'],
  ['~5 to 10~20', '~5 to 10~20'],
])('%j is shown as %j', (markdown, shown) => expect(toDiscord(markdown)).toBe(shown));

/** Lines of the kinds models write, tables aside, broken off anywhere. */
const lines = fc.array(
  fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      '#### deep',
      'Title',
      '=====',
      '---',
      '> quote',
      '- item',
      '  1. item',
      '```js',
      '```',
      '[a](https://a.example)',
      '![b](https://b.example/c.png',
      'https://c.example/(d)',
      '***',
      '<b>',
      '\\*',
    ),
  ),
);

/** The words of a text: what is left without spaces, marks and the addresses of links. */
const words = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];

test('whatever comes, it does not throw, and no word outside tables is lost', () => {
  fc.assert(
    fc.property(lines, (parts) => {
      const text = parts.map((part) => part.replaceAll('|', '')).join('\n');
      const rendered = words(toDiscord(text)).join(' ');
      for (const word of words(text)) expect(rendered).toContain(word);
    }),
  );
});

test('whatever comes, tables included, it does not throw', () => {
  const cell = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(fc.array(fc.array(cell)), (rows) => {
      const table = rows.map((cells) => `| ${cells.join(' | ')} |`);
      expect(() => toDiscord([table[0] ?? '', '|---|---|', ...table.slice(1)].join('\n'))).not.toThrow();
    }),
  );
});
