/** What Discord refuses in the definition of a command: a slash command, or an entry in the menu of messages. */
import { z } from 'zod';
import { COMMAND } from './limits.ts';

/** The languages Discord speaks. */
const LOCALES =
  'id en-US en-GB bg zh-CN zh-TW hr cs da nl fi fr de el hi hu it ja ko lt no pl pt-BR ro ru es-ES es-419 sv-SE th tr uk vi'.split(
    ' ',
  );

const SLASH = 1;
const MESSAGE_MENU = 3;
const STRING = 3;
const INTEGER = 4;
const NUMBER = 10;

/** Lower case, where a script knows cases; no spaces. */
const SlashName = z.string().regex(/^[-_'\p{Ll}\p{Lm}\p{Lo}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u);
const MenuName = z.string().min(1).max(COMMAND.menuName);
const Description = z.string().min(1).max(COMMAND.description);
const localised = (text: z.ZodString) => z.partialRecord(z.enum(LOCALES), text).nullish();

const Choice = z.looseObject({
  name: z.string().min(1).max(COMMAND.choiceName),
  name_localizations: localised(z.string().min(1).max(COMMAND.choiceName)),
  value: z.union([z.string().max(COMMAND.choiceValue), z.number()]),
});

const Option = z
  .looseObject({
    type: z.int().min(1).max(11),
    name: SlashName,
    name_localizations: localised(SlashName),
    description: Description,
    description_localizations: localised(Description),
    required: z.boolean().optional(),
    autocomplete: z.boolean().optional(),
    choices: z.array(Choice).max(COMMAND.choices).optional(),
    min_value: z.number().optional(),
    max_value: z.number().optional(),
  })
  .refine(({ autocomplete, choices }) => !(autocomplete && choices), 'Autocomplete options take no choices')
  .refine(({ type, choices, autocomplete }) => type === STRING || (!choices && !autocomplete), 'Not a text')
  .refine(
    ({ type, min_value, max_value }) =>
      type === INTEGER || type === NUMBER || (min_value === undefined && max_value === undefined),
    'Not a number',
  )
  .refine(({ min_value = -Infinity, max_value = Infinity }) => min_value <= max_value, 'No number fits');

type Localised = Readonly<Record<string, string | undefined>> | null | undefined;
/** Of a text in several languages, the longest counts. */
const longest = (text: string, others: Localised): number =>
  Math.max(text.length, ...Object.values(others ?? {}).map((other) => other?.length ?? 0));

interface Named {
  readonly name: string;
  readonly name_localizations?: Localised;
  readonly description: string;
  readonly description_localizations?: Localised;
}
const sizeOf = (named: Named): number =>
  longest(named.name, named.name_localizations) + longest(named.description, named.description_localizations);

const shared = {
  integration_types: z.array(z.union([z.literal(0), z.literal(1)])).default([0]),
  contexts: z
    .array(z.union([z.literal(0), z.literal(1), z.literal(2)]))
    .nullable()
    .default(null),
};

const SlashCommand = z
  .looseObject({
    type: z.literal(SLASH),
    name: SlashName,
    name_localizations: localised(SlashName),
    description: Description,
    description_localizations: localised(Description),
    options: z
      .array(Option)
      .max(COMMAND.options)
      .refine(
        (options) => options.every((option, i) => !option.required || i === 0 || options[i - 1]!.required),
        'Required options must be placed before non-required options',
      )
      .refine(
        (options) =>
          LOCALES.every((locale) => {
            const names = options.map(({ name, name_localizations }) => name_localizations?.[locale] ?? name);
            return new Set(names).size === names.length;
          }),
        'Duplicate option name',
      )
      .default([]),
    ...shared,
  })
  .refine((command) => {
    const choices = command.options.flatMap((option) => option.choices ?? []);
    const size =
      sizeOf(command) +
      command.options.reduce((sum, option) => sum + sizeOf(option), 0) +
      choices.reduce(
        (sum, { name, name_localizations, value }) =>
          sum + longest(name, name_localizations) + String(value).length,
        0,
      );
    return size <= COMMAND.total;
  }, `The texts of a command take ${COMMAND.total} characters at most`);

const MenuCommand = z.looseObject({
  type: z.literal(MESSAGE_MENU),
  name: MenuName,
  name_localizations: localised(MenuName),
  description: z.literal('').default(''),
  options: z.array(z.never()).default([]),
  ...shared,
});

/** The body of a command to create. */
export const CommandBody = z.preprocess(
  (body) => (typeof body === 'object' && body !== null ? { type: SLASH, ...body } : body),
  z.discriminatedUnion('type', [SlashCommand, MenuCommand]),
);
export type CommandBody = z.infer<typeof CommandBody>;
