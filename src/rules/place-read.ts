/** The channel whose history a schedule reads. */
import type { Rule } from './rule.ts';

export interface PlaceRead {
  readonly platform: 'discord' | 'slack';
  /** Undefined where the id of the channel says it. */
  readonly workspace: string | undefined;
  readonly channel: string;
}

/** The one that `where` names, else the one it posts in; undefined where there is none. */
export function placeRead({ where, then: { to } }: Pick<Rule, 'where' | 'then'>): PlaceRead | undefined {
  const place = typeof to === 'object' && !('webhook' in to) ? to : undefined;
  const channel = where.channels?.[0] ?? (place && 'channel' in place ? place.channel : undefined);
  const platform = where.platforms?.[0] ?? place?.platform;
  if (channel === undefined || platform === undefined) return undefined;
  const isThere = place?.platform === platform;
  return { platform, workspace: where.workspaces?.[0] ?? (isThere ? place.workspace : undefined), channel };
}
