/** The bot's texts, by language. */
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import type { Words } from './words.ts';
import { zh } from './zh.ts';

export type { WatchWords } from './watch/words.ts';
export type { Purse, Why, Words } from './words.ts';

export const LANGUAGES = ['en', 'es', 'de', 'fr', 'ja', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

export const WORDS: Readonly<Record<Language, Words>> = { en, es, de, fr, ja, zh };

/**
 * The language for a locale as platforms write it; English where it is unknown.
 *
 * @example languageOf('pt-BR') // 'en'
 * @example languageOf('zh-TW') // 'zh'
 */
export function languageOf(locale: string | undefined): Language {
  const language = locale?.slice(0, 2).toLowerCase();
  return LANGUAGES.find((known) => known === language) ?? 'en';
}

export const wordsFor = (locale: string | undefined): Words => WORDS[languageOf(locale)];
