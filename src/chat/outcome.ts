/** What the journal of rules says, as codes with their values: a code becomes a sentence where somebody reads it, in their language. */
import { z } from 'zod';

/** All there is to say is said with the code. */
const Plain = z.object({
  code: z.enum([
    // Why a rule is not set off.
    'onlyScheduled',
    'directMessage',
    'otherWorkspace',
    'otherChannel',
    'groupMessage',
    'notInThread',
    'inThread',
    'otherReactor',
    'ownMessage',
    'otherBot',
    'otherAuthor',
    'otherWords',
    // Why nothing is done about what has set it off.
    'asked',
    'repeated',
    'inQuietHours',
    'againInQuietHours',
    'editedAgain',
    'disconnected',
    'answered',
    'gone',
    'unscheduled',
    'ruleGone',
    'removed',
    'forgotten',
    'causeUnreadable',
    'authorLeft',
    'authorNoAdmin',
    'unwanted',
    // What it waits for.
    'quietHours',
    'mayBeAnswered',
    'restarted',
    'interrupted',
    // What went wrong.
    'rateLimited',
    'tooLate',
    'mishap',
    'nothingToAnswer',
    'begunTooOften',
    'judgeAway',
    'misshapen',
    'refused',
    'filtered',
    'lengthUsedUp',
    'brokenOff',
    // How its answer ended.
    'posted',
    'silent',
    'hindered',
    'failed',
    'stopped',
    // Who was told that it is broken.
    'notBrokenAnyMore',
    'logTold',
    'authorTold',
    'authorNotTold',
  ]),
});

const Happening = z.enum(['message', 'edit', 'reaction', 'unanswered']);
const Purse = z.enum(['person', 'channel', 'workspace', 'everyone', 'rule']);
/** A price as it is shown, or a number of tokens. */
const Amount = z.union([z.string(), z.number()]);
/** Whose budget it is, and when there is some again, in milliseconds since 1970. */
const budget = { whose: Purse, resets: z.number(), timeZone: z.string() };
const Contents = z.enum(['image', 'audio', 'video', 'document', 'link', 'code']);

/** What else is to be said stands beside the code. Platforms are named as in conversations; lengths of time are in milliseconds. */
const Valued = z.discriminatedUnion('code', [
  z.object({ code: z.literal('otherHappening'), on: Happening, happened: Happening }),
  z.object({ code: z.literal('otherPlatform'), platforms: z.array(z.string()).readonly() }),
  z.object({ code: z.literal('otherEmoji'), emoji: z.array(z.string()).readonly() }),
  z.object({ code: z.literal('otherContents'), has: z.array(Contents).readonly() }),
  z.object({ code: z.literal('circle'), times: z.number(), ms: z.number() }),
  z.object({ code: z.literal('unanswered'), ms: z.number() }),
  z.object({ code: z.literal('tooMuchSaid'), messages: z.number() }),
  z.object({ code: z.literal('cooling'), per: z.enum(['channel', 'person', 'rule']), ms: z.number() }),
  z.object({ code: z.literal('answersToCome'), times: z.number() }),
  z.object({ code: z.literal('authorElsewhere'), theirs: z.string(), here: z.string() }),
  /** `channel`: the id of one that the rule names; else it is the one where it happened. */
  z.object({ code: z.literal('noAccess'), channel: z.string().optional() }),
  z.object({
    code: z.literal('lacksRights'),
    rights: z.array(z.enum(['read', 'write', 'react'])).readonly(),
    channel: z.string().optional(),
  }),
  /** A yes that is less sure than this, from 0 to 1, is none. */
  z.object({ code: z.literal('unsure'), needed: z.number() }),
  z.object({ code: z.literal('reacted'), emoji: z.string() }),
  z.object({ code: z.literal('noSchema'), name: z.string() }),
  z.object({ code: z.literal('noWebhook'), name: z.string() }),
  z.object({ code: z.literal('unconnected'), platform: z.string() }),
  z.object({ code: z.literal('budgetUsedUp'), most: Amount, ...budget }),
  z.object({ code: z.literal('budgetTooSmall'), left: Amount, price: Amount, ...budget }),
  z.object({ code: z.literal('tooDear'), price: z.string(), most: z.string() }),
  z.object({ code: z.literal('pausedBy'), person: z.string() }),
  /** `fault`: what is wrong with the rule, in English. */
  z.object({ code: z.literal('unreadable'), fault: z.string() }),
]);

/** What says something of another outcome, which is its `why`. */
type About =
  | {
      readonly code: 'edited' | 'paused' | 'whereItPosts' | 'whereItReads' | 'unjudged' | 'no';
      readonly why: Outcome;
    }
  /** From 0 to 1. */
  | { readonly code: 'yes'; readonly confidence: number; readonly why: Outcome }
  | { readonly code: 'tried' | 'failedInARow'; readonly times: number; readonly why: Outcome };

const why = z.lazy((): z.ZodType<Outcome> => Outcome);
const About: z.ZodType<About> = z.discriminatedUnion('code', [
  z.object({ code: z.enum(['edited', 'paused', 'whereItPosts', 'whereItReads', 'unjudged', 'no']), why }),
  z.object({ code: z.literal('yes'), confidence: z.number(), why }),
  z.object({ code: z.enum(['tried', 'failedInARow']), times: z.number(), why }),
]);

/** An outcome in words of ours. */
export type CodedOutcome = Readonly<z.infer<typeof Plain> | z.infer<typeof Valued>> | About;
/** A plain string is what a person, a model or a server has said: it stays as it was said. */
export type Outcome = string | CodedOutcome;
export const Outcome: z.ZodType<Outcome> = z.union([z.string(), Plain, Valued, About]);

export type PlainCode = z.infer<typeof Plain>['code'];
export type ValuedOutcome = Exclude<CodedOutcome, { readonly code: PlainCode }>;

/** An outcome as text, for a database. */
export const writtenOutcome = (outcome: Outcome): string =>
  typeof outcome === 'string' ? outcome : JSON.stringify(outcome);

/** What `writtenOutcome` has written; any other text as it is. */
export function readOutcome(text: string): Outcome {
  if (!text.startsWith('{')) return text;
  try {
    return Outcome.safeParse(JSON.parse(text)).data ?? text;
  } catch {
    return text;
  }
}
