/** What people change about turns that are not over: they stop them, and ask something else in them. */
import type { AskEvent, Attachment, ChatEvent, Conversation } from '../chat/index.ts';
import { ruleOf } from './rule/rule-of.ts';
import type { OpenTurn, OpenTurns, Store } from '../store/index.ts';

type Changing = Pick<Store, 'open' | 'stop' | 'revise'>;

/** Stops open turns and gives their number. One that nobody has seen anything of yet is over without a word. */
export async function stopWhere(
  store: Pick<Changing, 'open' | 'stop'>,
  of: OpenTurns,
  condition: (turn: OpenTurn) => boolean,
): Promise<number> {
  let stopped = 0;
  for (const turn of await store.open(of))
    if (!turn.isStopped && condition(turn) && (await store.stop(turn.id))) stopped += 1;
  return stopped;
}

/** Stops what a question asks that somebody has taken back. */
export async function stopDeleted(
  store: Changing,
  { conversation, messageId }: Extract<ChatEvent, { type: 'deleted' }>,
): Promise<void> {
  await stopWhere(store, { platform: conversation.platform, message: messageId }, ({ event: { message } }) =>
    inSameChannel(message.conversation, conversation),
  );
}

/** Stops what somebody asks, by the platform's own stop. */
export async function stopAsked(
  store: Changing,
  { conversation, author, messageId }: Extract<ChatEvent, { type: 'stop' }>,
): Promise<void> {
  await stopWhere(
    store,
    { platform: conversation.platform, person: author.id },
    ({ event }) =>
      isAskedBy(event, author) &&
      inSameChannel(event.message.conversation, conversation) &&
      // A command is asked in the channel; its answer, and the stop, are in a thread of it.
      [undefined, conversation.thread].includes(event.message.conversation.thread) &&
      (messageId === undefined || event.message.id === messageId),
  );
}

/** Whether somebody has asked this themselves: what their rules ask is not written for them. */
export const isAskedBy = (event: AskEvent, { id }: { readonly id: string }): boolean =>
  event.message.author.id === id && !ruleOf(event);

/** Asks the edited question in place of the first in the turns that have not ended. What a rule asks, no message says. */
export async function revise(
  store: Changing,
  { message }: Extract<ChatEvent, { type: 'edited' }>,
): Promise<void> {
  const { platform } = message.conversation;
  for (const { id, event, isStopped } of await store.open({ platform, message: message.id })) {
    if (
      isStopped ||
      ruleOf(event) ||
      event.message.author.id !== message.author.id ||
      !inSameChannel(event.message.conversation, message.conversation) ||
      isSame(event, message)
    )
      continue;
    const { text, attachments, editedAt } = message;
    await store.revise(id, {
      ...event,
      // What was agreed to was the price of another question, for whoever was to answer that.
      ...(event.type === 'command' && event.agreed !== undefined && ANEW),
      message: { ...event.message, text, attachments, ...(editedAt !== undefined && { editedAt }) },
    });
  }
}

const ANEW = { agreed: undefined, settled: undefined } as const;

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
