import { afterEach, beforeEach, expect, it } from 'vitest';
import { findModel } from '../../../src/model/index.ts';
import { startOpenAi, type LoopbackOpenAi } from '../../loopback/openai/index.ts';
import { clientOf, collect, question } from '../ask.ts';

let openai: LoopbackOpenAi;
beforeEach(async () => {
  openai = await startOpenAi({ models: ['gpt-audio-1.5'] });
});
afterEach(() => openai.close());

const never = new AbortController().signal;
const PIXEL = Buffer.from('a picture');

const overResponses = (...request: Parameters<typeof question>) =>
  collect(clientOf(openai, 'responses').stream(question(...request), never));
const overChat = (...request: Parameters<typeof question>) =>
  collect(clientOf(openai, 'chat').stream(question(...request), never));

it('names the pages an answer of Responses rests on', async () => {
  openai.reply('It rained.', {
    event: {
      type: 'response.output_text.annotation.added',
      item_id: 'm',
      output_index: 0,
      content_index: 0,
      annotation_index: 0,
      sequence_number: 9,
      annotation: { type: 'url_citation', url: 'https://weather.example/today', title: 'Weather' },
    },
  });
  const { events } = await overResponses('Did it rain?');
  expect(events).toContainEqual({ type: 'source', url: 'https://weather.example/today', title: 'Weather' });
});

it('takes no source whose address is not of the web', async () => {
  openai.reply('It rained.', {
    event: {
      type: 'response.output_text.annotation.added',
      annotation: { type: 'url_citation', url: 'javascript:alert(1)', title: 'Weather' },
    },
  });
  const { events } = await overResponses('Did it rain?');
  expect(events.map(({ type }) => type)).toEqual(['text', 'done']);
});

it('hands on a picture that the model has drawn', async () => {
  openai.reply(
    {
      event: {
        type: 'response.output_item.done',
        output_index: 0,
        item: {
          type: 'image_generation_call',
          id: 'ig_1',
          status: 'completed',
          output_format: 'webp',
          result: PIXEL.toString('base64'),
        },
      },
    },
    'Here it is.',
  );
  const { events } = await overResponses('Draw a cat.', { hosted: ['image_generation'] });
  expect(events).toContainEqual({ type: 'image', mediaType: 'image/webp', data: PIXEL });
  expect(openai.requests.at(-1)?.body).toMatchObject({ tools: [{ type: 'image_generation' }] });
});

const chunk = (delta: object) => ({
  event: { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta }] },
});

it('hears what a model says aloud, words and sound, once it has finished', async () => {
  const half = Buffer.alloc(4800, 1).toString('base64');
  openai.reply(
    chunk({ audio: { id: 'a', transcript: 'Good ' } }),
    chunk({ audio: { id: 'a', data: half } }),
    chunk({ audio: { id: 'a', transcript: 'morning.', data: half } }),
  );
  const { text, events } = await overChat('Say good morning.', { model: findModel('gpt-audio-1.5') });
  expect(text).toBe('Good morning.');
  const sound = events.find(({ type }) => type === 'sound');
  expect(sound).toMatchObject({ mediaType: 'audio/wav' });
  // 9,600 bytes at 24,000 samples a second are a fifth of a second, behind a header of 44 bytes.
  expect(sound?.type === 'sound' && sound.data.byteLength).toBe(9644);
  expect(openai.requests.at(-1)?.body).toMatchObject({ modalities: ['text', 'audio'] });
});

it('takes pictures and sources from compatible servers, too', async () => {
  openai.reply(
    chunk({
      images: [
        { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL.toString('base64')}` } },
      ],
    }),
    chunk({
      annotations: [
        { type: 'url_citation', url_citation: { url: 'https://a.example/', title: 'A', start_index: 0 } },
      ],
    }),
    'Done.',
  );
  const { events } = await overChat('Draw.');
  expect(events).toContainEqual({ type: 'image', mediaType: 'image/png', data: PIXEL });
  expect(events).toContainEqual({ type: 'source', url: 'https://a.example/', title: 'A' });
});
