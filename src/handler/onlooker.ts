/** What the handler asks of whoever looks on at all that happens, asked or not: rules that watch. */
import type { ChatAdapter, ChatEvent, ControlEvent, Outcome, RuleAsk } from '../chat/index.ts';

export interface Seen {
  /** It happened while the bot was away. */
  readonly isMissed: boolean;
  /** The bot was asked by it, and answers. */
  readonly isAsked: boolean;
}

/** What became of a turn that a rule has asked for. */
export interface RuleEnd {
  /**
   * `silent`: the model had nothing to say, and nothing was posted. `hindered`: a budget is used up, the model is away, or a place that
   * the rule does not name lets the bot do nothing; it is no fault of the rule's, and nobody need do anything about the rule.
   */
  readonly outcome: 'posted' | 'silent' | 'hindered' | 'failed' | 'stopped';
  /** What went wrong. */
  readonly why?: Outcome;
  /** It will go wrong again, until somebody changes the rule or what it needs. */
  readonly isBroken: boolean;
  /** It has failed by what was said, which tells nothing of the rule. */
  readonly isBlameless?: true;
}

export interface Onlooker {
  /** Resolves when what is to be done about an event is journalled; at once where nothing is. Rejects when it could not be. */
  see(event: ChatEvent, adapter: ChatAdapter, seen: Seen): Promise<void>;
  /** Does what `/watch` says, and gives the answer in standard Markdown. Done a second time, it changes nothing more. */
  obey(event: ControlEvent, adapter: ChatAdapter, signal: AbortSignal): Promise<string>;
  /** Why nothing is said for a rule any more: it was paused or removed since it asked. Undefined where it goes on. */
  silenced(rule: RuleAsk): Promise<Outcome | undefined>;
  /** Is told what will be posted for a rule, before it is. */
  posting(rule: RuleAsk, markdown: string): Promise<void>;
  /** Is told before the turn is over; told again when that is tried again. */
  ended(rule: RuleAsk, end: RuleEnd): Promise<void>;
}
