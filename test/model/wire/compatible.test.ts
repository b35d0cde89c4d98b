/** Other servers than OpenAI's, one row each: what they are sent, and the shapes in which they answer. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findModel, type ModelEntry, type Part, type Wire } from '../../../src/model/index.ts';
import { startOpenAi, type LoopbackOpenAi, type Step } from '../../loopback/openai/index.ts';
import { clientOf, collect, question, words } from '../ask.ts';
import { mp3 } from '../sounds.ts';

const LOCAL = 'local-model';

let openai: LoopbackOpenAi;
beforeEach(async () => {
  openai = await startOpenAi({
    models: [LOCAL, 'qwen3-omni-flash', 'Qwen/Qwen2.5-Omni-7B', 'gemini-2.5-flash'],
    accepts: ['reasoning', 'enable_thinking', 'chat_template_kwargs'],
  });
});
afterEach(() => openai.close());

const never = new AbortController().signal;

/** A chunk as compatible servers send it, and the stretch of a delta in it. */
const chunk = (more: object): Step => ({
  event: { id: 'c', object: 'chat.completion.chunk', created: 1, model: LOCAL, ...more },
});
const delta = (body: object, finish: string | null = null, more: object = {}): Step =>
  chunk({ choices: [{ index: 0, delta: body, finish_reason: finish, ...more }] });
const usage = (more: object = {}): Step =>
  chunk({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14, ...more } });
const DONE: Step = { raw: 'data: [DONE]\n\n' };

const sound: Part = { type: 'sound', mediaType: 'audio/mpeg', data: mp3(5), seconds: 0.13 };
const video: Part = {
  type: 'video',
  mediaType: 'video/mp4',
  data: Buffer.from('....ftypisom'),
  seconds: 3,
  width: 640,
  height: 360,
};
const MP3 = mp3(5).toString('base64');
const MP4 = Buffer.from('....ftypisom').toString('base64');

interface Server {
  readonly name: string;
  readonly wire?: Wire;
  readonly takes?: Partial<ModelEntry['takes']>;
  /** What a question at high effort and one at none are told about thinking. */
  readonly asked: readonly [high: object, none: object];
  /** The parts of a question with sound or video, as they stand in the request. */
  readonly parts?: readonly object[];
  /** An answer in which "Let me see." is thought, or what stands here, and "Three." is said. */
  readonly answer: readonly Step[];
  readonly thought?: string;
  /** Whether it reports usage. */
  readonly counts: boolean;
}

const EFFORT = [{ reasoning_effort: 'high' }, { reasoning_effort: 'none' }] as const;
const SWITCH = [{ enable_thinking: true }, { enable_thinking: false }] as const;

