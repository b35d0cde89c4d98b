/** People and bots as the platform describes them. */
import { ApiError } from './api-error.ts';
import { textArg, type Args } from './json.ts';
import type { State } from './state.ts';

export function describeUser({ users, team, enterprise }: State, args: Args) {
  const user = users.get(textArg(args, 'user') ?? '');
  if (!user) throw new ApiError('user_not_found');
  const { id, name, app, guest } = user;
  const isLocalised = textArg(args, 'include_locale') === 'true' || args['include_locale'] === true;
  return {
    user: {
      id,
      team_id: user.team ?? team,
      name: name.toLowerCase(),
      real_name: name,
      profile: {
        display_name: name,
        real_name: name,
        ...(app && { bot_id: app.botId, api_app_id: app.appId }),
      },
      deleted: user.deleted ?? false,
      is_bot: app !== undefined,
      is_restricted: guest !== undefined,
      is_ultra_restricted: guest === 'one channel',
      ...(enterprise && { enterprise_user: { id, enterprise_id: enterprise.id, teams: [team] } }),
      ...(isLocalised ? { locale: user.locale ?? 'en-US' } : {}),
    },
  };
}
