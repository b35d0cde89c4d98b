/** The judge: one small request for many messages, an answer for each, and what it took. */
import { describe, expect, it } from 'vitest';
import { asking, readAs, saying, useJudge } from './judging.ts';

const bench = useJudge();
const request = (index = 0) => bench.openai.requests[index]!.asked!;
const aboutBilling = () =>
  bench.openai.answers((asked) => [
    saying(asked, ({ text }) =>
      /invoice|refund/.test(text) ? { answer: 'yes', why: 'speaks of money', confidence: 0.8 } : {},
    ),
  ]);

describe('the question of a rule', () => {
  it('is asked about many messages in one call, each between two lines of its own', async () => {
    aboutBilling();
    const judged = await bench.judge(asking(), ['Where is my invoice?', 'Nice weather', 'I want a refund']);
    expect(judged).toMatchObject([
      { id: 'run-1', isYes: true, confidence: 0.8, why: 'speaks of money' },
      { id: 'run-2', isYes: false },
      { id: 'run-3', isYes: true },
    ]);
    expect(bench.openai.requests).toHaveLength(1);
    const { messages, outside } = readAs(request());
    expect(messages.map(({ text }) => text)).toEqual([
      'Where is my invoice?',
      'Nice weather',
      'I want a refund',
    ]);
    expect(new Set(messages.map(({ mark }) => mark)).size).toBe(3);
    expect(outside).toContain('"Is this a question about billing?"');
  });

  it('goes to the smallest model at its lowest effort, and wants JSON of one shape', async () => {
    aboutBilling();
    await bench.judge(asking(), ['Where is my invoice?']);
    expect(bench.openai.requests[0]?.broken).toBeUndefined();
    expect(request()).toMatchObject({
      model: 'gpt-6-luna',
      effort: 'none',
      format: { name: 'judgement', strict: true },
    });
  });

  it('goes to the model or tier that the rule names', async () => {
    aboutBilling();
    await bench.judge(asking({ model: 'gpt-5.4-mini' }), ['Where is my invoice?']);
    expect(request().model).toBe('gpt-5.4-mini');
  });

  it('is in the same shape whatever the messages, so that the server knows it the next time', async () => {
    aboutBilling();
    await bench.judge(asking(), ['Where is my invoice?']);
    await bench.judge(asking(), ['Nice weather', 'I want a refund']);
    expect(request(1).format).toEqual(request(0).format);
    expect(request(1).instructions).toBe(request(0).instructions);
  });

  it('shows no names of people, and of long messages the beginning and the end', async () => {
    aboutBilling();
    await bench.judge(asking(), [
      { text: `begin ${'x'.repeat(50_000)} end`, author: { id: 'U7', name: 'Grace', roles: [] } },
    ]);
    expect(JSON.stringify(bench.openai.requests[0]?.body)).not.toMatch(/Grace|U7/);
    const [seen] = readAs(request()).messages;
    expect(seen?.text.length).toBeLessThan(4_100);
    expect(seen?.text).toMatch(/^begin [^]* end$/);
  });

  it('tells how many files there are where it does not look at them', async () => {
    aboutBilling();
    const file = { id: 'A1', name: 'photo.jpg', source: 'test/fixtures/photo.jpg' };
    await bench.judge(asking(), [{ text: '', attachments: [file, { ...file, id: 'A2' }] }]);
    expect(readAs(request()).messages[0]?.text).toBe('(no words)\n(2 files not shown)');
  });

  it('is asked in several calls where there are many messages', async () => {
    aboutBilling();
    const judged = await bench.judge(
      asking(),
      Array.from({ length: 45 }, (_, index) => `refund ${index}`),
    );
    expect(judged.filter(({ isYes }) => isYes)).toHaveLength(45);
    expect(bench.openai.requests.map(({ asked }) => readAs(asked!).messages.length).toSorted()).toEqual([
      20, 20, 5,
    ]);
  });

  it('is asked in several calls where the messages are long', async () => {
    aboutBilling();
    await bench.judge(
      asking(),
      Array.from({ length: 15 }, () => 'a lot of words for the judge to read '.repeat(100)),
    );
    expect(bench.openai.requests.length).toBeGreaterThan(1);
  });

  it('never shows messages of two channels in one call', async () => {
    aboutBilling();
    const conversation = { platform: 'test', workspace: 'W1', channel: 'C2', kind: 'channel' } as const;
    await bench.judge(asking(), ['A refund', { text: 'A secret refund', conversation }]);
    expect(bench.openai.requests.map(({ asked }) => readAs(asked!).messages.length)).toEqual([1, 1]);
  });
});

