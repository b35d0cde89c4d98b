/** Formulas in Markdown: which they are, and how people read them without LaTeX. */
import { describe, expect, it, test } from 'vitest';
import { parse, readable, scan } from '../../src/markdown/index.ts';

const formulasIn = (text: string) =>
  scan(text).stretches.flatMap((stretch) => (stretch.kind === 'formula' ? [stretch.latex] : []));

describe('what is a formula', () => {
  it.each([
    ['so $x^2$ is', 'x^2'],
    ['where $n$ counts', 'n'],
    ['函数$f(x)=x^2$在', 'f(x)=x^2'],
    ['then \\(\\alpha \\to \\beta\\) holds', '\\alpha \\to \\beta'],
    ['\\[ a + b \\]', 'a + b'],
    ['$$E = mc^2$$', 'E = mc^2'],
    ['$$\na\n= b\n- c\n$$', 'a\n= b\n- c'],
    ['> $$\n> a > b\n> + c\n> $$', 'a > b\n+ c'],
    ['- see \\[\n  x_1\n  \\]', 'x_1'],
    ['$\\text{if } x > 0$', '\\text{if } x > 0'],
  ])('%j holds one', (text, latex) => expect(formulasIn(text)).toEqual([latex]));

  it.each([
    'it costs $5 and $10',
    'from $5/month to $10/month',
    'US$5-US$10',
    'echo $HOME/bin:$PATH',
    '$user_name$',
    'prices: $$ and $$$',
    '\\$x^2\\$',
    '`$x^2$`',
    '```\n$x^2$\n```',
    '- ```\n  $x^2$\n  ```',
    'file\\(s\\) and \\[not a link\\](https://a.example)',
    '- \\[x\\] done',
    'an open \\[ x\n\ny \\] too late',
  ])('%j holds none', (text) => expect(formulasIn(text)).toEqual([]));

  it('keeps emphasis, tables and links out of formulas', () => {
    const [paragraph] = parse('**so $a_i * b_i$ is**').children;
    expect(paragraph).toMatchObject({
      children: [
        {
          type: 'strong',
          children: [{ value: 'so ' }, { type: 'formula', value: 'a_i * b_i' }, { value: ' is' }],
        },
      ],
    });
    const [table] = parse('| a |\n|---|\n| $|x|$ |').children;
    expect(table).toMatchObject({
      children: [{}, { children: [{ children: [{ type: 'formula', value: '|x|' }] }] }],
    });
  });

  it('gives code and addresses back what looked like formulas to it', () => {
    expect(parse('    $x^2$').children).toMatchObject([{ type: 'code', value: '$x^2$' }]);
    expect(parse('[a](https://a.example/$x_1$ "$b_1$")').children).toMatchObject([
      { children: [{ url: 'https://a.example/$x_1$', title: '$b_1$' }] },
    ]);
  });
});

describe('a formula without LaTeX', () => {
  it.each([
    ['x^2 + y_i', 'x² + yᵢ'],
    ['\\sum_{i=1}^{n} x_i^2', '∑ᵢ₌₁ⁿ xᵢ²'],
    ['\\sqrt{a+b} \\sqrt[3]{x}', '√(a+b) ∛x'],
    ['\\frac{1}{2}mv^2', '1/2 mv²'],
    ['x = \\frac{-b \\pm \\sqrt{b^2-4ac}}{2a}', 'x = (−b ± √(b²−4ac))/(2a)'],
    ['\\frac{a}{bc}', 'a/(bc)'],
    ['\\left(\\frac{a}{b}\\right)^2', '(a/b)²'],
    ['2\\sin\\theta\\cos\\theta', '2 sin θ cos θ'],
    ['\\lim_{x \\to 0} f(x)', 'lim_(x → 0) f(x)'],
    ['\\alpha\\in\\mathbb{R}^n', 'α ∈ ℝⁿ'],
    ['\\hat{y} \\neq \\vec{x}', 'ŷ ≠ x⃗'],
    ['f(x) = \\text{one if } x > 0', 'f(x) = one if x > 0'],
    ['90^\\circ', '90°'],
    ['x_{i,j}', 'x_(i,j)'],
    ['||x|| * |y|', '‖x‖ ∗ ∣y∣'],
    ['A = \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}', 'A = (1 2; 3 4)'],
  ])('%s is %s', (latex, text) => expect(readable(latex, false)).toBe(text));

  it('takes a line for each row where it stands alone', () => {
    expect(readable('A = \\begin{bmatrix} 1 & 20 \\\\ 3 & 4 \\end{bmatrix} x', true)).toBe(
      'A = ⎡ 1  20 ⎤ x\n    ⎣ 3  4  ⎦',
    );
    expect(readable('\\begin{aligned} a &= b + c \\\\ &= d \\end{aligned}', true)).toBe('a = b + c\n  = d');
    expect(
      readable('\\begin{cases} x & \\text{if } x \\ge 0 \\\\ -x & \\text{else} \\end{cases}', true),
    ).toBe('⎧ x  if x ≥ 0\n⎩ −x else');
  });

  it.each([
    '\\unknown{x}',
    '\\frac{1}',
    '{',
    '}',
    'x^',
    'a \\\\ {',
    '\\begin{tikzpicture}\\end{tikzpicture}',
    '\\sqrt',
  ])('%s is left to those who read LaTeX', (latex) => expect(readable(latex, true)).toBeUndefined());
});

test('what is nested absurdly costs no more than its length', () => {
  // The marks that a parser sees bound what it has to do; its own time grows with their square.
  const depth = (node: { children?: readonly object[] }): number =>
    1 + Math.max(0, ...(node.children ?? []).map((child) => depth(child)));
  for (const hostile of ['>', '> ', '- ', '1. ', '> - '])
    expect(depth(parse(`${hostile.repeat(3_000)}a`))).toBeLessThan(60);
  for (const hostile of ['*_', 'a*', '[', '**a *b ', ']', '~~a ']) {
    const tree = JSON.stringify(parse(hostile.repeat(3_000)));
    expect(tree.match(/"type":"(?:emphasis|strong|delete|link)"/g)?.length ?? 0).toBeLessThan(700);
  }
});
