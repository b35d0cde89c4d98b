import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EFFORTS } from '../../../src/chat/index.ts';
import { costUsd, findModel, fitEffort, MODELS } from '../../../src/model/index.ts';

const usage = (inputTokens: number, outputTokens: number, more = {}) => ({
  inputTokens,
  cachedInputTokens: 0,
  outputTokens,
  reasoningTokens: 0,
  ...more,
});

describe('finding a model', () => {
  it('a dated name is the model of that name', () => {
    expect(findModel('gpt-5.5-2026-04-23')).toEqual({ ...findModel('gpt-5.5'), id: 'gpt-5.5-2026-04-23' });
  });

  it('an alias is the model it stands for, asked for by its own name', () => {
    expect(findModel('gpt-5.6')).toEqual({ ...findModel('gpt-5.6-sol'), id: 'gpt-5.6' });
  });

  it('an unknown model has every effort and no price, and says that it is not known', () => {
    const model = findModel('llama-9');
    expect(model).toMatchObject({ id: 'llama-9', prices: undefined });
    expect(model.efforts).toHaveLength(5);
    expect(model.source).toContain('not in the table');
  });

  it.each([
    [
      'a photo',
      ['gemini-2.5-flash', 'qwen3-vl-plus', 'llama3.2-vision:11b', 'llama-4-scout', 'mistral-small3.1'],
    ],
    [
      'words alone',
      ['deepseek-chat', 'deepseek/deepseek-r1', 'llama3.1:8b', 'gpt-oss:20b', 'mistral', 'qwen3:8b'],
    ],
  ])('by the form of its name it is known to take %s', (what, ids) => {
    for (const id of ids) expect(findModel(id).takes.images, id).toBe(what === 'a photo');
  });

  it.each([
    ['Qwen/Qwen2.5-Omni-7B', 'audio_url', true],
    ['qwen3-omni-flash-2025-12-01', 'input_audio with data URL', true],
    ['gemini-3-pro', 'input_audio', false],
    ['gpt-audio-1.5', 'input_audio', false],
    ['Qwen/Qwen2.5-VL-7B-Instruct', undefined, true],
  ])('by the form of its name it is known to listen and watch: %s', (id, sound, watches) => {
    const { takes, source, prices } = findModel(id);
    expect(takes.sound?.as).toBe(sound);
    expect(takes.video !== undefined).toBe(watches);
    expect(source).not.toContain('not in the table');
    expect(prices).toBeUndefined();
  });

  it.each(['qwen2.5vl:7b', 'qwen3-vl:8b', 'qwen/qwen2.5-vl-7b', 'google/gemini-2.5-pro'])(
    'the same model behind a server that takes pictures only is given pictures: %s',
    (id) => expect(findModel(id).takes).toEqual({ images: true, files: 'none', tools: true }),
  );

  it('base64 of a video fits into what DashScope takes', () => {
    const { maxBytes = 0 } = findModel('qwen3-omni-flash').takes.video ?? {};
    expect((maxBytes * 4) / 3).toBeLessThan(10 * 1024 * 1024);
  });

  it('a model that will be turned off says when', () => {
    expect(findModel('gpt-5.4-nano').endsOn).toBe('2027-04-01');
  });

  it('every model fits its input and says where its figures come from', () => {
    for (const model of MODELS) {
      expect(model.maxInputTokens, model.id).toBeLessThan(model.contextTokens);
      expect(model.efforts.length, model.id).toBeGreaterThan(0);
      expect(model.source, model.id).not.toBe('');
    }
  });

  it('how far an unknown model reaches is a guess, and that of a known one is not', () => {
    expect(findModel('llama-9').isGuessed).toBe(true);
    expect(findModel('qwen3-vl-plus').isGuessed).toBe(true);
    expect(findModel('qwen3-omni-flash').isGuessed).toBeUndefined();
    expect(findModel('gpt-5.5').isGuessed).toBeUndefined();
  });

  it.each([
    ['gpt-5.5-pro', { api: 'responses' }],
    ['gpt-audio-1.5', { api: 'chat' }],
    ['qwen3-omni-flash', { reasoning: 'enable_thinking' }],
    ['qwen2.5-omni-7b', { reasoning: 'none' }],
    ['Qwen/Qwen3-8B', { reasoning: 'chat_template_kwargs' }],
    ['Qwen/QwQ-32B', { reasoning: 'none', thoughts: 'begins in thought' }],
    ['Qwen/QwQ-32B-Preview', { reasoning: 'none' }],
    ['Qwen/Qwen3-30B-A3B-Thinking-2507', { reasoning: 'none', thoughts: 'begins in thought' }],
    ['deepseek-ai/DeepSeek-R1-Distill-Qwen-32B', { thoughts: 'begins in thought' }],
    ['deepseek-r1:8b', undefined],
    ['gpt-5.5', undefined],
    ['qwen/qwen3-8b', undefined],
  ])('%s is spoken to in its own way where it has one', (id, wire) => {
    expect(findModel(id).wire).toEqual(wire);
  });
});

