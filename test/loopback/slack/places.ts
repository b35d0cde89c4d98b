/** The workspaces and companies of a Slack, and the app that comes to them and goes. */
import type { Delivery, Outcome } from './delivery.ts';
import type { Json } from './json.ts';
import { isState, type OAuth, type Place } from './oauth.ts';
import { createState, type Enterprise, type State, type World } from './state.ts';
import type { LoopbackWorkspace } from './workspace.ts';

/** Where an app can be installed: a workspace by its id, or a company by its own. */
export interface Where {
  readonly id: string;
}

export interface Places {
  /** Another workspace, where the app is not installed yet. */
  workspace(name: string, options?: { readonly enterprise?: Where }): LoopbackWorkspace;
  enterprise(name: string): Where;
  /** A channel of one workspace is shared with another one, whose bot is invited, too. */
  share(channel: string, from: LoopbackWorkspace, to: LoopbackWorkspace): void;
  /**
   * Somebody presses “Allow” on the page of an address, for a workspace or a company, and ticks no more than `scopes`. Gives the query
   * that their browser brings back to the app.
   */
  allow(url: string, where: LoopbackWorkspace | Where, scopes?: readonly string[]): string;
  /** The tokens of a workspace or company are past their time. */
  expireTokens(where: LoopbackWorkspace | Where): void;
  /** The app is removed, and hears of it. */
  uninstall(where: LoopbackWorkspace | Where): Promise<Outcome>;
  /** More happens in a workspace than Slack delivers: it tells which minute it begins to drop events in. */
  dropEvents(workspace: LoopbackWorkspace, minute: Date): Promise<Outcome>;
  /** Its token is taken back, and it hears of that. */
  revoke(where: LoopbackWorkspace | Where): Promise<Outcome>;
}

export interface PlacesParts {
  readonly world: World;
  /** All workspaces; those that come are added. */
  readonly states: State[];
  readonly oauth: OAuth;
  readonly subscribed: ReadonlySet<string>;
  readonly deliver: (delivery: Delivery) => Promise<Outcome>;
  readonly inhabit: (state: State) => LoopbackWorkspace;
}

export function createPlaces({ world, states, oauth, subscribed, deliver, inhabit }: PlacesParts): Places {
  const enterprises: Enterprise[] = [];
  const newBot = () => ({ userId: world.nextId('UBOT'), botId: world.nextId('BBOT'), name: 'attache' });

  const placeOf = (where: LoopbackWorkspace | Where): Place => {
    const id = 'team' in where ? where.team : where.id;
    const place = states.find(({ team }) => team === id) ?? enterprises.find((one) => one.id === id);
    if (!place) throw new Error(`no ${id} on the loopback Slack`);
    return place;
  };
  const stateOf = (workspace: LoopbackWorkspace): State => {
    const place = placeOf(workspace);
    if (!isState(place)) throw new Error(`${place.id} is no workspace`);
    return place;
  };

  /** Tells the app that it is no longer wanted. Slack names no installation then. */
  const tellEnd = (place: Place, event: { readonly [key: string]: Json }): Promise<Outcome> => {
    if (!subscribed.has(String(event['type']))) return Promise.resolve({ acknowledged: false, attempts: 0 });
    const enterprise = isState(place) ? place.enterprise : place;
    return deliver({
      type: 'events_api',
      payload: {
        token: 'verification',
        ...(isState(place) && { team_id: place.team }),
        ...(enterprise && { enterprise_id: enterprise.id }),
        api_app_id: 'A0LOOP',
        type: 'event_callback',
        event_id: world.nextId('Ev'),
        event_time: Math.floor(world.now() / 1000),
        authorizations: [],
        event: { ...event, event_ts: world.nextTs() },
      },
    });
  };

  return {
    workspace: (name, { enterprise: company } = {}) => {
      const enterprise = enterprises.find(({ id }) => id === company?.id);
      const team = world.nextId('T');
      const bot = enterprise?.bot ?? newBot();
      const state = createState(world, { team, name, enterprise, bot, scopes: new Set(states[0]?.scopes) });
      states.push(state);
      return inhabit(state);
    },
    enterprise: (name) => {
      const enterprise = { id: world.nextId('E'), name, bot: newBot() };
      enterprises.push(enterprise);
      return enterprise;
    },
    share: (id, from, to) => {
      const channel = stateOf(from).channels.get(id);
      if (!channel) throw new Error(`no channel ${id} to share`);
      const there = stateOf(to);
      channel.isShared = true;
      channel.members.add(there.bot.userId);
      channel.elsewhere = [...(channel.elsewhere ?? []), there.messages];
      there.channels.set(id, channel);
    },
    allow: (url, where, scopes) => oauth.allow(url, placeOf(where), scopes),
    expireTokens: (where) => oauth.expire(placeOf(where)),
    uninstall: (where) => {
      oauth.end(placeOf(where), 'account_inactive');
      return tellEnd(placeOf(where), { type: 'app_uninstalled' });
    },
    dropEvents: ({ team }, minute) =>
      deliver({
        type: 'events_api',
        payload: {
          token: 'verification',
          type: 'app_rate_limited',
          team_id: team,
          minute_rate_limited: minute.getTime() / 1000,
          api_app_id: 'A0LOOP',
        },
      }),
    revoke: (where) => {
      oauth.end(placeOf(where), 'token_revoked');
      const tokens = { oauth: [], bot: [placeOf(where).bot.userId] };
      return tellEnd(placeOf(where), { type: 'tokens_revoked', tokens });
    },
  };
}
