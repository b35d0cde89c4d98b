/**
 * Tells Discord of the commands, where it does not know them as they are now: 200 new ones a day are allowed. Commands are
 * ours by name and type. Others are left alone, for nothing tells who made them.
 */
import { isDeepStrictEqual } from 'node:util';
import { type REST, type RESTPostAPIApplicationCommandsJSONBody, Routes } from 'discord.js';
import { z } from 'zod';
import type { AskChoices } from '../../../src/chat/index.ts';
import { definitions } from '../commands.ts';

const Localised = z
  .record(z.string(), z.string())
  .nullish()
  .transform((texts) => texts ?? {});
const Places = z
  .array(z.int())
  .nullish()
  .transform((places) => (places ?? []).toSorted());

/** The fields that we set, the same for what Discord leaves out as for what we leave out. The rest is Discord's. */
const Definition = z.object({
  name: z.string(),
  type: z.int().default(1),
  name_localizations: Localised,
  description: z.string().default(''),
  description_localizations: Localised,
  options: z
    .array(
      z.object({
        name: z.string(),
        name_localizations: Localised,
        type: z.int(),
        description: z.string(),
        description_localizations: Localised,
        required: z.boolean().default(false),
        autocomplete: z.boolean().default(false),
        min_value: z.number().optional(),
        max_value: z.number().optional(),
        choices: z
          .array(
            z.object({
              name: z.string(),
              name_localizations: Localised,
              value: z.union([z.string(), z.number()]),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
  integration_types: Places,
  contexts: Places,
});
type Definition = z.infer<typeof Definition>;

const isSame = (one: Definition, other: Definition): boolean =>
  one.name === other.name && one.type === other.type;

/**
 * Registers what is new or has changed: all at once, which takes one request; one by one, of which Discord takes five in
 * twenty seconds, where there are commands that must be left alone.
 *
 * @param rest waits where Discord asks for a pause
 */
export async function registerCommands(
  rest: REST,
  applicationId: string,
  choices: AskChoices,
): Promise<'registered' | 'unchanged'> {
  const route = Routes.applicationCommands(applicationId);
  const query = new URLSearchParams({ with_localizations: 'true' });
  const known = z.array(Definition).parse(await rest.get(route, { query }));
  const wanted: readonly RESTPostAPIApplicationCommandsJSONBody[] = definitions(choices);
  const changed = wanted.filter((command) => {
    const definition = Definition.parse(command);
    return !known.some((other) => isDeepStrictEqual(other, definition));
  });
  if (changed.length === 0) return 'unchanged';
  const all = wanted.map((command) => Definition.parse(command));
  if (known.every((other) => all.some((ours) => isSame(ours, other))))
    await rest.put(route, { body: wanted });
  else for (const command of changed) await rest.post(route, { body: command });
  return 'registered';
}
