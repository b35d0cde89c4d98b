import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { estimateTurn, findModel, type ModelTurn } from '../../../src/model/index.ts';
import { startOpenAi, type LoopbackOpenAi, type OpenAiOptions } from '../../loopback/openai/index.ts';
import { clientOf, collect, question, words } from '../ask.ts';
import { manualClock } from '../manual-clock.ts';

let openai: LoopbackOpenAi;
const start = async (options: OpenAiOptions = {}) => {
  await openai?.close();
  openai = await startOpenAi({ models: ['local-model'], ...options });
};
beforeEach(() => start());
afterEach(() => openai.close());

const never = new AbortController().signal;
const user = (text: string): ModelTurn => ({ role: 'user', parts: [words(text)] });
const model = (text: string): ModelTurn => ({ role: 'assistant', parts: [words(text)] });
const long = (turns: readonly ModelTurn[]) => question('', { turns, cacheKey: 'thread-1' });
const history = [
  user('My name is Ada.'),
  model('Hello Ada.'),
  user('I live in Kraków.'),
  model('A fine city.'),
];

describe('a conversation that is made short by its server', () => {
  it('is known in the next request, which begins with what the server made of it', async () => {
    const client = clientOf(openai, 'responses');
    const compacted = await client.compact(long(history), never);
    await collect(
      client.stream(long([{ role: 'said', replay: compacted?.replay }, user('Where do I live?')]), never),
    );
    expect(openai.requests.map(({ endpoint, broken }) => [endpoint, broken])).toEqual([
      ['compact', undefined],
      ['responses', undefined],
    ]);
    expect(openai.requests[1]?.asked?.compacted).toBe(
      'user: My name is Ada.\nassistant: Hello Ada.\nuser: I live in Kraków.\nassistant: A fine city.',
    );
    expect(openai.requests[1]?.asked?.turns.at(-1)?.parts).toEqual([
      { type: 'text', text: 'Where do I live?' },
    ]);
  });

  it('can be made short again, and survives being kept as JSON', async () => {
    const client = clientOf(openai, 'responses');
    const once = await client.compact(long(history), never);
    const kept: unknown = JSON.parse(JSON.stringify(once?.replay));
    const twice = await client.compact(
      long([{ role: 'said', replay: kept }, user('And you?'), model('No.')]),
      never,
    );
    await collect(client.stream(long([{ role: 'said', replay: twice?.replay }, user('Go on')]), never));
    expect(openai.requests.map(({ broken }) => broken)).toEqual([undefined, undefined, undefined]);
    expect(openai.requests.at(-1)?.asked?.compacted).toMatch(/My name is Ada[^]*assistant: No\.$/);
  });

  it('can go on to call tools', async () => {
    const client = clientOf(openai, 'responses');
    const tools = [
      {
        name: 'look_at',
        description: 'Look.',
        parameters: { type: 'object', properties: {}, required: [], additionalProperties: false },
      },
    ];
    const compacted = await client.compact(long(history), never);
    const turns: ModelTurn[] = [{ role: 'said', replay: compacted?.replay }, user('Look')];
    openai.reply({ call: { id: 'call_1', name: 'look_at', arguments: '{}' } });
    const { done } = await collect(client.stream({ ...long(turns), tools }, never));
    turns.push({ role: 'said', replay: done?.replay });
    turns.push({ role: 'results', results: [{ callId: 'call_1', parts: [words('A cat.')] }] });
    openai.reply('A cat.');
    expect((await collect(client.stream({ ...long(turns), tools }, never))).text).toBe('A cat.');
  });

  it('costs what the server reports, and is sent with the key of its cache and with nothing that OpenAI does not know', async () => {
    const compacted = await clientOf(openai, 'responses').compact(long(history), never);
    expect(compacted?.usage).toMatchObject({ inputTokens: expect.any(Number), reasoningTokens: 0 });
    expect(Object.keys(openai.requests[0]?.body as object)).toEqual(['model', 'input', 'prompt_cache_key']);
  });

  it('weighs what its server says it has written, however long the secret is', async () => {
    const compacted = await clientOf(openai, 'responses').compact(
      long([user('a'), model('b '.repeat(8000))]),
      never,
    );
    const { outputTokens } = compacted!.usage!;
    const weight = estimateTurn({ role: 'said', replay: compacted!.replay }, findModel('gpt-5.5'));
    expect(weight).toBeGreaterThanOrEqual(outputTokens);
    // The message of the person and the names of the fields come on top.
    expect(weight).toBeLessThan(outputTokens + 150);
  });

  it('that is not taken back any more is told as such, so that it can be made anew', async () => {
    const compacted = await clientOf(openai, 'responses').compact(long(history), never);
    await start();
    const asking = collect(
      clientOf(openai, 'responses').stream(
        long([{ role: 'said', replay: compacted?.replay }, user('Go on')]),
        never,
      ),
    );
    await expect(asking).rejects.toMatchObject({ code: 'model-stale' });
  });
});

describe('there is nothing of the kind', () => {
  it('over Chat Completions', async () => {
    expect(await clientOf(openai, 'chat').compact(long(history), never)).toBeUndefined();
    expect(openai.requests).toHaveLength(0);
  });

  it('at a server without the endpoint, which is asked once', async () => {
    await start({ without: ['compact'] });
    const client = clientOf(openai, 'responses');
    for (let time = 0; time < 2; time += 1)
      expect(await client.compact(long(history), never)).toBeUndefined();
    expect(openai.requests).toHaveLength(1);
  });
});

it('a model that its server has no such endpoint for takes it from no other, and is tried again after hours', async () => {
  const clock = manualClock();
  const client = clientOf(openai, 'responses', { clock });
  const compact = (id: string) => client.compact({ ...long(history), model: findModel(id) }, never);
  openai.fail({ status: 405, message: 'Method Not Allowed' });
  expect(await compact('local-model')).toBeUndefined();
  expect(await compact('local-model')).toBeUndefined();
  expect(openai.requests).toHaveLength(1);
  expect(await compact('gpt-5.5')).toBeDefined();
  clock.advance(6 * 60 * 60 * 1000);
  expect(await compact('local-model')).toBeDefined();
});

it('an answer that nobody can read is done without, this once', async () => {
  const client = clientOf(openai, 'responses');
  openai.fail({ status: 200, message: 'What?' });
  expect(await client.compact(long(history), never)).toBeUndefined();
  expect(await client.compact(long(history), never)).toBeDefined();
});

describe('what goes wrong', () => {
  it('is told in a sentence', async () => {
    const asked = { ...long(history), model: findModel('gpt-9') };
    await expect(clientOf(openai, 'responses').compact(asked, never)).rejects.toMatchObject({
      code: 'model-unknown',
    });
  });

  it('is tried again where that can help', async () => {
    const clock = manualClock();
    openai.fail({ status: 503, message: 'Overloaded', headers: { 'retry-after': '7' } });
    const compacting = clientOf(openai, 'responses', { clock }).compact(long(history), never);
    clock.advance(await clock.sleeping(7000));
    expect(await compacting).toBeDefined();
  });

  it('is over with whoever stops it', async () => {
    const stop = new AbortController();
    const reason = new Error('stopped by its reader');
    openai.fail({ stall: new Promise<never>(() => {}) });
    const told = expect(clientOf(openai, 'responses').compact(long(history), stop.signal)).rejects.toBe(
      reason,
    );
    await openai.until(() => true);
    stop.abort(reason);
    await told;
  });
});
