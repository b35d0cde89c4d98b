/** A button was used: the press is taken in at once, and what it asks for waits in a lane of its own. */
import { type AskEvent, type ChatAdapter, wordsFor } from '../chat/index.ts';
import type { FoundTurn } from '../store/index.ts';
import {
  type ActionEvent,
  answerTo,
  askedAgain,
  type AskingAction,
  only,
  pressedTurn,
  pressFault,
} from './actions.ts';
import type { Entry, Running } from './running.ts';
import type { Saying } from './say.ts';
import type { TurnParts } from './turn.ts';

type AskingEvent = ActionEvent & { readonly action: AskingAction };

interface Doors {
  /** Journals a question and has it answered. */
  readonly ask: (event: AskEvent) => Promise<void>;
  /** Says something in a lane of its own. */
  readonly tell: (saying: Saying) => void;
}

/** Resolves when a press is journalled that asks again, and when any other is understood. */
export type Press = (event: ActionEvent, adapter: ChatAdapter, doors: Doors) => Promise<void>;

export function createPress(running: Running, parts: TurnParts): Press {
  const { store } = parts;
  /** Presses that ask again and are being taken in, by their turn: the second one finds what the first has begun. */
  const arriving = new Map<string, Promise<void>>();

  async function askAgain(event: AskingEvent, { ask, tell }: Doors): Promise<void> {
    const begun = running.findAgain(event.turnId);
    if (begun) {
      // The same press, delivered again, needs no answer.
      if (begun.turn.event.eventId !== event.eventId)
        tell(only(wordsFor(event.author.locale).said.runsAgain));
      return;
    }
    const found = endedTurn(running.find(event.turnId)) ?? (await store.find(event.turnId));
    const pressed = pressedTurn(event, found, parts);
    if ('refusal' in pressed) tell(pressed.refusal);
    else await ask(await askedAgain(event, pressed.turn, parts));
  }

  function inTurn(event: AskingEvent, doors: Doors): Promise<void> {
    const { turnId } = event;
    const before = arriving.get(turnId) ?? Promise.resolve();
    const taken = before.catch(() => undefined).then(() => askAgain(event, doors));
    arriving.set(turnId, taken);
    return taken.finally(() => {
      if (arriving.get(turnId) === taken) arriving.delete(turnId);
    });
  }

  return async (event, adapter, doors) => {
    const { action, turnId } = event;
    if (action === 'regenerate' || action === 'harder' || action === 'agree')
      return inTurn({ ...event, action }, doors);
    const entry = running.find(turnId);
    if (action === 'stop' && entry) {
      const fault = pressFault(event, entry.turn.event, parts);
      if (fault) doors.tell(fault);
      else await running.stopWhere(({ id }) => id === turnId);
      return;
    }
    doors.tell(async (limits, signal) => {
      if (entry && isEnding(entry)) await settled(entry.done, signal);
      const pressed = pressedTurn(event, await store.find(turnId), parts);
      const saying =
        'refusal' in pressed ? pressed.refusal : answerTo(action, event, pressed.turn, adapter, parts);
      return saying(limits, signal);
    });
  };
}

/** The buttons of an answer stand there a while before it is noted down: its files are still being posted. */
const isEnding = ({ phase }: Entry): boolean => phase === 'answered' || phase === 'over';

const endedTurn = (entry: Entry | undefined): FoundTurn | undefined =>
  entry && isEnding(entry)
    ? { event: entry.turn.event, state: 'done', cost: undefined, answer: undefined }
    : undefined;

/** Waits for something, but not longer than the signal allows. */
async function settled(done: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', giveUp);
  try {
    await Promise.race([done, aborted]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
