/** What a rule says: where it watches, what sets it off, what is done then, and how much of it. As written in attache.yaml and in `/watch add`. */
import { z } from 'zod';
import { CATCHUP, EFFORTS, AUTO, HostedTool } from '../chat/index.ts';
import { CronText, TimeZone } from './cron.ts';
import { durationUpTo } from './duration.ts';
import { Emoji } from './emoji.ts';
import { TEXTS, TIMES } from './limits.ts';
import { Pattern } from './pattern.ts';
import { entry, Id, Ids, listOf, oneOf, textOf, WatchedPlatform } from './shape.ts';
import { Template } from './template.ts';
import { To } from './to.ts';
import { TRIGGERS } from './variables.ts';

const People = entry('people', { users: Ids.optional(), roles: Ids.optional() }).refine(
  ({ users, roles }) => users !== undefined || roles !== undefined,
  { error: 'expected users or roles' },
);

const Where = entry('`where`', {
  platforms: listOf(WatchedPlatform, '[discord]').optional(),
  workspaces: Ids.optional(),
  /** Channels, or single threads. A channel stands for its threads as well. */
  channels: Ids.optional(),
  /** `in`: only what is said in threads; `out`: only what is not. */
  threads: oneOf(['in', 'out']).optional(),
  /** Whose messages; everybody's where left out. One of the users, or somebody with one of the roles. */
  people: People.optional(),
  /** Other bots whose messages count as well: none unless they are named here. This bot's own never do. */
  bots: Ids.optional(),
});

export const HAS = ['image', 'audio', 'video', 'document', 'link', 'code'] as const;
export type Has = (typeof HAS)[number];

const CONFIDENCE = { error: 'expected a number from 0 to 1, such as 0.8' };

const Question = entry('`question`', {
  /** Answered with yes or no about each message by itself. */
  ask: textOf('a question that can be answered with yes or no', TEXTS.question),
  /** How sure the model must be of its yes: 0 to 1. */
  confidence: z.number(CONFIDENCE).min(0, CONFIDENCE).max(1, CONFIDENCE).default(0.7),
  /** What it is shown: the words, or the files as well. */
  sees: oneOf(['text', 'files']).default('text'),
  model: textOf('the name of a model or a tier').default('nano'),
});

/** Checks of a message, all of which must hold. */
const filters = {
  /** One of these at least. */
  has: listOf(oneOf(HAS), '[image, video]').optional(),
  matches: Pattern.optional(),
  question: Question.optional(),
};

const When = z.discriminatedUnion(
  'on',
  [
    entry('`on: message`', { on: z.literal('message'), ...filters }),
    /** Somebody changed what they had said. */
    entry('`on: edit`', { on: z.literal('edit'), ...filters }),
    entry('`on: reaction`', {
      on: z.literal('reaction'),
      /** One of these. */
      emoji: listOf(Emoji, '["👀"]'),
      /** Who reacts; anybody where left out. */
      by: People.optional(),
      ...filters,
    }),
    /** Nobody else has answered a message for so long. */
    entry('`on: unanswered`', {
      on: z.literal('unanswered'),
      after: durationUpTo(TIMES.unanswered),
      ...filters,
    }),
    entry('`on: schedule`', { on: z.literal('schedule'), cron: CronText, timeZone: TimeZone.optional() }),
  ],
  {
    error: ({ code }) =>
      code === 'invalid_union'
        ? `expected ${TRIGGERS.slice(0, -1).join(', ')} or ${TRIGGERS.at(-1)}`
        : 'expected what sets the rule off, such as { on: message }',
  },
);

const SINCE = 'expected a time back such as 24h, 7d, 2w, today or yesterday';
const LAST = { error: `expected a whole number from 1 to ${CATCHUP}` };

const Read = entry('`read`', {
  /** As in `/catchup`. */
  since: z
    .string({ error: SINCE })
    .regex(/^(?:\d{1,5}[mhdw]|today|yesterday)$/, { error: SINCE })
    .optional(),
  /** So many messages. */
  last: z.int(LAST).min(1, LAST).max(CATCHUP, LAST).optional(),
}).refine(({ since, last }) => since !== undefined || last !== undefined, {
  error: 'expected since or last, such as { since: 24h }',
});

const Then = entry('`then`', {
  /** What the model is asked; with variables: see `VARIABLES`. */
  prompt: Template.optional(),
  /** Said as it is, without a model. */
  say: Template.optional(),
  to: To.optional(),
  /** `👀` or `:name:`. */
  react: Emoji.optional(),
  model: textOf('the name of a model or a tier').optional(),
  effort: oneOf([...EFFORTS, AUTO]).optional(),
  /** The name of one of `schemas` in attache.yaml: the answer is data of that shape. */
  schema: textOf('the name of one of `schemas`').optional(),
  /** What the model's provider may do by itself; of what attache.yaml has turned on. */
  tools: z
    .array(oneOf(HostedTool.options), { error: 'expected a list, such as [web_search]' })
    .readonly()
    .default([]),
  /** So much of the channel's own history is read for the answer. */
  read: Read.optional(),
});

const TIME = 'expected a time of day in quotes, such as "22:00"';
const TimeOfDay = z.string({ error: TIME }).regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: TIME });
const DOLLARS = { error: 'expected dollars as a number above 0, such as 0.50' };

const Limits = entry('`limits`', {
  /** Once it has acted, it does nothing for so long … */
  cooldown: durationUpTo(TIMES.cooldown).optional(),
  /** … in this channel, for this person, or anywhere. */
  per: oneOf(['channel', 'person', 'rule']).default('channel'),
  /** It acts once, when nothing more has set it off in a conversation for so long, on all messages together. */
  debounce: durationUpTo(TIMES.debounce).optional(),
  /** Messages may wait so long to share one call of the question's model. */
  batch: durationUpTo(TIMES.batch).optional(),
  /** Dollars; what is spent on the question counts. */
  usdPerDay: z.number(DOLLARS).positive(DOLLARS).optional(),
  quiet: entry('`quiet`', {
    from: TimeOfDay,
    to: TimeOfDay,
    timeZone: TimeZone.optional(),
    then: oneOf(['wait', 'skip']).default('wait'),
  })
    .refine(({ from, to }) => from !== to, { error: 'expected two different times of day' })
    .optional(),
});

/** Each value by itself: what does not go together is told by `contradictionsIn`. */
export const Rule = entry('a rule', {
  /** What it is for, in a line for people. */
  about: textOf('a line', TEXTS.about).optional(),
  where: Where.prefault({}),
  when: When,
  then: Then,
  limits: Limits.prefault({}),
  /** What happened while the bot was away: each acted on, left, or acted on once, all together. */
  missed: oneOf(['run', 'skip', 'digest']).default('run'),
  /** With whose rights a rule of attache.yaml acts; with the bot's own where left out. */
  author: entry('`author`', { platform: WatchedPlatform, id: Id }).optional(),
});
export type Rule = z.infer<typeof Rule>;
export type When = Rule['when'];
export type Filters = Pick<Extract<When, { on: 'message' }>, 'has' | 'matches' | 'question'>;
