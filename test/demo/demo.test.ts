import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDemoModel, type DemoModel } from '../../src/demo/index.ts';
import {
  checkModel,
  costUsd,
  createCatalog,
  createModelClient,
  createTranscriber,
  findModel,
  type ModelRequest,
  type ModelTool,
  type Part,
} from '../../src/model/index.ts';
import { collect, DIALECTS, log, question, words } from '../model/ask.ts';
import { mp3, wav } from '../model/sounds.ts';

let demo: DemoModel;
beforeEach(async () => {
  demo = await startDemoModel({ wordMs: 0 });
});
afterEach(() => demo.close());

const { signal } = new AbortController();

async function image(format: 'jpeg' | 'png' | 'webp', width: number, height: number): Promise<Part> {
  const blank = sharp({ create: { width, height, channels: 3, background: 'teal' } });
  return {
    type: 'image',
    mediaType: `image/${format}`,
    data: await blank.toFormat(format).toBuffer(),
    width,
    height,
  };
}

describe.each(DIALECTS)('the demo model over %s', (dialect) => {
  const client = () => createModelClient({ apiKey: undefined, baseUrl: demo.baseUrl, api: dialect, log });
  const ask = (parts: string | readonly Part[], more: Partial<ModelRequest> = {}) =>
    collect(client().stream(question(parts, { model: findModel('demo'), ...more }), signal));

  it('says in its first line that it is a demo, and how to plug in a model', async () => {
    const [first] = (await ask('Hello')).text.split('\n');
    expect(first).toContain('demo model');
    expect(first).toContain('OPENAI_API_KEY');
    expect(first).toContain('OPENAI_BASE_URL');
    expect(first).toContain('.env');
  });

  it('says yes to every message that it is to judge, so that rules can be seen acting', async () => {
    const { text } = await ask('<message aa>\nHello\n</message aa>\n<message bb>\nBye\n</message bb>', {
      format: {
        name: 'judgement',
        strict: false,
        schema: { type: 'object', properties: { answers: { type: 'array', items: {} } } },
      },
    });
    const yes = { why: 'the demo model says yes to everything', answer: 'yes', confidence: 1 };
    expect(JSON.parse(text)).toEqual({
      answers: [
        { id: 'aa', ...yes },
        { id: 'bb', ...yes },
      ],
    });
  });

  it('tells truthfully what it was given, in the order it came', async () => {
    const pdf = Buffer.from(`%PDF-1.7${' '.repeat(2500)}`);
    const { text, done } = await ask([
      words('[holiday.jpg]'),
      await image('jpeg', 640, 480),
      words('[clip.mp4 0:03 frame]'),
      await image('png', 320, 180),
      words('[0:02–0:07 speech] Mind the *gap*.\n[0:07–0:09 speech] Thank you.'),
      words('[clip.mp4 1:00:05 frame]'),
      await image('webp', 321, 181),
      { type: 'file', name: 'report.pdf', mediaType: 'application/pdf', data: pdf, text: '' },
      words('[virus.exe was skipped: not a kind I can read]'),
      words('Ada: What happens here?'),
    ]);
    expect(
      text
        .replaceAll(/, [\d.,]+ (bytes|kB)\)/g, ')')
        .split('\n')
        .slice(2),
    ).toEqual([
      '**You wrote:** Ada: What happens here?',
      '',
      '**I was given**',
      '- image holiday.jpg: 640 × 480 pixels (JPEG)',
      '- video frame at **0:03** of clip.mp4: 320 × 180 pixels (PNG)',
      '- speech **0:02–0:07**: Mind the \\*gap\\*.',
      '- speech **0:07–0:09**: Thank you.',
      '- video frame at **1:00:05** of clip.mp4: 321 × 181 pixels (WebP)',
      '- file report.pdf: 2.5 kB of application/pdf',
      '- note: virus.exe was skipped: not a kind I can read',
      '',
      '**Besides**',
      '- no earlier messages of this conversation',
      '- 9 characters of instructions',
      '- effort: medium',
    ]);
    expect(done?.reason).toBe('complete');
  });

  it('counts what it was given and costs nothing', async () => {
    const { done } = await ask([await image('png', 320, 320), words('Hello')]);
    expect(done?.usage?.inputTokens).toBeGreaterThan(100);
    expect(done?.usage?.outputTokens).toBeGreaterThan(50);
    expect(done?.usage?.reasoningTokens).toBeGreaterThan(10);
    expect(costUsd(findModel('demo'), done!.usage!)).toBe(0);
  });

  it('thinks aloud about what it really does, and not at all where it should not', async () => {
    const thinking = await ask([await image('png', 10, 10), words('Look')]);
    expect(thinking.reasoning).toContain('**Counting what I was given**');
    expect(thinking.reasoning).toContain('\n\n**Reading file headers**');
    expect(thinking.events.findIndex(({ type }) => type === 'text')).toBeGreaterThan(
      thinking.events.findLastIndex(({ type }) => type === 'reasoning'),
    );
    expect((await ask('Look', { effort: 'none' })).reasoning).toBe('');
  });

  it('knows how much of the conversation it was shown', async () => {
    const { text } = await ask('', {
      effort: 'high',
      instructions: '',
      turns: [
        { role: 'user', parts: [words('One')] },
        { role: 'assistant', parts: [words('Two')] },
        { role: 'user', parts: [words('Three')] },
      ],
    });
    expect(text).toContain('**You wrote:** Three');
    expect(text).toContain('- 2 earlier messages');
    expect(text).toContain('- 0 characters of instructions');
    expect(text).toContain('- effort: high');
  });

  it('names a text file by its label and tells its length', async () => {
    const { text } = await ask([words('[notes.txt]\nFirst line\nSecond line'), words('Sum up')]);
    expect(text).toContain('**You wrote:** Sum up\n');
    expect(text).toContain('- text of notes.txt: 22 characters');
  });

  it('tells bytes that are no image from an image', async () => {
    const broken: Part = {
      type: 'image',
      mediaType: 'image/png',
      data: Buffer.from('no image'),
      width: 1,
      height: 1,
    };
    expect((await ask([broken])).text).toContain('- image: 8 bytes that I cannot read as an image');
  });

  it('speaks word by word, and stops when nobody listens any more', async () => {
    const stop = new AbortController();
    const heard: string[] = [];
    const listening = (async () => {
      const model = findModel('demo');
      for await (const event of client().stream(question('Hello', { model }), stop.signal)) {
        if (event.type === 'text') heard.push(event.text);
        if (heard.length === 3) stop.abort(new Error('enough'));
      }
    })();
    await expect(listening).rejects.toThrow('enough');
    expect(heard).toEqual(['I ', 'am ', 'the ']);
  });

  describe('with a tool to look again', () => {
    const tool = (name: string, properties: object): ModelTool => ({
      name,
      description: 'Look again.',
      parameters: {
        type: 'object',
        properties,
        required: Object.keys(properties),
        additionalProperties: false,
      },
    });
    const tools = [tool('look_at', { file: {}, seconds: {} }), tool('zoom', { file: {}, from: {}, to: {} })];
    const shown = async () => [
      words('[talk.mp4: 12 frames of 3:40 · 1280×720]'),
      words('[talk.mp4 0:00 frame]'),
      await image('png', 320, 180),
      words('[clip.mp4: 4 frames of 0:20]'),
    ];
    const asking = async (text: string, more: Partial<ModelRequest> = {}) =>
      ask([...(await shown()), words(text)], { tools, ...more });
    const called = async (text: string, more: Partial<ModelRequest> = {}) => {
      const call = (await asking(text, more)).events.find((event) => event.type === 'call');
      return call?.type === 'call' && [call.name, JSON.parse(call.arguments)];
    };

    it('looks where the question says, at the video it names or the last one', async () => {
      expect(await called('Ada: look at 0:05')).toEqual(['look_at', { file: 'clip.mp4', seconds: [5] }]);
      expect(await called('What is at 1:02:03 and 0:07.5 of talk.mp4?')).toEqual([
        'look_at',
        { file: 'talk.mp4', seconds: [3723, 7.5] },
      ]);
      expect(await called('zoom in on talk.mp4 from 0:05 to 0:08')).toEqual([
        'zoom',
        { file: 'talk.mp4', from: 5, to: 8 },
      ]);
      expect(await called('Zoom 0:05–0:08')).toEqual(['zoom', { file: 'clip.mp4', from: 5, to: 8 }]);
    });

    it('goes by the names the tool lists, where it lists some', async () => {
      const listed = [tool('look_at', { file: { enum: ['talk.mp4', 'clip (2).mp4'] }, seconds: {} })];
      expect(await called('Look at 0:05', { tools: listed })).toEqual([
        'look_at',
        { file: 'clip (2).mp4', seconds: [5] },
      ]);
    });

    it('calls nothing where nothing asks for it, or nothing is offered', async () => {
      expect(await called('What happens here?')).toBe(false);
      expect(await called('Look at 0:05', { tools: [] })).toBe(false);
    });

    it('lists what came back, and does not look twice', async () => {
      const question = { role: 'user', parts: [...(await shown()), words('Look at 0:05')] } as const;
      const { done } = await ask('', { tools, turns: [question] });
      const call = done?.replay as {
        items?: { call_id?: string }[];
        message?: { tool_calls: { id: string }[] };
      };
      const callId = call.items?.at(-1)?.call_id ?? call.message?.tool_calls[0]?.id ?? '';
      const parts = [words('[clip.mp4 0:05 frame]'), await image('jpeg', 640, 360)];
      const { text, events, reasoning } = await ask('', {
        tools,
        turns: [
          question,
          { role: 'said', replay: done?.replay },
          { role: 'results', results: [{ callId, parts }] },
        ],
      });
      expect(events.some(({ type }) => type === 'call')).toBe(false);
      expect(reasoning).toBe('');
      expect(text).toContain('**You wrote:** Look at 0:05');
      expect(text).toContain('**I asked for** look\\_at {"file":"clip.mp4","seconds":\\[5\\]}');
      expect(text).toContain('- video frame at **0:05** of clip.mp4: 640 × 360 pixels (JPEG');
      expect(text).toContain('- no earlier messages');
    });
  });

  it('fills in the form that is asked for, with the words of the question', async () => {
    const format = {
      name: 'verdict',
      schema: {
        type: 'object',
        properties: { best: { type: 'integer', minimum: 1, maximum: 3 }, why: { type: 'string' } },
        required: ['best', 'why'],
        additionalProperties: false,
      },
      strict: true,
    };
    const { text, done } = await ask('Is 2 the best?', { format });
    expect(JSON.parse(text)).toEqual({ best: 2, why: 'Is 2 the best?' });
    expect(done?.usage?.service).toBe('default');
  });

  it('is a server like any other: a model it has not is not found', async () => {
    await expect(ask('Hello', { model: findModel('gpt-5.5') })).rejects.toMatchObject({
      code: 'model-unknown',
    });
  });

  it('passes the check-up', async () => {
    const findings = await checkModel({
      apiKey: undefined,
      baseUrl: demo.baseUrl,
      api: dialect,
      catalog: createCatalog({}, { model: 'demo', isAlone: true }),
      used: [{ id: 'demo', settings: ['ATTACHE_MODEL'], isUsual: false }],
      transcription: 'demo',
    });
    expect(findings.map(({ level }) => level)).toEqual(['ok', 'ok', 'ok']);
  });
});

