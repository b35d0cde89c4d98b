/** What Discord is told of the commands and message menus: all of it, in every language, and only when it has changed. */
import { describe, expect, test } from 'vitest';
import { createDiscordAdapter } from '../../../adapters/discord/index.ts';
import { COMMANDS, LANGUAGES, MENUS, WORDS } from '../../../src/chat/index.ts';
import { type Bench, startBench } from './harness.ts';

type Definition = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly options?: readonly Definition[];
};

/** As Discord keeps them, by name. */
const known = ({ discord }: Bench): Readonly<Record<string, Definition>> =>
  Object.fromEntries((discord.commands() as readonly Definition[]).map((command) => [command.name, command]));

const writes = ({ discord }: Bench): readonly string[] =>
  discord.requests
    .filter(({ method, path }) => method !== 'GET' && path.includes('/commands'))
    .map(({ method }) => method);

async function restart(bench: Bench, choices = bench.options.choices) {
  const adapter = createDiscordAdapter({ ...bench.options, choices });
  await adapter.start(async () => {});
  await adapter.stop();
}

test('commands and message menus are there after the start, in servers and for people who installed the bot', async () => {
  const bench = await startBench();

  const commands = known(bench);

  expect(Object.keys(commands)).toEqual([
    ...COMMANDS.map(({ name }) => name),
    ...MENUS.map((menu) => WORDS.en.menus[menu]),
  ]);
  for (const command of Object.values(commands))
    expect(command).toMatchObject({ integration_types: [0, 1], contexts: [0, 1, 2] });
  expect(bench.discord.violations()).toEqual([]);
  expect(bench.discord.rateLimited()).toEqual([]);
});

test('a question takes three files, an effort, a model that is completed, attempts, and may be private', async () => {
  const { ask } = known(await startBench());

  expect(ask).toMatchObject({
    type: 1,
    options: [
      { name: 'question', type: 3, required: true },
      { name: 'file', type: 11 },
      { name: 'file2', type: 11 },
      { name: 'file3', type: 11 },
      { name: 'effort', type: 3, choices: [{ value: 'low' }, { value: 'high' }, { value: 'auto' }] },
      { name: 'model', type: 3, autocomplete: true },
      { name: 'best', type: 4, min_value: 2, max_value: 5 },
      { name: 'private', type: 5 },
    ],
  });
});

test('two sides, a schema that is completed, and how far back are asked for where they are needed', async () => {
  const { compare, extract, catchup } = known(await startBench());

  expect(compare?.options).toMatchObject([
    { name: 'question', required: true },
    { name: 'a', type: 3 },
    { name: 'b', type: 3 },
    { name: 'file' },
    { name: 'file2' },
    { name: 'file3' },
    { name: 'private' },
  ]);
  expect(extract?.options?.slice(0, 2)).toMatchObject([
    { name: 'schema', type: 3, required: true, autocomplete: true },
    { name: 'question', type: 3 },
  ]);
  expect(extract?.options?.[1]).not.toHaveProperty('required');
  expect(catchup?.options).toMatchObject([
    { name: 'since', type: 3 },
    { name: 'last', type: 4, min_value: 1, max_value: 50_000 },
    { name: 'question', type: 3 },
    { name: 'effort' },
    { name: 'model' },
    { name: 'private' },
  ]);
});

test('a setting can be set back to the usual, for oneself or for a channel', async () => {
  const { effort, model } = known(await startBench());

  expect(effort?.options).toMatchObject([
    { name: 'effort', choices: [{ value: 'low' }, { value: 'high' }, { value: 'auto' }, { value: 'usual' }] },
    { name: 'for', choices: [{ value: 'me' }, { value: 'channel' }] },
  ]);
  expect(model?.options).toMatchObject([{ name: 'model', autocomplete: true }, { name: 'for' }]);
});

describe('languages', () => {
  const LOCALES = ['en-US', 'en-GB', 'es-ES', 'es-419', 'de', 'fr', 'ja', 'zh-CN', 'zh-TW'];

  /** Everything in a definition that people read. */
  const localisedIn = (definition: unknown): readonly Readonly<Record<string, string>>[] =>
    definition === null || typeof definition !== 'object'
      ? []
      : Object.entries(definition).flatMap(([key, value]) =>
          key.endsWith('_localizations') && value !== null ? [value] : localisedIn(value),
        );

  test('descriptions, options, choices and menus come in each', async () => {
    const commands = Object.values(known(await startBench()));

    const texts = commands.flatMap(localisedIn);

    expect(texts.length).toBeGreaterThan(40);
    for (const text of texts) expect(Object.keys(text)).toEqual(LOCALES);
  });

  test('names of commands are the same in all, so that people can tell each other', async () => {
    const commands = known(await startBench());
    for (const { name } of COMMANDS) expect(commands[name]).toMatchObject({ name_localizations: null });
  });

  test('each is shown in its own words', async () => {
    const { ask, Transcribe } = known(await startBench());
    expect(ask).toMatchObject({
      description: WORDS.en.commands.ask,
      description_localizations: {
        'en-GB': WORDS.en.commands.ask,
        'es-419': WORDS.es.commands.ask,
        ja: WORDS.ja.commands.ask,
        'zh-TW': WORDS.zh.commands.ask,
      },
    });
    expect(Transcribe).toMatchObject({
      type: 3,
      name_localizations: { de: WORDS.de.menus.transcribe, fr: WORDS.fr.menus.transcribe },
    });
  });
});