describe('an answer', () => {
  it.each([
    ['misses a message', (said: string) => said.replace(/,\{[^}]*\}\]/, ']')],
    [
      'names a message that there is not',
      (said: string) => said.replace(/"id":"\w+"(?=[^}]*\}\])/, '"id":"m2"'),
    ],
    [
      'says something else of one',
      (said: string) => said.replace(/"answer":"\w+"(?=[^}]*\}\])/, '"answer":"maybe"'),
    ],
    ['is surer than sure of one', (said: string) => said.replace(/0\.9(?=\}\])/, '90')],
    ['tells of one twice', (said: string) => said.replace(/,(\{[^}]*\})\]/, ',$1,$1]')],
  ])('that %s has that message judged once more, alone', async (_name, spoil) => {
    let calls = 0;
    bench.openai.answers((asked) => {
      const said = saying(asked, ({ text }) => (text.includes('refund') ? { answer: 'yes' } : {}));
      return [calls++ === 0 ? spoil(said) : said];
    });
    const judged = await bench.judge(asking(), ['Hello', 'I want a refund']);
    expect(judged).toMatchObject([{ isYes: false }, { isYes: true, confidence: 0.9 }]);
    expect(bench.openai.requests.map(({ asked }) => readAs(asked!).messages.map(({ text }) => text))).toEqual(
      [['Hello', 'I want a refund'], ['I want a refund']],
    );
  });

  it('that is of no use twice leaves the message as it is, and says so', async () => {
    bench.openai.answers(() => ['I would say yes.']);
    const [judged] = await bench.judge(asking(), ['I want a refund']);
    expect(judged).toMatchObject({ isYes: false, confidence: 0 });
    expect(judged?.why).toEqual({ code: 'unjudged', why: { code: 'misshapen' } });
    expect(bench.openai.requests).toHaveLength(2);
  });

  it('that the provider refuses for what one message says is had for the others, each alone', async () => {
    aboutBilling();
    const refused = { status: 400, message: 'No.', code: 'content_policy_violation' };
    bench.openai.fail(refused);
    bench.openai.fail(refused);
    const judged = await bench.judge(asking(), ['Something vile', 'Where is my invoice?', 'I want a refund']);
    expect(bench.openai.requests).toHaveLength(4);
    expect(judged.filter(({ why }) => typeof why !== 'string')).toMatchObject([
      {
        isYes: false,
        confidence: 0,
        why: { code: 'unjudged', why: expect.stringContaining('content rules') },
      },
    ]);
    expect(judged).toHaveLength(3);
  });

  it('that is sure of a no is unsure of a yes', async () => {
    bench.openai.answers((asked) => [saying(asked, () => ({ answer: 'no', confidence: 0.9 }))]);
    const [judged] = await bench.judge(asking(), ['Hello']);
    expect(judged?.confidence).toBeCloseTo(0.1);
  });

  it('may stand in a fence with words around it, as compatible servers let it', async () => {
    bench.openai.answers((asked) => [
      `Sure!\n\`\`\`json\n${saying(asked, () => ({ answer: 'Yes' }))}\n\`\`\`\nDone.`,
    ]);
    expect(await bench.judge(asking(), ['A refund'])).toMatchObject([{ isYes: true }]);
  });

  it('has its reason on one line, cut', async () => {
    bench.openai.answers((asked) => [saying(asked, () => ({ why: `first\nsecond ${'very '.repeat(50)}` }))]);
    const [judged] = await bench.judge(asking(), ['A refund']);
    expect(judged?.why).toMatch(/^first second very .*…$/);
    expect(judged?.why).toHaveLength(120);
  });

  it('comes from a server of chat completions that takes no schema as well', async () => {
    await bench.restart({
      api: 'chat',
      server: {
        refuses: {
          response_format: {
            status: 400,
            message: "Unsupported parameter: 'response_format'",
            param: 'response_format',
            code: 'unsupported_parameter',
          },
        },
      },
    });
    aboutBilling();
    expect(await bench.judge(asking(), ['A refund', 'Hello'])).toMatchObject([
      { isYes: true },
      { isYes: false },
    ]);
    const { asked, endpoint } = bench.openai.requests.at(-1)!;
    expect(endpoint).toBe('chat');
    expect(asked?.instructions).toContain('"confidence"');
    expect(asked?.turns[0]?.parts).toHaveLength(1);
  });
});

