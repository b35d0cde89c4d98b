/** The `budgets` of attache.yaml: what people, channels, workspaces and everybody may spend, and what is asked about first. */
import { z } from 'zod';
import { TimeZone } from '../rules/index.ts';

const Id = z.string({ error: 'expected an id in quotes, such as "123456789012345678"' }).min(1);
const Ids = z.array(Id).min(1, { error: 'expected at least one id, or leave it out' }).readonly();
const Platform = z.enum(['discord', 'slack', 'web'], { error: 'expected discord, slack or web' });
const Dollars = z.number({ error: 'expected dollars as a number, such as 1.50' }).positive({
  error: 'expected more than 0 dollars',
});

/** What every limit says. */
const base = {
  per: z.enum(['day', 'month'], { error: 'expected day or month' }),
  usd: Dollars.optional(),
  tokens: z
    .int({ error: 'expected a whole number of tokens' })
    .positive({ error: 'expected more than 0 tokens' })
    .optional(),
};

/** What a limit is for says what it may be narrowed to. */
const limit = <Whose extends string, Sides extends z.ZodRawShape>(whose: Whose, sides: Sides) =>
  z.strictObject(
    { for: z.literal(whose), ...base, ...sides },
    {
      error: ({ code, keys }) =>
        code === 'unrecognized_keys'
          ? `there is no ${(keys as readonly string[]).join(', ')} in a limit for ${whose}. It takes ${Object.keys({ ...base, ...sides }).join(', ')}`
          : undefined,
    },
  );

const Limit = z
  .discriminatedUnion(
    'for',
    [
      limit('person', { platform: Platform.optional(), users: Ids.optional(), roles: Ids.optional() }),
      limit('channel', { platform: Platform.optional(), workspace: Id.optional(), channel: Id.optional() }),
      limit('workspace', { platform: Platform.optional(), workspace: Id.optional() }),
      limit('everyone', {}),
    ],
    {
      error: ({ code }) =>
        code === 'invalid_union' ? 'expected person, channel, workspace or everyone' : undefined,
    },
  )
  .refine(({ usd, tokens }) => usd !== undefined || tokens !== undefined, {
    error: 'expected usd or tokens: a limit needs an amount',
  })
  .readonly();

export const Budgets = z
  .strictObject({
    /** Dollars: ask before anything dearer. */
    askAbove: Dollars.optional(),
    /** When days begin; the machine's own where left out. */
    timeZone: TimeZone.default(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
    limits: z.array(Limit).readonly().default([]),
  })
  .readonly()
  .prefault({});
export type Budgets = z.infer<typeof Budgets>;
