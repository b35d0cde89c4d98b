/** The turns that run or wait in this process: they can be stopped, and be asked something else. */
import { type AskEvent, type Attachment, type ChatEvent, type Conversation } from '../chat/index.ts';
import type { FoundTurn, Store, Turn } from '../store/index.ts';

/** What becomes of a turn, but for what was answered. */
export type TurnResult = Pick<FoundTurn, 'state' | 'cost' | 'settled' | 'askedUsd'>;

/** A turn that runs or waits. */
export interface Entry {
  /** As it is now: an edited question changes it. */
  turn: Turn;
  readonly stop: AbortController;
  /** Ends the run that is under way, because something else is asked. */
  revision: AbortController;
  /** `answered`: nothing more comes, the last of it is being written. */
  phase: 'waiting' | 'running' | 'answered' | 'over';
  /** What will be journalled of it, as soon as it is answered. */
  end?: TurnResult | undefined;
  /** Resolves when nothing is done for the turn any more in this process. */
  readonly done: Promise<void>;
}

export interface Running {
  add(entry: Entry): void;
  remove(entry: Entry): void;
  find(turnId: string): Entry | undefined;
  /** The turn that answers the question of another one again, as long as it is not answered. */
  findAgain(turnId: string): Entry | undefined;
  /** Stops turns and gives their number. One that nobody has seen anything of yet is over without a word. */
  stopWhere(condition: (turn: Turn) => boolean): Promise<number>;
  /** Asks the edited question in place of the first in the turns that have not ended. */
  revise(edited: Extract<ChatEvent, { type: 'edited' }>): Promise<void>;
}

export function createRunning(store: Pick<Store, 'finish' | 'revise'>): Running {
  const entries = new Map<string, Entry>();
  const where = (condition: (turn: Turn) => boolean) =>
    [...entries.values()].filter(({ turn, phase }) => phase !== 'over' && condition(turn));
  return {
    add: (entry) => void entries.set(entry.turn.id, entry),
    remove: ({ turn }) => void entries.delete(turn.id),
    find: (turnId) => entries.get(turnId),
    findAgain: (turnId) =>
      [...entries.values()].find(
        ({ turn: { event }, phase }) =>
          (phase === 'waiting' || phase === 'running') && event.type === 'command' && event.again === turnId,
      ),

    async stopWhere(condition) {
      const running = where(condition).filter(({ stop }) => !stop.signal.aborted);
      for (const entry of running) {
        entry.stop.abort();
        if (isOverUnseen(entry)) await store.finish(entry.turn.id, 'cancelled', undefined);
      }
      return running.length;
    },

    async revise({ message }) {
      const asked = ({ event }: Turn) =>
        event.message.id === message.id &&
        event.message.author.id === message.author.id &&
        inSameChannel(event.message.conversation, message.conversation);
      for (const entry of where(asked)) {
        if (entry.stop.signal.aborted || isSame(entry.turn.event, message)) continue;
        const { event } = entry.turn;
        const { text, attachments } = message;
        const revised: AskEvent = {
          ...event,
          // What was agreed to was the price of another question, for whoever was to answer that.
          ...(event.type === 'command' && event.agreed !== undefined && ANEW),
          message: { ...event.message, text, attachments },
        };
        // At once: from here on nothing that answers the first question becomes the end of the turn.
        entry.turn = { ...entry.turn, event: revised };
        entry.revision.abort();
        await store.revise(entry.turn.id, revised);
      }
    },
  };
}

const ANEW = { agreed: undefined, settled: undefined } as const;

/** Whether a turn was stopped before anybody saw anything of it. A command shows that it was heard, so it gets an answer. */
export const isOverUnseen = ({ turn, stop, phase }: Entry): boolean =>
  stop.signal.aborted && phase === 'waiting' && turn.pages.length === 0 && turn.event.type === 'message';

export const inSameChannel = (one: Conversation, other: Conversation): boolean =>
  one.platform === other.platform && one.channel === other.channel;

/** Platforms report edits that change nothing a person wrote: a link got its preview, a message was pinned. */
const isSame = (
  { message }: AskEvent,
  edited: { readonly text: string; readonly attachments: readonly Attachment[] },
) =>
  message.text === edited.text &&
  message.attachments.length === edited.attachments.length &&
  message.attachments.every(({ id }, index) => id === edited.attachments[index]!.id);
