/** The routes of servers: which the bot is on, what one is, its channels, active threads, members and emoji. */
import { ApiError, CODE } from './errors.ts';
import type { Server } from './messages.ts';
import { channelsIn, emojiObject, guildObject, memberObject, userObject } from './guild-objects.ts';
import { GUILDS_PER_PAGE } from './limits.ts';
import { permissionsOn } from './permissions.ts';
import type { Guild } from './places.ts';
import type { Routes } from './rest.ts';

export function guildRoutes({ world }: Server): Routes {
  const guildOf = (id: string): Guild => {
    const guild = world.guilds.get(id);
    if (!guild?.members.has(world.bot.id)) throw new ApiError(404, CODE.unknownGuild, 'Unknown Guild');
    return guild;
  };

  return {
    'GET /users/@me/guilds': ({ query }) => {
      const after = BigInt(query.get('after') ?? 0);
      return [...world.guilds.values()]
        .filter(({ id, members }) => members.has(world.bot.id) && BigInt(id) > after)
        .slice(0, Math.min(Number(query.get('limit') ?? GUILDS_PER_PAGE), GUILDS_PER_PAGE))
        .map(({ id, name }) => ({
          id,
          name,
          icon: null,
          owner: false,
          permissions: String(permissionsOn(world, id, world.bot.id)),
          features: [],
        }));
    },
    'GET /guilds/:guild/emojis': ({ params }) => guildOf(params.guild!).emojis.map(emojiObject),
    'GET /guilds/:guild': ({ params }) => guildObject(guildOf(params.guild!)),
    'GET /guilds/:guild/channels': ({ params }) => channelsIn(world, guildOf(params.guild!), 'channels'),
    'GET /guilds/:guild/threads/active': ({ params }) => ({
      threads: channelsIn(world, guildOf(params.guild!), 'threads'),
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
