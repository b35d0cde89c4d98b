/** The routes of servers: what one is, its channels, its active threads, its members. */
import { ApiError, CODE } from './errors.ts';
import type { Server } from './messages.ts';
import { channelsIn, guildObject, memberObject, userObject } from './guild-objects.ts';
import type { Routes } from './rest.ts';
import type { Guild } from './state.ts';

export function guildRoutes({ world }: Server): Routes {
  const guildOf = (id: string): Guild => {
    const guild = world.guilds.get(id);
    if (!guild?.members.has(world.bot.id)) throw new ApiError(404, CODE.unknownGuild, 'Unknown Guild');
    return guild;
  };

  return {
    'GET /guilds/:guild': ({ params }) => guildObject(guildOf(params.guild!)),
    'GET /guilds/:guild/channels': ({ params }) => channelsIn(world, guildOf(params.guild!), 'text'),
    'GET /guilds/:guild/threads/active': ({ params }) => ({
      threads: channelsIn(world, guildOf(params.guild!), 'publicThread'),
      members: [],
    }),
    'GET /guilds/:guild/members/:user': ({ params }) => {
      const guild = guildOf(params.guild!);
      const user = world.users.get(params.user!);
      if (!user) throw new ApiError(404, CODE.unknownUser, 'Unknown User');
      if (!guild.members.has(user.id)) throw new ApiError(404, CODE.unknownMember, 'Unknown Member');
      return { ...memberObject(guild, user.id), user: userObject(user) };
    },
  };
}
