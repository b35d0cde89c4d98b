/** Finds the few rules that may be set off in a conversation among many, without looking at each. */
import type { Conversation } from '../chat/index.ts';
import { checksOf, searchFor } from '../rules/index.ts';
import type { StandingRule } from './rulebook.ts';

/** Each rule stands at the narrowest place it names: its channels, else its workspaces, else its platforms, else everywhere. */
export function indexed(
  rules: readonly StandingRule[],
): (conversation: Conversation) => readonly StandingRule[] {
  const places = new Map<string, StandingRule[]>();
  for (const rule of searchedTogether(rules))
    for (const place of placesOf(rule)) {
      const there = places.get(place);
      if (there) there.push(rule);
      else places.set(place, [rule]);
    }
  return (conversation) => {
    const { platform, workspace, channel, thread } = conversation;
    const found: StandingRule[] = [];
    for (const place of [channel, thread, `${platform}/${workspace}`, `*/${workspace}`, platform, EVERYWHERE])
      for (const rule of (place !== undefined && places.get(place)) || [])
        // A rule that names a channel and a thread of it is there twice.
        if (mayBeIn(rule, conversation) && !found.includes(rule)) found.push(rule);
    return found;
  };
}

/** The same rules; those that stand at the same places look for their patterns together. */
const searchedTogether = (rules: readonly StandingRule[]): readonly StandingRule[] =>
  [...Map.groupBy(rules, (rule) => placesOf(rule).join(' ')).values()].flatMap((group) => {
    const patterns = group.flatMap(({ rule: { when } }) =>
      when.on !== 'schedule' && when.matches ? [when.matches] : [],
    );
    const isIn = searchFor(patterns);
    return group.map((standing) => ({ ...standing, checks: checksOf(standing.rule, isIn) }));
  });

const EVERYWHERE = '*';

function placesOf({ rule: { where }, madeIn }: StandingRule): readonly string[] {
  if (where.channels) return where.channels;
  if (madeIn) return [`${madeIn.platform}/${madeIn.workspace}`];
  return where.workspaces?.map((workspace) => `*/${workspace}`) ?? where.platforms ?? [EVERYWHERE];
}

/** A rule that was made in a chat holds in that workspace alone, whatever it says. */
const mayBeIn = ({ rule: { where }, madeIn }: StandingRule, { platform, workspace }: Conversation): boolean =>
  (madeIn === undefined || (madeIn.platform === platform && madeIn.workspace === workspace)) &&
  (where.platforms === undefined || (where.platforms as readonly string[]).includes(platform)) &&
  (where.workspaces === undefined || where.workspaces.includes(workspace));
