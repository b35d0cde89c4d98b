import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMeter, findModel, type Part } from '../../../src/model/index.ts';
import { startOpenAi, type LoopbackOpenAi } from '../../loopback/openai/index.ts';
import { clientOf, collect, DIALECTS, question, words } from '../ask.ts';
import { manualClock } from '../manual-clock.ts';
import { mp3, wav } from '../sounds.ts';

/** Models of compatible servers, by what they take. */
const READS = 'deepseek-chat';
const WATCHES = 'Qwen/Qwen2.5-VL-7B-Instruct';
const LISTENS = 'Qwen/Qwen2.5-Omni-7B';
const DASHSCOPE = 'qwen3-omni-flash';
const GEMINI = 'gemini-2.5-flash';
const AUDIO = 'gpt-audio-1.5';

let openai: LoopbackOpenAi;
beforeEach(async () => {
  openai = await startOpenAi({ models: ['local-model', READS, WATCHES, LISTENS, DASHSCOPE, GEMINI, AUDIO] });
});
afterEach(() => openai.close());

const never = new AbortController().signal;

const docx = (text: string): Part => ({
  type: 'file',
  name: 'letter.docx',
  mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  data: Buffer.from('PK'),
  text,
});
const pdf = (text: string): Part => ({
  type: 'file',
  name: 'report.pdf',
  mediaType: 'application/pdf',
  data: Buffer.from('%PDF-1.7 a report'),
  text,
});
const sound: Part = { type: 'sound', mediaType: 'audio/mpeg', data: mp3(5), seconds: 0.13 };
const spoken: Part = { type: 'sound', mediaType: 'audio/wav', data: wav(1), seconds: 1 };
const video: Part = {
  type: 'video',
  mediaType: 'video/mp4',
  data: Buffer.from('....ftypisom'),
  seconds: 3,
  width: 640,
  height: 360,
};
async function photo(): Promise<Part> {
  const data = await sharp({ create: { width: 64, height: 36, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer();
  return { type: 'image', mediaType: 'image/jpeg', data, width: 64, height: 36 };
}

const ask = (api: (typeof DIALECTS)[number] | undefined, id: string, parts: readonly Part[]) =>
  collect(
    clientOf(openai, api ?? 'responses', { api }).stream(question(parts, { model: findModel(id) }), never),
  );
const sent = () => openai.requests.at(-1)?.asked?.turns[0]?.parts;
const noticesOf = ({ events }: Awaited<ReturnType<typeof ask>>) =>
  events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));

describe.each(DIALECTS)('documents over %s', (dialect) => {
  it('a model that takes no files is given their words, under their names', async () => {
    const answer = await ask(dialect, 'local-model', [docx('Dear Ada'), pdf('a report'), words('Sum up')]);
    expect(sent()).toEqual([
      { type: 'text', text: '[letter.docx]\nDear Ada' },
      { type: 'text', text: '[report.pdf]\na report' },
      { type: 'text', text: 'Sum up' },
    ]);
    expect(noticesOf(answer)).toEqual([]);
  });

  it('where there are no words in one, the model and the reader are told', async () => {
    const answer = await ask(dialect, 'local-model', [pdf(''), words('Sum up')]);
    expect(sent()?.[0]).toEqual({ type: 'text', text: '[report.pdf: no text in it]' });
    expect(noticesOf(answer)).toEqual([expect.stringContaining('report.pdf could not be sent')]);
  });
});

describe('documents for a model that takes them', () => {
  it('go as they are over Responses, Office ones too', async () => {
    await ask('responses', 'gpt-5.5', [docx('Dear Ada'), pdf('a report')]);
    expect(sent()).toMatchObject([
      { type: 'file', name: 'letter.docx', data: Buffer.from('PK') },
      { type: 'file', name: 'report.pdf' },
    ]);
  });

  it('go as they are over Chat Completions where they are PDF, else in words', async () => {
    const answer = await ask('chat', 'gpt-5.5', [docx('Dear Ada'), pdf('a report')]);
    expect(sent()).toMatchObject([
      { type: 'text', text: '[letter.docx]\nDear Ada' },
      { type: 'file', name: 'report.pdf' },
    ]);
    expect(noticesOf(answer)).toEqual([]);
  });
});

describe('sound and video', () => {
  it.each([
    [LISTENS, 'audio_url'],
    [GEMINI, 'input_audio'],
    [AUDIO, 'input_audio'],
    [DASHSCOPE, 'input_audio with data URL'],
  ])('%s is given sound as %s, byte for byte', async (id, as) => {
    await ask('chat', id, [words('[note.mp3]'), sound, spoken]);
    expect(openai.requests[0]?.broken).toBeUndefined();
    expect(sent()?.slice(1)).toMatchObject([
      { type: 'sound', as, mediaType: 'audio/mpeg', data: mp3(5) },
      { type: 'sound', as, mediaType: 'audio/wav', data: wav(1) },
    ]);
  });

  it.each([WATCHES, LISTENS, DASHSCOPE])('%s is given video as it is', async (id) => {
    await ask('chat', id, [video, words('What happens?')]);
    expect(sent()).toEqual([
      { type: 'video', mediaType: 'video/mp4', data: Buffer.from('....ftypisom') },
      { type: 'text', text: 'What happens?' },
    ]);
  });

  it.each([undefined, 'responses'] as const)(
    'go over Chat Completions, which has a place for them (told to speak %s)',
    async (api) => {
      await ask(api, LISTENS, [video, words('What happens?')]);
      await ask(api, 'gpt-5.5', [words('And you?')]);
      expect(openai.requests.map(({ endpoint }) => endpoint)).toEqual(['chat', 'responses']);
    },
  );

  it('are only named where the server has no Chat Completions, and the reader is told', async () => {
    await openai.close();
    openai = await startOpenAi({ models: [LISTENS], without: ['chat'] });
    const answer = await ask(undefined, LISTENS, [video, sound, words('What happens?')]);
    expect(openai.requests.at(-1)?.endpoint).toBe('responses');
    expect(sent()).toMatchObject([
      { type: 'text', text: expect.stringContaining('a video that could not be sent') },
      { type: 'text', text: expect.stringContaining('a recording that could not be sent') },
      { type: 'text', text: 'What happens?' },
    ]);
    expect(noticesOf(answer)).toEqual([
      expect.stringContaining('takes no video'),
      expect.stringContaining('takes no sound'),
    ]);
  });

  it('are named for a model that takes neither', async () => {
    const answer = await ask('responses', 'gpt-5.5', [sound, words('Listen')]);
    expect(sent()?.[0]).toMatchObject({ type: 'text', text: expect.stringContaining('could not be sent') });
    expect(noticesOf(answer)).toHaveLength(1);
  });

  it('a model without efforts is asked for none', async () => {
    await ask('chat', AUDIO, [sound]);
    expect(openai.requests[0]?.body).not.toHaveProperty('reasoning_effort');
  });
});

it('a photo in a thread with a model that only reads is named, and the reader is told once', async () => {
  const answer = await ask('chat', READS, [await photo(), await photo(), words('What is this?')]);
  expect(sent()?.map(({ type }) => type)).toEqual(['text', 'text', 'text']);
  expect(noticesOf(answer)).toEqual([expect.stringContaining('takes no pictures')]);
  expect(answer.text).toContain('What is this?');
});

describe('a server that takes less than was assumed of its model', () => {
  const REFUSALS: readonly (readonly [string, number, string])[] = [
    ['DeepSeek', 400, 'messages[1]: unknown variant `image_url`, expected `text` at line 1 column 746109'],
    ['vLLM', 400, 'At most 0 image(s) may be provided in one prompt.'],
    ['vLLM, of a model that reads', 400, 'local-model is not a multimodal model'],
    ['Ollama', 400, 'this model does not support image input'],
    ['llama.cpp', 500, 'image input is not supported - hint: you may need to provide the mmproj'],
    ['llama.cpp, older', 500, 'Failed to parse messages: Unsupported content part type: "image_url"; …'],
    ['OpenRouter', 404, 'No endpoints found that support image input'],
    ['OpenAI', 400, 'Invalid content type. image_url is only supported by certain models.'],
    ['Groq', 400, 'messages[1].content must be a string'],
  ];
  const client = () => clientOf(openai, 'chat');
  const about = (parts: readonly Part[]) => question(parts, { model: findModel('local-model') });

  it.each(REFUSALS)(
    'is understood (%s): the person is told what it does not take',
    async (_, status, message) => {
      openai.fail({ status, message });
      await expect(
        collect(client().stream(about([await photo(), words('Look')]), never)),
      ).rejects.toMatchObject({
        code: 'model-takes-no-images',
        message: expect.stringContaining('local-model takes no pictures'),
        hint: expect.stringContaining('ATTACHE_MODEL'),
      });
      expect(openai.requests).toHaveLength(1);
    },
  );

  it('is believed only until it takes one', async () => {
    const one = client();
    const looking = async () => collect(one.stream(about([await photo(), words('Look')]), never));
    openai.fail({ status: 400, message: 'this model does not support image input' }, 2);
    await expect(looking()).rejects.toMatchObject({ code: 'model-takes-no-images' });
    await expect(looking()).rejects.toMatchObject({ code: 'model-takes-no-images' });
    expect((await looking()).text).toContain('[image]');
    const turns = [
      { role: 'user', parts: [await photo()] },
      { role: 'user', parts: [words('And what was that?')] },
    ] as const;
    await collect(one.stream({ ...about([]), turns }, never));
    expect(sent()).toMatchObject([{ type: 'image' }]);
  });

  it('still answers in a thread where there was one earlier', async () => {
    openai.fail({ status: 400, message: 'this model does not support image input' });
    const turns = [
      { role: 'user', parts: [await photo(), words('Look')] },
      { role: 'assistant', parts: [words('I cannot.')] },
      { role: 'user', parts: [words('Then tell me a joke.')] },
    ] as const;
    const one = client();
    for (const requests of [2, 3]) {
      const { text } = await collect(one.stream({ ...about([]), turns }, never));
      expect(text).toBe('You said: Then tell me a joke.');
      expect(openai.requests).toHaveLength(requests);
    }
  });

  it.each([
    [LISTENS, sound, 'At most 0 audio(s) may be provided in one prompt.', 'model-takes-no-sound'],
    [LISTENS, video, "Invalid value: 'video_url'. Supported values are: 'text'.", 'model-takes-no-video'],
  ] as const)('%s: sound and video are told apart', async (id, part, message, code) => {
    openai.fail({ status: 400, message });
    const asking = collect(
      client().stream(question([part, words('Well?')], { model: findModel(id) }), never),
    );
    await expect(asking).rejects.toMatchObject({ code });
  });

  it('gets a document in words when it refuses it as it is', async () => {
    openai.fail({ status: 400, message: "Invalid value: 'file'. Supported values are: 'text'." });
    const asking = clientOf(openai, 'chat').stream(question([pdf('a report'), words('Sum up')]), never);
    expect((await collect(asking)).text).toContain('report.pdf');
    expect(sent()?.[0]).toEqual({ type: 'text', text: '[report.pdf]\na report' });
  });

  it.each([
    'The image format image/tiff is not supported.',
    'You uploaded an unsupported image. Please make sure your image has of one the following formats: png.',
    'The image data you provided does not represent a valid image.',
  ])('a fault of this one picture is told as such: %s', async (message) => {
    openai.fail({ status: 400, message });
    const asking = collect(client().stream(about([await photo()]), never));
    await expect(asking).rejects.toMatchObject({ code: 'model-rejected' });
  });
});

it('what is left out is told with the answer: a stream that breaks off before it is tried again, and says it once', async () => {
  const clock = manualClock();
  const meter = createMeter();
  const client = clientOf(openai, 'chat', { clock, meter });
  openai.reply({ cut: true });
  const asking = collect(
    client.stream(question([await photo(), words('Look')], { model: findModel(READS) }), never),
  );
  clock.advance(await clock.sleeping(375, 500));
  const { events, text } = await asking;
  expect(events.filter(({ type }) => type === 'notice')).toHaveLength(1);
  expect(events[0]).toMatchObject({ type: 'notice', text: expect.stringContaining('takes no pictures') });
  expect(text).toMatch(/^You said/);
  expect(await meter.metricsText()).toContain(`attache_model_first_event_seconds_count{model="${READS}"} 1`);
});
