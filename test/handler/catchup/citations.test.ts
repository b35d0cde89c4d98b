import { describe, expect, it } from 'vitest';
import { createCiting } from '../../../src/handler/catchup/citations.ts';

/** Messages 1 to 20 are there; number 7 has no address. */
const linkTo = (number: number) => (number <= 20 && number !== 7 ? `https://chat/${number}` : undefined);

/** What is shown of an answer that comes in these stretches, and which messages it cites. */
function shown(...stretches: readonly string[]) {
  const cited: number[] = [];
  const citing = createCiting(linkTo, ({ number }) => cited.push(number));
  const text = [...stretches.map((stretch) => citing.push(stretch)), citing.end()].join('');
  return { text, cited };
}
const link = (number: number) => `[${number}](https://chat/${number})`;

describe('a cited message', () => {
  it.each([
    ['one', 'Agreed [12].', `Agreed ${link(12)}.`, [12]],
    ['several', '[12, 15; 3]', `${link(12)}, ${link(15)}; ${link(3)}`, [12, 15, 3]],
    [
      'a stretch',
      '[12-15] and [1 – 3, 5]',
      `${link(12)}–${link(15)} and ${link(1)}–${link(3)}, ${link(5)}`,
      [12, 15, 1, 3, 5],
    ],
    ['right behind a sentence', 'It is done.[4][5]', `It is done.${link(4)}${link(5)}`, [4, 5]],
    ['at the end of a list item', '- done [4]', `- done ${link(4)}`, [4]],
    ['below a list item', '- done\n\n    by Bo [4]', `- done\n\n    by Bo ${link(4)}`, [4]],
    ['behind a link', '[x](https://b) [4]', `[x](https://b) ${link(4)}`, [4]],
    ['behind an address', 'https://a.b/c [4]', `https://a.b/c ${link(4)}`, [4]],
    ['in bold', '**[4]**', `**${link(4)}**`, [4]],
    ['in Japanese', '決まりました[4]。', `決まりました${link(4)}。`, [4]],
  ])('becomes a link: %s', (_, answer, text, cited) => {
    expect(shown(answer)).toEqual({ text, cited });
  });

  it.each([
    ['a number that is not there', '[99] and [3, 99]', `[99] and ${link(3)}, [99]`],
    ['a message without an address', '[7]', '[7]'],
    ['words in brackets', '[see 4] and [x] and [4 apples]', '[see 4] and [x] and [4 apples]'],
    ['a link of the model’s own', '[4](https://other)', '[4](https://other)'],
    ['code', 'Use `list[4]` and ``a`[4]`` here.', 'Use `list[4]` and ``a`[4]`` here.'],
    [
      'what is read from a list',
      'Then arr[3] and arr[3][4], x[i][4].',
      'Then arr[3] and arr[3][4], x[i][4].',
    ],
    ['the number of an item', '- [1] task\n2. [4] other', '- [1] task\n2. [4] other'],
    ['an address', 'https://a.b/c[3] and https://a.b/?q=[3]', 'https://a.b/c[3] and https://a.b/?q=[3]'],
    ['the words of a link', '[text [12]](https://b) [x][12]', '[text [12]](https://b) [x][12]'],
    ['the address of a link', '[text](/?q=[12])', '[text](/?q=[12])'],
    ['what is no bracket', 'So \\[12]', 'So \\[12]'],
    ['what would become a picture', 'Great![12]', 'Great![12]'],
    ['code by indentation', 'Run:\n\n    list [4]\n\n    [5]\n', 'Run:\n\n    list [4]\n\n    [5]\n'],
    ['code by indentation below a heading', '- a\n\n# b\n\n\t[4]', '- a\n\n# b\n\n\t[4]'],
    [
      'a block of code in an item',
      '1. Run\n\n    ```js\n    x [4]\n\n    y [4]\n    ```',
      '1. Run\n\n    ```js\n    x [4]\n\n    y [4]\n    ```',
    ],
    ['a block of code', '```js\nlist[4];\n```\n', '```js\nlist[4];\n```\n'],
    ['a block within a block', '~~~~\n```\n[4]\n~~~\n[4]\n~~~~\n', '~~~~\n```\n[4]\n~~~\n[4]\n~~~~\n'],
  ])('leaves alone: %s', (_, answer, text) => {
    expect(shown(answer).text).toBe(text);
  });

  it('is one again after code has ended, and where code was never closed', () => {
    expect(shown('`a[4]` [4]').text).toBe(`\`a[4]\` ${link(4)}`);
    expect(shown('```\n[4]\n```\n[4]').text).toBe(`\`\`\`\n[4]\n\`\`\`\n${link(4)}`);
    expect(shown('It costs 5` a day.\n\n[4]').text).toBe(`It costs 5\` a day.\n\n${link(4)}`);
    expect(shown('- It costs 5` a day.\n- So [4]\n- And [5]').text).toBe(
      `- It costs 5\` a day.\n- So ${link(4)}\n- And ${link(5)}`,
    );
    expect(shown('It costs 5` a day.\n# So [4]').text).toBe(`It costs 5\` a day.\n# So ${link(4)}`);
  });

  it.each([
    'So [12] it is, [3, 4-5] and `x[1]` too.\n```\n[2]\n```\n[6](https://b) and [99], [1',
    '~~~\n[1]\n~~~\n**[2]**[3]',
    '- [1] a [2]\n- b` [3]\n- [text [4]](u) ![5] \\[6] x[7]\n\n# h\n\n    [8]\n\nhttps://a[9] [10][11]',
  ])('looks the same however the answer is cut into stretches: %j', (answer) => {
    const whole = shown(answer);
    expect(shown(...answer)).toEqual(whole);
    for (let cut = 1; cut < answer.length; cut++)
      expect(shown(answer.slice(0, cut), answer.slice(cut))).toEqual(whole);
  });

  it('holds nothing back that cannot become one', () => {
    const citing = createCiting(linkTo, () => {});
    expect(citing.push('See [the notes')).toBe('See [the notes');
    expect(citing.push(' and [1')).toBe(' and ');
    expect(citing.push('2')).toBe('');
    expect(citing.push('] ')).toBe('[12](https://chat/12) ');
    expect(citing.push(`[${'1,'.repeat(200)}`)).toContain('[1,1,');
  });

  it('with an address that has brackets is a link all the same', () => {
    const citing = createCiting(
      () => 'https://chat/a(1) b',
      () => {},
    );
    expect(citing.push('[1] ')).toBe('[1](<https://chat/a(1)%20b>) ');
  });
});