describe.each(MODELS.map((model) => [model.id, model] as const))('the entry of %s', (_id, model) => {
  it('has a window that holds the longest question with the longest answer', () => {
    expect(model.maxInputTokens + model.maxOutputTokens).toBeLessThanOrEqual(model.contextTokens);
  });

  it('has its efforts from the lowest to the highest, each once', () => {
    expect(model.efforts).toEqual(EFFORTS.filter((effort) => model.efforts.includes(effort)));
  });

  it('costs more for what it says than for what it reads, and no more for what it has read before', () => {
    const { input, cachedInput, cacheWrite = input, output, longContext, services } = model.prices!;
    expect(input).toBeGreaterThan(0);
    expect(output).toBeGreaterThan(input);
    expect(cachedInput).toBeLessThanOrEqual(input);
    expect(cacheWrite).toBeGreaterThanOrEqual(input);
    expect(longContext?.overTokens ?? 0).toBeLessThan(model.maxInputTokens);
    expect(services?.flex ?? 0.5).toBe(0.5);
    expect(services?.priority ?? 2).toBeGreaterThan(1);
  });

  it('costs more beyond 272,000 tokens where so much fits, and nowhere else', () => {
    expect(model.prices!.longContext !== undefined).toBe(model.maxInputTokens > 272_000);
  });

  it('ends on a day of the calendar, where it ends', () => {
    const { endsOn = '2027-04-01' } = model;
    expect(new Date(endsOn).toISOString().slice(0, 10)).toBe(endsOn);
  });

  it('says where its figures come from, and when they were read', () => {
    expect(model.source).toMatch(/OpenAI's model pages .*2026/);
  });

  it('is found by its name and by its dated name', () => {
    expect(findModel(model.id)).toEqual(model);
    expect(findModel(`${model.id}-2026-04-23`)).toEqual({ ...model, id: `${model.id}-2026-04-23` });
  });
});

it('no two entries have the same name', () => {
  expect(new Set(MODELS.map(({ id }) => id)).size).toBe(MODELS.length);
});

it('the guide to models has every entry, with its window, efforts, prices and end', () => {
  const thousands = (tokens: number): string => `${tokens / 1000}K`;
  const rows = MODELS.map(({ id, efforts, prices, endsOn = '', ...window }) => [
    id,
    [window.contextTokens, window.maxInputTokens, window.maxOutputTokens].map(thousands).join(' · '),
    `${efforts[0]}–${efforts.at(-1)}`,
    [prices!.input, prices!.cachedInput, prices!.output].join(' · '),
    endsOn,
  ]);
  const table = readFileSync('docs/models.md', 'utf8').matchAll(/^\| (gpt-[\w.-]+) +\|(.*)\|$/gm);
  expect([...table].map(([, id, rest]) => [id, ...rest!.split('|').map((cell) => cell.trim())])).toEqual(
    rows,
  );
});

it('models that OpenAI turns off say when', () => {
  const ends = MODELS.flatMap(({ id, endsOn }) => (endsOn ? [[id, endsOn]] : []));
  expect(Object.fromEntries(ends)).toEqual({
    'gpt-5.4-nano': '2027-04-01',
    'gpt-5': '2026-12-11',
    'gpt-5-mini': '2026-12-11',
    'gpt-5-nano': '2026-12-11',
  });
});

it('the highest effort is that of GPT-5.6 and later alone', () => {
  const highest = MODELS.filter(({ efforts }) => efforts.includes('max')).map(({ id }) => id);
  expect(highest).toEqual(MODELS.map(({ id }) => id).filter((id) => /^gpt-(5\.6|6)/.test(id)));
});

describe('effort', () => {
  it('is kept where the model has it', () => {
    expect(fitEffort(findModel('gpt-5.5'), 'xhigh')).toBe('xhigh');
  });

  it('becomes the nearest one the model has', () => {
    expect(fitEffort(findModel('gpt-6.1-sol'), 'none')).toBe('low');
  });

  it('becomes the cheaper of two that are equally near', () => {
    const model = { ...findModel('gpt-5.5'), efforts: ['low', 'high'] as const };
    expect(fitEffort(model, 'medium')).toBe('low');
  });
});

describe('price', () => {
  it('of a million tokens in and out is what the price list says', () => {
    expect(costUsd(findModel('gpt-5.4-mini'), usage(1_000_000, 1_000_000))).toBeCloseTo(5.25, 10);
  });

  it('is lower for cached input', () => {
    const cost = costUsd(findModel('gpt-5.5'), usage(10_000, 0, { cachedInputTokens: 8_000 }));
    expect(cost).toBeCloseTo((2_000 * 5 + 8_000 * 0.5) / 1e6, 10);
  });

  it('is a quarter higher for input that is written to the cache, where the model charges for it', () => {
    const written = usage(10_000, 0, { cacheWriteTokens: 4_000 });
    expect(costUsd(findModel('gpt-5.6-sol'), written)).toBeCloseTo((6_000 * 4 + 4_000 * 5) / 1e6, 10);
    expect(costUsd(findModel('gpt-5.5'), written)).toBeCloseTo((10_000 * 5) / 1e6, 10);
  });

  it('of the whole request rises beyond 272,000 input tokens', () => {
    const model = findModel('gpt-5.5');
    expect(costUsd(model, usage(272_000, 1_000))).toBeCloseTo((272_000 * 5 + 1_000 * 30) / 1e6, 10);
    expect(costUsd(model, usage(272_001, 1_000))).toBeCloseTo((272_001 * 10 + 1_000 * 45) / 1e6, 10);
    const cached = usage(300_000, 0, { cachedInputTokens: 100_000 });
    expect(costUsd(model, cached)).toBeCloseTo((200_000 * 10 + 100_000 * 1) / 1e6, 10);
  });

  it('is nothing for the demo model, and unknown for an unknown one', () => {
    expect(costUsd(findModel('demo'), usage(1_000, 1_000))).toBe(0);
    expect(costUsd(findModel('llama-9'), usage(1_000, 1_000))).toBeUndefined();
  });
});
