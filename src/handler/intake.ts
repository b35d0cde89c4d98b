/** Taking events in: each is in the journal, or what it changes is, before the platform is told that it was heard. */
import { LRUCache } from 'lru-cache';
import {
  type AskEvent,
  type ChatAdapter,
  type ChatEvent,
  type Conversation,
  conversationKey,
  privately,
  type ReplyTarget,
  sentenceFor,
  UserError,
} from '../chat/index.ts';
import { createWriter } from '../reply/index.ts';
import { admit } from './admission.ts';
import { revise, stopAsked, stopDeleted } from './changes.ts';
import { stopFor } from './controls/controls.ts';
import { stopPressed } from './controls/press.ts';
import { endsWithin } from './ends-within.ts';
import { asksUs, isForUs } from './for-us.ts';
import { LIMITS } from './limits.ts';
import type { Seen } from './onlooker.ts';
import type { TurnParts } from './turn.ts';

/**
 * Takes an event in. Resolves when it is journalled, or is nothing to be answered, or its sender was told that it will not be; and
 * when whoever looks on has seen it.
 *
 * @param missed what a question waits for that has just been asked: those that were missed before it. It never rejects. Left out
 * where the event itself was missed
 */
export type Intake = (event: ChatEvent, adapter: ChatAdapter, missed?: Promise<unknown>) => Promise<void>;

type Said = Extract<ChatEvent, { type: 'message' }>;
type Edited = Extract<ChatEvent, { type: 'edited' }>;

/** Whoever looks on at what happens could not take it in: that is no reason to decline what was asked. */
class Unseen extends Error {
  override readonly name = 'Unseen';
}

const messageKey = ({ id, conversation: { platform, channel } }: Edited['message']): string =>
  `${platform}:${channel}:${id}`;

/** An event that is being taken in, and where it was sent. */
interface Arriving {
  readonly conversation: Conversation | undefined;
  readonly taken: Promise<void>;
}

/**
 * @param onLost is told when an event can neither be journalled nor its sender be told: since when (milliseconds since 1970) the
 * platform is to be asked again what was said
 */
