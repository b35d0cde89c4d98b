import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startDemoModel } from '../../src/demo/index.ts';
import {
  type CatalogSettings,
  checkModel,
  createCatalog,
  createModelClient,
  usedModels,
} from '../../src/model/index.ts';
import { startOpenAi, type Endpoint, type LoopbackOpenAi } from '../loopback/openai/index.ts';
import { collect, log, question } from './ask.ts';

let openai: LoopbackOpenAi;
/** Like OpenAI, it lists the model that writes down speech beside the others. */
const models = ['gpt-transcribe', 'whisper-1'];
beforeEach(async () => {
  openai = await startOpenAi({ models });
});
afterEach(() => openai.close());

interface Checked {
  readonly name?: string;
  readonly api?: 'responses' | 'chat' | undefined;
  readonly apiKey?: string;
  readonly baseUrl?: string;
  readonly settings?: CatalogSettings;
  readonly others?: readonly (readonly [setting: string, choice: string])[];
  readonly transcription?: string;
  readonly today?: string;
  /** With a compatible server, all tiers are the one model. */
  readonly isAlone?: boolean;
}

const check = ({ name = 'gpt-5.5', settings = {}, others = [], isAlone = true, ...more }: Checked = {}) => {
  const catalog = createCatalog(settings, { model: name, isAlone });
  return checkModel({
    apiKey: openai.apiKey,
    baseUrl: openai.baseUrl,
    api: 'responses',
    catalog,
    used: usedModels(settings, { chosen: name, others, catalog }),
    transcription: 'gpt-transcribe',
    today: '2026-11-22',
    ...more,
  });
};
const without = async (...endpoints: readonly Endpoint[]) => {
  await openai.close();
  openai = await startOpenAi({ models, without: endpoints });
};

