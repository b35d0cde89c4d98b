import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findModel, type AnswerFormat, type ModelEntry } from '../../../src/model/index.ts';
import { startOpenAi, type LoopbackOpenAi, type OpenAiOptions } from '../../loopback/openai/index.ts';
import { clientOf, collect, DIALECTS, question } from '../ask.ts';
import { manualClock } from '../manual-clock.ts';

let openai: LoopbackOpenAi;
const start = async (options: OpenAiOptions = {}) => {
  await openai?.close();
  openai = await startOpenAi({ models: ['local-model'], ...options });
};
beforeEach(() => start());
afterEach(() => openai.close());

const never = new AbortController().signal;
const local = findModel('local-model');
const usual = findModel('gpt-5.5');
const offering: ModelEntry = {
  ...usual,
  prices: { ...usual.prices!, services: { flex: 0.5, priority: 2.5 } },
};

const verdict: AnswerFormat = {
  name: 'verdict',
  schema: {
    type: 'object',
    properties: { best: { type: 'integer', minimum: 1, maximum: 3 }, why: { type: 'string' } },
    required: ['best', 'why'],
    additionalProperties: false,
  },
  strict: true,
};

describe.each(DIALECTS)('over %s', (dialect) => {
  const ask = (...asked: Parameters<typeof question>) =>
    collect(clientOf(openai, dialect).stream(question(...asked), never));
  const bodies = () => openai.requests.map(({ body }) => body as Readonly<Record<string, unknown>>);

  describe('a shape that is asked for', () => {
    it('is held by the server', async () => {
      const { text } = await ask('Which one? 2', { format: verdict });
      expect(openai.requests[0]?.broken).toBeUndefined();
      expect(openai.requests[0]?.asked?.format).toEqual(verdict);
      expect(JSON.parse(text)).toEqual({ best: 2, why: 'Which one? 2' });
    });

    it.each([
      ['DeepSeek', 400, { message: 'This response_format type is unavailable now' }],
      ['Groq', 400, { message: 'This model does not support response format `json_schema`.' }],
      ['a server of Responses', 400, { param: 'text.format', message: 'Unknown parameter.' }],
    ])('is put into words where the server takes none (%s), from then on', async (_, status, refusal) => {
      const client = clientOf(openai, dialect);
      openai.fail({ status, ...refusal });
      await collect(client.stream(question('Which?', { model: local, format: verdict }), never));
      await collect(client.stream(question('Which?', { model: local, format: verdict }), never));
      expect(openai.requests.map(({ asked }) => asked?.format?.name)).toEqual([
        'verdict',
        undefined,
        undefined,
      ]);
      const instructions = openai.requests.at(-1)?.asked?.instructions;
      expect(instructions).toMatch(/^Be brief\.\n\nAnswer with one JSON value and nothing else/);
      expect(instructions).toContain(JSON.stringify(verdict.schema));
    });

    it('that the server cannot hold is put into words this once', async () => {
      const client = clientOf(openai, dialect);
      const loose = { ...verdict, schema: { ...verdict.schema, required: [] } };
      await collect(client.stream(question('Which?', { format: loose }), never));
      await collect(client.stream(question('Which?', { format: verdict }), never));
      expect(openai.requests.map(({ broken }) => broken?.code)).toEqual([
        'invalid_json_schema',
        undefined,
        undefined,
      ]);
      expect(openai.requests.map(({ asked }) => asked?.format?.name)).toEqual([
        undefined,
        undefined,
        'verdict',
      ]);
    });
  });

  it('the person, the key of the cache and the limit of the output are told', async () => {
    await ask('Hi', { person: 'p'.repeat(64), cacheKey: 'c'.repeat(90), maxOutputTokens: 400 });
    expect(openai.requests[0]?.broken).toBeUndefined();
    expect(openai.requests[0]?.asked).toMatchObject({
      person: 'p'.repeat(64),
      cacheKey: 'c'.repeat(64),
      maxOutputTokens: 400,
    });
  });

  it('nothing is said of what was not asked for, and nothing is stored', async () => {
    await ask('Hi');
    const known =
      dialect === 'responses'
        ? ['model', 'instructions', 'input', 'reasoning', 'store', 'stream']
        : ['model', 'messages', 'reasoning_effort', 'store', 'stream', 'stream_options'];
    expect(Object.keys(bodies()[0] ?? {}).toSorted()).toEqual(known.toSorted());
    expect(bodies()[0]).toHaveProperty('store', false);
  });

  const REFUSED = {
    safety_identifier: "Unknown parameter: 'safety_identifier'.",
    prompt_cache_key:
      '[{"type":"extra_forbidden","loc":["body","prompt_cache_key"],"msg":"Extra inputs are not permitted"}]',
  } as const;
  it.each(Object.entries(REFUSED))(
    '%s is left out where the server does not know it',
    async (field, message) => {
      await start({ refuses: { [field]: { status: field === 'safety_identifier' ? 400 : 422, message } } });
      const client = clientOf(openai, dialect);
      const asked = question('Hi', { model: local, person: 'p', cacheKey: 'c' });
      for (let time = 0; time < 2; time += 1) await collect(client.stream(asked, never));
      expect(bodies().map((body) => field in body)).toEqual([true, false, false]);
    },
  );

  it('several fields that one error names are left out at once', async () => {
    const status = 400;
    const message =
      'Invalid JSON payload received. Unknown name "safety_identifier": Cannot find field. Unknown name "prompt_cache_key": Cannot find field.';
    await start({
      refuses: { safety_identifier: { status, message }, prompt_cache_key: { status, message } },
    });
    await ask('Hi', { model: local, person: 'p', cacheKey: 'c' });
    expect(bodies()).toHaveLength(2);
  });

  describe('a service', () => {
    const serve = (model: ModelEntry, service: 'flex' | 'priority', more = {}) =>
      collect(clientOf(openai, dialect, { service, ...more }).stream(question('Hi', { model }), never));

    it.each(['flex', 'priority'] as const)(
      '%s is asked for where the model has a price for it',
      async (service) => {
        const { done } = await serve(offering, service);
        expect(openai.requests[0]?.asked?.service).toBe(service);
        expect(done?.usage?.service).toBe(service);
      },
    );

    it('is not asked for where the model has none', async () => {
      await serve(local, 'flex');
      expect(bodies()[0]).not.toHaveProperty('service_tier');
    });

    it('that was not given is told as it was', async () => {
      await start({ serves: ['default'] });
      expect((await serve(offering, 'priority')).done?.usage?.service).toBe('default');
    });

    it('without room is done without, this once and without a pause', async () => {
      const client = clientOf(openai, dialect, { service: 'flex', clock: manualClock() });
      openai.fail({ status: 429, code: 'resource_unavailable', message: 'Resource Unavailable' });
      const asked = question('Hi', { model: offering });
      for (let time = 0; time < 2; time += 1) await collect(client.stream(asked, never));
      expect(openai.requests.map((request) => request.asked?.service)).toEqual(['flex', undefined, 'flex']);
    });

    it('that the server does not sell is not asked for again', async () => {
      await start({
        refuses: {
          service_tier: { status: 400, message: 'Invalid service_tier argument', param: 'service_tier' },
        },
      });
      const client = clientOf(openai, dialect, { service: 'flex' });
      for (let time = 0; time < 2; time += 1)
        await collect(client.stream(question('Hi', { model: offering }), never));
      expect(bodies().map((body) => 'service_tier' in body)).toEqual([true, false, false]);
    });

    it('that a model has not makes nobody wait longer', async () => {
      const clock = manualClock();
      openai.fail({ stall: new Promise<never>(() => {}) });
      const told = expect(serve(local, 'flex', { clock })).rejects.toMatchObject({
        message: expect.stringContaining('300 seconds'),
      });
      await openai.until(() => true);
      clock.advance(300_000);
      await told;
    });

    it('that is slow is waited for longer before the first byte: a quarter of an hour', async () => {
      const clock = manualClock();
      openai.fail({ stall: new Promise<never>(() => {}) });
      const told = expect(serve(offering, 'flex', { clock })).rejects.toMatchObject({
        code: 'model-silent',
        message: expect.stringContaining('900 seconds'),
      });
      await openai.until(() => true);
      for (let minutes = 0; minutes < 15; minutes += 1) {
        clock.advance(60_000);
        await new Promise(setImmediate);
      }
      await told;
    });
  });
});

