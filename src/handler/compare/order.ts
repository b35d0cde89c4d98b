/** What is found out in a thread of its own: the words between `aside` and its thread. */
import { z } from 'zod';

export const Order = z.discriminatedUnion('find', [
  /** What closes a Markdown text, so that nothing below it is taken in. */
  z.object({ find: z.literal('closing'), text: z.string() }),
  /** What differs between two texts, as Markdown. */
  z.object({
    find: z.literal('difference'),
    first: z.string(),
    second: z.string(),
    words: z.object({ same: z.string(), unlike: z.string(), tooLong: z.string() }),
  }),
]);
export type Order = z.infer<typeof Order>;