describe('what it takes', () => {
  it('is told for each message, in proportion to its length', async () => {
    bench.openai.answers((asked) => [
      saying(asked, () => ({})),
      { end: 'complete', usage: { input: 1_000, cached: 0, output: 100, reasoning: 0 } },
    ]);
    const [short, long] = await bench.judge(asking(), ['Hello', 'word '.repeat(500)]);
    // $0.10 and $0.50 for a million tokens.
    expect(short!.usd + long!.usd).toBeCloseTo(0.00015, 9);
    expect(long!.usd).toBeGreaterThan(short!.usd * 2);
  });

  it('is counted for both tries of a message that was judged twice', async () => {
    let calls = 0;
    bench.openai.answers((asked) => [
      calls++ === 0 ? '{}' : saying(asked, () => ({})),
      { end: 'complete', usage: { input: 1_000, cached: 0, output: 100, reasoning: 0 } },
    ]);
    const [judged] = await bench.judge(asking(), ['Hello']);
    expect(judged?.usd).toBeCloseTo(0.0003, 9);
  });
});

describe('the budget of a rule', () => {
  const usage = { input: 100_000, cached: 0, output: 0, reasoning: 0 };

  it('is held before anything is asked', async () => {
    aboutBilling();
    const rule = asking({}, { usdPerDay: 0.000001 });
    await expect(bench.judge(rule, ['A refund'])).rejects.toMatchObject({ code: 'too-dear' });
    expect(bench.openai.requests).toEqual([]);
  });

  it('is drawn on by what its question took', async () => {
    bench.openai.answers((asked) => [saying(asked, () => ({})), { end: 'complete', usage }]);
    const rule = asking({}, { usdPerDay: 0.01 });
    await bench.judge(rule, ['A refund']);
    await expect(bench.judge(rule, ['Another refund'])).rejects.toMatchObject({ code: 'budget' });
    expect(bench.openai.requests).toHaveLength(1);
  });

  it('that has room for some of the calls lets those through', async () => {
    bench.openai.answers((asked) => [saying(asked, () => ({}))]);
    // Twenty messages are expected to take $0.0007.
    const rule = asking({}, { usdPerDay: 0.001 });
    const judged = await bench.judge(
      rule,
      Array.from({ length: 40 }, (_, index) => `refund ${index}`),
    );
    expect(judged).toHaveLength(20);
    expect(bench.openai.requests).toHaveLength(1);
  });

  it('is drawn on by a call that failed halfway, too', async () => {
    bench.openai.answers(() => ['{"answers":', { cut: true }]);
    const rule = asking({}, { usdPerDay: 0.0002 });
    const long = 'word '.repeat(700);
    await expect(bench.judge(rule, [long])).rejects.toMatchObject({ code: 'model-cut' });
    await expect(bench.judge(rule, [long])).rejects.toMatchObject({ code: 'budget' });
  });
});

describe('where nothing is found out', () => {
  it('a server that refuses is an error for whoever asked', async () => {
    bench.openai.fail({ status: 401, message: 'Incorrect API key provided.', code: 'invalid_api_key' });
    await expect(bench.judge(asking(), ['Hello'])).rejects.toMatchObject({ name: 'UserError' });
  });

  it('a server that says nothing is given up after a minute and a half', async () => {
    bench.openai.fail({ stall: new Promise(() => {}) });
    const judging = bench.judge(asking(), ['Hello']);
    const told = expect(judging).rejects.toMatchObject({ code: 'slow' });
    await bench.openai.until(() => true);
    await bench.clock.sleeping(90_000);
    bench.clock.advance(90_000);
    await told;
  });

  it('calls that did well count, and the others are left to be asked again', async () => {
    aboutBilling();
    bench.openai.fail({ status: 401, message: 'Incorrect API key provided.', code: 'invalid_api_key' });
    const judged = await bench.judge(
      asking(),
      Array.from({ length: 30 }, (_, index) => `refund ${index}`),
    );
    expect([10, 20]).toContain(judged.length);
  });
});
