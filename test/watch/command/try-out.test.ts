/** `/watch test`: what a rule would have done about the last messages here, without doing any of it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { saying } from '../judging.ts';
import { said, useCommand } from './commanding.ts';

const bench = useCommand();
const answering = () =>
  bench.openai.answers((asked) => [
    saying(asked, ({ text }) =>
      text.includes('invoice') ? { answer: 'yes', confidence: 0.92, why: 'asks for an *invoice*' } : {},
    ),
  ]);

beforeEach(() => {
  bench.chat.said = [
    said('M1', 'Good morning', 50),
    said('M2', 'Where is my invoice? @everyone https://example.com', 40),
    said('M3', 'Please resend the invoice', 30),
    said('M4', 'beep', 20, { fromBot: true }),
  ];
});

describe('a rule without a question', () => {
  it('says which messages would have set it off, and what it would have done', async () => {
    await bench.say('add bill: {when: {on: message, matches: invoice}, then: {react: 💶}}');
    expect((await bench.say('test bill')).split('\n')).toEqual([
      '**bill**, tried on the last 4 messages here. Nothing was posted.',
      '2 of 4 messages pass the checks that need no model.',
      expect.stringMatching(/^- once: /),
      expect.stringMatching(/^- once: /),
      '- Ada, Jun 1, 11:30 AM UTC: “Please resend the invoice” · <https://chat.test/C1/M3>',
      '- Ada, Jun 1, 11:20 AM UTC: “Where is my invoice? @\u2060everyone https\u2060://example.com” · <https://chat.test/C1/M2>',
      'It would act 2 times, before cooldown and the like: it reacts with 💶.',
    ]);
    expect(bench.openai.requests).toEqual([]);
  });

  it('says why the others would not have, in the language of whoever asks', async () => {
    await bench.say('add bill: {when: {on: message, has: [image, link]}, then: {react: 💶}}');
    expect(await bench.say('test bill', { author: { locale: 'es' } })).toContain(
      '- 2 veces: Es para mensajes con una imagen o un enlace.',
    );
  });

  it('says what its answers are expected to cost', async () => {
    await bench.say('add bill: {when: {on: message, matches: invoice}, then: {prompt: Help, to: reply}}');
    expect(await bench.say('test bill')).toMatch(/Each answer is expected to cost about \$0\.0\d+\.$/);
  });
});

describe('a rule with a question', () => {
  const RULE =
    'add bill: {when: {on: message, matches: "o", question: {ask: About money?}}, then: {react: 💶}}';

  it('really asks it about those that pass the cheap checks, and tells what that cost', async () => {
    await bench.say(RULE);
    answering();
    const answer = await bench.say('test bill');
    expect(bench.openai.requests).toHaveLength(1);
    expect(answer).toContain(
      '“Please resend the invoice” · <https://chat.test/C1/M3> · yes (92%): asks for an \\*invoice\\*',
    );
    expect(answer).toContain('“Good morning” · <https://chat.test/C1/M1> · no (10%): because');
    expect(answer).toMatch(/I asked the question about 3 messages, which cost \$0\.0+\d+\./);
    expect(answer).toContain('It would act 2 times, before cooldown and the like: it reacts with 💶.');
  });

  it('asks nothing where no message passes', async () => {
    await bench.say(RULE.replace('"o"', 'zebra'));
    const answer = await bench.say('test bill');
    expect(answer).toContain('0 of 4 messages pass');
    expect(answer).toContain('It would do nothing.');
    expect(bench.openai.requests).toEqual([]);
  });

  it('asks about the latest twenty of many', async () => {
    await bench.say(RULE);
    answering();
    bench.chat.said = Array.from({ length: 60 }, (_, index) => said(`M${index}`, `no ${index}`, index + 1));
    const answer = await bench.say('test bill');
    expect(answer).toContain('60 of 60 messages pass');
    expect(answer).toContain('I looked at the latest 20 of them.');
    expect(answer).toContain('… and 10 more.');
    expect(bench.openai.requests).toHaveLength(1);
  });

  it('says why it could not be asked', async () => {
    await bench.say(RULE);
    bench.openai.fail({ status: 401, message: 'Incorrect API key provided.', code: 'invalid_api_key' }, 3);
    expect(await bench.say('test bill')).toContain('The question could not be asked: ');
  });

  it('holds its budget', async () => {
    await bench.say(
      'add cheap: {when: {on: message, question: {ask: About money?}}, then: {react: 💶}, limits: {usdPerDay: 0.0000001}}',
    );
    expect(await bench.say('test cheap')).toContain(
      'The question could not be asked: The budget of this rule',
    );
  });
});

it('a schedule says when it acts next, and what that is expected to cost', async () => {
  await bench.say('add daily-digest');
  const answer = await bench.say('test daily-digest');
  expect(answer).toMatch(/^\*\*daily-digest\*\*: answers with a model’s words in `C1`\./);
  expect(answer).toContain('Next: Jun 1, 6:00 PM UTC; Jun 2, 6:00 PM UTC; Jun 3, 6:00 PM UTC.');
  expect(answer).toMatch(/expected to cost about \$0\.\d+\.$/);
});

it('a rule about reactions is tried as if somebody had reacted', async () => {
  await bench.say('add bug: {when: {on: reaction, emoji: ["🐛"], matches: invoice}, then: {react: 👀}}');
  const answer = await bench.say('test bug');
  expect(answer).toContain('as if somebody had reacted to each of them with 🐛');
  expect(answer).toContain('It would act 2 times, before cooldown and the like: it reacts with 👀.');
});

it('a rule about silence is tried as if nobody had answered', async () => {
  await bench.say('add calm: {when: {on: unanswered, after: 10m}, then: {say: Anybody?, to: reply}}');
  const answer = await bench.say('test calm');
  expect(answer).toContain('as if nobody had answered any of them');
  expect(answer).toContain(
    'It would act 3 times, before cooldown and the like: it says its text in a reply.',
  );
});

it('where nothing was said there is nothing to try it on', async () => {
  bench.chat.said = [];
  await bench.say('add bill: {when: {on: message}, then: {react: 💶}}');
  expect(await bench.say('test bill')).toBe('There is nothing here to try it on, or I may not read it.');
});

it('nothing is posted and nothing is kept', async () => {
  await bench.say('add bill: {when: {on: message}, then: {react: 💶}}');
  await bench.say('test bill');
  expect(bench.chat.acts.reactions).toEqual([]);
  expect(bench.chat.pages).toEqual([]);
  expect(await bench.store.latestRuns('discord:G1/bill', 10)).toEqual([]);
});
