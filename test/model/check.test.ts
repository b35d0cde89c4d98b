import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkModel, createModelClient } from '../../src/model/index.ts';
import { startOpenAi, type Endpoint, type LoopbackOpenAi } from '../loopback/openai/index.ts';
import { collect, log, question } from './ask.ts';

let openai: LoopbackOpenAi;
beforeEach(async () => {
  openai = await startOpenAi();
});
afterEach(() => openai.close());

const check = (more = {}) =>
  checkModel({
    apiKey: openai.apiKey,
    baseUrl: openai.baseUrl,
    name: 'gpt-5.5',
    api: 'responses',
    ...more,
  });
const without = async (...endpoints: readonly Endpoint[]) => {
  await openai.close();
  openai = await startOpenAi({ without: endpoints });
};

describe('the check-up of a model server', () => {
  it('finds all well, and asks for no answer', async () => {
    expect((await check()).map(({ level }) => level)).toEqual(['ok', 'ok', 'ok']);
    expect(openai.requests.every(({ asked }) => asked === undefined)).toBe(true);
  });

  it('tells a key that is not taken', async () => {
    expect(await check({ apiKey: 'sk-wrong' })).toMatchObject([
      { level: 'error', hint: expect.stringContaining('OPENAI_API_KEY') },
    ]);
  });

  it('tells a server that cannot be reached', async () => {
    await openai.close();
    expect(await check()).toMatchObject([
      { level: 'error', hint: expect.stringContaining('OPENAI_BASE_URL') },
    ]);
  });

  it('tells a model that is not there', async () => {
    expect(await check({ name: 'gpt-9' })).toContainEqual({
      level: 'error',
      what: 'The server does not list the model gpt-9.',
      hint: 'Set ATTACHE_MODEL to one it has, for example gpt-5.5.',
    });
  });

  it('warns of a model that will be turned off', async () => {
    expect(await check({ name: 'gpt-5.4-nano' })).toContainEqual(
      expect.objectContaining({ level: 'warning', what: 'gpt-5.4-nano will be turned off on 2027-04-01.' }),
    );
  });

  it('names the dialect that the server does speak', async () => {
    await without('responses');
    expect(await check()).toContainEqual({
      level: 'error',
      what: 'It does not speak Responses, but Chat Completions.',
      hint: 'Set OPENAI_API=chat.',
    });
  });

  it('goes on where the server does not list its models', async () => {
    await without('models');
    expect((await check()).map(({ level }) => level)).toEqual(['warning', 'ok']);
  });
});

describe('a client that was told no dialect', () => {
  const ask = () =>
    collect(
      createModelClient({ apiKey: openai.apiKey, baseUrl: openai.baseUrl, api: undefined, log }).stream(
        question('Hello'),
        new AbortController().signal,
      ),
    );

  it('speaks Responses where the server has that', async () => {
    expect((await ask()).text).toBe('You said: Hello');
    expect(openai.requests.at(-1)?.endpoint).toBe('responses');
    expect((await check({ api: undefined })).at(-1)?.what).toBe('It speaks Responses.');
  });

  it('speaks Chat Completions where it has not', async () => {
    await without('responses');
    expect((await ask()).text).toBe('You said: Hello');
    expect(openai.requests.at(-1)?.endpoint).toBe('chat');
    expect((await check({ api: undefined })).at(-1)?.what).toBe('It speaks Chat Completions.');
  });
});
