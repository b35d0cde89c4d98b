/** Where an answer stands: a thread, which it may begin itself, what that has been told, and what of ours is found there. */
import type { Conversation, Sending } from '../../../src/chat/index.ts';
import type { Logger } from '../../../src/ops/index.ts';
import { askedLine } from './blocks.ts';
import type { SlackClients } from '../workspaces/client.ts';
import type { Identity } from '../workspaces/identity.ts';
import { lostMessage, type Sought } from './lost.ts';
import { type FoundMessage, saysSame } from './marks.ts';
import { type MessagePlace, postMessage } from './message.ts';
import { createOnce, type Find, type Once } from './once.ts';
import type { Place } from './page.ts';

export interface SpotOptions {
  readonly clients: SlackClients;
  readonly log: Logger;
  readonly identity: () => Promise<Identity>;
  readonly conversation: Conversation;
  /** Who is answered, and in which workspace they are at home. */
  readonly reader: { readonly user: string; readonly team: string };
  /** The first message of the thread; undefined where the answer begins one. */
  readonly thread: string | undefined;
  /** The newest message that is no part of the answer; '' where none is known. */
  readonly after: string;
  /** What was asked where nobody else saw it; '' where everybody did. */
  readonly question: string;
}

export interface Spot {
  readonly once: Once;
  /** The first message of the thread, once there is one. */
  readonly thread: string | undefined;
  /** Whether everybody there can see what was asked. */
  readonly isTold: boolean;
  /** What the next message shows over its text: the question, where nobody has seen it yet. */
  above(): string;
  /** Tells the thread what was asked; where there is no thread yet, that begins it. */
  tell(sending: Sending, signal: AbortSignal): Promise<void>;
  /** A message of ours stands there, and the question with it: the newest one, as far as we know. */
  stands(ts: string): void;
  /** The answer stands in this thread, and this message, if any, is a part of it. */
  isIn(thread: string, ts: string): void;
  /** Where the next message is posted. */
  here(): MessagePlace;
  /** The place of a page, which begins the thread where there is none. */
  of(ts: string): Place;
  /** Looks for what was sent: a message that bears its mark, or one without a mark of which `isIt` holds. */
  look(sending: Sending, isIt: Sought['isIt'], signal: AbortSignal): Find<FoundMessage>;
}

export function createSpot(options: SpotOptions): Spot {
  const { clients, log, identity, reader, question } = options;
  const { channel, kind } = options.conversation;
  const once = createOnce(log);
  let { thread, after: newest } = options;
  let isTold = question === '';
  /** Messages of this answer. */
  const known = new Set<string>();
  /** When each message was first tried here, by Slack's clock; undefined where that was not heard yet. */
  const triedFirst = new Map<string, number | undefined>();

  const above = () => (isTold ? '' : askedLine(reader.user, question));
  const here = () => ({ clients, channel, thread });
  const stands = (ts: string) => {
    thread ??= ts;
    isTold = true;
    newest = ts > newest ? ts : newest;
    known.add(ts);
  };
  const look: Spot['look'] = ({ key, at, isRepeated }, isIt, signal) => {
    if (!triedFirst.has(key)) triedFirst.set(key, isRepeated ? undefined : clients.clock.now());
    const triedAt = () => triedFirst.get(key) ?? clients.clock.when(at) ?? 0;
    return async () =>
      lostMessage(here(), { key, triedAt, after: newest, known, isIt }, await identity(), signal);
  };

  return {
    once,
    get thread() {
      return thread;
    },
    get isTold() {
      return isTold;
    },
    above,
    here,
    look,
    stands,
    isIn: (root, ts) => {
      thread ??= root;
      isTold = true;
      known.add(ts);
    },
    of: (ts) => ({
      clients,
      log,
      channel,
      thread: thread ?? ts,
      recipient: kind === 'dm' ? undefined : reader,
    }),
    tell: async (sending, signal) => {
      if (isTold) return;
      const text = above();
      const find = look(sending, (message) => saysSame(message, text), signal);
      const post = (): Promise<{ readonly ts: string }> => postMessage(here(), { text }, signal);
      const told =
        (await once.before(sending, find, signal)) ?? (await once.send(sending, post, find, signal));
      stands(told.ts);
    },
  };
}
