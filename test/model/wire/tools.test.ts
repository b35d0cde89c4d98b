import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  findModel,
  type ModelEvent,
  type ModelRequest,
  type ModelTool,
  type ModelTurn,
  type Part,
} from '../../../src/model/index.ts';
import { startOpenAi, type LoopbackOpenAi } from '../../loopback/openai/index.ts';
import { clientOf, collect, DIALECTS, question, words } from '../ask.ts';

let openai: LoopbackOpenAi;
beforeEach(async () => {
  openai = await startOpenAi({ models: ['local-model'] });
});
afterEach(() => openai.close());

const never = new AbortController().signal;

const lookAt: ModelTool = {
  name: 'look_at',
  description: 'Look at a video again.',
  parameters: {
    type: 'object',
    properties: { file: { type: 'string' }, seconds: { type: 'array', items: { type: 'number' } } },
    required: ['file', 'seconds'],
    additionalProperties: false,
  },
};

async function frame(): Promise<Part> {
  const data = await sharp({ create: { width: 32, height: 18, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
  return { type: 'image', mediaType: 'image/png', data, width: 32, height: 18 };
}

type Call = Extract<ModelEvent, { readonly type: 'call' }>;
const callsOf = (events: readonly ModelEvent[]) =>
  events.filter((event): event is Call => event.type === 'call');

describe.each(DIALECTS)('a model with tools, over %s', (dialect) => {
  /** OpenAI's own models call functions in Responses only. */
  const model = findModel(dialect === 'chat' ? 'local-model' : 'gpt-5.5');
  const asked = (more: Partial<ModelRequest> = {}) =>
    question('What is at 0:05?', { model, tools: [lookAt], ...more });
  const ask = (request = asked()) => collect(clientOf(openai, dialect).stream(request, never));
  /** The question once more, with what was said and what came of it. */
  const goingOn = (replay: unknown, results: Extract<ModelTurn, { role: 'results' }>['results']) =>
    asked({ turns: [...asked().turns, { role: 'said', replay }, { role: 'results', results }] });

  it('is told which there are', async () => {
    await ask();
    expect(openai.requests[0]?.asked?.tools).toEqual(['look_at']);
    await ask(question('No tools here', { model }));
    expect(openai.requests[1]?.body).not.toHaveProperty('tools');
  });

  it('calls them, after what it says and before it is done', async () => {
    openai.reply('Let me look. ', { call: { id: 'call_1', name: 'look_at', arguments: '{"seconds":[5]}' } });
    const { events } = await ask();
    expect(events).toMatchObject([
      { type: 'text', text: 'Let me look. ' },
      { type: 'call', id: 'call_1', name: 'look_at', arguments: '{"seconds":[5]}' },
      { type: 'done', reason: 'complete', replay: expect.anything() },
    ]);
  });

  it('may call several at once, and what it wrote is passed on whatever it is', async () => {
    openai.reply(
      { call: { name: 'look_at', arguments: '{"seconds":[1]}' } },
      { call: { name: 'look_at', arguments: 'not { JSON' } },
      { call: { name: 'look_at', arguments: '' } },
    );
    const calls = callsOf((await ask()).events);
    expect(calls.map((call) => call.arguments)).toEqual(['{"seconds":[1]}', 'not { JSON', '']);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(3);
  });

  it('is given the results, pictures among them, and goes on from its own words', async () => {
    openai.reply(
      { reasoning: 'The frames are too far apart.' },
      'Let me look.',
      { call: { id: 'call_a', name: 'look_at', arguments: '{"seconds":[5]}' } },
      { call: { id: 'call_b', name: 'look_at', arguments: '{"seconds":[900]}' } },
    );
    const { done } = await ask();
    const picture = await frame();
    openai.reply('It is teal.');
    const { text } = await ask(
      goingOn(done?.replay, [
        { callId: 'call_a', parts: [words('[clip.mp4 0:05 frame]'), picture] },
        { callId: 'call_b', parts: [words('The video is 10 seconds long.')] },
      ]),
    );
    expect(text).toBe('It is teal.');
    expect(openai.requests[1]?.broken).toBeUndefined();
    const turns = openai.requests[1]?.asked?.turns ?? [];
    expect(turns.flatMap(({ calls = [] }) => calls.map(({ id }) => id))).toEqual(['call_a', 'call_b']);
    expect(turns.flatMap(({ callId }) => callId ?? [])).toEqual(['call_a', 'call_b']);
    const shown = turns.flatMap(({ parts }) => parts);
    const label = shown.findIndex((part) => part.type === 'text' && part.text === '[clip.mp4 0:05 frame]');
    expect(shown[label + 1]).toMatchObject({ type: 'image', data: (picture as { data: Uint8Array }).data });
    expect(shown).toContainEqual({ type: 'text', text: 'The video is 10 seconds long.' });
    expect(shown).toContainEqual({ type: 'text', text: 'Let me look.' });
  });

  it('can look again and again', async () => {
    let turns = asked().turns;
    for (const id of ['call_1', 'call_2', 'call_3']) {
      openai.reply({ call: { id, name: 'look_at', arguments: '{}' } });
      const { done } = await ask(asked({ turns }));
      turns = [
        ...turns,
        { role: 'said', replay: done?.replay },
        { role: 'results', results: [{ callId: id, parts: [words('Nothing new.')] }] },
      ];
    }
    openai.reply('That is all.');
    expect((await ask(asked({ turns }))).text).toBe('That is all.');
    expect(openai.requests.every(({ broken }) => broken === undefined)).toBe(true);
  });

  it('has called nothing where its answer was cut off', async () => {
    openai.reply({ call: { name: 'look_at', arguments: '{"seco' } }, { end: 'length' });
    const { events } = await ask();
    expect(events).toMatchObject([{ type: 'done', reason: 'length' }]);
    expect(events[0]).not.toHaveProperty('replay');
  });

  it.each([
    ['Ollama', 400, '"local-model" does not support tools'],
    ['vLLM', 400, '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'],
    ['llama.cpp', 500, 'Unsupported param: tools'],
    ['OpenRouter', 404, 'No endpoints found that support tool use. Try disabling "look_at".'],
  ])('is asked without them where the server refuses them (%s), from then on', async (_, status, message) => {
    const client = clientOf(openai, dialect);
    openai.fail({ status, message });
    await collect(client.stream(asked(), never));
    await collect(client.stream(asked(), never));
    expect(openai.requests.map((request) => request.asked?.tools)).toEqual([['look_at'], [], []]);
  });
});

describe('over Responses', () => {
  const ask = (request: ModelRequest) => collect(clientOf(openai, 'responses').stream(request, never));
  const asked = (more: Partial<ModelRequest> = {}) => question('Look', { tools: [lookAt], ...more });

  it('what the model thought comes along encrypted, where it thinks and may call', async () => {
    await ask(asked());
    await ask(asked({ effort: 'none' }));
    await ask(question('No tools'));
    expect(openai.requests.map(({ body }) => (body as { include?: unknown }).include)).toEqual([
      ['reasoning.encrypted_content'],
      undefined,
      undefined,
    ]);
  });

  it('and not where the server knows nothing of that', async () => {
    openai.fail({
      status: 400,
      param: 'include',
      message: 'Encrypted content is not supported with this model.',
    });
    await ask(asked());
    expect(openai.requests[1]?.body).not.toHaveProperty('include');
  });

  const call = { type: 'function_call', call_id: 'call_1', name: 'look_at', arguments: '{}' };
  const thought = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'x', novel: { field: 1 } };
  const unheard = { type: 'dream_call', id: 'dc_1', dream: 'of sheep' };
  const done = (item: unknown) => ({ event: { type: 'response.output_item.done', item } });
  const completed = (output: readonly unknown[]) => ({
    event: { type: 'response.completed', response: { output } },
  });

  it.each([
    ['sends its items one by one only', [done(thought), done(unheard), done(call), completed([])]],
    ['sends its items in the end only', [completed([thought, unheard, call])]],
  ])('a server that %s is understood, and gets them back whole', async (_, steps) => {
    openai.reply(...steps, { leave: true });
    const { events, done: last } = await ask(asked());
    expect(callsOf(events)).toMatchObject([{ id: 'call_1', name: 'look_at' }]);
    const said = { role: 'said', replay: last?.replay } as const;
    const results = { role: 'results', results: [{ callId: 'call_1', parts: [words('Yes.')] }] } as const;
    // The loopback server has not heard of dreams either, and says so.
    await ask(asked({ turns: [...asked().turns, said, results] })).catch(() => undefined);
    const { input } = openai.requests[1]!.body as { readonly input: readonly unknown[] };
    expect(input.slice(1, 4)).toEqual([thought, unheard, call]);
  });
});

describe('over Chat Completions', () => {
  const model = findModel('local-model');
  const ask = (request: ModelRequest) => collect(clientOf(openai, 'chat').stream(request, never));
  const asked = (more: Partial<ModelRequest> = {}) => question('Look', { model, tools: [lookAt], ...more });
  const delta = (body: object, finish: string | null = null) => ({
    event: { choices: [{ index: 0, delta: body, finish_reason: finish }] },
  });
  const end = [delta({}, 'tool_calls'), { leave: true }] as const;
  const back = async (replay: unknown, callId: string) => {
    const results: ModelTurn = { role: 'results', results: [{ callId, parts: [words('Yes.')] }] };
    await ask(asked({ turns: [...asked().turns, { role: 'said', replay }, results] }));
    return (openai.requests.at(-1)!.body as { readonly messages: readonly unknown[] }).messages[2];
  };

  it('OpenAI’s own models answer without tools rather than not at all', async () => {
    openai.reply('Without.');
    expect((await ask(asked({ model: findModel('gpt-5.5') }))).text).toBe('Without.');
    expect(openai.requests.map(({ broken }) => broken?.param)).toEqual(['reasoning_effort', undefined]);
    expect(openai.requests[1]?.asked).toMatchObject({ tools: [], effort: 'medium' });
  });

  it.each(['reasoning_content', 'reasoning'])(
    '%s goes back with the call: DeepSeek wants it',
    async (field) => {
      openai.reply(
        delta({ [field]: 'Let me ' }),
        delta({ [field]: 'see.' }),
        delta({ tool_calls: [{ index: 0, id: 'call_1', function: { name: 'look_at', arguments: '{}' } }] }),
        ...end,
      );
      const { done } = await ask(asked());
      expect(await back(done?.replay, 'call_1')).toMatchObject({
        [field]: 'Let me see.',
        tool_calls: [{ id: 'call_1' }],
      });
    },
  );

  it('fields of a call that nobody knows go back with it: Gemini wants its signature', async () => {
    const signed = { extra_content: { google: { thought_signature: 'abc' } } };
    openai.reply(
      delta({
        tool_calls: [{ index: 0, id: 'call_1', ...signed, function: { name: 'look_at', arguments: '{}' } }],
      }),
      ...end,
    );
    const { done } = await ask(asked());
    expect(await back(done?.replay, 'call_1')).toMatchObject({ tool_calls: [{ id: 'call_1', ...signed }] });
  });

  const piece = (more: object, name: string | null, given: string) => ({
    ...more,
    function: { name, arguments: given },
  });
  it.each<[string, readonly object[]]>([
    [
      'no index',
      [
        piece({ id: 'a' }, 'look_at', '{"n":'),
        piece({}, null, '1}'),
        piece({ id: 'b' }, 'look_at', '{"n":2}'),
      ],
    ],
    [
      'the index 0 for every call',
      [
        piece({ index: 0, id: 'a' }, 'look_at', '{"n":1}'),
        piece({ index: 0, id: 'b' }, 'look_at', '{"n":2}'),
      ],
    ],
    [
      'its id and name with every piece',
      [
        piece({ index: 0, id: 'a' }, 'look_at', '{"n":'),
        piece({ index: 0, id: 'a' }, 'look_at', '1}'),
        piece({ index: 1, id: 'b' }, 'look_at', '{"n":2}'),
      ],
    ],
    [
      'pieces of both in turn',
      [
        piece({ index: 0, id: 'a' }, 'look_at', '{"n":'),
        piece({ index: 1, id: 'b' }, 'look_at', '{"n":'),
        piece({ index: 0, id: '' }, null, '1}'),
        piece({ index: 1, id: null }, null, '2}'),
      ],
    ],
  ])('a server that sends %s is understood', async (_, pieces) => {
    openai.reply(...pieces.map((one) => delta({ tool_calls: [one] })), delta({}, 'stop'), { leave: true });
    expect(callsOf((await ask(asked())).events)).toEqual([
      { type: 'call', id: 'a', name: 'look_at', arguments: '{"n":1}' },
      { type: 'call', id: 'b', name: 'look_at', arguments: '{"n":2}' },
    ]);
  });
});