const SERVERS: readonly Server[] = [
  {
    name: 'OpenAI, which shows no reasoning here',
    asked: EFFORT,
    thought: '',
    answer: [
      delta({ role: 'assistant', content: '', refusal: null }),
      delta({ content: 'Three.' }),
      delta({}, 'stop'),
      usage({ completion_tokens_details: { reasoning_tokens: 3 } }),
      DONE,
    ],
    counts: true,
  },
  {
    name: 'vLLM',
    wire: { reasoning: 'chat_template_kwargs' },
    asked: [
      { chat_template_kwargs: { enable_thinking: true } },
      { chat_template_kwargs: { enable_thinking: false } },
    ],
    takes: {
      sound: { as: 'audio_url', maxSeconds: 60 },
      video: { as: 'video_url', maxSeconds: 60, maxSide: 1024, maxBytes: 1e6, withSound: false },
    },
    parts: [
      { type: 'audio_url', audio_url: { url: `data:audio/mpeg;base64,${MP3}` } },
      { type: 'video_url', video_url: { url: `data:video/mp4;base64,${MP4}` } },
    ],
    answer: [
      delta({ role: 'assistant', content: '' }, null, { logprobs: null }),
      delta({ reasoning: 'Let me ' }, null, { logprobs: null }),
      delta({ reasoning: 'see.' }),
      delta({ content: 'Three.' }),
      delta({ content: '' }, 'stop', { stop_reason: null }),
      usage(),
      DONE,
    ],
    counts: true,
  },
  {
    name: 'vLLM, older',
    asked: EFFORT,
    answer: [
      delta({ role: 'assistant', content: '' }),
      delta({ reasoning_content: 'Let me ', content: null }),
      delta({ reasoning_content: 'see.', content: null }),
      delta({ content: 'Three.', reasoning_content: null }),
      delta({ content: '' }, 'stop'),
      usage(),
      DONE,
    ],
    counts: true,
  },
  {
    name: 'vLLM that counts with every chunk',
    asked: EFFORT,
    answer: [
      chunk({
        choices: [{ index: 0, delta: { reasoning: 'Let me see.' } }],
        usage: { prompt_tokens: 9, completion_tokens: 2 },
      }),
      chunk({
        choices: [{ index: 0, delta: { content: 'Three.' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 9, completion_tokens: 5 },
      }),
      DONE,
    ],
    counts: true,
  },
  {
    name: 'SGLang',
    asked: EFFORT,
    takes: { sound: { as: 'audio_url', maxSeconds: 60 } },
    parts: [{ type: 'audio_url', audio_url: { url: `data:audio/mpeg;base64,${MP3}` } }],
    answer: [
      delta({ role: 'assistant', content: '', reasoning_content: null, tool_calls: null }),
      delta({ content: null, reasoning_content: 'Let me see.', tool_calls: null }),
      delta({ content: 'Three.', reasoning_content: null, tool_calls: null }),
      delta({}, 'stop', { matched_stop: 151645 }),
      usage(),
      DONE,
    ],
    counts: true,
  },
  {
    name: 'OpenRouter',
    wire: { reasoning: 'reasoning object' },
    asked: [{ reasoning: { effort: 'high' } }, { reasoning: { effort: 'none' } }],
    takes: { video: { as: 'video_url', maxSeconds: 60, maxSide: 1024, maxBytes: 1e6, withSound: true } },
    parts: [{ type: 'video_url', video_url: { url: `data:video/mp4;base64,${MP4}` } }],
    answer: [
      { raw: ': OPENROUTER PROCESSING\n\n' },
      delta({
        role: 'assistant',
        content: '',
        reasoning: 'Let me ',
        reasoning_details: [{ type: 'reasoning.text', text: 'Let me ', index: 0 }],
      }),
      { raw: ': OPENROUTER PROCESSING\n\n' },
      delta({
        content: '',
        reasoning: 'see.',
        reasoning_details: [{ type: 'reasoning.text', text: 'see.', index: 0 }],
      }),
      delta({ content: 'Three.' }),
      delta({ content: '' }, 'stop', { native_finish_reason: 'STOP' }),
      chunk({
        choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }],
        usage: { prompt_tokens: 9, completion_tokens: 5, cost: 0.001 },
      }),
      DONE,
    ],
    counts: true,
  },
  {
    name: 'OpenRouter, thoughts in details alone',
    wire: { reasoning: 'reasoning object' },
    asked: [{ reasoning: { effort: 'high' } }, { reasoning: { effort: 'none' } }],
    answer: [
      delta({ reasoning_details: [{ type: 'reasoning.summary', summary: 'Let me see.' }] }),
      delta({ reasoning_details: [{ type: 'reasoning.encrypted', data: 'c2VjcmV0' }] }),
      delta({ content: 'Three.' }, 'stop'),
      DONE,
    ],
    counts: false,
  },
  {
    name: 'NanoGPT, which sends every thought twice',
    asked: EFFORT,
    answer: [
      delta({ reasoning: 'Let me see.', reasoning_content: 'Let me see.' }),
      delta({ content: 'Three.' }, 'stop'),
      usage(),
      DONE,
    ],
    counts: true,
  },
  {
    name: 'DeepSeek',
    wire: { reasoning: 'none' },
    asked: [{}, {}],
    answer: [
      { raw: ': keep-alive\n\n' },
      delta({ role: 'assistant', content: null, reasoning_content: '' }),
      delta({ content: null, reasoning_content: 'Let me see.' }),
      delta({ content: 'Three.', reasoning_content: null }),
      chunk({
        choices: [{ index: 0, delta: { content: '', reasoning_content: null }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 9, completion_tokens: 5, prompt_cache_hit_tokens: 0 },
      }),
      DONE,
    ],
    counts: true,
  },
  {
    name: 'DashScope, Qwen-Omni',
    wire: { reasoning: 'enable_thinking' },
    asked: [
      { ...SWITCH[0], modalities: ['text'] },
      { ...SWITCH[1], modalities: ['text'] },
    ],
    takes: {
      sound: { as: 'input_audio with data URL', maxSeconds: 60 },
      video: { as: 'video_url', maxSeconds: 60, maxSide: 1024, maxBytes: 1e6, withSound: true },
    },
    parts: [
      { type: 'input_audio', input_audio: { data: `data:audio/mpeg;base64,${MP3}`, format: 'mp3' } },
      { type: 'video_url', video_url: { url: `data:video/mp4;base64,${MP4}` } },
    ],
    answer: [
      delta({ content: null, reasoning_content: '', role: 'assistant' }),
      delta({ content: null, reasoning_content: 'Let me see.' }),
      delta({ content: 'Three.', reasoning_content: null }),
      delta({ content: '', reasoning_content: null }, 'stop'),
      usage({ prompt_tokens_details: { text_tokens: 9 } }),
      DONE,
    ],
    counts: true,
  },
  {
    name: 'Fireworks',
    asked: EFFORT,
    takes: { video: { as: 'video_url', maxSeconds: 60, maxSide: 1024, maxBytes: 1e6, withSound: false } },
    parts: [{ type: 'video_url', video_url: { url: `data:video/mp4;base64,${MP4}` } }],
    answer: [
      delta({ role: 'assistant' }),
      delta({ reasoning_content: 'Let me see.' }),
      delta({ content: 'Three.' }),
      chunk({
        choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
        usage: { prompt_tokens: 9, completion_tokens: 5 },
      }),
      DONE,
    ],
    counts: true,
  },
  {
    name: 'Gemini',
    asked: EFFORT,
    takes: { sound: { as: 'input_audio', maxSeconds: 60 } },
    parts: [{ type: 'input_audio', input_audio: { data: MP3, format: 'mp3' } }],
    answer: [
      delta({ role: 'assistant', content: '<thinking>Let me see.</thinking>' }),
      delta({ role: 'assistant', content: 'Three.' }, 'stop'),
      usage(),
      DONE,
    ],
    counts: true,
  },
  {
    name: 'Ollama, which writes thoughts into the text',
    asked: EFFORT,
    answer: [
      delta({ role: 'assistant', content: '<think>' }),
      delta({ role: 'assistant', content: '\nLet me see.' }),
      delta({ role: 'assistant', content: '</think>' }),
      delta({ role: 'assistant', content: '\n\nThree.' }),
      delta({ role: 'assistant', content: '' }, 'stop'),
      DONE,
    ],
    counts: false,
  },
  {
    name: 'llama.cpp, without [DONE]',
    asked: EFFORT,
    answer: [
      delta({ role: 'assistant', content: null }),
      delta({ reasoning_content: 'Let me see.' }),
      delta({ content: 'Three.' }),
      chunk({
        choices: [{ finish_reason: 'stop', index: 0, delta: {} }],
        timings: { predicted_ms: 12 },
      }),
      usage(),
    ],
    counts: true,
  },
];

/** The model as the catalog of a deployment with this server would have it. */
function entryFor({ wire, takes }: Server): ModelEntry {
  const entry = findModel(LOCAL);
  return { ...entry, ...(wire && { wire }), takes: { ...entry.takes, ...takes } };
}

describe.each(SERVERS)('$name', (server) => {
  const { asked, answer, counts, thought = 'Let me see.' } = server;
  const model = entryFor(server);
  const ask = (given: string | readonly Part[], more = {}) =>
    collect(clientOf(openai, 'chat').stream(question(given, { model, ...more }), never));
  const THINKING = /^(reasoning|reasoning_effort|enable_thinking|chat_template_kwargs|modalities)$/;
  const told = () =>
    openai.requests.map(({ body }) =>
      Object.fromEntries(Object.entries(body as object).filter(([key]) => THINKING.test(key))),
    );

  it('is asked to think as it knows it', async () => {
    await ask('How many?', { effort: 'high' });
    await ask('How many?', { effort: 'none' });
    expect(told()).toEqual(asked);
  });

  it('is understood: thoughts once, the answer without them, and what it took', async () => {
    openai.reply(...answer, { leave: true });
    const { reasoning, text, done } = await ask('How many?');
    expect(reasoning).toBe(thought);
    expect(text).toBe('Three.');
    expect(done?.reason).toBe('complete');
    expect(done?.usage?.inputTokens).toBe(counts ? 9 : undefined);
    expect(done?.usage?.outputTokens).toBe(counts ? 5 : undefined);
  });
});

it.each(SERVERS.filter(({ parts }) => parts))(
  '$name is given sound and video in its own form',
  async (server) => {
    const { takes } = server;
    await openai.close();
    openai = await startOpenAi({
      models: [LOCAL],
      accepts: ['reasoning', 'enable_thinking', 'chat_template_kwargs'],
      takes: takes!,
    });
    const given = [...(takes?.sound ? [sound] : []), ...(takes?.video ? [video] : []), words('?')];
    const { text } = await collect(
      clientOf(openai, 'chat').stream(question(given, { model: entryFor(server) }), never),
    );
    expect(text).toMatch(/^You said/);
    const { messages } = openai.requests[0]!.body as {
      readonly messages: readonly { readonly content: unknown }[];
    };
    expect(messages.at(-1)?.content).toEqual([...server.parts!, { type: 'text', text: '?' }]);
  },
);

it('video goes over Responses where the server has a part for it there', async () => {
  const entry = findModel(LOCAL);
  const model: ModelEntry = {
    ...entry,
    takes: {
      ...entry.takes,
      video: { as: 'input_video', maxSeconds: 60, maxSide: 1024, maxBytes: 1e6, withSound: true },
    },
  };
  const client = clientOf(openai, 'responses', { api: undefined });
  // OpenAI's own rules have no such part, and this server holds them.
  const asking = collect(client.stream(question([video, words('?')], { model }), never));
  await expect(asking).rejects.toMatchObject({ code: 'model-takes-no-video' });
  expect(openai.requests[0]).toMatchObject({
    endpoint: 'responses',
    body: { input: [{ content: [{ type: 'input_video', video_url: `data:video/mp4;base64,${MP4}` }, {}] }] },
  });
});

describe('a stream of another server that fails in the middle', () => {
  const ask = () =>
    collect(clientOf(openai, 'chat').stream(question('How many?', { model: findModel(LOCAL) }), never));
  it.each<[string, readonly Step[], string]>([
    [
      'OpenRouter',
      [
        chunk({
          error: { code: 502, message: 'Provider disconnected' },
          choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
        }),
      ],
      'model-busy',
    ],
    ['OpenRouter, without saying why', [delta({ content: '' }, 'error')], 'model-busy'],
    [
      'vLLM',
      [{ event: { error: { message: 'EngineDeadError', type: 'InternalServerError', code: 500 } } }, DONE],
      'model-busy',
    ],
    ['vLLM, older', [{ event: { object: 'error', message: 'Engine died', code: 500 } }, DONE], 'model-busy'],
    ['Ollama', [{ event: { error: 'an error was encountered while running the model' } }], 'model-rejected'],
    ['llama.cpp', [{ raw: 'error: {"code":500,"message":"failed to decode"}\n\n' }], 'model-cut'],
    ['a page of a proxy', [{ raw: '<html>502 Bad Gateway</html>\n\n' }], 'model-cut'],
  ])('%s: after what was said, in a sentence', async (_, steps, code) => {
    openai.reply(delta({ content: 'Three' }), ...steps, { leave: true });
    await expect(ask()).rejects.toMatchObject({ name: 'UserError', code });
    expect(openai.requests).toHaveLength(1);
  });
});
