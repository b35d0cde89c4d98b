/** Looking on: which rules an event sets off, journalled as runs before the platform is told "got it". */
import {
  type ChatEvent,
  type Conversation,
  conversationKey,
  type Message,
  type ReactedEvent,
} from '../chat/index.ts';
import type { Onlooker, Seen } from '../handler/index.ts';
import type { When } from '../rules/index.ts';
import { type NewRun, personKey, type Store } from '../store/index.ts';
import { placeOf } from './case.ts';
import { type Cause, causeOf } from './cause.ts';
import { LIMITS } from './limits.ts';
import type { LiveRulebook, StandingRule } from './rulebook.ts';

export interface SeeParts {
  readonly rulebook: Pick<LiveRulebook, 'around' | 'all' | 'settled'>;
  readonly store: Pick<Store, 'addRuns' | 'waitingAbout' | 'changeCause' | 'cancelAbout'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export function createSee({ rulebook, store, now }: SeeParts): Onlooker['see'] {
  async function setOff(
    conversation: Conversation,
    runOf: (rule: StandingRule) => NewRun | undefined,
  ): Promise<void> {
    const runs = rulebook.around(conversation).flatMap((rule) => runOf(rule) ?? []);
    if (runs.length > 0) await store.addRuns(runs);
  }

  const said = (on: readonly When['on'][], message: Message, seen: Seen): Promise<void> =>
    setOff(message.conversation, (rule) => runAboutMessage(rule, on, message, seen, now()));

  /** What waits about a message is about what it says now; whether that still sets the rule off is seen when it is due. */
  async function edited(message: Message): Promise<void> {
    if (rulebook.around(message.conversation).length === 0) return;
    for (const { id, ...run } of await store.waitingAbout(message.conversation, message.id)) {
      const cause = causeOf(run);
      // Previews of links come as edits, too: whoever is judging it needs not begin anew for them.
      if (cause && 'message' in cause && !isSame(cause.message, message))
        await store.changeCause(id, JSON.stringify({ ...cause, message }));
    }
  }

  /** What waits about a message that is gone does not happen, and what is being answered about it is stopped, or begun anew without it. */
  async function deleted({
    conversation,
    messageId,
  }: Extract<ChatEvent, { type: 'deleted' }>): Promise<void> {
    if (rulebook.all().length === 0) return;
    await store.cancelAbout(conversation, messageId);
  }

  return async (event, adapter, seen) => {
    if (!adapter.acts) return;
    await rulebook.settled();
    switch (event.type) {
      case 'message':
        if (isWatched(event.message)) await said(['message', 'unanswered'], event.message, seen);
        return;
      case 'edited':
        if (!isWatched(event.message)) return;
        await edited(event.message);
        if (event.message.editedAt !== undefined) await said(['edit'], event.message, seen);
        return;
      case 'reacted':
        if (event.conversation.kind === 'dm') return;
        await setOff(event.conversation, (rule) => runAboutReaction(rule, event, seen, now()));
        return;
      case 'deleted':
        await deleted(event);
        return;
      default:
    }
  };
}

const isSame = (before: Message, after: Message): boolean =>
  before.editedAt === after.editedAt && before.text === after.text && filesOf(before) === filesOf(after);

/** What platforms say of files later is a part of it: their own transcripts take a while. */
const filesOf = ({ attachments }: Message): string =>
  JSON.stringify(attachments.map(({ id, transcript, altText }) => [id, transcript !== undefined, altText]));

/** Direct messages are between two, and what this bot says itself sets nothing off. */
const isWatched = ({ conversation, fromUs }: Message): boolean => conversation.kind !== 'dm' && !fromUs;

function runAboutMessage(
  standing: StandingRule,
  kinds: readonly When['on'][],
  message: Message,
  { isMissed, isAsked }: Seen,
  now: number,
): NewRun | undefined {
  const { rule, checks } = standing;
  const { on } = rule.when;
  if (on === 'schedule' || on === 'reaction' || !kinds.includes(on)) return undefined;
  const { conversation, author } = message;
  if (checks({ kind: on, conversation, message }) !== undefined) return undefined;
  const at = (on === 'edit' && message.editedAt) || message.sentAt;
  const what = on === 'edit' ? `${message.id}:${at}` : message.id;
  const cause: Cause = { kind: on, message, isMissed, isAsked };
  return runOf(standing, {
    trigger: triggerOf(on, conversation, what),
    conversation: placeOf(message),
    message: message.id,
    author: author.id,
    isFromBot: message.fromBot,
    at,
    isMissed,
    cause,
    now,
  });
}

function runAboutReaction(
  standing: StandingRule,
  { conversation, messageId, emoji, names, author, at }: ReactedEvent,
  { isMissed }: Seen,
  now: number,
): NewRun | undefined {
  const { rule, checks } = standing;
  if (rule.when.on !== 'reaction') return undefined;
  const sight = { kind: 'reaction', conversation, message: undefined, emoji, names, by: author } as const;
  if (checks(sight) !== undefined) return undefined;
  return runOf(standing, {
    trigger: triggerOf('reaction', conversation, `${messageId}:${emoji}:${author.id}`),
    conversation: placeOf({ id: messageId, conversation }),
    message: messageId,
    author: author.id,
    isFromBot: false,
    at,
    isMissed,
    cause: { kind: 'reaction', emoji, names, by: author, conversation, messageId },
    now,
  });
}

/** The same when it is delivered again, by whichever connection. */
const triggerOf = (on: string, { platform, workspace, channel }: Conversation, what: string): string =>
  [on, platform, workspace, channel, what].join(':');

interface Happened extends Pick<NewRun, 'trigger' | 'isFromBot' | 'at'> {
  readonly conversation: Conversation;
  readonly message: string;
  readonly author: string;
  readonly isMissed: boolean;
  readonly cause: Cause;
  readonly now: number;
}

function runOf(
  standing: StandingRule,
  { author, isMissed, cause, now, ...happened }: Happened,
): NewRun | undefined {
  if (isMissed && standing.rule.missed === 'skip') return undefined;
  if (isBefore(standing, happened.at, isMissed, now)) return undefined;
  return {
    key: standing.key,
    ...happened,
    person: personKey(happened.conversation.platform, { id: author }),
    ...dueOf(standing, happened.conversation, author, happened.at, isMissed, now),
    cause: JSON.stringify(cause),
  };
}

/**
 * Whether something happened before its rule was made. The platform's clock tells when it happened, and one of ours when the rule was
 * made: what is delivered as it happens is given the benefit of the doubt, and a time that is still to come says no more than now.
 */
const isBefore = ({ since }: StandingRule, at: number, isMissed: boolean, now: number): boolean =>
  at < Math.min(since, now) - (isMissed ? 0 : LIMITS.clocksApartMs);

/** When something is done about it, and with what together. */
function dueOf(
  { rule }: StandingRule,
  conversation: Conversation,
  author: string,
  at: number,
  isMissed: boolean,
  now: number,
): Pick<NewRun, 'dueAt' | 'group' | 'putOffMs'> {
  const { when, limits, missed } = rule;
  // What goes to whoever wrote it tells them of nothing that others wrote. With a reaction nobody knows yet who that is.
  const isTheirs = rule.then.to === 'author' && when.on !== 'reaction';
  const place = [conversationKey(conversation), ...(isTheirs ? [author] : [])].join(' ');
  const waitMs = when.on === 'unanswered' ? when.after : 0;
  const soonest = when.on === 'unanswered' ? at + waitMs : now;
  if (isMissed && missed === 'digest')
    return {
      dueAt: Math.max(now, soonest) + LIMITS.digestMs,
      group: `missed ${place}`,
      putOffMs: waitMs + LIMITS.digestMostMs,
    };
  if (limits.debounce !== undefined)
    return {
      dueAt: soonest + limits.debounce,
      group: place,
      putOffMs: waitMs + limits.debounce * LIMITS.debounces,
    };
  const alone = { group: undefined, putOffMs: undefined };
  // All of the same window are due at once, so that they share a call.
  if (limits.batch !== undefined)
    return { dueAt: (Math.floor(soonest / limits.batch) + 1) * limits.batch, ...alone };
  return { dueAt: soonest, ...alone };
}
