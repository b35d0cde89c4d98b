/** A run on its way from what set its rule off to what is done about it, with all that has been found out so far. */
import type { ChatAdapter, Conversation, Message } from '../chat/index.ts';
import type { Rule } from '../rules/index.ts';
import type { TakenRun } from '../store/index.ts';
import type { Cause } from './cause.ts';
import type { Judge } from './judge/judge.ts';
import type { Rulebook, StandingRule } from './rulebook.ts';
import type { WatchParts } from './watch.ts';

/** What sets a rule off. */
export type Trigger = Exclude<Cause, { readonly kind: 'broken' }>;

export interface Case {
  readonly run: TakenRun;
  readonly standing: StandingRule;
  readonly cause: Trigger;
  /** What it is about, as it is known now; undefined of a schedule. */
  readonly message: Message | undefined;
}

/** What the parts of the engine share. */
export interface EngineParts extends WatchParts {
  readonly rulebook: Rulebook;
  readonly judge: Judge;
  /** The platforms that are there, by their names. */
  readonly adapters: ReadonlyMap<string, ChatAdapter>;
}

/** When something is decided, and what ends it. */
export interface Occasion {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** Where it happened; undefined of a schedule. */
export function conversationOf({
  cause,
  message,
}: Pick<Case, 'cause' | 'message'>): Conversation | undefined {
  if (message) return message.conversation;
  return 'conversation' in cause ? cause.conversation : undefined;
}

/**
 * Where a message stands, for what is counted and gathered by conversation: platforms where every message begins a thread of its
 * own give it as its conversation.
 */
export function placeOf({ id, conversation }: Pick<Message, 'id' | 'conversation'>): Conversation {
  const { thread, ...channel } = conversation;
  return thread === id ? { ...channel, kind: 'channel' } : conversation;
}

/** Whether a rule is set off wherever it may be: it names no channel of its own. */
export const isAnywhere = (standing: StandingRule | undefined): boolean =>
  standing?.rule.where.channels === undefined;

/** Whether what a rule says goes where the message is that sets it off. */
export const isBeside = ({ then: { to } }: Rule): boolean => to === 'reply' || to === 'thread';
