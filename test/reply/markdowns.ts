/** Markdown as models write it, for property tests: every block GFM has, nested, with formulas, emoji, accents, CJK and Arabic. */
import fc from 'fast-check';

const word = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.string({ unit: fc.constantFrom(...'abcdefgxyz'), minLength: 1, maxLength: 9 }),
  },
  fc.constantFrom(
    '👩‍👩‍👧‍👦',
    'é',
    '東京都',
    'naïve',
    '-',
    '#',
    '12.',
    '|',
    '3',
    '**bold words**',
    '**bold over `code` and *more* words here**',
    '~~gone~~',
    '_soft_',
    '🇩🇪',
    '1️⃣',
    '👍🏽',
    'مرحبا بالعالم',
    '今日は良い天気です。',
    '**「強調」**',
    '$5',
    '||',
  ),
  fc.constantFrom(
    '`some code`',
    '[a link](https://example.com/a?b=c)',
    'https://example.com/x',
    '![a picture](https://example.com/p.png)',
    '<https://example.com/y>',
    '$x_i^2 + y_i^2$',
    '\\(\\alpha \\to \\beta\\)',
    '[^1]',
    '<b>',
    '<br>',
    '<sub>2</sub>',
    '<@123>',
    '@everyone',
    '\\*',
    '&amp;',
    '``` a',
  ),
);
const sentence = fc.array(word, { minLength: 1, maxLength: 14 }).map((words) => `${words.join(' ')}.`);
const paragraph = fc
  .array(sentence, { minLength: 1, maxLength: 5 })
  .chain((parts) => fc.constantFrom(' ', '\n').map((gap) => parts.join(gap)));
const line = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', '(', ')', ';', '`', '|', '日', '🙂'),
  maxLength: 70,
});
const fence = fc
  .tuple(
    fc.constantFrom('```', '`````', '~~~', '~~~~'),
    fc.constantFrom('', 'ts', 'python title="a b"', 'c++ {1,3-5}', '日本語'),
    fc.array(line, { maxLength: 12 }),
  )
  .map(([mark, info, lines]) =>
    [`${mark}${info}`, ...lines.filter((text) => !text.includes('```') && !text.includes('~~~')), mark].join(
      '\n',
    ),
  );
const cell = fc.string({ unit: fc.constantFrom(...'abc def'), minLength: 1, maxLength: 10 });
const table = fc.array(fc.tuple(cell, cell), { minLength: 2, maxLength: 20 }).map((rows) =>
  rows
    .map(([a, b]) => `| ${a} | ${b} |`)
    .toSpliced(1, 0, '| --- | :-: |')
    .join('\n'),
);
const heading = fc
  .tuple(fc.integer({ min: 1, max: 4 }), sentence)
  .map(([depth, text]) => `${'#'.repeat(depth)} ${text}`);

const formula = fc.constantFrom(
  '$$\\int_0^1 x\\,dx = \\frac{1}{2}$$',
  '$$\na\n= b\n- c\n$$',
  '\\[\n\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}\n\\]',
);
const other = fc.constantFrom('---', '[^1]: a note', '<details>\n<summary>More</summary>\n</details>', '***');

const prefixed = (first: string, next: string) => (text: string) =>
  text
    .split('\n')
    .map((part, index) => (index === 0 ? first : next) + part)
    .join('\n');

const { block } = fc.letrec<{ block: string; item: string }>((tie) => ({
  item: fc.array(tie('block'), { minLength: 1, maxLength: 3 }).map((blocks) => blocks.join('\n\n')),
  block: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    paragraph,
    heading,
    fence,
    table,
    formula,
    other,
    fc
      .array(tie('item'), { minLength: 1, maxLength: 5 })
      .map((items) => items.map(prefixed('- ', '  ')).join('\n')),
    fc
      .array(tie('item'), { minLength: 1, maxLength: 5 })
      .map((items) => items.map((text, i) => prefixed(`${i + 1}. `, '   ')(text)).join('\n')),
    tie('item').map(prefixed('> ', '> ')),
  ),
}));

export const markdowns = fc.array(block, { minLength: 1, maxLength: 6 }).map((blocks) => blocks.join('\n\n'));