export function createIntake(
  parts: TurnParts,
  onLost: (adapter: ChatAdapter, since: number) => void,
): Intake {
  const { store, log, onlooker } = parts;
  const arriving = new Map<string, Arriving>();
  /** Edits of a moment ago: over two connections, an edit may arrive before the question it is of. */
  const edits = new LRUCache<string, Edited>({ max: LIMITS.editsKept, ttl: LIMITS.editsKeptMs });
  /** The question of a conversation that is being taken in, or waits for those before it. None of them rejects. */
  const lastIn = new Map<string, Promise<unknown>>();

  /** Shows an event to whoever looks on. */
  async function show(event: ChatEvent, adapter: ChatAdapter, seen: Seen): Promise<void> {
    try {
      await onlooker?.see(event, adapter, seen);
    } catch (error) {
      throw new Unseen('what is to be done about an event could not be journalled', { cause: error });
    }
  }

  async function ask(event: AskEvent): Promise<void> {
    if (!(await store.accept(privately(event, parts.choices), admit)))
      log.debug({ eventId: event.eventId }, 'seen before');
    const edited = edits.get(messageKey(event.message));
    if (edited) await revise(store, edited);
  }

  /** Takes questions of a conversation in one after the other: where the journal is away for a while, each is tried by itself. */
  function inTurn({ target }: AskEvent, take: () => Promise<void>): Promise<void> {
    const conversation = conversationKey(target.conversation);
    const before = lastIn.get(conversation);
    const asked = before ? endsWithin(before, LIMITS.inTurnMs).then(take) : take();
    const over = asked
      .catch(() => undefined)
      .finally(() => {
        if (lastIn.get(conversation) === over) lastIn.delete(conversation);
      });
    lastIn.set(conversation, over);
    return asked;
  }

  /** What asks nothing waits for nothing. */
  async function takeMessage(event: Said, adapter: ChatAdapter, missed?: Promise<unknown>): Promise<void> {
    const isMissed = missed === undefined;
    const saysSo = asksUs(event.message, parts);
    if (saysSo === false) return show(event, adapter, { isMissed, isAsked: false });
    const shown = saysSo ? show(event, adapter, { isMissed, isAsked: true }) : undefined;
    // It is waited for below, unless the question itself cannot be taken in.
    shown?.catch(() => undefined);
    await missed;
    let isAsked = false;
    await inTurn(event, async () => {
      isAsked = await isForUs(event.message, parts);
      if (isAsked) await ask(event);
    });
    await (shown ?? show(event, adapter, { isMissed, isAsked }));
  }

  /** Shows a change while what it changes is looked up. Bots ask nothing, and some write by editing, once a second. */
  async function takeEdited(event: Edited, adapter: ChatAdapter, isMissed: boolean): Promise<void> {
    if (event.message.fromBot) return show(event, adapter, { isMissed, isAsked: false });
    edits.set(messageKey(event.message), event);
    const showing = async () => {
      if (onlooker) await show(event, adapter, { isMissed, isAsked: await isForUs(event.message, parts) });
    };
    await Promise.all([revise(store, event), showing()]);
  }

  async function take(event: ChatEvent, adapter: ChatAdapter, missed?: Promise<unknown>): Promise<void> {
    const { platform } = adapter;
    const seen: Seen = { isMissed: missed === undefined, isAsked: false };
    switch (event.type) {
      case 'message':
        return takeMessage(event, adapter, missed);
      case 'command':
        return inTurn(event, () => ask(event));
      case 'edited':
        return takeEdited(event, adapter, seen.isMissed);
      case 'deleted':
        await Promise.all([stopDeleted(store, event), show(event, adapter, seen)]);
        return;
      case 'reacted':
        return show(event, adapter, seen);
      case 'stop':
        return stopAsked(store, event);
      case 'action':
        // Nobody waits for a Stop until somebody has time for it.
        if (event.action === 'stop' && (await stopPressed(event, parts))) return;
        await store.acceptErrand(event, platform);
        return;
      case 'control': {
        const isStop = event.control === 'stop';
        const errand = isStop ? { ...event, value: String(await stopFor(event, store)) } : event;
        await store.acceptErrand(errand, platform);
        return;
      }
      case 'home':
        await store.acceptErrand(event, platform);
        return;
      case 'gap':
        return;
    }
  }

  /** It may be about a question that came right before it in the same channel, and is not yet known. */
  async function after(event: ChatEvent): Promise<void> {
    const before = [...arriving.values()]
      .filter((one) => one.conversation?.channel === placeOf(event)?.channel)
      .map(({ taken }) => taken);
    const all = Promise.allSettled(before);
    // Whoever pressed something is told by the platform that it failed, unless it hears of us soon.
    await ('target' in event ? endsWithin(all, LIMITS.afterMs) : all);
  }

  async function takeOrTell(
    event: ChatEvent,
    adapter: ChatAdapter,
    missed?: Promise<unknown>,
  ): Promise<void> {
    try {
      if (!COMES_FIRST.has(event.type)) await after(event);
      await take(event, adapter, missed);
    } catch (error) {
      log.error({ err: error, platform: adapter.platform }, 'an event could not be journalled');
      const isAsked = !(error instanceof Unseen) && isSurelyForUs(event);
      if (isAsked && (await tell(event.target, adapter, unkept()))) return;
      lose(event, adapter);
      throw error;
    }
  }

  /** Whether its sender waits for an answer, whatever the journal says. */
  const isSurelyForUs = (event: ChatEvent): event is Answerable =>
    'target' in event && (event.type !== 'message' || asksUs(event.message, parts) === true);

  function lose(event: ChatEvent, adapter: ChatAdapter): void {
    if (event.type === 'message' || event.type === 'edited') onLost(adapter, event.message.sentAt);
  }

  /** Tells somebody something without the journal; false where that fails. */
  async function tell(target: ReplyTarget, adapter: ChatAdapter, fault: UserError): Promise<boolean> {
    const signal = AbortSignal.timeout(LIMITS.unkeptMs);
    try {
      const surface = adapter.surface(target);
      const write = createWriter(surface, parts.pacer.alone, signal);
      await write('attach', (limit) => surface.attach([], sentenceFor(fault), limit));
      return true;
    } catch (error) {
      log.warn({ err: error, platform: adapter.platform }, 'a line could not be said');
      return false;
    }
  }

  return async (event, adapter, missed) => {
    // What is found while it is looked for what was missed does not wait for what has just been said: that waits for it.
    const key = `${adapter.platform} ${missed ? 'said' : 'missed'} ${event.eventId}`;
    // A platform that waits too long for us delivers again.
    const known = arriving.get(key);
    if (known) return known.taken;
    if (arriving.size >= LIMITS.arriving) {
      lose(event, adapter);
      throw new Error('too many events wait for the journal');
    }
    const taken = takeOrTell(event, adapter, missed).finally(() => arriving.delete(key));
    arriving.set(key, { conversation: placeOf(event), taken });
    return taken;
  };
}

/** What is about no question that came right before it. */
const COMES_FIRST: ReadonlySet<ChatEvent['type']> = new Set(['message', 'command', 'reacted']);

type Answerable = Extract<ChatEvent, { readonly target: ReplyTarget }>;

function placeOf(event: ChatEvent): Conversation | undefined {
  if ('message' in event) return event.message.conversation;
  if ('conversation' in event) return event.conversation;
  return 'target' in event ? event.target.conversation : undefined;
}

const unkept = () =>
  new UserError(
    'unkept',
    'I could not write down what you asked, so I cannot do it.',
    'Please try again in a few minutes.',
  );
