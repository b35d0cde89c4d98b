/** What an error takes away from later requests, and what it leaves alone. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findModel, type ModelEntry, type ModelRequest, type ModelTool } from '../../../src/model/index.ts';
import {
  startOpenAi,
  type Failure,
  type LoopbackOpenAi,
  type OpenAiOptions,
} from '../../loopback/openai/index.ts';
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
const HOUR = 60 * 60 * 1000;

const lookAt: ModelTool = {
  name: 'look_at',
  description: 'Look.',
  parameters: { type: 'object', properties: {}, required: [], additionalProperties: false },
};

const efforts = () => openai.requests.map(({ asked, broken }) => (broken ? 'refused' : asked?.effort));
const bodies = () => openai.requests.map(({ body }) => body as Readonly<Record<string, unknown>>);
const noticesOf = ({ events }: Awaited<ReturnType<typeof collect>>) =>
  events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));

describe.each(DIALECTS)('an effort that the server does not know, over %s', (dialect) => {
  /** As a catalog has it that knows the model less well than its server does. */
  const model: ModelEntry = { ...findModel('gpt-5'), efforts: ['low', 'medium', 'high', 'xhigh', 'max'] };
  const asked = (effort: ModelRequest['effort']) => question('Hi', { model, effort });

  it('gives way to the nearest that it names, and the reader is told', async () => {
    const client = clientOf(openai, dialect);
    const first = await collect(client.stream(asked('xhigh'), never));
    const second = await collect(client.stream(asked('xhigh'), never));
    expect(efforts()).toEqual(['refused', 'high', 'high']);
    for (const answer of [first, second])
      expect(noticesOf(answer)).toEqual(['The server of gpt-5 has no effort “xhigh”; I used “high”.']);
  });

  it('takes nothing from the other efforts', async () => {
    const client = clientOf(openai, dialect);
    await collect(client.stream(asked('xhigh'), never));
    expect(noticesOf(await collect(client.stream(asked('low'), never)))).toEqual([]);
    expect(efforts().at(-1)).toBe('low');
  });

  it('is found in the words of vLLM, too', async () => {
    openai.fail({
      status: 400,
      message:
        "[{'type': 'literal_error', 'loc': ('body', 'reasoning_effort'), 'msg': \"Input should be 'low', 'medium' or 'high'\", 'input': 'xhigh'}]",
    });
    await collect(clientOf(openai, dialect).stream(question('Hi', { model: local, effort: 'xhigh' }), never));
    expect(openai.requests.map(({ asked: { effort } = {} as never }) => effort)).toEqual(['xhigh', 'high']);
  });

  it('is left out where the server refuses what it named itself', async () => {
    const message = "Unsupported value: 'x'. Supported values are: 'low' and 'medium'.";
    const param = dialect === 'chat' ? 'reasoning_effort' : 'reasoning.effort';
    openai.fail({ status: 400, message, param });
    openai.fail({ status: 400, message: message.replace("'medium'", "'max'"), param });
    await collect(clientOf(openai, dialect).stream(question('Hi', { model: local, effort: 'high' }), never));
    expect(openai.requests.map(({ asked: { effort } = {} as never }) => effort)).toEqual([
      'high',
      'medium',
      undefined,
    ]);
  });

  it('is asked for again after some hours: the server may have learned it', async () => {
    const clock = manualClock();
    const client = clientOf(openai, dialect, { clock });
    await collect(client.stream(asked('xhigh'), never));
    clock.advance(5 * HOUR);
    await collect(client.stream(asked('xhigh'), never));
    clock.advance(HOUR);
    await collect(client.stream(asked('xhigh'), never));
    expect(efforts()).toEqual(['refused', 'high', 'high', 'refused', 'high']);
  });
});

/** Errors of another kind whose words name something that can be left out. */
const OTHERS: readonly (readonly [string, Failure, string])[] = [
  [
    'a conversation that is too long for a schema',
    {
      status: 400,
      code: 'context_length_exceeded',
      message: 'Your messages and response_format json_schema exceed the context length.',
    },
    'model-too-long',
  ],
  ['no credit for tools', { status: 402, message: 'Tools are not supported without credit.' }, 'model-quota'],
  [
    'content rules',
    { status: 400, code: 'content_policy_violation', message: "Parameter 'store' is not permitted." },
    'model-policy',
  ],
  [
    'a broken picture by its code',
    { status: 400, code: 'invalid_image', message: "Unsupported image: 'store'." },
    'model-bad-image',
  ],
  [
    'a picture of a shop',
    { status: 400, message: 'Unsupported image: the store page cannot be read.' },
    'model-rejected',
  ],
  ['a picture of a tool', { status: 400, message: 'This tool image is unsupported.' }, 'model-rejected'],
];

describe.each(DIALECTS)('over %s', (dialect) => {
  it.each(OTHERS)('%s takes nothing away', async (_, failure, code) => {
    const client = clientOf(openai, dialect);
    const asked = question('Hi', {
      model: local,
      tools: [lookAt],
      format: { name: 'f', schema: lookAt.parameters, strict: true },
    });
    openai.fail(failure);
    await expect(collect(client.stream(asked, never))).rejects.toMatchObject({ code });
    await collect(client.stream(asked, never));
    const [first, second] = bodies();
    expect(openai.requests).toHaveLength(2);
    expect(second).toEqual(first);
  });

  it('what was refused is tried again after some hours', async () => {
    const clock = manualClock();
    const client = clientOf(openai, dialect, { clock });
    const asked = question('Hi', { model: local, tools: [lookAt] });
    openai.fail({ status: 400, message: '"local-model" does not support tools' });
    await collect(client.stream(asked, never));
    clock.advance(6 * HOUR);
    await collect(client.stream(asked, never));
    expect(openai.requests.map((request) => request.asked?.tools)).toEqual([['look_at'], [], ['look_at']]);
  });
});

describe('a hosted tool that the server refuses', () => {
  const typesOf = (body: Readonly<Record<string, unknown>>) =>
    ((body['tools'] ?? []) as readonly { readonly type: string }[]).map(({ type }) => type);
  const ask = async (more: Partial<ModelRequest>) => {
    const client = clientOf(openai, 'responses');
    for (let time = 0; time < 2; time += 1)
      await collect(
        client.stream(question('News?', { model: local, hosted: ['web_search'], ...more }), never),
      );
    return bodies().map(typesOf);
  };

  it.each<[string, Failure]>([
    ['by its list', { status: 400, param: 'tools', message: 'Hosted tools are for other models.' }],
    ['by its place', { status: 400, param: 'tools[1].type', message: 'Invalid value.' }],
    ['by its name', { status: 422, message: "Input tag 'web_search' does not match any of: 'function'" }],
    ['with all tools', { status: 400, message: 'local-model does not support tools' }],
  ])('%s: is left out before the functions are', async (_, failure) => {
    openai.fail(failure);
    expect(await ask({ tools: [lookAt] })).toEqual([['function', 'web_search'], ['function'], ['function']]);
  });

  it('and then they are, where that was not it', async () => {
    await start({ refuses: { tools: { status: 400, param: 'tools', message: 'Unknown parameter.' } } });
    expect(await ask({ tools: [lookAt] })).toEqual([['function', 'web_search'], ['function'], [], []]);
  });

  it('breaks no question that has no functions', async () => {
    await start({ refuses: { tools: { status: 400, param: 'tools', message: 'Unknown parameter.' } } });
    expect(await ask({})).toEqual([['web_search'], [], []]);
  });
});
