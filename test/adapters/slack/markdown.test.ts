/** Markdown on its way to Slack. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeMrkdwn, settled, toSlack } from '../../../adapters/slack/markdown.ts';
import { mentionedUsers, toMarkdown, withoutMention } from '../../../adapters/slack/mrkdwn.ts';

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

test('what was settled once stays a beginning of the whole', () => {
  const pieces = fc.constantFrom(
    '<',
    '!',
    '@',
    'channel',
    'here',
    'U1',
    '>',
    ' ',
    'every',
    'one',
    '😀',
    '`',
    'x',
    '^',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (words) => {
      const whole = words.join('');
      for (let end = 0; end <= whole.length; end++)
        expect(toSlack(whole).startsWith(settled(whole.slice(0, end)))).toBe(true);
    }),
  );
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
