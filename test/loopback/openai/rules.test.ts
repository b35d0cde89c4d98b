import { OpenAI } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf, collect, question } from '../../model/ask.ts';
import { startOpenAi, type AskedModel, type LoopbackOpenAi, type OpenAiOptions } from './index.ts';

let openai: LoopbackOpenAi;
beforeAll(async () => {
  openai = await startOpenAi();
});
afterAll(() => openai.close());

const user = (content: unknown) => [{ role: 'user', content }];
const ask = (path: string, body: object) =>
  new OpenAI({ apiKey: openai.apiKey, baseURL: openai.baseUrl, maxRetries: 0 }).post(path, {
    body: { model: 'gpt-5.5', stream: true, ...body },
  });
const respond = (content: unknown, more = {}) =>
  ask('/responses', { store: false, input: user(content), ...more });
const chat = (content: unknown, more = {}) => ask('/chat/completions', { messages: user(content), ...more });

const input = (items: unknown) => ask('/responses', { store: false, input: items });
const call = { id: 'call_1', type: 'function', function: { name: 'look_at', arguments: '{}' } };
const item = { type: 'function_call', call_id: 'call_1', name: 'look_at', arguments: '{}' };

const FORM = {
  type: 'object',
  properties: { a: { type: 'string' }, b: { type: 'integer' } },
  required: ['a', 'b'],
  additionalProperties: false,
};
const formatOf = (schema: object) => ({ type: 'json_schema', name: 'form', strict: true, schema });

const png = (text: string) => `data:image/png;base64,${Buffer.from(text).toString('base64')}`;

describe('the loopback server refuses what OpenAI refuses', () => {
  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'video over Responses',
      () => respond([{ type: 'input_video', video_url: 'https://example.com/a.mp4' }]),
      /Invalid value: 'input_video'. Supported values are: 'input_text'/,
    ],
    [
      'audio over Responses',
      () => respond([{ type: 'input_audio', input_audio: {} }]),
      /Invalid value: 'input_audio'/,
    ],
    [
      'video over Chat Completions',
      () => chat([{ type: 'video_url', video_url: { url: 'data:video/mp4;base64,YQ==' } }]),
      /Invalid value: 'video_url'/,
    ],
    [
      'sound for a model that does not listen',
      () => chat([{ type: 'input_audio', input_audio: { data: 'YQ==', format: 'mp3' } }]),
      /input_audio is only supported by certain models/,
    ],
    [
      'a picture in a result over Chat Completions',
      () =>
        ask('/chat/completions', {
          messages: [
            ...user('Hi'),
            { role: 'assistant', tool_calls: [call] },
            { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'image_url' }] },
          ],
        }),
      /Invalid value/,
    ],
    [
      'a result without a call over Chat Completions',
      () =>
        ask('/chat/completions', {
          messages: [...user('Hi'), { role: 'tool', tool_call_id: 'call_1', content: 'Yes' }],
        }),
      /must be a response to a preceeding message with 'tool_calls'/,
    ],
    [
      'a call without a result over Chat Completions',
      () =>
        ask('/chat/completions', {
          messages: [...user('Hi'), { role: 'assistant', tool_calls: [call] }, ...user('Well?')],
        }),
      /must be followed by tool messages/,
    ],
    [
      'a result without a call over Responses',
      () => input([...user('Hi'), { type: 'function_call_output', call_id: 'call_1', output: 'Yes' }]),
      /No tool call found for function call output with call_id call_1/,
    ],
    [
      'a call without a result over Responses',
      () => input([...user('Hi'), item]),
      /No tool output found for function call call_1/,
    ],
    [
      'a thought that comes back without its secret',
      () => input([...user('Hi'), { type: 'reasoning', id: 'rs_1', summary: [] }, item]),
      /Item with id 'rs_1' not found/,
    ],
    [
      'a strict tool that allows anything',
      () =>
        respond('Hi', {
          tools: [{ type: 'function', name: 'look_at', parameters: { type: 'object' }, strict: true }],
        }),
      /Invalid schema for function 'look_at'/,
    ],
    [
      'a strict shape that leaves something open',
      () => respond('Hi', { text: { format: formatOf({ ...FORM, required: ['a'] }) } }),
      /Invalid schema for response_format 'form': In context=\(\), 'required' is required .* Missing 'b'/,
    ],
    [
      'a strict shape that allows more inside',
      () =>
        chat('Hi', {
          response_format: {
            type: 'json_schema',
            json_schema: {
              name: 'form',
              strict: true,
              schema: { ...FORM, properties: { ...FORM.properties, b: { type: 'object', properties: {} } } },
            },
          },
        }),
      /In context=\('properties', 'b'\), 'additionalProperties' is required to be supplied and to be false/,
    ],
    [
      'a strict shape that is no object',
      () => respond('Hi', { text: { format: formatOf({ type: 'array', items: {} }) } }),
      /schema must be a JSON Schema of 'type: "object"', got 'type: "array"'/,
    ],
    [
      'a shape without a proper name',
      () => respond('Hi', { text: { format: { ...formatOf(FORM), name: 'a form' } } }),
      /Invalid 'text.format.name'/,
    ],
    [
      'a compaction that it has not made',
      () => input([{ type: 'compaction', id: 'cmp_1', encrypted_content: 'eA==' }, ...user('Hi')]),
      /encrypted content for item 'cmp_1' could not be verified/,
    ],
    [
      'a key of the cache that is too long',
      () => respond('Hi', { prompt_cache_key: 'k'.repeat(65) }),
      /Invalid value at 'prompt_cache_key'/,
    ],
    ['a parameter it does not know', () => respond('Hi', { include_reasoning: true }), /Unknown parameter/],
    [
      'a temperature beside an effort',
      () => respond('Hi', { temperature: 1 }),
      /'temperature' is not supported/,
    ],
    ['an effort the model has not', () => chat('Hi', { reasoning_effort: 'max' }), /'max' is not supported/],
    [
      'tools with an effort over Chat Completions',
      () => chat('Hi', { tools: [], reasoning_effort: 'low' }),
      /Please use \/v1\/responses instead/,
    ],
    ['a model it has not', () => respond('Hi', { model: 'gpt-9' }), /404 The model `gpt-9` does not exist/],
    [
      'an image that is none',
      () => respond([{ type: 'input_image', image_url: png('no image') }]),
      /does not represent a valid image/,
    ],
    [
      'a document over Chat Completions',
      () => chat([{ type: 'file', file: { filename: 'a.csv', file_data: 'data:text/csv;base64,YQ==' } }]),
      /unsupported MIME type 'text\/csv'/,
    ],
    ['an address it has not', () => ask('/assistants', {}), /404 Invalid URL/],
  ])('%s', async (_, asking, message) => {
    await expect(asking()).rejects.toThrow(message);
    expect(openai.requests.at(-1)?.broken).toBeDefined();
  });
});