describe('over Chat Completions', () => {
  const bodies = () => openai.requests.map(({ body }) => body as Readonly<Record<string, unknown>>);

  it('the limit of the output goes by its old name where the server knows only that', async () => {
    const message =
      "[{'type': 'extra_forbidden', 'loc': ('body', 'max_completion_tokens'), 'msg': 'Extra inputs are not permitted'}]";
    await start({ accepts: ['max_tokens'], refuses: { max_completion_tokens: { status: 400, message } } });
    const client = clientOf(openai, 'chat');
    const asked = question('Hi', { model: local, maxOutputTokens: 400 });
    for (let time = 0; time < 2; time += 1) await collect(client.stream(asked, never));
    expect(bodies().map((body) => [body['max_completion_tokens'], body['max_tokens']])).toEqual([
      [400, undefined],
      [undefined, 400],
      [undefined, 400],
    ]);
  });

  it.each(['store', 'stream_options'])('%s is left out where the server does not know it', async (field) => {
    await start({
      refuses: { [field]: { status: 400, message: `Unrecognized request argument: ${field}` } },
    });
    await collect(clientOf(openai, 'chat').stream(question('Hi', { model: local }), never));
    expect(bodies().map((body) => field in body)).toEqual([true, false]);
  });
});

it('of an endless thought the beginning is handed on, then a mark, then nothing', async () => {
  const thought = Array.from({ length: 30 }, (_, index) => ({ reasoning: `${index} ${'so '.repeat(2000)}` }));
  openai.reply(...thought, 'Yes.');
  const { reasoning, text, events } = await collect(
    clientOf(openai, 'responses').stream(question('Is it so?'), never),
  );
  expect(reasoning).toMatch(/^0 so so [^]*\n\n\[…\]$/);
  expect(reasoning.replace('\n\n[…]', '')).toHaveLength(100_000);
  expect(text).toBe('Yes.');
  expect(events.filter(({ type }) => type === 'reasoning').length).toBeLessThan(30);
});
