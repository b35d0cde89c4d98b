import { describe, expect, it } from 'vitest';
import { estimateTokens, estimateTurn, findModel, type Part } from '../../src/model/index.ts';

const model = findModel('gpt-5.5');
const textTokens = (text: string) => estimateTokens([{ type: 'text', text }], model);
const imageTokens = (width: number, height: number, id = 'gpt-5.5') => {
  const image: Part = { type: 'image', mediaType: 'image/png', data: new Uint8Array(), width, height };
  return estimateTokens([image], findModel(id));
};

describe('tokens of text', () => {
  it('are counted as the model counts them', () => {
    expect(textTokens('Hello world')).toBe(2);
    expect(textTokens('')).toBe(0);
  });

  it('of an unbroken run of letters are counted in slices, so that it cannot hang the bot', () => {
    const slice = textTokens('a'.repeat(2000));
    expect(textTokens('a'.repeat(100_000))).toBe(50 * slice);
  });

  it('of words that look like a special token are those of the words', () => {
    expect(textTokens('<|endoftext|>')).toBeGreaterThan(1);
  });

  it('grow evenly over a long text of any language', () => {
    const line = 'Der Hund läuft. 犬が走る。 🐕‍🦺\n';
    expect(textTokens(line.repeat(2000)) / (2000 * textTokens(line))).toBeCloseTo(1, 1);
  });
});

describe('tokens of an image', () => {
  it('follow its patches of 32 by 32 pixels', () => {
    expect(imageTokens(1920, 1080)).toBe(Math.ceil(60 * 34 * 1.2));
    expect(imageTokens(1, 1)).toBe(2);
  });

  it('stay within the budget, as in the example of the guide', () => {
    // 1800 × 2400 at 1,536 patches is shrunk to 1056 × 1408, which is 1,452 patches.
    expect(imageTokens(1800, 2400, 'gpt-5.4-mini')).toBe(Math.ceil(1452 * 1.62));
    expect(imageTokens(4032, 3024)).toBe(Math.ceil(2451 * 1.2));
    expect(imageTokens(6000, 6000)).toBe(2500 * 1.2);
  });

  it('of a very long strip are those of a strip', () => {
    expect(imageTokens(100_000, 10)).toBe(Math.ceil(64 * 1.2));
  });
});

describe('tokens of a file', () => {
  const file = (mediaType: string, text = ''): Part => ({
    type: 'file',
    name: 'f',
    mediaType,
    data: new Uint8Array(20_000),
    text,
  });
  const page = 'The quick brown fox jumps over the lazy dog. '.repeat(45);
  const pictureOfAPage = Math.ceil(12 * 16 * 1.2);

  it('are those of its words, and of a picture of each page of a PDF', () => {
    expect(estimateTokens([file('text/csv', page)], model)).toBe(textTokens(page));
    expect(estimateTokens([file('application/pdf', page)], model)).toBe(textTokens(page) + pictureOfAPage);
  });

  it('follow its size where no words are known', () => {
    expect(estimateTokens([file('application/pdf')], model)).toBe(1000);
    expect(estimateTokens([file('text/csv')], model)).toBe(5000);
  });

  it('are those of the words alone where the words are sent', () => {
    const local = findModel('local-model');
    expect(estimateTokens([file('application/pdf', page)], local)).toBe(textTokens(`[f]\n${page}`));
  });
});

it('tokens of sound and video follow their length, where the model takes them', () => {
  const omni = findModel('qwen3-omni-flash');
  const sound: Part = { type: 'sound', mediaType: 'audio/mpeg', data: new Uint8Array(), seconds: 60 };
  const video: Part = {
    type: 'video',
    mediaType: 'video/mp4',
    data: new Uint8Array(),
    seconds: 10,
    width: 560,
    height: 280,
  };
  expect(estimateTokens([sound], omni)).toBe(60 * 32);
  expect(estimateTokens([video], omni)).toBe(10 * (20 * 10 + 32));
  expect(estimateTokens([video], findModel('qwen3-vl-plus'))).toBe(10 * 20 * 10);
  expect(estimateTokens([sound, video], model)).toBeLessThan(30);
});

it('what was said in this very answer counts by its length, the results of its calls by their parts', () => {
  expect(estimateTurn({ role: 'said', replay: 'x'.repeat(398) }, model)).toBe(100);
  const parts = [{ type: 'text', text: 'Hello world' }] as const;
  expect(estimateTurn({ role: 'results', results: [{ callId: 'a', parts }] }, model)).toBe(2);
  expect(estimateTurn({ role: 'user', parts }, model)).toBe(2);
});
