/** `/watch why`: what rules have made of a message, and what they say of it now. */
import { beforeEach, describe, expect, it } from 'vitest';
import { HERE, NOW, said, useCommand } from './commanding.ts';

const bench = useCommand();
const MESSAGE = said('M1', 'Where is my *invoice*?', 40);
const TRIGGER = 'message:discord:G1:C1:M1';
const run = (key: string, changes = {}) => ({
  key,
  trigger: TRIGGER,
  conversation: HERE,
  message: 'M1',
  person: 'discord:U1',
  isFromBot: false,
  at: MESSAGE.sentAt,
  dueAt: MESSAGE.sentAt,
  group: undefined,
  putOffMs: undefined,
  cause: '{}',
  ...changes,
});

beforeEach(async () => {
  bench.chat.said = [MESSAGE];
  await bench.say('add bill: {when: {on: message, question: {ask: About money?}}, then: {react: 💶}}');
  await bench.say('add wave: {when: {on: message, matches: hello}, then: {react: 👋}}');
});

const lines = async (text = 'why https://chat.test/C1/M1') => (await bench.say(text)).split('\n');

it('a run is told with what was found out, what became of it, when, and what it cost', async () => {
  await bench.store.addRuns([run('discord:G1/bill')]);
  const [taken] = await bench.store.takeRuns({ now: NOW, most: 10 });
  await bench.store.keepVerdicts([
    {
      id: taken!.id,
      verdict: { reasons: ['Yes, sure to 92 %: asks for an invoice'], confidence: 0.92, isWanted: true },
      usd: 0.00012,
    },
  ]);
  await bench.store.endRuns([taken!.id], 'declined', 'It had acted here a moment ago.');
  const [title, bill] = await lines();
  expect(title).toBe('Ada, Jun 1, 11:20 AM UTC: “Where is my \\*invoice\\*?”');
  expect(bill).toMatch(
    /^- \*\*bill\*\*: did not act · Yes, sure to 92 %: asks for an invoice · confidence 92% · It had acted here a moment ago\. · Jun 1, 11:20 AM UTC → .+ · \$0\.00012$/,
  );
});

it('a run is told in the language of whoever asks; what the model said stays in its words', async () => {
  await bench.store.addRuns([run('discord:G1/bill')]);
  const [taken] = await bench.store.takeRuns({ now: NOW, most: 10 });
  const yes = { code: 'yes', confidence: 0.92, why: 'asks for an invoice' } as const;
  await bench.store.keepVerdicts([
    { id: taken!.id, verdict: { reasons: [yes], confidence: 0.92, isWanted: true }, usd: 0 },
  ]);
  await bench.store.endRuns([taken!.id], 'declined', { code: 'cooling', per: 'channel', ms: 1_800_000 });
  const [, bill, wave] = (await bench.say('why M1', { author: { locale: 'de' } })).split('\n');
  expect(bill).toMatch(
    /· Ja, zu 92 % sicher: asks for an invoice · Sicherheit 92\s% · Sie hatte in diesem Kanal kurz vorher schon gehandelt und wartet dazwischen 30 Minuten\. ·/,
  );
  expect(wave).toBe('- **wave**: nicht ausgelöst: Ihr Muster kommt in der Nachricht nicht vor.');
});

it('a run that waits is told with when it is due', async () => {
  await bench.store.addRuns([run('discord:G1/bill', { dueAt: NOW + 600_000 })]);
  expect((await lines())[1]).toContain('waits · due Jun 1, 12:10 PM UTC');
});

it('of all other rules it is told what their checks say now', async () => {
  const [, bill, wave] = await lines();
  expect(bill).toBe('- **bill**: was not set off then; by its checks as they are now, it would be.');
  expect(wave).toMatch(/^- \*\*wave\*\*: not set off: .+/);
});

it('rules of other channels are not told of', async () => {
  await bench.say('add far: {where: {channels: ["C9"]}, when: {on: message}, then: {react: 👀}}');
  expect(await lines()).toHaveLength(3);
});

it('a paused rule says so', async () => {
  await bench.say('pause wave');
  expect((await lines())[2]).toMatch(/not set off: .+ · paused: Ada has paused it\.$/);
});

it('an id names a message here as well, and a link may stand in brackets', async () => {
  expect(await lines('why M1')).toEqual(await lines());
  expect(await lines('why <https://chat.test/C1/M1>')).toEqual(await lines());
});

it('a message that is gone still has its runs', async () => {
  await bench.store.addRuns([run('discord:G1/bill')]);
  bench.chat.said = [];
  expect(await lines()).toEqual([expect.stringMatching(/^- \*\*bill\*\*: waits/)]);
});

describe('of a run somewhere that whoever asks cannot read', () => {
  const hidden = { ...HERE, thread: 'T1', kind: 'thread' } as const;
  beforeEach(async () => {
    const { acts } = bench.chat;
    acts.lacks = async (_, { thread }, rights) => (thread === 'T1' ? rights : []);
    await bench.store.addRuns([run('discord:G1/bill', { conversation: hidden })]);
    const [taken] = await bench.store.takeRuns({ now: NOW, most: 10 });
    await bench.store.endRuns([taken!.id], 'declined', 'It is about a salary.');
  });

  it('it is not told why it acted or did not', async () => {
    const [, bill] = await lines();
    expect(bill).toMatch(/^- \*\*bill\*\*: did not act · /);
    expect(bill).not.toContain('salary');
  });

  it('nothing is told where the message is gone: by its id alone anybody could ask', async () => {
    bench.chat.said = [];
    expect(await bench.say('why https://chat.test/C1/M1')).toMatch(/^I cannot find that message/);
  });
});

describe('nothing is told', () => {
  it('without a message', async () => {
    expect(await bench.say('why')).toBe('Say which message: its link, or its id here.');
    expect(await bench.say('why tomorrow')).toBe('Say which message: its link, or its id here.');
  });

  it('of a message that is not there', async () => {
    expect(await bench.say('why https://chat.test/C1/M9')).toMatch(/^I cannot find that message/);
  });

  it('to somebody who may not read it, whether it is there or not', async () => {
    bench.chat.acts.lacking.set('U1', ['read']);
    const sentence = 'You may not read that message, so I say nothing of it.';
    expect(await bench.say('why https://chat.test/C1/M1')).toBe(sentence);
    expect(await bench.say('why https://chat.test/C1/M9')).toBe(sentence);
  });
});

it('where no rule watches, that is said', async () => {
  await bench.say('remove bill');
  await bench.say('remove wave');
  expect((await lines())[1]).toBe('No other rule watches there.');
});
