/** While somebody types the name of a model or of a schema, Discord offers those that fit. */
import { expect, test } from 'vitest';
import { type Choice, WORDS } from '../../../src/chat/index.ts';
import { type Bench, CHOICES, startBench } from './harness.ts';

const model = (value: string): Choice => ({ value, label: value });
const MODELS = ['gpt-5.5', 'gpt-5.5-mini', 'o5', 'claude-gpt-5', 'llama-4'].map(model);

const startOffering = (models: readonly Choice[]) => startBench({ choices: { ...CHOICES, models } });

async function offered(
  { discord, general, ana }: Bench,
  typed: string,
  command = 'ask',
  locale = 'en-US',
  option = 'model',
) {
  const use = { channel: general, user: ana, option, typed, locale };
  const interaction = discord.complete(command, use);
  return discord.until(() => interaction.choices, 'what is offered');
}

test.each([
  ['', ['gpt-5.5', 'gpt-5.5-mini', 'o5', 'claude-gpt-5', 'llama-4']],
  ['gpt-5', ['gpt-5.5', 'gpt-5.5-mini', 'claude-gpt-5']],
  ['GPT 55 m', ['gpt-5.5-mini']],
  ['5', ['gpt-5.5', 'gpt-5.5-mini', 'o5', 'claude-gpt-5']],
  ['gemini', []],
])(
  'for “%s”, models that begin with it come first, then those that have it in them',
  async (typed, expected) => {
    const bench = await startOffering(MODELS);

    expect(await offered(bench, typed)).toEqual(expected.map((value) => ({ name: value, value })));
    expect(bench.discord.violations()).toEqual([]);
  },
);

test('a setting can be set back to the usual, which is named in the language of the person', async () => {
  const bench = await startOffering(MODELS);

  expect(await offered(bench, '', 'model', 'es-419')).toEqual([
    { name: WORDS.es.choices.usual, value: 'usual' },
    ...MODELS.map(({ value }) => ({ name: value, value })),
  ]);
});

test('for a schema its names are offered, and whoever types a schema of their own is not disturbed', async () => {
  const bench = await startBench({
    choices: { ...CHOICES, models: MODELS, schemas: ['contact', 'invoice'].map(model) },
  });
  const schemas = (typed: string) => offered(bench, typed, 'extract', 'en-US', 'schema');

  expect((await schemas('')).map(({ value }) => value)).toEqual(['contact', 'invoice']);
  expect(await schemas('inv')).toEqual([{ name: 'invoice', value: 'invoice' }]);
  expect(await schemas('{"type":"object"')).toEqual([]);
  expect((await offered(bench, 'gpt', 'catchup'))[0]).toMatchObject({ value: 'gpt-5.5' });
  expect(bench.discord.violations()).toEqual([]);
});

test('of a long list, Discord is given as many as it shows, and typing reaches the rest', async () => {
  const bench = await startOffering(Array.from({ length: 3000 }, (_, index) => model(`model-${index}`)));

  expect(await offered(bench, '')).toHaveLength(25);
  expect(await offered(bench, 'model-2999')).toEqual([{ name: 'model-2999', value: 'model-2999' }]);
});

test('a name too long for Discord is shortened; an id too long for it is not offered', async () => {
  const long = 'long-'.repeat(30);
  const bench = await startOffering([
    { value: 'short', label: long },
    { value: long, label: 'long' },
  ]);

  expect(await offered(bench, '')).toEqual([{ name: long.slice(0, 100), value: 'short' }]);
  expect(bench.discord.violations()).toEqual([]);
});

test('an offer that Discord no longer wants ends in silence', async () => {
  const bench = await startOffering(MODELS);
  const { discord, general, ana } = bench;
  discord.fail({ path: /callback$/, how: 'refuse', status: 404, code: 10062 });

  discord.complete('ask', { channel: general, user: ana, option: 'model', typed: 'g' });

  expect(await bench.hear({ channel: general, author: ana, content: 'are you there?' })).toMatchObject({
    text: 'are you there?',
  });
});
