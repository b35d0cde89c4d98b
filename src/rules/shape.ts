/** The building blocks of the language, with messages that say what was expected. */
import { z } from 'zod';
import { TEXTS } from './limits.ts';

/** @example listed(['a', 'b', 'c']) // 'a, b or c' */
export const listed = (words: readonly string[], join: 'or' | 'and' = 'or'): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${join} ${words.at(-1)}`;

/** An object that takes no other keys. `what`: as it ends the sentence "expected …". */
export const entry = <Shape extends z.ZodRawShape>(what: string, shape: Shape) =>
  z
    .strictObject(shape, {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `there is no ${listed(quoted(issue.keys as readonly string[]), 'and')} here: ${what} may have ${listed(Object.keys(shape), 'and')}`
          : `expected ${what} with ${listed(Object.keys(shape))}`,
    })
    .readonly();

export const oneOf = <const Words extends readonly string[]>(words: Words) =>
  z.enum(words, { error: `expected ${listed(words)}` });

/** `such`: an example, as YAML. */
export const listOf = <Item extends z.ZodType>(item: Item, such: string) =>
  z
    .array(item, { error: `expected a list, such as ${such}` })
    .min(1, { error: `expected one at least, such as ${such}, or nothing at all` })
    .max(500, { error: 'expected 500 at most' })
    .readonly();

/** `what`: as it ends the sentence "expected …". */
export const textOf = (what: string, most: number = TEXTS.word) =>
  z
    .string({ error: `expected ${what}` })
    .regex(VISIBLE, { error: `expected ${what}, got nothing` })
    .max(most, { error: `expected ${what} of ${most} characters at most` });

/** Neither a space nor a character that nobody sees. */
const VISIBLE = /[^\s\p{Cc}\p{Cf}]/u;

/** YAML reads long digits as numbers and would round them, so they must be quoted. */
export const Id = textOf('an id in quotes, such as "123456789012345678"');
export const Ids = listOf(Id, '["123456789012345678"]');

export const WatchedPlatform = oneOf(['discord', 'slack']);

const quoted = (words: readonly string[]): readonly string[] => words.map((word) => `\`${word}\``);

/** What stands under names, as YAML has it. */
export type Map = Readonly<Record<string, unknown>>;

export const isMap = (value: unknown): value is Map =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