describe('the loopback server remembers what it said with a call', () => {
  const said = async () => {
    openai.reply({ call: { id: 'call_1', name: 'look_at', arguments: '{}' } });
    const stream = await new OpenAI({ apiKey: openai.apiKey, baseURL: openai.baseUrl }).responses.create({
      model: 'gpt-5.5',
      input: [{ role: 'user', content: 'Hi' }],
      reasoning: { effort: 'low' },
      store: false,
      stream: true,
    });
    const events = await Array.fromAsync(stream);
    const last = events.at(-1);
    return last?.type === 'response.completed' ? last.response.output : [];
  };
  const result = { type: 'function_call_output', call_id: 'call_1', output: 'Yes' };

  it('takes it back as it was', async () => {
    await expect(input([...user('Hi'), ...(await said()), result])).resolves.toBeDefined();
  });

  it('refuses it without the thought before the call', async () => {
    const [, called] = await said();
    await expect(input([...user('Hi'), called, result])).rejects.toThrow(
      /without its required 'reasoning' item/,
    );
  });

  it('refuses it changed', async () => {
    const [thought, called] = await said();
    const changed = { ...called, arguments: '{"seconds":[9]}' };
    await expect(input([...user('Hi'), thought, changed, result])).rejects.toThrow(/could not be verified/);
  });

  it('refuses a thought that nothing follows', async () => {
    const [thought] = await said();
    await expect(input([...user('Hi'), thought])).rejects.toThrow(/without its required following item/);
  });
});

describe('the loopback server', () => {
  const { signal } = new AbortController();
  const say = (server: LoopbackOpenAi, text: string, more = {}) =>
    collect(clientOf(server, 'responses').stream(question(text, { cacheKey: 'room', ...more }), signal));

  it('answers questions that are asked at once each with its own script', async () => {
    await using server = await opened();
    const asksFor = (word: string) => (asked: AskedModel) => JSON.stringify(asked.turns).includes(word);
    server.replyWhen(asksFor('blue'), 'Sky.');
    server.replyWhen(asksFor('green'), 'Grass.');
    server.reply('Whatever.');
    const answers = await Promise.all(
      ['green', 'red', 'blue'].map((word) => say(server, `What is ${word}?`)),
    );
    expect(answers.map(({ text }) => text)).toEqual(['Grass.', 'Whatever.', 'Sky.']);
  });

  it('counts tokens where it is told to: four characters are one', async () => {
    await using server = await opened({ countTokens: true });
    server.reply('x'.repeat(400));
    const { done } = await say(server, 'y'.repeat(8000), { instructions: '' });
    expect(done?.usage).toMatchObject({ inputTokens: 2000, outputTokens: 100, cachedInputTokens: 0 });
  });

  it('has a cache as OpenAI: what begins alike, from 1,024 tokens on, in steps of 128', async () => {
    await using server = await opened({ promptCache: true });
    const cached = async (text: string, more = {}) =>
      (await say(server, text, { instructions: '', ...more })).done?.usage?.cachedInputTokens;
    const long = 'z'.repeat(4 * 1300);
    expect(await cached(long)).toBe(0);
    expect(await cached(`${long} and more`)).toBe(1280);
    expect(await cached(`Before ${long}`)).toBe(0);
    expect(await cached(long, { cacheKey: 'another room' })).toBe(0);
    expect(await cached(long, { effort: 'high' })).toBe(0);
    expect(await cached('z'.repeat(4 * 1000))).toBe(0);
  });
});

async function opened(options: OpenAiOptions = {}): Promise<LoopbackOpenAi & AsyncDisposable> {
  const server = await startOpenAi(options);
  return { ...server, [Symbol.asyncDispose]: () => server.close() };
}