it('the demo model makes a conversation short, and says afterwards how much of it there was', async () => {
  const client = createModelClient({ apiKey: undefined, baseUrl: demo.baseUrl, api: 'responses', log });
  const asked = question('', {
    model: findModel('demo'),
    turns: [
      { role: 'user', parts: [words('My name is Ada.')] },
      { role: 'assistant', parts: [words('Hello Ada.')] },
    ],
  });
  const compacted = await client.compact(asked, signal);
  const turns = [
    { role: 'said', replay: compacted?.replay },
    { role: 'user', parts: [words('Who am I?')] },
  ] as const;
  const { text } = await collect(client.stream({ ...asked, turns }, signal));
  expect(text).toContain('**You wrote:** Who am I?');
  expect(text).toContain('- what is left of 2 messages that was made short');
});

it('the demo model measures sound and weighs video that come as they are', async () => {
  const body = {
    model: 'demo',
    stream: true,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: '[note.wav]' },
          { type: 'input_audio', input_audio: { data: wav(4.2).toString('base64'), format: 'wav' } },
          { type: 'audio_url', audio_url: { url: `data:audio/mpeg;base64,${mp3(115).toString('base64')}` } },
          { type: 'text', text: '[clip.mp4]' },
          { type: 'video_url', video_url: { url: 'data:video/mp4;base64,AAAA' } },
        ],
      },
    ],
  };
  const answer = await fetch(`${demo.baseUrl}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  const spoken = [...(await answer.text()).matchAll(/"content":"((?:[^"\\]|\\.)*)"/g)].map(
    ([, word]) => word,
  );
  const account = JSON.parse(`"${spoken.join('')}"`) as string;
  expect(account).toContain('- recording note.wav: 4.2 seconds of sound (134.4 kB)');
  expect(account).toContain('- recording: 3.0 seconds of sound');
  expect(account).toContain('- video clip.mp4: 3 bytes that I cannot watch');
});

describe('the demo model listening', () => {
  const transcribe = (data: Uint8Array, format: 'mp3' | 'wav') =>
    createTranscriber({ apiKey: undefined, baseUrl: demo.baseUrl, model: 'demo', log }).transcribe(
      { data, format, seconds: 0 },
      { signal },
    );

  it('admits that it recognises no words, and tells how long the sound really is', async () => {
    expect(await transcribe(wav(4.2), 'wav')).toBe(
      '(4.2 seconds of sound; the demo model does not recognise words)',
    );
    // 115 frames of 1,152 samples at 44,100 a second.
    expect(await transcribe(mp3(115), 'mp3')).toMatch(/^\(3\.0 seconds/);
  });

  it('refuses bytes that are no sound', async () => {
    await expect(transcribe(Buffer.from('no sound'), 'wav')).rejects.toMatchObject({
      code: 'model-rejected',
    });
  });
});

describe('the demo model on the wire', () => {
  const post = (path: string, body: string, type = 'application/json') =>
    fetch(`${demo.baseUrl}${path}`, { method: 'POST', body, headers: { 'content-type': type } });

  it('numbers the events of a response from first to last, each under its name', async () => {
    const body = {
      model: 'demo',
      input: 'Hello',
      reasoning: { effort: 'low', summary: 'auto' },
      stream: true,
    };
    const answer = await post('/responses', JSON.stringify(body));
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const frames = (await answer.text()).trimEnd().split('\n\n');
    const events = frames.map((frame) => {
      const [name, data] = frame.split('\n');
      const event = JSON.parse(data!.slice('data: '.length)) as { type: string; sequence_number: number };
      expect(name).toBe(`event: ${event.type}`);
      return event;
    });
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.keys().toArray());
    const kinds = events.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]);
    expect(kinds).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.reasoning_summary_part.added',
      'response.reasoning_summary_text.delta',
      'response.reasoning_summary_text.done',
      'response.reasoning_summary_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
  });

  it('ends a chat with the reason, the counts and the end mark', async () => {
    const body = {
      model: 'demo',
      messages: [{ role: 'user', content: 'Hello' }],
      stream: true,
      stream_options: { include_usage: true },
    };
    const frames = (await (await post('/chat/completions', JSON.stringify(body))).text())
      .trimEnd()
      .split('\n\n');
    expect(frames.at(-1)).toBe('data: [DONE]');
    expect(frames.at(-2)).toContain('"choices":[],"usage":{"prompt_tokens":2');
    expect(frames.at(-3)).toContain('"finish_reason":"stop"');
  });

  it.each([
    ['what is no JSON', '/responses', '{', 'could not parse the JSON'],
    ['a body without a model', '/responses', '{"input":"Hi","stream":true}', "'model'"],
    [
      'a part of an unknown kind',
      '/chat/completions',
      JSON.stringify({
        model: 'demo',
        stream: true,
        messages: [{ role: 'user', content: [{ type: 'dream_url' }] }],
      }),
      'messages.0.content.0.type',
    ],
    ['an answer that is no stream', '/responses', '{"model":"demo","input":"Hi"}', 'only streams'],
    ['a form that is none', '/audio/transcriptions', '{}', 'multipart/form-data'],
  ])('refuses %s with the API’s own kind of error', async (_, path, body, told) => {
    const answer = await post(path, body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      error: {
        message: expect.stringContaining(told),
        type: 'invalid_request_error',
        param: null,
        code: expect.toSatisfy((code) => code === null || code === 'invalid_value'),
      },
    });
  });

  it('refuses a body that is too long', async () => {
    const answer = await post('/audio/transcriptions', 'x'.repeat(27 * 1024 * 1024), 'multipart/form-data');
    expect(answer.status).toBe(413);
  });
});
