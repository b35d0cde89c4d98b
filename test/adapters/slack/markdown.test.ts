/** Markdown on its way to Slack. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeMrkdwn, settled, toSlack } from '../../../adapters/slack/markdown.ts';
import { mentionedUsers, toMarkdown, withoutMention } from '../../../adapters/slack/text/mrkdwn.ts';

test.each([
  '<!channel>',
  '<!here|here>',
  '<!subteam^S123>',
  '<@U123ABC>',
  '@everyone',
  'hey @Channel!',
  '`<!here>`',
])('%s notifies nobody', (text) => {
  expect(toSlack(text)).not.toBe(text);
  expect(toSlack(text).replaceAll('\u200b', '')).toBe(text);
});

test.each([
  '| a | b |\n|---|---|',
  '<!DOCTYPE html>',
  'List<@Nullable String>',
  'mail@here.org',
  'a < b && c > d',
])('%s stays as it is', (text) => {
  expect(toSlack(text)).toBe(text);
});

test.each([
  ['so $x^2$ and \\(\\alpha\\)', 'so x² and α'],
  ['costs $5 or $10', 'costs $5 or $10'],
  ['with $\\unknown{x}$', 'with `\\unknown{x}`'],
  ['Look:\n\n$$\ne^{i\\pi} = -1\n$$', 'Look:\n\ne^(iπ) = −1'],
  ['> $$\n> \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}\n> $$', '> ```\n> ⎛ 1  2 ⎞\n> ⎝ 3  4 ⎠\n> ```'],
  ['| a | b |\n|---|---|\n| x<br>y | $x^2$ |', '| a | b |\n|---|---|\n| x y | x² |'],
  ['- [ ] todo\n- [x] done', '- ☐ todo\n- ☑ done'],
  ['H<sub>2</sub>O is <b>wet</b><br>and `<b>` stays', 'H₂O is **wet**\nand `<b>` stays'],
  ['the <b> tag and List<String>', 'the <b> tag and List<String>'],
  ['![a heron](https://a.example/h.png)', '[a heron](https://a.example/h.png)'],
  ['so[^1]\n\n[^1]: a note', 'so¹\n\n¹ a note'],
  ['||not hidden||', '||not hidden||'],
  ['1&nbsp;km &lt;!here&gt;', '1\u00a0km &lt;!here&gt;'],
])('%j is shown as %j', (markdown, shown) => expect(toSlack(markdown)).toBe(shown));

test('emphasis in scripts without spaces gets invisible ones, inside and outside of its marks', () => {
  const shown = (text: string) => toSlack(text).replaceAll('\u200b', '¦');
  expect(shown('**太字**です')).toBe('**太字**¦です');
  expect(shown('これは**「強調」**の例')).toBe('これは¦**¦「強調」¦**¦の例');
  expect(shown('これは_強調_です')).toBe('これは¦*強調*¦です');
  expect(shown('**bold** 2*3*4 `**「a」**の`')).toBe('**bold** 2*3*4 `**「a」**の`');
});

test('no comment or entity makes a mention of what is none', () => {
  expect(toSlack('<<!-- -->!channel>')).not.toContain('<!channel>');
  expect(toSlack('@<!-- -->here')).not.toContain('@here');
  expect(toSlack('&#60;!channel>')).not.toContain('<!channel>');
});

test('what was settled once stays a beginning of the whole, whatever comes', () => {
  // prettier-ignore
  const pieces = fc.constantFrom(
    '<', '!', '@', 'channel', 'here', 'U1', '>', ' ', 'every', 'one', '😀', '`', '``', '```', 'x', '^', '$', '$$', '\\(', '\\)', '\\[',
    '\\]', '\\', '\n', '\n\n', '- ', '* ', '1. ', '> ', '[ ] ', '[x]', '|', '||', '**', '*', '_', '__', '~', '~~~', '「', '」', 'の',
    '太字', '。', '<b>', '</b>', '<br>', '<sub>', '2', '</sub>', '<details>', '<summary>', '</summary>', '<!--', '-->', '</a>',
    '<a href="https://a.example">', '&nbsp;', '&', 'amp;', '#', '[^1]', '[^', '1]', ']:', '![', 'alt', '](', 'https://a.example/z',
    ')', 'x^2', '\\frac{a}{b}', '_i', '=', '5', '{', '}', '$x$', '\\begin{matrix}a&b\\\\c&d\\end{matrix}', 'two words', '\t',
    '    ', '\r\n', 'List<String>',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 24 }), (words) => {
      const whole = words.join('');
      const shown = toSlack(whole);
      let before = '';
      for (let end = 0; end <= whole.length; end++) {
        const begun = settled(whole.slice(0, end));
        expect(begun.startsWith(before)).toBe(true);
        expect(shown.startsWith(begun)).toBe(true);
        before = begun;
      }
    }),
    { numRuns: 400 },
  );
});

test('something that never ends holds a text up for a while only', () => {
  for (const opening of ['\\[ x ', '$$ x ', '`x ', '<b ', '![x ', '$x '])
    expect(settled(opening + 'word, '.repeat(600)).length).toBeGreaterThan(1_000);
});

test('context text shows markup instead of obeying it', () => {
  expect(escapeMrkdwn('<!here> & <b>')).toBe('&lt;!here&gt; &amp; &lt;b&gt;');
});

test.each([
  ['*bold* and _it_', '**bold** and _it_'],
  ['2*3*4', '2*3*4'],
  ['<mailto:a@b.c|a@b.c>', 'a@b.c'],
  ['<https://x.org>', 'https://x.org'],
  ['<https://x.org/*a*|*x*>', '[*x*](https://x.org/*a*)'],
  ['<!date^1^{date}|today> <!here>', 'today @here'],
  ['• one\n• two', '- one\n- two'],
  ['```\n<https://x.org> &amp; *y*\n```', '```\nhttps://x.org & *y*\n```'],
])('%s is read as %s', (mrkdwn, markdown) => {
  expect(toMarkdown(mrkdwn, (id) => id)).toBe(markdown);
});

test('a mention is found with and without its label, and only one person is taken out', () => {
  const text = '<@U1|bot> and <@U2> say <@U1>';
  expect(mentionedUsers(text)).toEqual(['U1', 'U2', 'U1']);
  expect(withoutMention(text, 'U1')).toBe('and <@U2> say');
});
