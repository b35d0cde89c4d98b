/** What is to be done, in which order, and who does it: turns and errands in lanes, each taken by one process at a time. */
import type { AskEvent, ChatEvent, Conversation, OutgoingFile, ReplyView } from '../../chat/index.ts';
import type { Answer, Terms, Turn, TurnCost } from './turn.ts';

/**
 * Work of one lane is done one piece after the other: the lane of a turn is its conversation; a person's errands have one lane, and
 * so have their turns that are declined, and what a rule asks in a conversation. It begins with the name of the platform and a colon.
 */
export type Lane = string;

/** A button, a command that asks no question, or a look at the bot's own page: answered beside the turns. */
export type Errand = Extract<ChatEvent, { type: 'action' | 'control' | 'home' }>;

/** Turns of people that are not over, when another one arrives. */
export interface Load {
  readonly conversation: number;
  readonly person: number;
  readonly workspace: number;
  readonly everyone: number;
}

/** Why a turn is declined as soon as it arrives: too much is waiting already. */
export type Declined = keyof Load;

/** What is made of a turn that arrives. */
export interface Admission {
  /** The lower, the sooner: turns of people and workspaces that ask much come after those of others. 0 to 1,000. */
  readonly rank: number;
  /** It gets a sentence in place of an answer, in a lane of those of its person. */
  readonly declined?: Declined;
}

/** An answer that is complete, and not yet written where it is read. */
export interface Composed {
  /** Without its files. */
  readonly view: Omit<ReplyView, 'files'>;
  readonly files: readonly OutgoingFile[];
}

/** A turn that this process holds. */
export interface TakenTurn extends Turn {
  /** Set where it was declined. */
  readonly declined: Declined | undefined;
  /** Set where only the writing is left. */
  readonly composed: Composed | undefined;
  /** It is to be stopped. */
  readonly isStopped: boolean;
  /** Goes up with every change of its question. */
  readonly revision: number;
}

export type Work =
  | { readonly kind: 'turn'; readonly turn: TakenTurn }
  | {
      readonly kind: 'errand';
      readonly errand: Errand;
      /** When it was journalled, in milliseconds since 1970. */
      readonly receivedAt: number;
    };

/** This process no longer holds the turn: another one has taken it over. It must not write any more. */
export class TurnLost extends Error {
  override readonly name = 'TurnLost';
}

export interface WorkStore {
  /**
   * Journals a question as a turn and puts it into its lane, in one step; undefined when it has been seen under any of its ids, or
   * is declined while the person is still to be told so in the same conversation.
   *
   * @param admit is told what is waiting, and decides; it may be asked more than once
   */
  accept(event: AskEvent, admit: (load: Load) => Admission): Promise<Turn | undefined>;
  /** Journals an errand of a platform and puts it into the lane of its person; false when it has been seen. */
  acceptErrand(errand: Errand, platform: string): Promise<boolean>;
  /**
   * Takes the next piece of work of a lane, for this process: a turn that was begun before all others, then in the order in
   * which people asked. A turn counts one attempt more from then on. What can no longer be read is given up, and so is an errand
   * that was taken three times before.
   */
  take(lane: Lane): Promise<Work | undefined>;
  /** The errand is done. Throws `TurnLost` where another process is in its lane. */
  finishErrand(eventId: string): Promise<void>;
  /** Leaves an errand before its end on purpose, for another process: this was no failed attempt. */
  releaseErrand(eventId: string): Promise<void>;
  /**
   * Keeps a complete answer, with all that will be asked about it, until it is written: from now on a process that takes the
   * turn only writes. Throws `TurnLost`.
   *
   * @returns false, and keeps nothing, when something else has been asked since the turn was taken, or a rule's is to be stopped:
   * see `again`
   */
  compose(
    turnId: string,
    composed: Composed,
    kept: { readonly cost: TurnCost | undefined; readonly answer: Answer; readonly terms: Terms },
  ): Promise<boolean>;
  /**
   * All of the text of an answer stands: from now on nothing else can be asked in the turn, and nothing be stopped, while what comes
   * beside the text is sent. Throws `TurnLost`.
   *
   * @returns false, and notes nothing, when something else has been asked since the turn was taken: see `again`
   */
  written(turnId: string): Promise<boolean>;
  /**
   * Ends a turn whose answer is written, or for which there is none. `cost`, `answer` and `terms` as far as `compose` has not
   * kept them. Throws `TurnLost`.
   *
   * @returns false, and ends nothing, when something else has been asked since the turn was taken: see `again`
   */
  finish(
    turnId: string,
    state: 'done' | 'failed' | 'cancelled',
    cost: TurnCost | undefined,
    answer?: Answer,
    terms?: Terms,
  ): Promise<boolean>;
  /**
   * Leaves a turn before its end on purpose, for another process: this was no failed attempt, and its lane is woken as soon as
   * nobody is in it. Changes nothing where another process holds it.
   *
   * @param cost what it took so far, which is kept unless its answer was composed meanwhile
   * @returns `kept` where its answer is composed: what it took is known; otherwise `left`
   */
  release(turnId: string, cost: TurnCost | undefined): Promise<'kept' | 'left'>;
  /**
   * Notes that something else is asked in a turn that has not ended, and tells whoever holds it. What was composed is dropped. A
   * turn that was stopped, or whose text stands, stays as it is.
   */
  revise(turnId: string, event: AskEvent): Promise<void>;
  /**
   * Has a turn stopped, and tells whoever holds it. One that nobody has seen anything of is over at once and without a word; a
   * command that a person uses shows that it was heard, so it gets an answer.
   *
   * @returns whether there was anything to stop that was not being stopped already: not where the answer is complete
   */
  stop(turnId: string): Promise<boolean>;
  /** Takes up a turn of this process again, as it is now: its question may have changed. Throws `TurnLost`. */
  again(turnId: string): Promise<TakenTurn>;
  /** Turns of a platform that are not over, in the order in which they were asked. */
  open(of: OpenTurns): Promise<readonly OpenTurn[]>;
  /**
   * Conversations of a platform in which something was asked or answered since a time (milliseconds since 1970), the latest
   * first: the places of the `most` latest ones in which it was answered.
   */
  conversationsSince(platform: string, at: number, most: number): Promise<readonly Conversation[]>;
}

export interface OpenTurns {
  readonly platform: string;
  /** Of one message, by its id. */
  readonly message?: string;
  /** Of one person, by the platform's id: who asked, or had it answered again. */
  readonly person?: string;
  /** Answering the question of this turn again. */
  readonly again?: string;
}

export interface OpenTurn {
  readonly id: string;
  readonly event: AskEvent;
  readonly state: 'received' | 'running';
  readonly isStopped: boolean;
  /** The answer is complete, and being written. */
  readonly isComposed: boolean;
}
