import { describe, expect, it } from 'vitest';
import {
  estimateFrame,
  estimateTokens,
  estimateTurn,
  findModel,
  type Part,
} from '../../../src/model/index.ts';

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

describe('tokens of a request', () => {
  const parts = [{ type: 'text', text: 'Hello world' }] as const;

  it('have what a server writes around each message in them', () => {
    expect(estimateTurn({ role: 'user', parts }, model)).toBe(2 + 3);
    expect(estimateTurn({ role: 'assistant', parts: [...parts, ...parts] }, model)).toBe(4 + 3);
    expect(estimateTurn({ role: 'user', parts: [] }, model)).toBe(0);
  });

  it('of what was said in this very answer follow its length; the results of its calls count with their ids', () => {
    expect(estimateTurn({ role: 'said', replay: 'x'.repeat(398) }, model)).toBe(100);
    const results = [
      { callId: 'a', parts },
      { callId: 'b', parts },
    ];
    expect(estimateTurn({ role: 'results', results }, model)).toBe(2 * (2 + 3 + 16));
  });

  it('have the instructions, the functions and the shape of the answer in them', () => {
    const parameters = { type: 'object', properties: { seconds: { type: 'number' } } };
    const look = { name: 'look_at', description: 'Shows a moment of a video.', parameters };
    const bare = estimateFrame({ instructions: '' });
    expect(bare).toBe(3);
    expect(estimateFrame({ instructions: 'Hello world' })).toBe(bare + 2 + 3);
    const withTool = estimateFrame({ instructions: '', tools: [look] });
    expect(withTool).toBe(bare + textTokens(JSON.stringify([look])) + 12);
    const format = { name: 'invoice', schema: parameters, strict: true };
    expect(estimateFrame({ instructions: '', format })).toBe(bare + textTokens(JSON.stringify(parameters)));
  });
});

describe('the time it takes to count', () => {
  /** Milliseconds of work, whatever else the machine does meanwhile. */
  const timed = (work: () => void): number => {
    const before = process.cpuUsage().user;
    work();
    return (process.cpuUsage().user - before) / 1000;
  };
  const any = <One>(all: ArrayLike<One>): One => all[Math.floor(Math.random() * all.length)]!;
  const written = (chars: number, piece: () => string): string => {
    let text = '';
    while (text.length < chars) text += piece();
    return text;
  };
  const words =
    'the of and to in is that for it as was with be by on not he his but at are this have from'.split(' ');
  const prose = (chars: number) => written(chars, () => `${any(words)}${any(words)} `);

  it('of a conversation of 900,000 tokens is a second at first, and hardly any again', () => {
    textTokens('The tokenizer is there.');
    const conversation = Array.from({ length: 60 }, () => prose(60_000));
    const count = () => conversation.reduce((sum, text) => sum + textTokens(text), 0);
    expect(timed(count)).toBeLessThan(3_000);
    expect(count()).toBeGreaterThan(900_000);
    expect(timed(count)).toBeLessThan(100);
  });

  it('of a text without end is bounded, and the count within a few hundredths', () => {
    const part = prose(250_000);
    const whole = part.repeat(16);
    expect(timed(() => textTokens(whole))).toBeLessThan(2_000);
    expect(textTokens(whole) / (16 * textTokens(part))).toBeCloseTo(1, 1);
  });

  it.each([
    ['one letter', () => 'a'],
    ['random letters', () => any('abcdefghijklmnopqrstuvwxyz')],
    ['random Cyrillic', () => String.fromCharCode(0x400 + Math.random() * 80)],
    ['rare Han characters', () => String.fromCharCode(0x4e00 + Math.random() * 20_000)],
    ['marks', () => any('!?#$%&*+,-./:;<=>@^_|~')],
    ['base64', () => any('ABCDEFGHIJKLMNOPabcdefghijklmnop0123456789+/')],
  ])('of %s without a space grows with its length and no faster', (_, piece) => {
    const short = written(20_000, piece);
    const long = written(200_000, piece);
    textTokens(written(2_000, piece));
    const [few, many] = [timed(() => textTokens(short)), timed(() => textTokens(long))];
    expect(many).toBeLessThan(10 * few * 4 + 100);
  });

  it('does not let anybody make a text look shorter than it is', () => {
    // Cheap where slices begin, dear everywhere else: what is counted of it cannot be foreseen.
    const trap = Array.from({ length: 600 }, (_, index) =>
      index % 3 === 0 ? ' '.repeat(2_000) : written(2_000, () => any('!?#$%&*+,-./:;<=>@^_|~')),
    ).join('');
    const third = textTokens(trap.slice(0, 200_000)) * (trap.length / 200_000);
    expect(textTokens(trap) / third).toBeGreaterThan(0.7);
  });
});
