import { describe, expect, it } from 'vitest';
import { createCatalog, settingsFaults, type CatalogSettings, findModel } from '../../../src/model/index.ts';

/** The catalog in front of OpenAI itself. */
const openAi = (settings: CatalogSettings = {}, model = 'gpt-5.5', today = '2026-11-22') =>
  createCatalog(settings, { model, isAlone: false, today });
/** The catalog in front of a compatible server. */
const local = (settings: CatalogSettings = {}, model = 'qwen3:8b') =>
  createCatalog(settings, { model, isAlone: true });

const namesIn = ({ models }: ReturnType<typeof openAi>) => models.map(({ id }) => id);

describe('tiers', () => {
  it('at OpenAI each is a model of its own, and ultra the best of three by the flagship, thinking hard', () => {
    expect(openAi().tiers).toEqual({
      nano: { model: 'gpt-6-luna' },
      mini: { model: 'gpt-5.4-mini' },
      standard: { model: 'gpt-6-sol' },
      flagship: { model: 'gpt-5.5' },
      ultra: { model: 'gpt-5.5', effort: 'xhigh', attempts: 3 },
    });
  });

  it('rise in price, and none of their models has an announced end', () => {
    const { find } = openAi();
    const models = (['nano', 'mini', 'standard', 'flagship'] as const).map(find);
    const prices = models.map(({ prices: { output } = { output: 0 } }) => output);
    expect(prices).toEqual([0.5, 4.5, 10, 30]);
    expect(models.filter(({ endsOn }) => endsOn)).toEqual([]);
  });

  it('the flagship and ultra are the model that answers by default, where that is one', () => {
    expect(openAi({}, 'gpt-6-astra').tiers).toMatchObject({
      standard: { model: 'gpt-6-sol' },
      flagship: { model: 'gpt-6-astra' },
      ultra: { model: 'gpt-6-astra', effort: 'xhigh', attempts: 3 },
    });
  });

  it.each(['auto', 'mini'])('where %s answers by default, the flagship is the usual one', (model) => {
    expect(openAi({}, model).tiers.flagship).toEqual({ model: 'gpt-5.5' });
  });

  it('at a compatible server all are the one model it is known to have; ultra makes three attempts', () => {
    const only = { model: 'qwen3:8b' };
    expect(local().tiers).toEqual({
      nano: only,
      mini: only,
      standard: only,
      flagship: only,
      ultra: { ...only, attempts: 3 },
    });
  });

  it('are what attache.yaml says; what it leaves out stays as usual', () => {
    const tiers = openAi({
      tiers: { nano: { model: 'gpt-5.6-luna' }, ultra: { model: 'gpt-6-astra' } },
    }).tiers;
    expect(tiers.nano).toEqual({ model: 'gpt-5.6-luna' });
    expect(tiers.mini).toEqual({ model: 'gpt-5.4-mini' });
    expect(tiers.ultra).toEqual({ model: 'gpt-6-astra', effort: 'xhigh', attempts: 3 });
    expect(openAi({ tiers: { ultra: { attempts: 1, effort: 'high' } } }).tiers.ultra).toEqual({
      model: 'gpt-5.5',
      attempts: 1,
      effort: 'high',
    });
  });

  it('another flagship is that of ultra too', () => {
    expect(openAi({ tiers: { flagship: { model: 'gpt-6-astra' } } }).tiers.ultra.model).toBe('gpt-6-astra');
    expect(local({ tiers: { flagship: { model: 'big' } } }, 'auto').tiers.nano.model).toBe('big');
  });
});

