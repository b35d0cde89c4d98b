/** The conversations that the bot is a member of, as far as its scopes let it see them. */
import { z } from 'zod';
import type { Reader } from './call.ts';
import { slackCode } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import type { MissedContext } from '../reading/missed.ts';

/** The kinds of conversation, each with the scope that lists them and the one that reads them. */
const KINDS = [
  ['im', 'im:read', 'im:history'],
  ['public_channel', 'channels:read', 'channels:history'],
  ['private_channel', 'groups:read', 'groups:history'],
  ['mpim', 'mpim:read', 'mpim:history'],
] as const;

const Conversations = z.object({
  channels: z.array(z.object({ id: z.string(), is_mpim: z.boolean().nullish() })),
  response_metadata: z.object({ next_cursor: z.string().optional() }).nullish(),
});

/** Their ids, up to `LIMITS.missedConversations`. */
export async function* ownConversations(
  {
    clients: { repeatable },
    us: { team, scopes },
    groups,
    log,
  }: Pick<MissedContext, 'clients' | 'us' | 'groups' | 'log'>,
  ask: Reader,
): AsyncGenerator<string> {
  const has = (scope: string) => scopes.includes(scope);
  const kinds = KINDS.filter(([, lists, reads]) => has(lists) && has(reads)).map(([kind]) => kind);
  const hidden = KINDS.filter(([, lists, reads]) => !has(lists) && has(reads)).map(([, lists]) => lists);
  if (hidden.length > 0)
    log.info(
      { scopes: hidden },
      'without these scopes slack does not tell in which conversations I am: only known ones are read',
    );
  if (kinds.length === 0) return;
  let left: number = LIMITS.missedConversations;
  let cursor: string | undefined;
  do {
    const answer = await ask(() =>
      repeatable.users.conversations({
        types: kinds.join(','),
        exclude_archived: true,
        limit: Math.min(left, LIMITS.messagesPage),
        ...(cursor === undefined ? {} : { cursor }),
      }),
    ).catch((error: unknown) => {
      if (slackCode(error) === undefined) throw error;
      log.warn({ err: error }, 'slack does not tell in which conversations I am');
      return { channels: [] };
    });
    const { channels, response_metadata } = Conversations.parse(answer);
    for (const { id, is_mpim } of channels) {
      groups.note(team, id, is_mpim === true);
      yield id;
    }
    left -= channels.length;
    cursor = response_metadata?.next_cursor;
  } while (cursor && left > 0);
  if (cursor)
    log.warn(
      { most: LIMITS.missedConversations },
      'the bot is in more conversations than are looked at for what was missed',
    );
}
