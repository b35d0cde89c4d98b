/** A complete answer, as it is kept until it is written. */
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { ActionId, type OutgoingFile } from '../../chat/index.ts';
import type { Tables, TurnTable } from '../tables/schema.ts';
import type { Composed } from './work.ts';

const Receipt = z.object({
  attachmentId: z.string(),
  name: z.string(),
  kind: z.enum(['image', 'audio', 'video', 'document', 'text', 'unknown']),
  outcome: z.enum(['used', 'skipped']),
  summary: z.string(),
  pictures: z.number(),
  tokens: z.number(),
  costUsd: z.number(),
});

const Step = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  details: z.string().optional(),
});

/** As this version draws it: what a composer remembers beside it is not kept. */
const View: z.ZodType<Composed['view']> = z.object({
  phase: z.enum(['working', 'thinking', 'answering', 'done', 'failed', 'stopped']),
  status: z.string().optional(),
  markdown: z.string(),
  reasoning: z.string().optional(),
  steps: z.array(Step),
  plan: z.object({ title: z.string() }).optional(),
  receipts: z.array(Receipt),
  notices: z.array(z.string()),
  footer: z.string().optional(),
  actions: z.array(z.object({ id: ActionId, label: z.string(), turnId: z.string() })),
});

/** Undefined where nothing is kept, or by a version that this one cannot read: then the model is asked again. */
export const viewOf = ({ composed }: Pick<TurnTable, 'composed'>): Composed['view'] | undefined =>
  composed === null ? undefined : View.safeParse(JSON.parse(composed)).data;

/** How a turn ends whose complete answer is in a phase. */
const ENDS = {
  working: 'failed',
  thinking: 'failed',
  answering: 'failed',
  done: 'done',
  failed: 'failed',
  stopped: 'cancelled',
} as const satisfies Record<Composed['view']['phase'], TurnTable['state']>;

/** What a turn is, or will be as soon as its answer is written: the buttons below that are there already. */
export const endOf = (row: Pick<TurnTable, 'state' | 'composed'>): TurnTable['state'] => {
  const view = viewOf(row);
  return view ? ENDS[view.phase] : row.state;
};

export async function keepFiles(
  db: Kysely<Tables>,
  turn: string,
  files: readonly OutgoingFile[],
): Promise<void> {
  // One by one: each may be as large as a message holds.
  for (const [position, { name, mediaType, altText, spoiler, data }] of files.entries())
    await db
      .insertInto('outgoing')
      .values({
        turn,
        position,
        name,
        media_type: mediaType,
        alt_text: altText,
        spoiler: spoiler ? 1 : 0,
        data,
      })
      .execute();
}

export async function filesOf(db: Kysely<Tables>, turn: string): Promise<readonly OutgoingFile[]> {
  const rows = await db
    .selectFrom('outgoing')
    .selectAll()
    .where('turn', '=', turn)
    .orderBy('position')
    .execute();
  return rows.map(({ name, media_type, alt_text, spoiler, data }) => ({
    name,
    mediaType: media_type,
    altText: alt_text,
    spoiler: spoiler === 1,
    data,
  }));
}

/** Lets go of what was kept: it is written, or something else is asked. */
export async function dropFiles(db: Kysely<Tables>, turn: string): Promise<void> {
  await db.deleteFrom('outgoing').where('turn', '=', turn).execute();
}
