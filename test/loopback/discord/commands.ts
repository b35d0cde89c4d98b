/** The routes of slash commands: list, create (the same name replaces), replace all, delete. */
import { ApiError, CODE } from './errors.ts';
import type { Server } from './messages.ts';
import type { Routes } from './rest.ts';
import { CommandBody, parseBody } from './validation.ts';

export function commandRoutes({ world }: Server): Routes {
  const store = (raw: unknown) => {
    const body = parseBody(CommandBody, raw);
    const known = [...world.commands.values()].find((command) => command.name === body.name);
    const command = {
      ...body,
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
    'GET /applications/:app/commands': () => [...world.commands.values()],
    'POST /applications/:app/commands': ({ body }) => store(body),
    'PUT /applications/:app/commands': ({ body }) => {
      if (!Array.isArray(body)) throw new ApiError(400, CODE.invalidForm, 'Invalid Form Body');
      world.commands.clear();
      return body.map(store);
    },
    'DELETE /applications/:app/commands/:command': ({ params }) => {
      if (!world.commands.delete(params.command!))
        throw new ApiError(404, CODE.unknownCommand, 'Unknown application command');
    },
  };
}