describe('finding a model of a deployment', () => {
  it('a tier is its model, and auto the one that most questions go to', () => {
    const { find } = openAi();
    expect(find('nano')).toEqual(findModel('gpt-6-luna'));
    expect(find('ultra')).toEqual(findModel('gpt-5.5'));
    expect(find('auto')).toEqual(findModel('gpt-6-sol'));
  });

  it('one figure of a known model changes, and all others stay', () => {
    const { prices, ...rest } = findModel('gpt-5.5');
    const changed = openAi({ models: { 'gpt-5.5': { prices: { input: 4 } } } }).find('gpt-5.5');
    expect(changed).toEqual({
      ...rest,
      prices: { ...prices, input: 4 },
      source: expect.stringMatching(/^attache\.yaml; .*OpenAI's model pages/),
    });
  });

  it('a change holds for its dated names and aliases too', () => {
    const { find } = openAi({ models: { 'gpt-5.6-sol': { efforts: ['low'] } } });
    for (const id of ['gpt-5.6-sol', 'gpt-5.6', 'gpt-5.6-sol-2026-07-01'])
      expect(find(id)).toMatchObject({ id, efforts: ['low'] });
  });

  it('a new model is like a known one in all that is not said', () => {
    const { find } = openAi({
      models: { mine: { like: 'gpt-5.5', contextTokens: 200_000, efforts: ['low'] } },
    });
    const { takes, prices, images } = findModel('gpt-5.5');
    expect(find('mine')).toMatchObject({ id: 'mine', takes, prices, images, efforts: ['low'] });
    expect(find('mine').source).toContain('as gpt-5.5');
  });

  it('a new model with prices has those alone: no surcharge and no service of the one it is like', () => {
    const models = { mine: { like: 'gpt-5.5', prices: { input: 1, output: 4 } } };
    expect(openAi({ models }).find('mine').prices).toEqual({ input: 1, cachedInput: 1, output: 4 });
  });

  it('of a local model with a known context, a quarter is for the answer and the rest for the question', () => {
    expect(local({ models: { 'qwen3:8b': { contextTokens: 32_768 } } }).find('qwen3:8b')).toMatchObject({
      contextTokens: 32_768,
      maxInputTokens: 24_576,
      maxOutputTokens: 8_192,
      takes: { images: false },
    });
    expect(local({ models: { big: { contextTokens: 1_000_000 } } }).find('big')).toMatchObject({
      maxInputTokens: 984_000,
      maxOutputTokens: 16_000,
    });
  });

  it('what it takes and how it is spoken to change one by one', () => {
    const models = {
      'qwen3:8b': { takes: { images: true, files: 'pdf' as const }, wire: { thoughts: 'fields' as const } },
    };
    expect(local({ models }).find('qwen3:8b')).toMatchObject({
      takes: { images: true, files: 'pdf', tools: true },
      wire: { thoughts: 'fields' },
    });
  });

  it('is not guessed any more once its context is said', () => {
    const { find } = local({ models: { big: { contextTokens: 64_000 }, small: { efforts: [] } } });
    expect(find('big').isGuessed).toBeUndefined();
    expect(find('small').isGuessed).toBe(true);
  });
});

describe('what can be chosen', () => {
  it('at OpenAI: the table and what attache.yaml adds, without what has ended', () => {
    const names = namesIn(openAi({ models: { mine: { like: 'gpt-5.5' } } }));
    expect(names).toContain('gpt-6-sol');
    expect(names).toContain('gpt-5-mini');
    expect(names.at(-1)).toBe('mine');
    const later = namesIn(openAi({}, 'gpt-5.5', '2026-12-11'));
    expect(later).not.toContain('gpt-5-mini');
    expect(later).toContain('gpt-5.4-nano');
  });

  it('a model of attache.yaml that has ended cannot be chosen either', () => {
    const models = { mine: { like: 'gpt-5.5', endsOn: '2026-11-01' } };
    expect(namesIn(openAi({ models }))).not.toContain('mine');
  });

  it('at a compatible server: the models that are named, and none of the table', () => {
    expect(namesIn(local())).toEqual(['qwen3:8b']);
    const settings = { tiers: { nano: { model: 'qwen3:1.7b' } }, models: { 'llava:7b': {} } };
    expect(namesIn(local(settings))).toEqual(['qwen3:8b', 'qwen3:1.7b', 'llava:7b']);
  });
});

describe('who answers in the place of another', () => {
  it('is whom attache.yaml names, for dated names too; nobody where it names none', () => {
    const { fallback } = openAi({ fallbacks: { 'gpt-5.5': 'gpt-5.4' } });
    expect(fallback('gpt-5.5')).toBe('gpt-5.4');
    expect(fallback('gpt-5.5-2026-04-23')).toBe('gpt-5.4');
    expect(fallback('gpt-5.4')).toBeUndefined();
    expect(fallback('constructor')).toBeUndefined();
  });
});

describe('settings that are fine alone but not together', () => {
  const faults = (settings: CatalogSettings, isAlone = false, model = 'gpt-5.5') =>
    settingsFaults(settings, { model, isAlone });

  it('there are none where nothing is set, and none in a rich example', () => {
    expect(faults({})).toEqual([]);
    const rich: CatalogSettings = {
      models: { mine: { like: 'gpt-5.5', contextTokens: 200_000, maxOutputTokens: 20_000 } },
      tiers: { flagship: { model: 'mine' }, ultra: { model: 'gpt-5.6', effort: 'max' } },
      fallbacks: { mine: 'gpt-5.5', 'gpt-5.5': 'gpt-5.4', 'gpt-6-sol': 'gpt-5.4' },
    };
    expect(faults(rich)).toEqual([]);
  });

  it.each<[string, CatalogSettings, string]>([
    [
      'a tier of a model that nobody knows',
      { tiers: { mini: { model: 'gpt-5.5-mini' } } },
      'tiers.mini: expected a model that is known, or described under models, got "gpt-5.5-mini".',
    ],
    [
      'a tier that is another tier',
      { tiers: { mini: { model: 'nano' } } },
      'tiers.mini: expected the name of a model, got the tier nano.',
    ],
    [
      'a tier with an effort that its model has not',
      { tiers: { ultra: { effort: 'max' } } },
      'tiers.ultra.effort: expected one that gpt-5.5 has (none, low, medium, high, xhigh), got max.',
    ],
    [
      'a tier with an effort whose model has none',
      {
        models: { mine: { like: 'gpt-5.5', efforts: [] } },
        tiers: { nano: { model: 'mine', effort: 'low' } },
      },
      'tiers.nano.effort: expected none, as mine has no efforts, got low.',
    ],
    [
      'a fallback that nobody knows',
      { fallbacks: { 'gpt-5.5': 'gpt-9' } },
      'fallbacks.gpt-5.5: expected a model that is known, or described under models, got "gpt-9".',
    ],
    [
      'a fallback of a tier',
      { fallbacks: { mini: 'gpt-5.4' } },
      'fallbacks.mini: expected the name of a model, got the tier mini.',
    ],
    [
      'a model like one that nobody knows',
      { models: { mine: { like: 'gpt-9' } } },
      'models.mine.like: expected a model that is known, got "gpt-9".',
    ],
    [
      'a model that is called like a tier',
      { models: { mini: { like: 'gpt-5.5' } } },
      'models.mini: expected the name of a model, got the tier mini.',
    ],
    [
      'a new model with half a price',
      { models: { mine: { like: 'gpt-5.5', prices: { input: 1 } } } },
      'models.mine.prices.output: expected dollars for a million tokens, got nothing.',
    ],
    [
      'a window that does not hold its question and its answer',
      { models: { mine: { contextTokens: 1000, maxInputTokens: 900, maxOutputTokens: 200 } } },
      'models.mine: expected maxInputTokens and maxOutputTokens that fit into contextTokens together, got 900 and 200 for 1000.',
    ],
    [
      'a fallback on itself',
      { fallbacks: { 'gpt-5.5': 'gpt-5.5' } },
      'fallbacks.gpt-5.5: expected another model, got itself.',
    ],
    [
      'a circle of fallbacks, told once, whoever leads into it',
      { fallbacks: { 'gpt-6-sol': 'gpt-5.5', 'gpt-5.5': 'gpt-5.4', 'gpt-5.4': 'gpt-5.5' } },
      'fallbacks.gpt-5.5: expected fallbacks that end somewhere, got the circle gpt-5.5 → gpt-5.4 → gpt-5.5.',
    ],
  ])('%s', (_what, settings, sentence) => {
    expect(faults(settings)).toEqual([sentence]);
  });

  it('a compatible server may have models that nobody knows, with efforts that nobody knows', () => {
    const settings: CatalogSettings = {
      tiers: { nano: { model: 'qwen3:1.7b' }, ultra: { effort: 'max' } },
      fallbacks: { 'qwen3:8b': 'llama9' },
    };
    expect(faults(settings, true, 'llama9')).toEqual([]);
  });
});
