/** Emoji as Slack names them, and as people see them. */
import { expect, test } from 'vitest';
import { emojiName, emojiOf } from '../../../adapters/slack/text/emoji.ts';

test.each([
  ['eyes', '👀'],
  ['+1', '👍'],
  ['thumbsup', '👍'],
  ['heart', '❤️'],
  ['flag-de', '🇩🇪'],
  ['+1::skin-tone-3', '👍'],
  ['people_holding_hands::skin-tone-2-5', '🧑‍🤝‍🧑'],
  ['party-parrot', ':party-parrot:'],
])('a reaction of %s is %s', async (name, emoji) => {
  expect((await emojiOf(name)).emoji).toBe(emoji);
});

test('a reaction has all the names that Slack has for it, whatever skin it has; one of the workspace has its own', async () => {
  for (const name of ['+1', 'thumbsup', '+1::skin-tone-3'])
    expect(await emojiOf(name)).toEqual({ emoji: '👍', names: [':+1:', ':thumbsup:'] });
  expect(await emojiOf('party-parrot')).toEqual({ emoji: ':party-parrot:' });
});

test.each([
  ['👀', 'eyes'],
  ['👍🏽', '+1'],
  ['❤', 'heart'],
  ['❤️', 'heart'],
  ['🇩🇪', 'de'],
  [':party-parrot:', 'party-parrot'],
  [':+1::skin-tone-3:', '+1'],
  ['hello', undefined],
  ['', undefined],
])('%s is called %s', async (emoji, name) => {
  expect(await emojiName(emoji)).toBe(name);
});
