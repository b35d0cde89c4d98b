import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createModelClient, findModel, type ModelEvent } from '../../../src/model/index.ts';
import { startOpenAi, type Failure, type LoopbackOpenAi } from '../../loopback/openai/index.ts';
import { clientOf, collect, DIALECTS, log, question } from '../ask.ts';
import { manualClock, type ManualClock } from '../manual-clock.ts';

let openai: LoopbackOpenAi;
let clock: ManualClock;
beforeEach(async () => {
  clock = manualClock();
  openai = await startOpenAi({ models: ['local-model'] });
});
afterEach(() => openai.close());

const never = new AbortController().signal;

const OVERLOADED: Failure = {
  status: 503,
  code: 'server_is_overloaded',
  message: 'Overloaded',
  type: 'server_error',
};
const TOO_FAST: Failure = {
  status: 429,
  code: 'rate_limit_exceeded',
  message: 'Slow down',
  type: 'requests',
};

/** Lets the pause before the next try go by: its length, less up to a quarter at random. */
async function passPause(lengthMs: number): Promise<void> {
  clock.advance(await clock.sleeping(lengthMs * 0.75, lengthMs));
}

describe.each(DIALECTS)('over %s', (dialect) => {
  const ask = (request = question('Hello')) =>
    collect(clientOf(openai, dialect, { clock }).stream(request, never));

  describe('a failure in the middle of an answer is told in a sentence, after what was said', () => {
    it.each([
      ['the socket is torn', { cut: true }, 'model-cut'],
      ['the stream just ends', { leave: true }, 'model-cut'],
      ['a line is rubbish', { raw: 'data: {"half": \n\n' }, 'model-cut'],
      ['the server reports an error', { error: { code: 'server_error', message: 'Oops' } }, 'model-busy'],
      ['the server gives up', { failed: { code: 'server_error', message: 'Oops' } }, 'model-busy'],
      [
        'the conversation turns out to be too long',
        { error: { code: 'context_length_exceeded', message: 'Too long' } },
        'model-too-long',
      ],
      [
        'the content rules step in',
        { failed: { code: 'image_content_policy_violation', message: 'No' } },
        'model-policy',
      ],
    ] as const)('%s', async (_, step, code) => {
      openai.reply('Once ', step);
      const events: ModelEvent[] = [];
      const reading = (async () => {
        const stream = clientOf(openai, dialect).stream(question('Hello'), never);
        for await (const event of stream) events.push(event);
      })();
      await expect(reading).rejects.toMatchObject({ name: 'UserError', code });
      expect(events).toEqual([{ type: 'text', text: 'Once ' }]);
      expect(openai.requests).toHaveLength(1);
    });
  });

  describe('a failure that asking again cannot mend is told at once', () => {
    it.each<[string, Failure, string, RegExp]>([
      [
        'the account is empty',
        {
          status: 429,
          type: 'insufficient_quota',
          code: 'insufficient_quota',
          message: 'You exceeded your quota',
        },
        'model-quota',
        /no credit/,
      ],
      [
        'the spending limit is reached',
        { status: 429, code: 'project_spend_limit_exceeded', message: 'Limit' },
        'model-quota',
        /spending limit/,
      ],
      ['the key may not use the model', { status: 403, message: 'No access' }, 'model-auth', /gpt-5\.5/],
      [
        'the conversation is too long',
        { status: 400, code: 'context_length_exceeded', message: 'Too long' },
        'model-too-long',
        /too long for gpt-5\.5/,
      ],
      [
        'a compatible server finds it too long',
        { status: 400, message: "This model's maximum context length is 8192 tokens" },
        'model-too-long',
        /too long/,
      ],
      ['the request is too large', { status: 413, message: 'Too large' }, 'model-too-long', /attachments/],
      [
        'the content rules refuse it',
        { status: 400, code: 'invalid_prompt', message: 'No' },
        'model-policy',
        /content rules/,
      ],
      [
        'the server finds a fault in it',
        { status: 400, message: 'Bad  thing' },
        'model-rejected',
        /Bad thing/,
      ],
      [
        'the server says not to try again',
        { ...OVERLOADED, headers: { 'x-should-retry': 'false' } },
        'model-busy',
        /overloaded/,
      ],
    ])('%s', async (_, failure, code, sentence) => {
      openai.fail(failure);
      await expect(ask()).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) });
      expect(openai.requests).toHaveLength(1);
    });

    it('the key is wrong', async () => {
      const client = clientOf(openai, dialect, { apiKey: 'sk-wrong' });
      await expect(collect(client.stream(question('Hi'), never))).rejects.toMatchObject({
        code: 'model-auth',
        hint: expect.stringContaining('OPENAI_API_KEY'),
      });
    });

    it('there is no such model', async () => {
      const asking = ask(question('Hi', { model: findModel('gpt-9') }));
      await expect(asking).rejects.toMatchObject({
        code: 'model-unknown',
        message: expect.stringContaining('gpt-9'),
        hint: expect.stringContaining('ATTACHE_MODEL'),
      });
    });

    it('the server does not speak this dialect', async () => {
      await openai.close();
      openai = await startOpenAi({ without: [dialect] });
      await expect(ask()).rejects.toMatchObject({
        code: 'model-dialect',
        hint: expect.stringContaining('OPENAI_API'),
      });
    });
  });

  describe('a failure before the first word is tried again', () => {
    it('after the pause the server asks for', async () => {
      openai.fail({ ...TOO_FAST, headers: { 'retry-after': '7' } });
      openai.reply('Now.');
      const asking = ask();
      clock.advance(await clock.sleeping(7000));
      expect((await asking).text).toBe('Now.');
      expect(openai.requests).toHaveLength(2);
    });

    it('but not after a pause of more than a minute: then the person is told how long it is', async () => {
      openai.fail({ ...TOO_FAST, headers: { 'retry-after': '90' } });
      await expect(ask()).rejects.toMatchObject({
        code: 'model-busy',
        hint: 'It asks to be tried again in 2 minutes.',
      });
      expect(openai.requests).toHaveLength(1);
    });

    it('three times in all, with growing pauses', async () => {
      openai.fail({ status: 502, html: '<h1>Bad gateway</h1>' }, 3);
      const asking = ask();
      const told = expect(asking).rejects.toMatchObject({ code: 'model-busy' });
      await passPause(500);
      await passPause(1000);
      await told;
      expect(openai.requests).toHaveLength(3);
    });

    it.each<[string, Failure]>([
      ['the server is overloaded', OVERLOADED],
      ['the socket is torn', { cut: true }],
    ])('%s', async (_, failure) => {
      openai.fail(failure);
      openai.reply('Now.');
      const asking = ask();
      await passPause(500);
      expect((await asking).text).toBe('Now.');
    });

    it('the stream begins with an overload', async () => {
      openai.reply({ error: { code: 'server_is_overloaded', message: 'Overloaded' } });
      openai.reply('Now.');
      const asking = ask();
      await passPause(500);
      expect((await asking).text).toBe('Now.');
    });
  });

  it('an address where nobody answers is named with the setting it comes from', async () => {
    const { baseUrl } = openai;
    await openai.close();
    const asking = collect(
      createModelClient({ apiKey: 'k', baseUrl, api: dialect, log, clock }).stream(question('Hi'), never),
    );
    const told = expect(asking).rejects.toMatchObject({
      code: 'model-unreachable',
      message: expect.stringContaining(baseUrl),
      hint: expect.stringContaining('OPENAI_BASE_URL'),
    });
    await passPause(500);
    await passPause(1000);
    await told;
  });

  it('an effort that the server does not know for this model is left out, from then on', async () => {
    const client = clientOf(openai, dialect, { clock });
    const request = question('Hi', { model: findModel('local-model') });
    openai.fail({ status: 400, message: '"local-model" does not support thinking' });
    await collect(client.stream(request, never));
    await collect(client.stream(request, never));
    expect(openai.requests.map(({ asked }) => asked?.effort)).toEqual(['medium', undefined, undefined]);
  });
});

it('reasoning summaries that an unverified organisation may not have are left out, from then on', async () => {
  const client = clientOf(openai, 'responses', { clock });
  openai.fail({
    status: 400,
    code: 'unsupported_value',
    param: 'reasoning.summary',
    message: 'Your organization must be verified to generate reasoning summaries.',
  });
  await collect(client.stream(question('Hi'), never));
  await collect(client.stream(question('Hi'), never));
  expect(openai.requests.map(({ asked }) => asked?.summary)).toEqual(['auto', undefined, undefined]);
  expect(openai.requests.map(({ asked }) => asked?.effort)).toEqual(['medium', 'medium', 'medium']);
});

it('more images than any model takes are refused before they are sent', async () => {
  const image = {
    type: 'image',
    mediaType: 'image/png',
    data: Buffer.from('x'),
    width: 1,
    height: 1,
  } as const;
  const asking = collect(
    clientOf(openai, 'responses').stream(question(Array.from({ length: 1501 }, () => image)), never),
  );
  await expect(asking).rejects.toMatchObject({
    code: 'model-too-long',
    message: expect.stringContaining('1501'),
  });
  expect(openai.requests).toHaveLength(0);
});
