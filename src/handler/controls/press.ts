/** A button was used: what it stops or has asked again, and what is said of it. Done a second time, it changes nothing more. */
import { type ChatAdapter, wordsFor } from '../../chat/index.ts';
import type { OpenTurn } from '../../store/index.ts';
import { admit } from '../admission.ts';
import type { TurnParts } from '../turn.ts';
import {
  type ActionEvent,
  answerTo,
  askedAgain,
  type AskingAction,
  only,
  pressedTurn,
  pressFault,
} from './actions.ts';
import type { Saying } from './say.ts';

type AskingEvent = ActionEvent & { readonly action: AskingAction };

/**
 * Does what a button asks for, and gives what is to be said of it; undefined where what it has set off speaks for itself.
 *
 * @throws what the store throws
 */
export async function press(
  event: ActionEvent,
  adapter: ChatAdapter,
  parts: TurnParts,
): Promise<Saying | undefined> {
  const { action, turnId } = event;
  if (action === 'regenerate' || action === 'harder' || action === 'agree')
    return askAgain({ ...event, action }, parts);
  if (action === 'decline') return leave(event, parts);
  if (action === 'stop' && (await stopPressed(event, parts))) return undefined;
  const pressed = pressedTurn(event, await parts.store.find(turnId), parts);
  return 'refusal' in pressed ? pressed.refusal : answerTo(action, event, pressed.turn, adapter, parts);
}

/** Stops the answer whose Stop button was pressed. False where there is something to be said instead. */
export async function stopPressed(event: ActionEvent, parts: TurnParts): Promise<boolean> {
  const { store } = parts;
  const found = await store.find(event.turnId);
  const { platform } = event.conversation;
  if (found?.event.message.conversation.platform !== platform) return false;
  const look = async () => {
    const open = await store.open({ platform, message: found.event.message.id });
    return open.find(({ id }) => id === event.turnId);
  };
  if (!(await look()) || pressFault(event, found.event, parts)) return false;
  // What is stopped already needs no words.
  return (await store.stop(event.turnId)) || (await look())?.isStopped === true;
}

async function askAgain(event: AskingEvent, parts: TurnParts): Promise<Saying | undefined> {
  const { store } = parts;
  const { said } = wordsFor(event.author.locale);
  const pressed = pressedTurn(event, await store.find(event.turnId), parts);
  if ('refusal' in pressed) return pressed.refusal;
  const { eventId, isOwn, isAgreed } = await nextAsking(event, parts);
  if (isOwn) return undefined;
  // Looked up after the id: what was begun before that is found, and what is begun from now on has the same id.
  if (await runningAgain(event, parts)) return only(said.runsAgain);
  if (isAgreed) return only(said.agreedAlready);
  const turn = await store.accept(askedAgain(event, pressed.turn, eventId, parts), admit);
  return turn || (await isAskedBy(event, await store.begunBy(eventId), parts))
    ? undefined
    : only(said.runsAgain);
}

/** Leaves what was asked about; where its price was agreed to meanwhile, the answer ends. */
async function leave(event: ActionEvent, parts: TurnParts): Promise<Saying> {
  const { store } = parts;
  const { said } = wordsFor(event.author.locale);
  const pressed = pressedTurn(event, await store.find(event.turnId), parts);
  if ('refusal' in pressed) return pressed.refusal;
  const agreed = await runningAgain(event, parts);
  if (agreed) await store.stop(agreed.id);
  const isLeft = agreed !== undefined || !(await nextAsking({ ...event, action: 'agree' }, parts)).isAgreed;
  return only(isLeft ? said.declined : said.agreedAlready);
}

/** The turn that answers the question of another one again, as long as it is not answered. */
async function runningAgain(
  { turnId, conversation: { platform } }: ActionEvent,
  { store }: Pick<TurnParts, 'store'>,
): Promise<OpenTurn | undefined> {
  const open = await store.open({ platform, again: turnId });
  return open.find(({ isComposed }) => !isComposed);
}

/**
 * The id under which a question is asked again next: the same whoever presses wherever, so that of several presses at once one
 * asks. A price is agreed to under an id of its own, which is free again only when the answer has failed or was stopped.
 */
async function nextAsking(
  event: AskingEvent,
  parts: Pick<TurnParts, 'store'>,
): Promise<{
  readonly eventId: string;
  /** This press has asked already. */
  readonly isOwn: boolean;
  readonly isAgreed: boolean;
}> {
  const { store } = parts;
  const isAgreeing = event.action === 'agree';
  const first = `${isAgreeing ? 'agree' : 'again'}:${event.turnId}`;
  let eventId = first;
  for (let turn = await store.begunBy(eventId); turn; turn = await store.begunBy(eventId)) {
    if (await isAskedBy(event, turn, parts)) return { eventId, isOwn: true, isAgreed: isAgreeing };
    if (isAgreeing && turn.state !== 'failed' && turn.state !== 'cancelled')
      return { eventId, isOwn: false, isAgreed: true };
    eventId = `${first}:${turn.id}`;
  }
  return { eventId, isOwn: false, isAgreed: false };
}

/** Whether a turn was begun by just this press, which is run again after a crash. */
async function isAskedBy(
  { eventId }: ActionEvent,
  turn: { readonly id: string } | undefined,
  { store }: Pick<TurnParts, 'store'>,
): Promise<boolean> {
  const found = turn && (await store.find(turn.id));
  return found?.event.type === 'command' && found.event.press === eventId;
}
