/** Who may come in: tokens, what they are good for, how an app gets them, and how it loses them. */
import { ApiError } from './api-error.ts';
import { textArg, type Args, type Json } from './json.ts';
import type { Enterprise, State, World } from './state.ts';

/** A workspace, or a company that has the app in all of its workspaces. */
export type Place = State | Enterprise;

interface Token {
  readonly place: Place;
  readonly scopes: () => ReadonlySet<string>;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** Why it is no longer good. */
  end?: 'account_inactive' | 'token_revoked';
}

interface Code {
  readonly place: Place;
  readonly scopes: readonly string[];
  isUsed: boolean;
}

export interface OAuth {
  /** A token that somebody copied from the pages of the app. */
  issue(state: State, token: string): void;
  /** What a token is good for; throws what Slack says of one that is not. */
  check(token: string): Pick<Token, 'place' | 'scopes'>;
  /** Somebody presses “Allow”. Gives what they bring back to the app. */
  allow(url: string, place: Place, scopes?: readonly string[]): string;
  /** `oauth.v2.access`: a token for a code, or for what renews one. */
  access(args: Args): Record<string, Json>;
  /** No token of a place is good any more. */
  end(place: Place, why: NonNullable<Token['end']>): void;
  /** Their time is over. */
  expire(place: Place): void;
  /** Whose installation counts in a workspace: its own, or its company's. Undefined where there is none. */
  installationIn(state: State): Place | undefined;
}

export interface OAuthOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** How long a token lasts, in seconds. Without it tokens last for ever. */
  readonly tokenSeconds: number | undefined;
}

export const isState = (place: Place): place is State => 'team' in place;

export function createOAuth(world: World, options: OAuthOptions): OAuth {
  const { clientId, clientSecret, tokenSeconds } = options;
  const tokens = new Map<string, Token>();
  const codes = new Map<string, Code>();
  /** What renews a token: whose it is, and whether it was used. */
  const renewals = new Map<string, Code>();

  const grant = ({ place, scopes }: Code): Record<string, Json> => {
    const token = world.nextId('xoxb-granted-');
    const granted = new Set(scopes);
    const lifetime = tokenSeconds === undefined ? Infinity : tokenSeconds * 1000;
    tokens.set(token, { place, scopes: () => granted, expiresAt: world.now() + lifetime });
    const renewal = world.nextId('xoxe-1-');
    if (tokenSeconds !== undefined) renewals.set(renewal, { place, scopes, isUsed: false });
    world.changes.changed();
    const enterprise = isState(place) ? place.enterprise : place;
    return {
      access_token: token,
      token_type: 'bot',
      scope: scopes.join(','),
      bot_user_id: place.bot.userId,
      app_id: 'A0LOOP',
      team: isState(place) ? { id: place.team, name: place.name } : null,
      enterprise: enterprise ? { id: enterprise.id, name: enterprise.name } : null,
      is_enterprise_install: !isState(place),
      authed_user: { id: 'U0ADMIN' },
      ...(tokenSeconds === undefined ? {} : { refresh_token: renewal, expires_in: tokenSeconds }),
    };
  };

  const of = (place: Place) => [...tokens.values()].filter((token) => token.place === place);

  return {
    issue: (state, token) =>
      void tokens.set(token, { place: state, scopes: () => state.scopes, expiresAt: Infinity }),
    check: (token) => {
      const known = tokens.get(token);
      if (!known) throw new ApiError('invalid_auth');
      if (known.end) throw new ApiError(known.end);
      if (world.now() >= known.expiresAt) throw new ApiError('token_expired');
      return known;
    },
    allow: (url, place, only) => {
      const { pathname, searchParams } = new URL(url);
      const scopes = (searchParams.get('scope') ?? '').split(',').filter((scope) => scope !== '');
      const state = searchParams.get('state') ?? '';
      if (pathname !== '/oauth/v2/authorize' || searchParams.get('client_id') !== clientId)
        throw new Error(`Slack shows nobody ${url}`);
      if (scopes.length === 0 || state === '')
        throw new Error('an app asks for scopes, with a state of its own');
      const code = world.nextId('code-');
      codes.set(code, { place, scopes: only ?? scopes, isUsed: false });
      return String(new URLSearchParams({ code, state }));
    },
    access: (args) => {
      if (textArg(args, 'client_id') !== clientId) throw new ApiError('invalid_client_id');
      if (textArg(args, 'client_secret') !== clientSecret) throw new ApiError('bad_client_secret');
      const isRenewal = textArg(args, 'grant_type') === 'refresh_token';
      const found = isRenewal
        ? renewals.get(textArg(args, 'refresh_token') ?? '')
        : codes.get(textArg(args, 'code') ?? '');
      if (!found || found.isUsed) {
        if (found) world.violations.push(`a ${isRenewal ? 'refresh token' : 'code'} was used twice`);
        throw new ApiError(isRenewal ? 'invalid_refresh_token' : 'invalid_code');
      }
      found.isUsed = true;
      return grant(found);
    },
    end: (place, why) => {
      for (const token of of(place)) token.end ??= why;
      for (const [renewal, { place: whose }] of renewals) if (whose === place) renewals.delete(renewal);
    },
    expire: (place) => {
      for (const token of of(place)) token.expiresAt = Math.min(token.expiresAt, world.now());
    },
    installationIn: (state) =>
      [state, state.enterprise].find((place) => place && of(place).some(({ end }) => end === undefined)),
  };
}
