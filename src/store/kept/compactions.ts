/** What stands for the older part of a conversation that no longer fits a model: one for each conversation and model. */
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { type Conversation, conversationKey } from '../../chat/index.ts';
import type { Engine } from '../engine/engine.ts';
import { LIMITS } from '../limits.ts';
import { channelKey } from './owners.ts';
import type { Tables } from '../tables/schema.ts';

/** A summary in words, or what a model's server has made of it: only that server can read it. */
const Content = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('summary'), text: z.string() }).readonly(),
  z.object({ kind: z.literal('replay'), replay: z.unknown() }).readonly(),
]);

export interface Compaction {
  /** The last message it stands for, and when that was sent (milliseconds since 1970). */
  readonly throughId: string;
  readonly throughAt: number;
  /** So many messages. */
  readonly messages: number;
  readonly content: z.infer<typeof Content>;
}

/** Where a compaction belongs: a conversation, or a chain of replies in it, and the model it was made for. */
export interface CompactionPlace {
  readonly conversation: Conversation;
  /** The first message of the chain; undefined where the conversation is one line. */
  readonly chain?: string | undefined;
  readonly model: string;
}

export interface Compactions {
  /** Undefined where there is none, or it is older than what is kept: what it stands for may have been edited since. */
  compaction(place: CompactionPlace): Promise<Compaction | undefined>;
  /**
   * Keeps a compaction in the place of the one before. For a question about an older message, one may be made that reaches
   * less far: then the one that is there stays. Chains branch, so in their place the last one made is kept.
   *
   * @param madeFrom when what it was made from was read, in milliseconds since 1970: it is not kept where something of the
   *   conversation, or somebody on its platform, was forgotten since
   */
  keepCompaction(place: CompactionPlace, compaction: Compaction, madeFrom: number): Promise<void>;
  /** Forgets a compaction that its model no longer reads. */
  dropCompaction(place: CompactionPlace): Promise<void>;
}

/** @param now the store's clock */
export function createCompactions({ db, locked }: Engine, now: () => number): Compactions {
  return {
    async compaction(place) {
      const row = await db
        .selectFrom('compaction')
        .selectAll()
        .where('conversation', '=', keyOf(place))
        .where('model', '=', place.model)
        .where('at', '>=', now() - LIMITS.keptMs)
        .executeTakeFirst();
      const content = row && Content.safeParse(JSON.parse(row.content)).data;
      if (!content) return undefined;
      const { through_id: throughId, through_at: throughAt, messages } = row;
      return { throughId, throughAt, messages, content };
    },

    async keepCompaction(place, { throughId, throughAt, messages, content }, madeFrom) {
      const { conversation } = place;
      await locked([forgettingLock(conversation.platform)], async (transaction) => {
        const forgotten = await transaction
          .selectFrom('forgotten')
          .select('at')
          .where('conversation', 'in', [
            conversationKey(conversation),
            channelKey(conversation),
            conversation.platform,
          ])
          .where('at', '>=', madeFrom)
          .executeTakeFirst();
        if (forgotten) return;
        if (place.chain === undefined) {
          const later = await transaction
            .selectFrom('compaction')
            .select('through_at')
            .where('conversation', '=', keyOf(place))
            .where('model', '=', place.model)
            .where('at', '>=', now() - LIMITS.keptMs)
            .where('through_at', '>', throughAt)
            .executeTakeFirst();
          if (later) return;
        }
        const row = {
          through_id: throughId,
          through_at: throughAt,
          messages,
          content: JSON.stringify(content),
          at: now(),
        };
        await transaction
          .insertInto('compaction')
          .values({ conversation: keyOf(place), model: place.model, ...row })
          .onConflict((conflict) => conflict.columns(['conversation', 'model']).doUpdateSet(row))
          .execute();
      });
    },

    async dropCompaction(place) {
      await db
        .deleteFrom('compaction')
        .where('conversation', '=', keyOf(place))
        .where('model', '=', place.model)
        .execute();
    },
  };
}

/** Under the key of its conversation, so that it is found wherever that is forgotten. */
const keyOf = ({ conversation, chain }: CompactionPlace): string =>
  [conversationKey(conversation), ...(chain === undefined ? [] : [`chain-${chain}`])].join(':');

/** Held where something of a platform is forgotten, and where something is kept that was made from what was said there. */
export const forgettingLock = (platform: string): string => `forgetting:${platform}`;

/**
 * Forgets what stands for a conversation and all within it: its threads and chains. A platform is a conversation in this
 * sense, too.
 *
 * @param key as `conversationKey` writes it, or the name of a platform
 */
export async function forgetCompactions(db: Kysely<Tables>, key: string): Promise<void> {
  await db
    .deleteFrom('compaction')
    .where((row) =>
      row.or([
        row('conversation', '=', key),
        // A prefix without wildcards: ids may hold an underscore.
        row(row.fn('substr', ['conversation', row.val(1), row.val(key.length + 1)]), '=', `${key}:`),
      ]),
    )
    .execute();
}

/** Forgets those that were made before a time, in milliseconds since 1970. */
export async function pruneCompactions(db: Kysely<Tables>, before: number): Promise<void> {
  await db.deleteFrom('compaction').where('at', '<', before).execute();
}
