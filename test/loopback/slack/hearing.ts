/** What the app hears of in a workspace, and the envelope in which it is told. */
import type { Delivery, Outcome } from './delivery.ts';
import type { Json } from './json.ts';
import { isState, type OAuth } from './oauth.ts';
import type { Channel, State } from './state.ts';

type Event = { readonly [key: string]: Json };

export interface Hearing {
  /** Whether the app is there, and subscribed to an event. */
  hears(name: string): boolean;
  /** Whether the company has the app, and not the workspace itself. */
  isCompanys(): boolean;
  /** `channel`: where it happened, where it did in one. */
  tell(event: Event, channel?: Channel): Promise<Outcome>;
  /** Tells of a channel the bot is in, when allowed to. */
  tellMessage(channel: Channel, event: Event): Promise<Outcome>[];
}

/** What an event is called when the app subscribes to it, and the scope it takes. */
const SUBSCRIPTIONS: Readonly<Record<Channel['kind'], readonly [name: string, scope: string]>> = {
  channel: ['message.channels', 'channels:history'],
  group: ['message.groups', 'groups:history'],
  im: ['message.im', 'im:history'],
  mpim: ['message.mpim', 'mpim:history'],
};

export function createHearing(
  state: State,
  subscribed: ReadonlySet<string>,
  oauth: OAuth,
  deliver: (delivery: Delivery) => Promise<Outcome>,
): Hearing {
  const { team, enterprise, bot } = state;

  const hears = (name: string) => subscribed.has(name) && oauth.installationIn(state) !== undefined;
  const isCompanys = () => {
    const place = oauth.installationIn(state);
    return place !== undefined && !isState(place);
  };

  const tell = (event: Event, channel?: Channel) =>
    deliver({
      type: 'events_api',
      payload: {
        token: 'verification',
        // In a channel that companies share, that of the one who did it.
        team_id: event['user_team'] ?? team,
        ...(enterprise && { enterprise_id: enterprise.id }),
        context_team_id: team,
        context_enterprise_id: enterprise?.id ?? null,
        api_app_id: 'A0LOOP',
        type: 'event_callback',
        event_id: state.nextId('Ev'),
        event_time: Math.floor(state.now() / 1000),
        authorizations: [
          {
            team_id: isCompanys() ? null : team,
            enterprise_id: enterprise?.id ?? null,
            user_id: bot.userId,
            is_bot: true,
            is_enterprise_install: isCompanys(),
          },
        ],
        is_ext_shared_channel: channel?.isShared ?? false,
        event,
      },
    });

  return {
    hears,
    isCompanys,
    tell,
    tellMessage: (channel, event) => {
      const { id, kind, members } = channel;
      const [name, scope] = SUBSCRIPTIONS[kind];
      if (!hears(name) || !members.has(bot.userId) || !state.scopes.has(scope)) return [];
      const where = { type: 'message', channel: id, channel_type: kind };
      return [tell({ event_ts: state.nextTs(), ...event, ...where }, channel)];
    },
  };
}
