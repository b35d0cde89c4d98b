/** What set a rule off, as it is kept with a run until that is over. */
import { z } from 'zod';
import { Author, Conversation, Message, Outcome } from '../chat/index.ts';
import type { NewRun, RuleKey } from '../store/index.ts';

export const Cause = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.enum(['message', 'edit', 'unanswered']),
      message: Message,
      /** It happened while the bot was away. */
      isMissed: z.boolean(),
      /** The bot was asked by it, and answers. */
      isAsked: z.boolean(),
    })
    .readonly(),
  /** The message is read when it is needed. */
  z
    .object({
      kind: z.literal('reaction'),
      emoji: z.string(),
      /** As of the event. */
      names: z.array(z.string()).readonly().optional(),
      by: Author,
      conversation: Conversation,
      messageId: z.string(),
    })
    .readonly(),
  z.object({ kind: z.literal('schedule'), at: z.number(), isMissed: z.boolean() }).readonly(),
  /** The rule itself went wrong: its author is to be told. */
  z.object({ kind: z.literal('broken'), sentence: Outcome }).readonly(),
]);
export type Cause = z.infer<typeof Cause>;

/** The cause of a run; undefined where another version has written it. */
export function causeOf({ cause }: { readonly cause: string }): Cause | undefined {
  try {
    return Cause.safeParse(JSON.parse(cause)).data;
  } catch {
    return undefined;
  }
}

/** A run that is due at once, and about nothing that anybody has said. */
export const runAboutNothing = (key: RuleKey, trigger: string, at: number, cause: Cause): NewRun => ({
  key,
  trigger,
  conversation: undefined,
  message: undefined,
  person: undefined,
  isFromBot: false,
  at,
  dueAt: at,
  group: undefined,
  putOffMs: undefined,
  cause: JSON.stringify(cause),
});
