/** A button was used: the press is taken in at once, and what it asks for waits in a lane of its own. */
import { type AskEvent, type ChatAdapter, wordsFor } from '../../chat/index.ts';
import type { FoundTurn } from '../../store/index.ts';
import {
  type ActionEvent,
  answerTo,
  askedAgain,
  type AskingAction,
  only,
  pressedTurn,
  pressFault,
} from './actions.ts';
import type { Entry, Running } from '../running.ts';
import type { Saying } from './say.ts';
import type { TurnParts } from '../turn.ts';

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
  /** Presses that ask again, or leave it, and are being taken in, by their turn: the second one finds what the first has begun. */
  const arriving = new Map<string, Promise<void>>();

  async function askAgain(event: AskingEvent, { ask, tell }: Doors): Promise<void> {
    const begun = running.findAgain(event.turnId);
    if (begun) {
      // The same press, delivered again, needs no answer.
      if (begun.turn.event.eventId !== event.eventId)
        tell(only(wordsFor(event.author.locale).said.runsAgain));
      return;
    }
    const pressed = pressedTurn(event, await found(event.turnId), parts);
    if ('refusal' in pressed) return tell(pressed.refusal);
    const again = askedAgain(event, pressed.turn, parts);
    if (event.action !== 'agree') return ask(again);
    const eventId = await agreement(event.turnId);
    if (eventId === undefined) tell(only(wordsFor(event.author.locale).said.agreedAlready));
    else await ask({ ...again, eventId });
  }

  /** Leaves what was asked about; where its price was agreed to meanwhile, the answer ends. */
  async function leave(event: ActionEvent, { tell }: Doors): Promise<void> {
    const { said } = wordsFor(event.author.locale);
    const pressed = pressedTurn(event, await found(event.turnId), parts);
    if ('refusal' in pressed) return tell(pressed.refusal);
    const agreed = running.findAgain(event.turnId);
    if (agreed) await running.stopWhere(({ id }) => id === agreed.turn.id);
    const isLeft = agreed !== undefined || (await agreement(event.turnId)) !== undefined;
    tell(only(isLeft ? said.declined : said.agreedAlready));
  }

  /**
   * The id under which the price of a turn can be agreed to: the same whoever presses how often, so that it is paid for once,
   * and another one when an answer has failed or was stopped. Undefined where it was agreed to.
   */
  async function agreement(turnId: string): Promise<string | undefined> {
    let eventId = `agree:${turnId}`;
    for (let turn = await store.begunBy(eventId); turn; turn = await store.begunBy(eventId)) {
      if (turn.state !== 'failed' && turn.state !== 'cancelled') return undefined;
      eventId = `agree:${turnId}:${turn.id}`;
    }
    return eventId;
  }

  /** A turn as it is journalled, or will be: the buttons of an answer stand there a while before that. */
  function found(turnId: string): Promise<FoundTurn | undefined> {
    const entry = running.find(turnId);
    return entry?.end
      ? Promise.resolve({ event: entry.turn.event, answer: undefined, ...entry.end })
      : store.find(turnId);
  }

  /** One press of a turn after the other. */
  function inTurn(turnId: string, take: () => Promise<void>): Promise<void> {
    const before = arriving.get(turnId) ?? Promise.resolve();
    const taken = before.catch(() => undefined).then(take);
    arriving.set(turnId, taken);
    return taken.finally(() => {
      if (arriving.get(turnId) === taken) arriving.delete(turnId);
    });
  }

  return async (event, adapter, doors) => {
    const { action, turnId } = event;
    if (action === 'regenerate' || action === 'harder' || action === 'agree')
      return inTurn(turnId, () => askAgain({ ...event, action }, doors));
    if (action === 'decline') return inTurn(turnId, () => leave(event, doors));
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
