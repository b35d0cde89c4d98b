/** Whether the places that a rule names are there, and what whoever adds it may do in them: it acts with the rights of its author. */
import { type Acts, type Conversation, type Right, sentenceFor, UserError } from '../../chat/index.ts';
import { placeRead, type Rule } from '../../rules/index.ts';

export interface Lacked {
  readonly channel: string;
  readonly rights: readonly Right[];
}

/** One sentence for each place that the bot does not see, or where it can post nothing, with where that stands in the rule. */
export async function missingPlaces(
  { where, then: { to } }: Rule,
  here: Conversation,
  acts: Pick<Acts, 'named' | 'place'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const watched = (where.channels ?? []).map(async (id, index) =>
    (await acts.named(id, here, signal))
      ? []
      : [
          `where.channels.${index}: I see no channel or thread “${id}” from here. I must be in the channel; a thread of Slack’s is named in the channel it is in.`,
        ],
  );
  const posted = typeof to === 'object' && 'channel' in to ? postFault(to.channel, here, acts, signal) : [];
  return (await Promise.all([...watched, posted])).flat();
}

async function postFault(
  channel: string,
  { workspace }: Conversation,
  acts: Pick<Acts, 'place'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    await acts.place({ how: 'post', channel, workspace }, signal);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`then.to.channel: ${sentenceFor(error)}`];
  }
}

/** What somebody lacks for a rule, channel by channel; none where they may do all of it. */
export async function lacked(
  rule: Rule,
  person: string,
  here: Conversation,
  acts: Pick<Acts, 'lacks' | 'named'>,
  signal: AbortSignal,
): Promise<readonly Lacked[]> {
  const found: Lacked[] = [];
  for (const [channel, needed] of neededFor(rule)) {
    const place = channel === here.channel ? here : await acts.named(channel, here, signal);
    const rights = place ? await acts.lacks(person, place, [...needed], signal) : [...needed];
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
