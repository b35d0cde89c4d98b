import { describe, expect, it } from 'vitest';
import { languageOf, LANGUAGES, WORDS, wordsFor } from '../../src/chat/index.ts';

/** What texts are called with that take more than words to be put in. */
const ARGUMENTS: Readonly<Record<string, readonly unknown[]>> = {
  usageLine: [{ model: '<a>', answers: '<b>', input: '<c>', output: '<d>', price: '<e>' }],
  usage: ['today', '<b>'],
  noUsage: ['today'],
  unset: ['me'],
  modelSet: ['<a>', 'channel'],
  effortSet: ['<a>', 'channel'],
  budgetUsed: ['person', '<b>', '<c>'],
  budgetTooSmall: ['channel', '<b>', '<c>', '<d>'],
  everybodysUsage: ['today', '<b>'],
};

/** Every text of a language with the path it stands at; functions are called with words that show where they are put. */
function textsOf(value: unknown, path = ''): readonly (readonly [path: string, text: string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const values = ARGUMENTS[path.split('.').at(-1)!] ?? ['<a>', '<b>', '<c>', '<d>'];
    return [[path, String(value(...values))]];
  }
  return Object.entries(value as object).flatMap(([key, one]) => textsOf(one, `${path}.${key}`));
}

describe.each(LANGUAGES.filter((language) => language !== 'en'))('the texts in %s', (language) => {
  const own = textsOf(WORDS[language]);
  const english = new Map(textsOf(WORDS.en));

  it('say everything that the English ones say', () => {
    expect(own.map(([path]) => path)).toEqual([...english.keys()]);
    expect(own.filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('are translated, sentence by sentence', () => {
    const same = own.filter(([path, text]) => text.length > 20 && english.get(path) === text);
    expect(same).toEqual([]);
  });

  it('put in every value that the English ones put in, and the same commands', () => {
    const marks = (text: string) =>
      (text.match(/<[a-e]>|\/[a-z]+|\b(?:effort|model|best|schema):/g) ?? []).sort();
    for (const [path, text] of own) expect([path, marks(text)]).toEqual([path, marks(english.get(path)!)]);
  });
});

it.each(['en', 'es', 'de', 'fr'] as const)('speaks of one message as of one in %s', (language) => {
  const { summedUp, leftOut, readingBack, readBack } = WORDS[language].said;
  const many = (count: number) =>
    [summedUp(count), leftOut(count), readingBack(`${count}`), readBack(`${count}`, '<a>')].filter((text) =>
      /messages|mensajes|Nachrichten/.test(text),
    );
  expect(many(1)).toEqual([]);
  expect(many(2)).toHaveLength(4);
});

it('finds the language of a locale, and English where there is none of ours', () => {
  expect(['de', 'pt-BR', 'zh-TW', 'es-419', 'JA', undefined].map(languageOf)).toEqual([
    'de',
    'en',
    'zh',
    'es',
    'ja',
    'en',
  ]);
  expect(wordsFor('fr-CA').actions.stop).toBe('Arrêter');
});
