import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { costUsd, findModel, type Part } from '../../../src/model/index.ts';
import { startOpenAi, type LoopbackOpenAi } from '../../loopback/openai/index.ts';
import { clientOf, collect, DIALECTS, question, words } from '../ask.ts';

let openai: LoopbackOpenAi;
beforeEach(async () => {
  openai = await startOpenAi({ models: ['local-model'] });
});
afterEach(() => openai.close());

const never = new AbortController().signal;

async function photo(width: number, height: number) {
  const data = await sharp({ create: { width, height, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer();
  return { type: 'image', mediaType: 'image/jpeg', data, width, height } as const satisfies Part;
}

const pdf: Part = {
  type: 'file',
  name: 'report.pdf',
  mediaType: 'application/pdf',
  data: Buffer.from('%PDF-1.7 a report'),
  text: 'a report',
};

describe.each(DIALECTS)('a model asked over %s', (dialect) => {
  const ask = (...request: Parameters<typeof question>) =>
    collect(clientOf(openai, dialect).stream(question(...request), never));

  it('answers in stretches, in order, and says when it is done', async () => {
    openai.reply('The ', 'sky ', 'is blue.');
    const { events } = await ask('What colour is the sky?');
    expect(events).toMatchObject([
      { type: 'text', text: 'The ' },
      { type: 'text', text: 'sky ' },
      { type: 'text', text: 'is blue.' },
      { type: 'done', reason: 'complete' },
    ]);
  });

  it('shows its reasoning, with an empty line between two sections', async () => {
    openai.reply(
      { reasoning: 'First ' },
      { reasoning: 'this.' },
      { section: true },
      { reasoning: 'Then that.' },
      'Yes.',
    );
    const { reasoning, text } = await ask('Is it so?');
    expect(reasoning).toBe('First this.\n\nThen that.');
    expect(text).toBe('Yes.');
  });

  it('reports usage, from which the price follows', async () => {
    openai.reply('Hi.', {
      end: 'complete',
      usage: { input: 1000, cached: 400, output: 200, reasoning: 150 },
    });
    const { done } = await ask('Hello');
    expect(done?.usage).toEqual({
      inputTokens: 1000,
      cachedInputTokens: 400,
      cacheWriteTokens: 0,
      outputTokens: 200,
      reasoningTokens: 150,
      service: 'default',
    });
    expect(costUsd(findModel('gpt-5.5'), done!.usage!)).toBeCloseTo(
      (600 * 5 + 400 * 0.5 + 200 * 30) / 1e6,
      10,
    );
  });

  it('is done without usage where the server reports none', async () => {
    openai.reply('Hi.', { end: 'complete', usage: null });
    expect((await ask('Hello')).done).toEqual({ type: 'done', reason: 'complete', usage: undefined });
  });

  it('is given text, images and files in their order, byte for byte', async () => {
    const image = await photo(640, 360);
    await ask([words('[photo.jpg]'), image, pdf, words('What is this?')]);
    expect(openai.requests[0]?.broken).toBeUndefined();
    expect(openai.requests[0]?.asked?.turns).toEqual([
      {
        role: 'user',
        parts: [
          { type: 'text', text: '[photo.jpg]' },
          {
            type: 'image',
            mediaType: 'image/jpeg',
            detail: 'high',
            width: 640,
            height: 360,
            data: image.data,
          },
          {
            type: 'file',
            name: 'report.pdf',
            mediaType: 'application/pdf',
            data: Buffer.from('%PDF-1.7 a report'),
          },
          { type: 'text', text: 'What is this?' },
        ],
      },
    ]);
  });

  it('is given what was said before, its own words among it', async () => {
    const turns = [
      { role: 'user', parts: [words('My name is Ada.')] },
      { role: 'assistant', parts: [words('Hello Ada.')] },
      { role: 'user', parts: [words('Who am I?')] },
    ] as const;
    await ask('', { turns });
    expect(openai.requests[0]?.asked?.turns).toEqual(turns);
  });

  it('is told the effort and the instructions, and to keep nothing', async () => {
    await ask('Hello', { effort: 'high', instructions: 'You are Attaché.' });
    const [request] = openai.requests;
    expect(request?.asked).toMatchObject({
      model: 'gpt-5.5',
      effort: 'high',
      instructions: 'You are Attaché.',
    });
    expect(request?.body).not.toHaveProperty('temperature');
    if (dialect === 'responses') expect(request?.body).toHaveProperty('store', false);
  });

  it.each(['length', 'filtered'] as const)('says that the answer was cut: %s', async (reason) => {
    openai.reply('Once upon a', { end: reason });
    const { text, done } = await ask('Tell me a story');
    expect(text).toBe('Once upon a');
    expect(done?.reason).toBe(reason);
    expect(done?.usage?.outputTokens).toBe(20);
  });

  it('declines in words of its own', async () => {
    openai.reply({ refusal: 'I cannot ' }, { refusal: 'help with that.' });
    const { refusal, text } = await ask('Do something bad');
    expect(refusal).toBe('I cannot help with that.');
    expect(text).toBe('');
  });

  it('may answer nothing at all', async () => {
    openai.reply({ end: 'complete' });
    const { text, done } = await ask('Hello?');
    expect(text).toBe('');
    expect(done?.reason).toBe('complete');
  });

  it('is asked again over the connection of an earlier question', async () => {
    const client = clientOf(openai, dialect);
    for (const text of ['One', 'Two', 'Three', 'Four']) await collect(client.stream(question(text), never));
    expect(new Set(openai.requests.map(({ clientPort }) => clientPort)).size).toBeLessThan(4);
  });

  it('is understood through events that nobody knows', async () => {
    openai.reply(
      { event: { type: 'response.dreaming', dream: 1 } },
      'Still ',
      { keepalive: true },
      { event: { type: 'response.output_text.delta', delta: { not: 'a string' } } },
      'here.',
    );
    expect((await ask('Hello')).text).toBe('Still here.');
  });

  it('needs no key where the server wants none', async () => {
    await openai.close();
    openai = await startOpenAi({ apiKey: 'none' });
    openai.reply('Hi.');
    const { text } = await collect(
      clientOf(openai, dialect, { apiKey: undefined }).stream(question('Hello'), never),
    );
    expect(text).toBe('Hi.');
  });
});

describe('over Responses', () => {
  it('no summary is asked for where there is no reasoning', async () => {
    await collect(clientOf(openai, 'responses').stream(question('Hi', { effort: 'none' }), never));
    expect(openai.requests[0]?.body).toHaveProperty('reasoning', { effort: 'none' });
  });

  it('two messages of one answer are two paragraphs', async () => {
    openai.reply('First, I look.', { reasoning: 'Hm.' }, 'It is ', 'a cat.');
    const { text } = await collect(clientOf(openai, 'responses').stream(question('What is it?'), never));
    expect(text).toBe('First, I look.\n\nIt is a cat.');
  });

  it('an event that arrives twice, as its number tells, is taken once', async () => {
    const delta = (text: string, sequence_number: number) => ({
      type: 'response.output_text.delta',
      item_id: 'm',
      delta: text,
      sequence_number,
    });
    const completed = { type: 'response.completed', response: { output: [] }, sequence_number: 6 };
    // The server has numbered two events by then.
    const said = [
      delta('H', 2),
      delta('a', 3),
      delta('ha', 4),
      delta('ha', 5),
      delta('ha', 5),
      delta('a', 3),
    ];
    const events = [...said, completed].map((event) => ({ raw: `data: ${JSON.stringify(event)}\n\n` }));
    openai.reply(...events, { leave: true });
    const { text } = await collect(clientOf(openai, 'responses').stream(question('Hi'), never));
    expect(text).toBe('Hahaha');
  });

  it('raw reasoning of open models is reasoning', async () => {
    openai.reply({ event: { type: 'response.reasoning_text.delta', delta: 'Let me see.' } }, 'Seen.');
    const { reasoning } = await collect(clientOf(openai, 'responses').stream(question('Look'), never));
    expect(reasoning).toBe('Let me see.');
  });
});

describe('over Chat Completions', () => {
  it.each(['reasoning', 'reasoning_content'])('reasoning is found in the field %s', async (field) => {
    openai.reply({ event: { choices: [{ index: 0, delta: { [field]: 'Let me see.' } }] } }, 'Seen.');
    const { reasoning, text } = await collect(clientOf(openai, 'chat').stream(question('Look'), never));
    expect(reasoning).toBe('Let me see.');
    expect(text).toBe('Seen.');
  });

  it('words alone are sent as a string, which every server takes', async () => {
    await collect(clientOf(openai, 'chat').stream(question('Hello'), never));
    expect(openai.requests[0]?.body).toHaveProperty('messages.1', { role: 'user', content: 'Hello' });
  });
});
