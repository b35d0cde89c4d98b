import { OpenAI } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOpenAi, type LoopbackOpenAi } from './index.ts';

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
    ['video over Chat Completions', () => chat([{ type: 'video_url' }]), /Invalid value: 'video_url'/],
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