describe('the check-up of a model server', () => {
  it('finds all well, and asks for no answer', async () => {
    expect((await check()).map(({ level }) => level)).toEqual(['ok', 'ok', 'ok']);
    expect(openai.requests.every(({ asked }) => asked === undefined)).toBe(true);
  });

  it('tells a key that is not taken', async () => {
    expect(await check({ apiKey: 'sk-wrong' })).toMatchObject([
      { level: 'error', hint: expect.stringContaining('OPENAI_API_KEY') },
    ]);
  });

  it('tells a server that cannot be reached', async () => {
    await openai.close();
    expect(await check()).toMatchObject([
      { level: 'error', hint: expect.stringContaining('OPENAI_BASE_URL') },
    ]);
  });

  it('tells a model that is not there', async () => {
    expect(await check({ name: 'gpt-9' })).toContainEqual({
      level: 'error',
      what: 'The server does not list the model gpt-9.',
      hint: 'Set ATTACHE_MODEL to one it has, for example gpt-5.5.',
    });
  });

  it('warns of a model that will be turned off', async () => {
    expect(await check({ name: 'gpt-5.4-nano', today: '2026-12-03' })).toContainEqual(
      expect.objectContaining({ level: 'warning', what: 'gpt-5.4-nano will be turned off on 2027-04-01.' }),
    );
  });

  it('warns from 120 days before the end on, and names the tier that is nearest in price', async () => {
    const ending = { name: 'gpt-5.4-nano', isAlone: false };
    const aboutIt = async (today: string) =>
      (await check({ ...ending, today })).filter(({ what }) => what.includes('gpt-5.4-nano'));
    expect(await aboutIt('2026-12-01')).toMatchObject([{ level: 'ok' }]);
    expect(await aboutIt('2026-12-02')).toEqual([
      {
        level: 'warning',
        what: 'gpt-5.4-nano will be turned off on 2027-04-01.',
        hint: 'Set ATTACHE_MODEL to gpt-6-luna, for example: the tier nano, which is nearest in price.',
      },
    ]);
    expect(await aboutIt('2027-04-01')).toMatchObject([
      { level: 'error', what: 'gpt-5.4-nano was turned off on 2027-04-01.' },
    ]);
  });

  it('looks up every model that somebody can be answered by, and says which setting names it', async () => {
    const settings = {
      tiers: { mini: { model: 'gone-1' } },
      fallbacks: { 'gpt-5.5': 'gone-2' },
      models: { 'gone-1': { like: 'gpt-5.5' }, 'gone-2': { like: 'gpt-5.5' } },
    };
    const others = [
      ['places.1.model', 'gone-2'],
      ['rules.help.then.model', 'auto'],
    ] as const;
    const findings = await check({ settings, others, isAlone: false });
    expect(findings.filter(({ level }) => level === 'error')).toEqual([
      {
        level: 'error',
        what: 'The server does not list the model gone-1.',
        hint: 'Set tiers.mini to one it has, for example gpt-5.5.',
      },
      {
        level: 'error',
        what: 'The server does not list the model gone-2.',
        hint: 'Set fallbacks.gpt-5.5 and places.1.model to one it has, for example gpt-5.5.',
      },
    ]);
    const there = findings
      .filter(({ what }) => what.includes('is there'))
      .map(({ what }) => what.split(' ')[2]);
    expect(there).toEqual(['gpt-5.5', 'gpt-6-luna', 'gpt-6-sol']);
  });

  it('only warns where a tier that nobody has set is a model that the server has not', async () => {
    const demo = await startDemoModel();
    onTestFinished(() => demo.close());
    const findings = await check({ name: 'demo', isAlone: false, baseUrl: demo.baseUrl });
    expect(findings.filter(({ what }) => what.includes('does not list the model'))).toEqual([
      {
        level: 'warning',
        what: 'The server does not list the model gpt-6-luna.',
        hint: 'Set tiers.nano to one it has, for example demo.',
      },
      expect.objectContaining({ level: 'warning', what: expect.stringContaining('gpt-5.4-mini') }),
      expect.objectContaining({ level: 'warning', what: expect.stringContaining('gpt-6-sol') }),
    ]);
  });

  it('says what is not known of a model, and what follows from that', async () => {
    await openai.close();
    openai = await startOpenAi({ models: [...models, 'llama9', 'free'] });
    const settings = { models: { free: { contextTokens: 64_000 } }, tiers: { nano: { model: 'free' } } };
    const unknown = (await check({ name: 'llama9', settings })).filter(({ level }) => level === 'warning');
    expect(unknown).toEqual([
      {
        level: 'warning',
        what: 'llama9 is not in the table of known models: its limits are guessed and no price is shown.',
        hint: 'Describe it under models in attache.yaml. Without a price, budgets in dollars cannot count it.',
      },
      {
        level: 'warning',
        what: 'No price of free is known: answers show none.',
        hint: 'Describe it under models in attache.yaml. Without a price, budgets in dollars cannot count it.',
      },
    ]);
    const described = { llama9: { contextTokens: 64_000, prices: { input: 0, output: 0 } } };
    expect(
      (await check({ name: 'llama9', settings: { models: described } })).map(({ level }) => level),
    ).toEqual(['ok', 'ok', 'ok']);
  });

  it('warns of the end of the model that writes down speech, and tells one that is not there', async () => {
    expect(await check({ transcription: 'whisper-1', today: '2026-11-22' })).toContainEqual({
      level: 'warning',
      what: 'whisper-1 will be turned off on 2027-02-26.',
      hint: 'Set transcription.model to gpt-transcribe.',
    });
    expect(await check({ transcription: 'whisper-9' })).toContainEqual({
      level: 'warning',
      what: 'The server does not list whisper-9, so speech may not be understood.',
      hint: 'Set transcription.model to one it has.',
    });
    expect(await check({ transcription: 'gpt-4o-transcribe' })).toContainEqual({
      level: 'warning',
      what: 'No price of gpt-4o-transcribe is known: what it costs to write down speech is not counted.',
    });
  });

  it('tells the end of a model also where the server lists none', async () => {
    await without('models');
    expect(await check({ name: 'gpt-5-mini' })).toContainEqual(
      expect.objectContaining({ level: 'warning', what: 'gpt-5-mini will be turned off on 2026-12-11.' }),
    );
  });

  it('names the dialect that the server does speak', async () => {
    await without('responses');
    expect(await check()).toContainEqual({
      level: 'error',
      what: 'It does not speak Responses, but Chat Completions.',
      hint: 'Set OPENAI_API=chat.',
    });
  });

  it('goes on where the server does not list its models', async () => {
    await without('models');
    expect((await check()).map(({ level }) => level)).toEqual(['warning', 'ok']);
  });
});

describe('a client that was told no dialect', () => {
  const ask = () =>
    collect(
      createModelClient({ apiKey: openai.apiKey, baseUrl: openai.baseUrl, api: undefined, log }).stream(
        question('Hello'),
        new AbortController().signal,
      ),
    );

  it('speaks Responses where the server has that', async () => {
    expect((await ask()).text).toBe('You said: Hello');
    expect(openai.requests.at(-1)?.endpoint).toBe('responses');
    expect((await check({ api: undefined })).at(-1)?.what).toBe('It speaks Responses.');
  });

  it('speaks Chat Completions where it has not', async () => {
    await without('responses');
    expect((await ask()).text).toBe('You said: Hello');
    expect(openai.requests.at(-1)?.endpoint).toBe('chat');
    expect((await check({ api: undefined })).at(-1)?.what).toBe('It speaks Chat Completions.');
  });
});
