/** What a check is asked and what it answers: the words between `checkJson` and its worker. */
import { z } from 'zod';
import { JsonSchema } from './json-schema.ts';

export const CheckOrder = z.object({
  schema: JsonSchema,
  /** What a model wrote; without it, only the schema is looked at. */
  written: z.object({ text: z.string(), strict: z.boolean(), isWrapped: z.boolean() }).optional(),
});
export type CheckOrder = z.infer<typeof CheckOrder>;

export const Checked = z.discriminatedUnion('kind', [
  /** It fits: the value as JSON, laid out for people. Without anything written, the schema can be used. */
  z.object({ kind: z.literal('valid'), json: z.string() }),
  z.object({ kind: z.literal('invalid'), faults: z.array(z.string()) }),
  /** Nothing can be checked against this schema. */
  z.object({ kind: z.literal('unusable'), fault: z.string() }),
]);
export type Checked = z.infer<typeof Checked>;
