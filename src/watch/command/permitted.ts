/** What somebody who adds a rule must be allowed to do for it: a rule acts with the rights of its author. */
import type { Acts, Conversation, Right } from '../../chat/index.ts';
import { placeRead, type Rule } from '../../rules/index.ts';

export interface Lacked {
  readonly channel: string;
  readonly rights: readonly Right[];
}

/** What somebody lacks for a rule, channel by channel; none where they may do all of it. */
export async function lacked(
  rule: Rule,
  person: string,
  here: Conversation,
  acts: Pick<Acts, 'lacks'>,
  signal: AbortSignal,
): Promise<readonly Lacked[]> {
  const found: Lacked[] = [];
  for (const [channel, needed] of neededFor(rule)) {
    const isHere = channel === here.channel;
    const { platform, workspace } = here;
    const place: Conversation = isHere ? here : { platform, workspace, channel, kind: 'channel' };
    const rights = await acts.lacks(person, place, [...needed], signal);
    if (rights.length > 0) found.push({ channel, rights });
  }
  return found;
}

/** Of each channel, what is done there. */
function neededFor(rule: Rule): ReadonlyMap<string, ReadonlySet<Right>> {
  const { where, when, then } = rule;
  const { to, react } = then;
  const needed = new Map<string, Set<Right>>();
  const need = (channel: string | undefined, ...rights: readonly Right[]) => {
    if (channel !== undefined) needed.set(channel, new Set([...(needed.get(channel) ?? []), ...rights]));
  };
  if (when.on === 'schedule') need(then.read && placeRead(rule)?.channel, 'read');
  else
    for (const channel of where.channels ?? [])
      need(
        channel,
        'read',
        ...(to === 'reply' || to === 'thread' ? (['write'] as const) : []),
        ...(react === undefined ? [] : (['react'] as const)),
      );
  if (typeof to === 'object' && 'channel' in to) need(to.channel, 'write');
  return needed;
}
