/** Never in circles: bots that repeat what rules post, rules that set each other off, and bots that never tire. */
import { expect, test } from 'vitest';
import type { MemoryChat } from '../support/memory-chat.ts';
import { eventOf, MINUTE, saidIn, type Written, useWatch } from './bench.ts';

const bench = useWatch();

const BRIDGE = { id: 'B1', name: 'Bridge', roles: [] };

/** A bot that posts everything it hears on one platform on the other, until there is nothing new; how often it does. */
async function bridge(first: string, toText: (text: string) => string): Promise<number> {
  const heard = new Map<MemoryChat, number>();
  let repeated = 0;
  const repeat = async (text: string, to: MemoryChat) => {
    const one = saidIn(to, {
      id: `bridged-${(repeated += 1)}`,
      author: BRIDGE,
      fromBot: true,
      text: toText(text),
    });
    await bench.happen(eventOf(one), to);
  };
  await repeat(first, bench.discord);
  for (let before = 0; repeated > before;) {
    before = repeated;
    for (const [chat, other] of [
      [bench.slack, bench.discord],
      [bench.discord, bench.slack],
    ] as const) {
      const posts = bench.posts(chat).slice(heard.get(chat) ?? 0);
      heard.set(chat, bench.posts(chat).length);
      for (const post of posts) await repeat(post, other);
    }
  }
  return repeated;
}

/** Each posts on the other platform whatever is said on its own. */
const crossing: Readonly<Record<string, Written>> = {
  toSlack: {
    where: { platforms: ['discord'], bots: ['B1'] },
    when: { on: 'message' },
    then: { say: 'Somebody has said on Discord: {text}', to: { platform: 'slack', channel: 'C1' } },
  },
  toDiscord: {
    where: { platforms: ['slack'], bots: ['B1'] },
    when: { on: 'message' },
    then: { say: 'Somebody has said on Slack: {text}', to: { platform: 'discord', channel: 'C1' } },
  },
};

test.each([
  ['as it is', (text: string) => text],
  ['with a name before it, quoted and in bold', (text: string) => `**Attaché** (bot):\n> **${text}**`],
])('two rules that cross-post and a bridge that repeats everything %s end', async (_how, toText) => {
  await bench.restart({ rules: crossing });
  const { text } = await bench.say({ text: 'Good morning to everybody who is here today' });
  // What the person has said, and what the first rule has made of it.
  expect(await bridge(text, toText)).toBe(2);
  const left = { state: 'declined', outcome: 'A bot repeats what I had posted.' };
  expect(await bench.runs('toSlack')).toMatchObject([left]);
  expect(await bench.runs('toDiscord')).toMatchObject([left, { state: 'acted' }]);
});

test('a bot that makes other words of everything is acted on three times in ten minutes', async () => {
  await bench.restart({ rules: crossing });
  const { text } = await bench.say({ text: 'Good morning' });
  let count = 0;
  await bridge(text, () => `${(count += 1)} ${'x'.repeat(count)}`);
  const runs = await bench.runs('toSlack');
  expect(runs.filter(({ state }) => state === 'acted')).toHaveLength(3);
  expect(runs.filter(({ state }) => state === 'declined')).toMatchObject([
    { outcome: 'Bots have set rules off here 3 times in 10 minutes: that may be a circle.' },
  ]);
  expect(bench.posts(bench.slack)).toHaveLength(3);
  await bench.pass(11 * MINUTE);
  const one = saidIn(bench.discord, { id: 'later', author: BRIDGE, fromBot: true, text: 'New words' });
  await bench.happen(eventOf(one), bench.discord);
  expect(bench.posts(bench.slack)).toHaveLength(4);
});

test('a bot that is named counts like a person, and one that is not does not', async () => {
  await bench.restart({
    rules: {
      builds: { where: { bots: ['B1'] }, when: { on: 'message', matches: 'failed' }, then: { react: '🔥' } },
    },
  });
  await bench.say({ text: 'The build failed', author: BRIDGE, fromBot: true });
  await bench.say({ text: 'The build failed', author: { ...BRIDGE, id: 'B2' }, fromBot: true });
  expect(bench.slack.acts.reactions).toEqual([{ messageId: 'M1', emoji: '🔥' }]);
});

test('a person who repeats what a rule has posted is heard', async () => {
  await bench.restart({
    rules: { echo: { when: { on: 'message' }, then: { say: 'You said that.', to: 'reply' } } },
  });
  await bench.say({ text: 'Hello' });
  await bench.say({ text: 'You said that.' });
  expect(bench.posts()).toHaveLength(2);
});