describe.each(LANGUAGES)('the words in “%s” fit Discord', (language) => {
  const words = WORDS[language];

  test('option names are lower case without spaces, also with the number of a file behind', () => {
    const names = Object.values(words.options).map(({ name }) => name);
    for (const name of [...names, `${words.options.file.name}3`])
      expect(name).toMatch(/^[-_'\p{Ll}\p{Lm}\p{Lo}\p{N}]{1,32}$/u);
  });

  test.each(COMMANDS)('no two options of /$name have the same name', ({ options }) => {
    const names = options.map(({ name }) => words.options[name].name);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each([
    ['descriptions of commands', Object.values(words.commands), 100],
    ['descriptions of options', Object.values(words.options).map(({ description }) => description), 100],
    ['choices', Object.values(words.choices), 100],
    ['names of menus', Object.values(words.menus), 32],
    [
      'labels of buttons',
      Object.values(words.actions).map((label) => (typeof label === 'string' ? label : label('xhigh'))),
      80,
    ],
    [
      'the title of the form, and the labels of its fields',
      [words.form.title, words.form.question, words.options.private.description],
      45,
    ],
    [
      'what is said instead of an answer',
      [words.said.help, words.said.messageGone, words.said.forgotten],
      2000,
    ],
  ])('%s are not too long', (_, texts, most) => {
    for (const text of texts) {
      expect(text).not.toBe('');
      expect(text.length, text).toBeLessThanOrEqual(most);
    }
  });

  test('menus have names of their own', () => {
    expect(new Set(Object.values(words.menus)).size).toBe(MENUS.length);
  });
});

test('nothing is registered again while nothing has changed', async () => {
  const bench = await startBench();
  await restart(bench);
  expect(writes(bench)).toEqual(['PUT']);
});

test('what has changed is registered, also when it is a translation', async () => {
  const bench = await startBench();
  await restart(bench, { ...bench.options.choices, efforts: [{ value: 'low', label: 'Little' }] });
  expect(known(bench).effort).toMatchObject({ options: [{ choices: [{ name: 'Little' }, {}] }, {}] });

  const describe = known(bench).Describe!;
  (describe.name_localizations as Record<string, string>).de = 'Veraltet';
  await restart(bench, { ...bench.options.choices, efforts: [{ value: 'low', label: 'Little' }] });

  expect(writes(bench)).toEqual(['PUT', 'PUT', 'PUT']);
  expect(known(bench).Describe).toMatchObject({ name_localizations: { de: WORDS.de.menus.describe } });
});

test('a number that may be larger than before is registered, too', async () => {
  const bench = await startBench();
  const [best] = known(bench).ask!.options!.filter(({ name }) => name === 'best');
  (best as Record<string, unknown>).max_value = 3;

  await restart(bench);

  expect(known(bench).ask!.options).toContainEqual(expect.objectContaining({ name: 'best', max_value: 5 }));
});

test('commands that somebody else made are left as they are', async () => {
  const bench = await startBench();
  const { discord } = bench;
  await fetch(`${discord.apiUrl}/v10/applications/${discord.bot.id}/commands`, {
    method: 'POST',
    headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'dice',
      description: 'Throws dice',
      description_localizations: { de: 'Würfelt' },
    }),
  });
  const dice = known(bench).dice;

  await restart(bench, { ...bench.options.choices, efforts: [{ value: 'low', label: 'Little' }] });

  expect(known(bench).dice).toEqual(dice);
  expect(known(bench).effort).toMatchObject({ options: [{ choices: [{ name: 'Little' }, {}] }, {}] });
  // Theirs, then what has an effort to choose: /ask, /extract, /catchup and /effort.
  expect(writes(bench)).toEqual(['PUT', ...Array<string>(5).fill('POST')]);
});

test('a bot that cannot register its commands starts all the same', async () => {
  const { adapter, options, discord } = await startBench();
  await adapter.stop();
  discord.fail({ path: /commands$/, how: 'refuse', status: 403 });

  const successor = createDiscordAdapter(options);
  await successor.start(async () => {});

  expect(discord.gateway.connected()).toHaveLength(1);
  await successor.stop();
});
