/** The routes of commands: list, create (the same name and type replaces), replace all, delete. */
import { CommandBody } from './command-body.ts';
import { ApiError, CODE } from './errors.ts';
import { COMMANDS } from './limits.ts';
import type { Server } from './messages.ts';
import type { Routes } from './rest.ts';
import { parseBody } from './validation.ts';

type Json = Record<string, unknown>;

/** Discord leaves out what is as usual, and names no translation `null`. */
function tidy(definition: Json): Json {
  const { required, autocomplete, choices, options, name_localizations, ...rest } = definition;
  const all = (list: unknown) => (list as readonly Json[]).map(tidy);
  return {
    ...rest,
    name_localizations: name_localizations ?? null,
    ...(required === true && { required }),
    ...(autocomplete === true && { autocomplete }),
    ...(Array.isArray(choices) && choices.length > 0 && { choices: all(choices) }),
    ...(Array.isArray(options) && options.length > 0 && { options: all(options) }),
  };
}

/** Without being asked for, translations are not given. */
function untranslated(definition: Json): Json {
  return Object.fromEntries(
    Object.entries(definition)
      .filter(([key]) => !key.endsWith('_localizations'))
      .map(([key, value]) => [
        key,
        key === 'options' || key === 'choices' ? (value as readonly Json[]).map(untranslated) : value,
      ]),
  );
}

export function commandRoutes({ world }: Server): Routes {
  const store = (raw: unknown) => {
    const body = parseBody(CommandBody, raw);
    const all = [...world.commands.values()];
    const known = all.find(({ name, type }) => name === body.name && type === body.type);
    if (!known && all.filter(({ type }) => type === body.type).length >= COMMANDS[body.type]!)
      throw new ApiError(400, CODE.tooManyCommands, 'Maximum number of application commands reached');
    const command = {
      ...tidy(body),
      id: known?.id ?? world.nextId(),
      application_id: world.applicationId,
      version: world.nextId(),
      default_member_permissions: null,
      nsfw: false,
    };
    world.commands.set(String(command.id), command);
    return command;
  };

  return {
    'GET /applications/:app/commands': ({ query }) => {
      const all = [...world.commands.values()];
      return query.get('with_localizations') === 'true' ? all : all.map(untranslated);
    },
    'POST /applications/:app/commands': ({ body }) => store(body),
    'PUT /applications/:app/commands': ({ body }) => {
      if (!Array.isArray(body)) throw new ApiError(400, CODE.invalidForm, 'Invalid Form Body');
      const definitions = body.map((one) => parseBody(CommandBody, one));
      for (const [id, { name, type }] of world.commands)
        if (!definitions.some((one) => one.name === name && one.type === type)) world.commands.delete(id);
      return definitions.map(store);
    },
    'DELETE /applications/:app/commands/:command': ({ params }) => {
      if (!world.commands.delete(params.command!))
        throw new ApiError(404, CODE.unknownCommand, 'Unknown application command');
    },
  };
}
